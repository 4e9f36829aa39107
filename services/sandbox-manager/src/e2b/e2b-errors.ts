import { ServiceError } from "@nexau-cloud/platform";

export const ownSandboxNotFound = (id: string) =>
  new ServiceError("not_found", "sandbox_not_found", `Sandbox "${id}" doesn't exist or you don't have access to it`);

export const templateNotFound = (id: string) =>
  new ServiceError("not_found", "template_not_found", `template '${id}' not found`);

export const sandboxNotRunning = (id: string) =>
  new ServiceError("failed_precondition", "sandbox_not_running", `Sandbox "${id}" is not running`);

export const sandboxRunning = (id: string) =>
  new ServiceError("failed_precondition", "sandbox_running", `Sandbox "${id}" is already running`);

export const timeoutTooLong = (hours: number) =>
  new ServiceError("invalid_argument", "sandbox_timeout_too_long", `Timeout cannot be greater than ${hours} hours`);

export const networkInvalid = (message: string) =>
  new ServiceError("invalid_argument", "sandbox_network_invalid", message);

/** Of E2B's API, but not of ours. */
export const notServed = (what: string, instead: string) =>
  new ServiceError("unimplemented", "e2b_not_served", `This cloud does not serve ${what}. ${instead}`);
