import type { FastifyRequest } from "fastify";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { TemplateCatalog } from "../templates/template-catalog.ts";
import { projectOf } from "./auth/require-api-key.ts";
import type { OwnSandboxService } from "./own-sandbox-service.ts";
import { sandboxDomainOf } from "./sandbox-domain.ts";
import { ListQuery, type SandboxLister } from "./sandbox-list.ts";
import { SandboxParams } from "./sandbox-params.ts";
import { ConnectSandbox, NewSandbox, Seconds } from "./schemas/new-sandbox.ts";
import { ListedSandbox, SandboxAnswer, SandboxDetail } from "./schemas/sandbox-answer.ts";
import type { SandboxAnswers } from "./to-sandbox-answer.ts";
import { toSettings } from "./to-settings.ts";

export interface SandboxRouteDeps {
  sandboxes: OwnSandboxService;
  templates: TemplateCatalog;
  list: SandboxLister;
  answers: SandboxAnswers;
}

/** Seconds where the caller says none, in the two generations of the API. */
const V1_TIMEOUT = 15;
const V2_TIMEOUT = 300;

/** Sandboxes come and go. The same in both generations, but for the times that nobody has chosen. */
export function e2bSandboxRoutes({ sandboxes, templates, list, answers }: SandboxRouteDeps): FastifyPluginAsyncZod {
  async function create(request: FastifyRequest, body: NewSandbox, timeoutSeconds: number) {
    const projectId = projectOf(request);
    const settings = toSettings(body, { timeoutSeconds });
    const template = await templates.get(projectId, body.templateID);
    const row = await sandboxes.create({
      projectId,
      template,
      metadata: body.metadata ?? {},
      settings: { ...settings, envVars: { ...template.env, ...settings.envVars } },
    });
    return answers.answer(row, sandboxDomainOf(request));
  }

  async function connect(request: FastifyRequest, id: string, body: ConnectSandbox | null, fallback: number) {
    const { row, resumed } = await sandboxes.connect(projectOf(request), id, {
      timeoutSeconds: body?.timeout ?? fallback,
      reboot: body?.memory === false,
    });
    return { status: resumed ? (201 as const) : (200 as const), body: answers.answer(row, sandboxDomainOf(request)) };
  }

  return async (app) => {
    for (const [path, timeout] of [
      ["/sandboxes", V1_TIMEOUT],
      ["/v2/sandboxes", V2_TIMEOUT],
    ] as const) {
      app.post(path, { schema: { body: NewSandbox, response: { 201: SandboxAnswer } } }, async (request, reply) =>
        reply.code(201).send(await create(request, request.body, timeout)),
      );

      app.post(
        `${path}/:sandboxID/connect`,
        {
          schema: {
            params: SandboxParams,
            body: ConnectSandbox.nullish(),
            response: { 200: SandboxAnswer, 201: SandboxAnswer },
          },
        },
        async (request, reply) => {
          const { status, body } = await connect(request, request.params.sandboxID, request.body ?? null, timeout);
          return reply.code(status).send(body);
        },
      );
    }

    app.get(
      "/v2/sandboxes",
      { schema: { querystring: ListQuery, response: { 200: z.array(ListedSandbox) } } },
      async (request, reply) => {
        const { rows, nextToken, running } = await list(projectOf(request), request.query);
        reply.header("x-total-running", String(running));
        if (nextToken !== undefined) reply.header("x-next-token", nextToken);
        return rows.map(answers.listed);
      },
    );

    app.get(
      "/sandboxes",
      { schema: { querystring: ListQuery.pick({ metadata: true }), response: { 200: z.array(ListedSandbox) } } },
      async (request) => {
        const running = ListQuery.parse({ state: "running" });
        const { rows } = await list(projectOf(request), { ...running, ...request.query });
        return rows.map(answers.listed);
      },
    );

    app.get(
      "/sandboxes/:sandboxID",
      { schema: { params: SandboxParams, response: { 200: SandboxDetail } } },
      async (request) =>
        answers.detail(await sandboxes.get(projectOf(request), request.params.sandboxID), sandboxDomainOf(request)),
    );

    app.delete(
      "/sandboxes/:sandboxID",
      { schema: { params: SandboxParams, response: { 204: z.null() } } },
      async (request, reply) => {
        await sandboxes.kill(projectOf(request), request.params.sandboxID);
        return reply.code(204).send(null);
      },
    );

    app.post(
      "/sandboxes/:sandboxID/timeout",
      { schema: { params: SandboxParams, body: z.object({ timeout: Seconds }), response: { 204: z.null() } } },
      async (request, reply) => {
        await sandboxes.setTimeout(projectOf(request), request.params.sandboxID, request.body.timeout);
        return reply.code(204).send(null);
      },
    );

    app.post(
      "/sandboxes/:sandboxID/refreshes",
      {
        schema: {
          params: SandboxParams,
          body: z.object({ duration: z.int().min(0).max(3600).nullish() }).nullish(),
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        await sandboxes.extend(projectOf(request), request.params.sandboxID, request.body?.duration ?? V1_TIMEOUT);
        return reply.code(204).send(null);
      },
    );

    app.post(
      "/sandboxes/:sandboxID/pause",
      {
        schema: {
          params: SandboxParams,
          body: z.object({ memory: z.boolean().nullish() }).nullish(),
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        await sandboxes.pause(projectOf(request), request.params.sandboxID, request.body?.memory ?? true);
        return reply.code(204).send(null);
      },
    );

    app.post(
      "/sandboxes/:sandboxID/resume",
      {
        schema: { params: SandboxParams, body: ConnectSandbox.nullish(), response: { 201: SandboxAnswer } },
      },
      async (request, reply) => {
        const row = await sandboxes.resumePaused(projectOf(request), request.params.sandboxID, {
          timeoutSeconds: request.body?.timeout ?? V1_TIMEOUT,
          reboot: request.body?.memory === false,
        });
        return reply.code(201).send(answers.answer(row, sandboxDomainOf(request)));
      },
    );
  };
}
