import type { BundleFiles } from "./bundle-files.ts";
import type { IssueLog } from "./issue-log.ts";

/** What every step of loading works with. */
export interface LoadContext {
  files: BundleFiles;
  env: Record<string, string>;
  log: IssueLog;
}
