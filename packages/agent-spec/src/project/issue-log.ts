import type { BundleIssue } from "@nexau-cloud/contracts";

/** Collects everything that is wrong with a project, so that its owner sees all of it at once. */
export interface IssueLog {
  /** Keeps the version from being activated. `line` counts from 1. */
  issue(code: string, file: string, message: string, line?: number): void;
  /** Is understood but has no effect here, or not the one that was meant. */
  warning(code: string, file: string, message: string, line?: number): void;
  readonly issues: BundleIssue[];
  readonly warnings: BundleIssue[];
}

export function createIssueLog(): IssueLog {
  const issues: BundleIssue[] = [];
  const warnings: BundleIssue[] = [];
  const seen = new Set<string>();

  // A file that two agents share is read twice, its mistakes are told once.
  function add(list: BundleIssue[], code: string, file: string, message: string, line?: number): void {
    const entry = { code, file, message: line === undefined ? message : `Line ${line}: ${message}` };
    const key = JSON.stringify(entry);
    if (seen.has(key)) return;
    seen.add(key);
    list.push(entry);
  }

  return {
    issue: (...args) => add(issues, ...args),
    warning: (...args) => add(warnings, ...args),
    issues,
    warnings,
  };
}
