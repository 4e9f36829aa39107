import { ServiceError } from "../errors.ts";

/** One thing that is wrong with the configuration, and where it was said. */
export interface ConfigMistake {
  /** `nexau-cloud.yaml:3`, `NEXAU_CLOUD_EDGE_PORT` or `--edge.port`. */
  place: string;
  message: string;
}

/** All mistakes in one error, one line each. */
export function configInvalid(mistakes: ConfigMistake[]): ServiceError {
  const lines = mistakes.map(({ place, message }) => `  ${place}: ${message}`);
  return new ServiceError(
    "invalid_argument",
    "config_invalid",
    `The configuration is not valid:\n${lines.join("\n")}`,
    {
      errors: mistakes.map(({ place, message }) => ({ path: place, message })),
    },
  );
}
