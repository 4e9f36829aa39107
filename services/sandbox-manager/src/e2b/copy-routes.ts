import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { SnapshotService } from "../templates/snapshot-service.ts";
import type { SnapshotRow } from "../templates/snapshot-store.ts";
import { projectOf } from "./auth/require-api-key.ts";
import type { ForkService } from "./fork-service.ts";
import type { OwnSandboxService } from "./own-sandbox-service.ts";
import { parsePageToken, toPageToken } from "./page-token.ts";
import { sandboxDomainOf } from "./sandbox-domain.ts";
import { PageLimit } from "./sandbox-list.ts";
import { SandboxParams } from "./sandbox-params.ts";
import { Seconds } from "./schemas/new-sandbox.ts";
import { ForkResult } from "./schemas/sandbox-answer.ts";
import { toE2bError } from "./send-e2b-error.ts";
import type { SandboxAnswers } from "./to-sandbox-answer.ts";

export interface CopyRouteDeps {
  sandboxes: Pick<OwnSandboxService, "inTurn">;
  snapshots: SnapshotService;
  fork: ForkService;
  answers: SandboxAnswers;
}

const SnapshotInfo = z.object({ snapshotID: z.string(), names: z.array(z.string()) });
const FORK_TIMEOUT = 15;

/** Snapshots and forks of sandboxes. */
export function e2bCopyRoutes({ sandboxes, snapshots, fork, answers }: CopyRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      "/sandboxes/:sandboxID/snapshots",
      {
        schema: {
          params: SandboxParams,
          body: z.object({ name: z.string().min(1).max(256).nullish() }).nullish(),
          response: { 201: SnapshotInfo },
        },
      },
      async (request, reply) => {
        const projectId = projectOf(request);
        const { sandboxID } = request.params;
        const snapshot = await sandboxes.inTurn(projectId, sandboxID, ({ profile, settings }) =>
          snapshots.create(
            { sandboxId: sandboxID, projectId, profile, env: settings.envVars },
            request.body?.name ?? undefined,
          ),
        );
        return reply.code(201).send(toSnapshotInfo(snapshot));
      },
    );

    app.get(
      "/snapshots",
      {
        schema: {
          querystring: z.object({
            sandboxID: z.string().max(256).optional(),
            name: z.string().max(256).optional(),
            limit: PageLimit,
            nextToken: z.string().max(512).optional(),
          }),
          response: { 200: z.array(SnapshotInfo) },
        },
      },
      async (request, reply) => {
        const { sandboxID, name, limit, nextToken } = request.query;
        const rows = await snapshots.list({
          projectId: projectOf(request),
          sandboxId: sandboxID,
          name,
          after: nextToken ? parsePageToken(nextToken) : undefined,
          limit: limit + 1,
        });
        const page = rows.slice(0, limit);
        const last = page.at(-1);
        if (rows.length > limit && last) {
          reply.header("x-next-token", toPageToken({ startedAt: last.created_at, id: last.id }));
        }
        return page.map(toSnapshotInfo);
      },
    );

    app.post(
      "/sandboxes/:sandboxID/fork",
      {
        schema: {
          params: SandboxParams,
          body: z.object({ timeout: Seconds.nullish(), count: z.int().min(1).max(100).nullish() }).nullish(),
          response: { 201: z.array(ForkResult) },
        },
      },
      async (request, reply) => {
        const { timeout, count } = request.body ?? {};
        const results = await fork(projectOf(request), request.params.sandboxID, {
          timeoutSeconds: timeout ?? FORK_TIMEOUT,
          count: count ?? 1,
        });
        const domain = sandboxDomainOf(request);
        return reply
          .code(201)
          .send(
            results.map((result) =>
              result.status === "fulfilled"
                ? { sandbox: answers.answer(result.value, domain) }
                : { error: toE2bError(result.reason) },
            ),
          );
      },
    );
  };
}

function toSnapshotInfo({ id, name }: SnapshotRow): z.infer<typeof SnapshotInfo> {
  return { snapshotID: name ?? `${id}:default`, names: name === null ? [] : [name] };
}
