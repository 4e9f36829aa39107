import { ServiceError } from "@nexau-cloud/platform";

/** Set by the cloud in every run. */
const SET_BY_US = new Set(["LLM_MODEL", "LLM_BASE_URL", "LLM_API_KEY"]);
/** Names that would change what an object is instead of being kept in it. */
const UNSAFE = new Set(["__proto__", "constructor", "prototype"]);

export function checkEnvVarKey(key: string): void {
  if (!SET_BY_US.has(key) && !UNSAFE.has(key)) return;
  const why = SET_BY_US.has(key) ? "is set by the cloud; use the LLM configuration" : "cannot be used";
  throw new ServiceError("invalid_argument", "env_var_reserved", `The name ${key} ${why}.`);
}
