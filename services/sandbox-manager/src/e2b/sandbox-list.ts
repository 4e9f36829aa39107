import { ServiceError } from "@nexau-cloud/platform";
import type { Kysely } from "kysely";
import { z } from "zod";
import type { Tables } from "../db/tables.ts";
import type { TemplateCatalog } from "../templates/template-catalog.ts";
import type { OwnSandboxRow } from "./own-sandbox-store.ts";
import * as ownSandboxStore from "./own-sandbox-store.ts";
import { parsePageToken, toPageToken } from "./page-token.ts";

export const PageLimit = z.coerce.number().int().min(1).max(100).default(100);

export const ListQuery = z.object({
  /** `key=value&key2=value2`, each encoded once more. */
  metadata: z.string().max(16_384).optional(),
  state: z
    .union([z.string(), z.array(z.string())])
    .default("running,paused")
    .transform((states) => [states].flat().flatMap((text) => text.split(",")))
    .pipe(z.array(z.enum(["running", "paused"])).min(1)),
  order: z.enum(["asc", "desc"]).default("desc"),
  startedAfter: z.iso.datetime({ offset: true }).optional(),
  template: z.string().max(256).optional(),
  limit: PageLimit,
  nextToken: z.string().max(512).optional(),
});
export type ListQuery = z.infer<typeof ListQuery>;

export interface SandboxList {
  rows: OwnSandboxRow[];
  /** Undefined at the last page. */
  nextToken: string | undefined;
  running: number;
}

export interface SandboxListDeps {
  db: Kysely<Tables>;
  templates: Pick<TemplateCatalog, "find">;
}

export type SandboxLister = (projectId: string, query: ListQuery) => Promise<SandboxList>;

/** Pages of a project's sandboxes, which stay what they are while others start: each begins after the last one seen. */
export function createSandboxLister({ db, templates }: SandboxListDeps): SandboxLister {
  async function templateIds(projectId: string, template: string | undefined): Promise<string[] | undefined> {
    if (template === undefined || template === "") return undefined;
    if (template.includes(":")) throw invalid("template is an id or a name, without a tag");
    const found = await templates.find(projectId, template);
    return found ? [found.id] : [];
  }

  return async function list(projectId, query) {
    const [rows, running] = await Promise.all([
      ownSandboxStore.list(db, {
        projectId,
        metadata: parseMetadata(query.metadata ?? ""),
        running: query.state.includes("running"),
        paused: query.state.includes("paused"),
        order: query.order,
        startedAfter: query.startedAfter === undefined ? undefined : new Date(query.startedAfter),
        templateIds: await templateIds(projectId, query.template),
        after: query.nextToken ? parsePageToken(query.nextToken) : undefined,
        limit: query.limit + 1,
      }),
      ownSandboxStore.countRunning(db, projectId),
    ]);
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const more = rows.length > query.limit && last;
    return {
      rows: page,
      running,
      nextToken: more ? toPageToken({ startedAt: last.started_at, id: last.sandbox_id }) : undefined,
    };
  };
}

function parseMetadata(text: string): Record<string, string> {
  try {
    const pairs = [...new URLSearchParams(text)].map(
      ([key, value]) => [decodeURIComponent(key), decodeURIComponent(value)] as const,
    );
    return Object.fromEntries(pairs);
  } catch {
    throw invalid("metadata is not encoded as key=value pairs");
  }
}

const invalid = (message: string) => new ServiceError("invalid_argument", "invalid_request", message);
