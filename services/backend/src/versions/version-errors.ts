import type { BundleIssue } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";

export const versionNotFound = (idOrTag: string) =>
  new ServiceError("not_found", "version_not_found", `Version ${idOrTag} does not exist in this project.`);

export const versionInactive = (tag: string) =>
  new ServiceError("failed_precondition", "version_inactive", `Version ${tag} is not active. Activate it first.`);

export const noActiveVersion = () =>
  new ServiceError("failed_precondition", "version_inactive", "The project has no active version. Activate one first.");

export const tagTaken = (tag: string) =>
  new ServiceError("already_exists", "tag_taken", `The tag ${tag} has been used in this project. Choose another.`);

export const activationInProgress = () =>
  new ServiceError("aborted", "activation_in_progress", "The version is being activated right now.");

/** `detail` is the first issue's own text; all of them stand in `errors`. */
export const activationFailed = (issues: BundleIssue[]) =>
  new ServiceError("unprocessable", "activation_failed", issues[0]?.message ?? "The agent could not be loaded.", {
    errors: issues.map(({ file, message }) => ({ path: file, message })),
  });
