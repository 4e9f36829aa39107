import { ServiceError } from "@nexau-cloud/platform";

export const sandboxNotFound = () =>
  new ServiceError("not_found", "sandbox_not_found", "There is no such session or sandbox in this project.");

export const profileUnknown = (profile: string) =>
  new ServiceError("invalid_argument", "sandbox_profile_unknown", `There is no sandbox profile named ${profile}.`);

export const tooManySandboxes = (limit: number, where: "project" | "cloud") =>
  new ServiceError(
    "resource_exhausted",
    "sandbox_limit_reached",
    where === "project"
      ? `This project has ${limit} sandboxes running, which is its limit. One that is idle stops by itself.`
      : `This cloud has ${limit} sandboxes running, which is its limit. One that is idle stops by itself.`,
  );

export const managerStopping = () =>
  new ServiceError(
    "unavailable",
    "sandbox_manager_stopping",
    "The sandbox manager is stopping. Try again in a moment.",
  );

export const sandboxElsewhere = () =>
  new ServiceError("unavailable", "sandbox_elsewhere", "This sandbox runs under another sandbox manager.");

export const sandboxStartFailed = (cause: unknown) =>
  new ServiceError("internal", "sandbox_start_failed", "A sandbox could not be started on this machine.", { cause });
