import type { FastifyInstance, HTTPMethods } from "fastify";
import { notServed } from "./e2b-errors.ts";

/** Parts of E2B's API that we do not have, each with what to do instead. */
const UNSERVED: [methods: HTTPMethods[], path: string, what: string, instead: string][] = [
  [["POST"], "/templates", "builds of templates", "The operator makes profiles; a snapshot is a template as well."],
  [["POST"], "/v2/templates", "builds of templates", "The operator makes profiles; a snapshot is a template as well."],
  [["POST"], "/v3/templates", "builds of templates", "The operator makes profiles; a snapshot is a template as well."],
  [["POST"], "/templates/:templateID", "builds of templates", "A snapshot is a template as well."],
  [["PATCH"], "/templates/:templateID", "changes of templates", "The operator makes profiles."],
  [["PATCH"], "/v2/templates/:templateID", "changes of templates", "The operator makes profiles."],
  [["GET", "POST"], "/templates/:templateID/builds/*", "builds of templates", "A snapshot is a template as well."],
  [["GET", "POST"], "/v2/templates/:templateID/builds/*", "builds of templates", "A snapshot is a template as well."],
  [["GET"], "/templates/:templateID/files/:hash", "builds of templates", "A snapshot is a template as well."],
  [["POST", "DELETE"], "/templates/tags", "tags of templates", "Give a snapshot a name with the tag."],
  [["GET", "POST"], "/volumes", "volumes", "Keep files in a sandbox that is paused, or in a snapshot."],
  [["GET", "DELETE"], "/volumes/:volumeID", "volumes", "Keep files in a sandbox that is paused, or in a snapshot."],
  [["GET", "POST"], "/secrets", "secrets for egress", "Give them as envVars."],
  [["GET", "POST", "DELETE"], "/secrets/:secretID", "secrets for egress", "Give them as envVars."],
];

export async function e2bUnservedRoutes(app: FastifyInstance): Promise<void> {
  for (const [method, url, what, instead] of UNSERVED) {
    app.route({
      method,
      url,
      handler: async () => {
        throw notServed(what, instead);
      },
    });
  }
}
