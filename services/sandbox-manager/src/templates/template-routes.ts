import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { projectOf } from "../e2b/auth/require-api-key.ts";
import { notServed, templateNotFound } from "../e2b/e2b-errors.ts";
import { ENVD_VERSION } from "../e2b/to-sandbox-answer.ts";
import type { NamedProfile, ProfileCatalog } from "../profiles/profile-catalog.ts";
import type { SnapshotService } from "./snapshot-service.ts";
import type { TemplateCatalog } from "./template-catalog.ts";

export interface TemplateRouteDeps {
  profiles: ProfileCatalog;
  snapshots: SnapshotService;
  templates: TemplateCatalog;
  /** Since when this manager's profiles are what they are. */
  startedAt: Date;
}

const TemplateParams = z.object({ templateID: z.string().max(256) });
const TemplateAnswer = z.object({
  templateID: z.string(),
  buildID: z.string(),
  buildStatus: z.literal("ready"),
  buildCount: z.int(),
  spawnCount: z.int(),
  cpuCount: z.number(),
  memoryMB: z.number(),
  diskSizeMB: z.number(),
  envdVersion: z.string(),
  public: z.boolean(),
  aliases: z.array(z.string()),
  names: z.array(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
  createdBy: z.null(),
  lastSpawnedAt: z.null(),
});
type TemplateAnswer = z.infer<typeof TemplateAnswer>;

/** Profiles, which the operator makes, are E2B's templates; snapshots, which a project makes, can be started like one. */
export function templateRoutes({
  profiles,
  snapshots,
  templates,
  startedAt,
}: TemplateRouteDeps): FastifyPluginAsyncZod {
  const listed = () => profiles.list().map((profile) => toTemplateAnswer(profile, startedAt));

  return async (app) => {
    for (const path of ["/templates", "/v2/templates"]) {
      app.get(path, { schema: { response: { 200: z.array(TemplateAnswer) } } }, async () => listed());
    }

    app.get(
      "/templates/:templateID",
      {
        schema: {
          params: TemplateParams,
          response: { 200: TemplateAnswer.extend({ builds: z.array(z.unknown()) }) },
        },
      },
      async (request) => {
        const found = profiles.find(request.params.templateID);
        if (!found) throw templateNotFound(request.params.templateID);
        return { ...toTemplateAnswer(found, startedAt), builds: [] };
      },
    );

    app.get(
      "/templates/aliases/:alias",
      {
        schema: {
          params: z.object({ alias: z.string().max(256) }),
          response: { 200: z.object({ templateID: z.string(), public: z.boolean() }) },
        },
      },
      async (request) => {
        const { id, snapshotId } = await templates.get(projectOf(request), request.params.alias);
        return { templateID: id, public: snapshotId === null };
      },
    );

    app.get(
      "/templates/:templateID/tags",
      {
        schema: {
          params: TemplateParams,
          response: { 200: z.array(z.object({ tag: z.string(), buildID: z.string(), createdAt: z.string() })) },
        },
      },
      async (request) => {
        const { id } = await templates.get(projectOf(request), request.params.templateID);
        return [{ tag: "default", buildID: id, createdAt: startedAt.toISOString() }];
      },
    );

    app.delete(
      "/templates/:templateID",
      { schema: { params: TemplateParams, response: { 204: z.null() } } },
      async (request, reply) => {
        const { templateID } = request.params;
        if (profiles.find(templateID)) throw notServed("deleting its profiles", "They are the operator's.");
        const snapshot = await snapshots.find(projectOf(request), templateID);
        if (!snapshot) throw templateNotFound(templateID);
        await snapshots.remove(snapshot);
        return reply.code(204).send(null);
      },
    );
  };
}

function toTemplateAnswer({ name, aliases, profile }: NamedProfile, startedAt: Date): TemplateAnswer {
  return {
    templateID: name,
    buildID: name,
    buildStatus: "ready",
    buildCount: 1,
    spawnCount: 0,
    cpuCount: profile.cpu,
    memoryMB: profile.memoryMb,
    diskSizeMB: profile.diskMb,
    envdVersion: ENVD_VERSION,
    public: true,
    aliases,
    names: [name, ...aliases],
    createdAt: startedAt.toISOString(),
    updatedAt: startedAt.toISOString(),
    createdBy: null,
    lastSpawnedAt: null,
  };
}
