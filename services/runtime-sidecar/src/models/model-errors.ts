import { ServiceError } from "@nexau-cloud/platform";

export const routeNotAllowed = (apiType: string) =>
  new ServiceError(
    "permission_denied",
    "route_not_allowed",
    `This request token is for models by ${apiType}, and for nothing else.`,
  );

export const modelNotAllowed = (models: string[]) =>
  new ServiceError(
    "permission_denied",
    "model_not_allowed",
    `This request token is for ${models.length === 0 ? "no model" : models.join(", ")}.`,
  );

export const modelMissing = () =>
  new ServiceError("invalid_argument", "invalid_request", "The request must be a JSON object that names its model.");

export const providerUnreachable = (cause: unknown) =>
  new ServiceError("bad_gateway", "provider_unreachable", "The model provider cannot be reached.", { cause });

export const providerTimeout = (cause: unknown) =>
  new ServiceError("deadline_exceeded", "provider_timeout", "The model provider did not answer in time.", { cause });

export const providerRedirected = () =>
  new ServiceError(
    "bad_gateway",
    "provider_redirected",
    "The model provider answered with a redirect, which is not followed. Set its base URL to the final address.",
  );

export const providerAnswerInvalid = (cause: unknown) =>
  new ServiceError("bad_gateway", "provider_answer_invalid", "The model provider's answer cannot be read.", { cause });

export const providerStreamCut = (cause: unknown) =>
  new ServiceError("bad_gateway", "provider_stream_cut", "The model provider broke off in the middle of its answer.", {
    cause,
  });
