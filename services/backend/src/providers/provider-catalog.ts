import type { Provider } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";
import { DEMO_PROVIDER, type OperatorProvider } from "../config.ts";

export type ProviderCatalog = ReturnType<typeof createProviderCatalog>;

/** The operator's providers and, after them, the built-in one: the first is a new project's. */
export function createProviderCatalog(configured: OperatorProvider[]) {
  const providers = [...configured, DEMO_PROVIDER];

  function list() {
    const data = providers.map(({ name, apiType, models }): Provider => ({ name, api_type: apiType, models }));
    return { data, next_cursor: null };
  }

  /** The provider, if it is still configured. */
  function find(name: string): OperatorProvider {
    const found = providers.find((provider) => provider.name === name);
    if (found) return found;
    const known = providers.map((provider) => provider.name).join(", ");
    throw new ServiceError(
      "failed_precondition",
      "provider_not_configured",
      `There is no provider ${name} in this cloud. Choose one of: ${known}.`,
    );
  }

  function requireModel({ name, models }: OperatorProvider, model: string): void {
    if (models.includes(model)) return;
    throw new ServiceError(
      "invalid_argument",
      "model_unknown",
      `The provider ${name} has no model ${model}. Choose one of: ${models.join(", ")}.`,
    );
  }

  function fallback(): { provider: OperatorProvider; model: string } {
    const [provider = DEMO_PROVIDER] = providers;
    return { provider, model: provider.models[0] ?? "demo" };
  }

  return { list, find, requireModel, fallback };
}
