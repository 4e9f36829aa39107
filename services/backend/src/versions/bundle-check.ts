import { createAgentRuntimeClient } from "@nexau-cloud/agent-runtime/client";
import type { BundleReport, Launch } from "@nexau-cloud/contracts";
import { dataOf, type Platform, ServiceError } from "@nexau-cloud/platform";
import { createSessionManagerClient } from "@nexau-cloud/session-manager/client";

export type BundleCheck = (launch: Launch) => Promise<BundleReport>;

export interface BundleCheckDeps {
  platform: Pick<Platform, "discovery" | "serviceToken" | "newId" | "log">;
  timeoutMs: number;
}

/** Has a runtime load the version, with a request token that opens one sandbox and nothing else. */
export function createBundleCheck({ platform, timeoutMs }: BundleCheckDeps): BundleCheck {
  const { discovery, serviceToken, newId, log } = platform;
  const sessionManager = createSessionManagerClient({ discovery, token: serviceToken });
  const agentRuntime = createAgentRuntimeClient({ discovery, token: serviceToken });

  return async function checkBundle(launch) {
    const jti = newId("chk");
    const { token: requestToken } = await dataOf(
      sessionManager.POST("/request-tokens", {
        body: {
          runId: jti,
          sessionId: jti,
          projectId: launch.projectId,
          versionId: launch.versionId,
          models: launch.llm.models,
          apiType: launch.llm.apiType,
          scopes: ["sandbox"],
          ttlSeconds: Math.ceil(timeoutMs / 1000) + 60,
        },
      }),
    );
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      return await dataOf(agentRuntime.POST("/checks", { body: { launch, requestToken }, signal }));
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new ServiceError("deadline_exceeded", "activation_timeout", "Loading the agent took too long.", {
        cause: error,
      });
    } finally {
      await sessionManager
        .DELETE("/request-tokens/{jti}", { params: { path: { jti } } })
        .catch((error: unknown) => log.warn({ err: error }, "the token of a bundle check could not be revoked"));
    }
  };
}
