import { AuditEntry, PageQuery, page } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { principalOf } from "../auth/principal.ts";
import { ProjectParams } from "../projects/project-params.ts";
import type { AuditLog } from "./audit-log.ts";

const tags = ["audit log"];

export function projectAuditRoutes(audit: AuditLog): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/api/projects/:projectId/audit-log",
      {
        schema: {
          operationId: "listProjectAuditLog",
          tags,
          params: ProjectParams,
          querystring: PageQuery,
          response: { 200: page(AuditEntry) },
        },
      },
      async (request) => audit.list(request.params.projectId, request.query),
    );
  };
}

export function auditRoutes(audit: AuditLog): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/api/audit-log",
      {
        schema: { operationId: "listAuditLog", tags, querystring: PageQuery, response: { 200: page(AuditEntry) } },
        config: { needs: "account" },
        onRequest: async (request) => {
          if (principalOf(request).role === "admin") return;
          throw new ServiceError("permission_denied", "admin_only", "Only administrators may see this.");
        },
      },
      async (request) => audit.list(null, request.query),
    );
  };
}
