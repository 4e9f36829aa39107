import {
  CreateSessionRequest,
  CreateSessionResponse,
  DistinctId,
  Message,
  ObservedSession,
  PageQuery,
  page,
  type Session,
} from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { principalOf } from "../auth/principal.ts";

const tags = ["sessions"];
const SessionParams = z.object({ sessionId: z.string() });

export interface SessionRouteDeps {
  create: (request: { projectId: string; distinctId: string }) => Promise<Session>;
  list: (query: {
    projectId: string;
    distinctId?: string | undefined;
    cursor?: string | undefined;
    limit: number;
  }) => Promise<{ data: Session[]; next_cursor: string | null }>;
  get: (query: { projectId: string; sessionId: string; distinctId: string | undefined }) => Promise<Session>;
  messages: (query: { projectId: string; sessionId: string }) => Promise<{ data: Message[] }>;
}

export function sessionRoutes(sessions: SessionRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      "/sessions",
      {
        schema: {
          operationId: "createSession",
          tags,
          body: CreateSessionRequest,
          response: { 200: CreateSessionResponse },
        },
      },
      async (request) => {
        const { projectId } = principalOf(request);
        const session = await sessions.create({ projectId, distinctId: request.body.distinct_id });
        return { session_id: session.id, created_at: session.createdAt };
      },
    );

    app.get(
      "/sessions",
      {
        schema: {
          operationId: "listSessions",
          tags,
          querystring: PageQuery.extend({ distinct_id: DistinctId.optional() }),
          response: { 200: page(ObservedSession) },
        },
      },
      async (request) => {
        const { distinct_id: distinctId, cursor, limit } = request.query;
        const { projectId } = principalOf(request);
        const { data, next_cursor } = await sessions.list({ projectId, distinctId, cursor, limit });
        return { data: data.map(toObservedSession), next_cursor };
      },
    );

    app.get(
      "/sessions/:sessionId/messages",
      {
        schema: {
          operationId: "listMessages",
          tags,
          params: SessionParams,
          querystring: z.object({ distinct_id: DistinctId.optional() }),
          response: { 200: z.object({ data: z.array(Message) }) },
        },
      },
      async (request) => {
        const { projectId } = principalOf(request);
        const { sessionId } = request.params;
        await sessions.get({ projectId, sessionId, distinctId: request.query.distinct_id });
        return sessions.messages({ projectId, sessionId });
      },
    );
  };
}

function toObservedSession(session: Session): ObservedSession {
  return {
    id: session.id,
    distinct_id: session.distinctId,
    title: session.title,
    source: session.source,
    run_count: session.runCount,
    active_run_id: session.activeRunId,
    created_at: session.createdAt,
    updated_at: session.updatedAt,
  };
}
