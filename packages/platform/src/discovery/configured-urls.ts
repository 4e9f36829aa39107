import type { PlatformConfig } from "../config/platform-config.ts";
import { SERVICE_NAMES, type ServiceName } from "./discovery.ts";

/** The URLs in section `services`, by service name. */
export function configuredUrls(services: PlatformConfig["services"]): Partial<Record<ServiceName, string>> {
  const bySection = new Map(Object.entries(services).map(([section, { url }]) => [section, url]));
  const urls: Partial<Record<ServiceName, string>> = {};
  for (const name of SERVICE_NAMES) {
    const url = bySection.get(toSectionName(name));
    if (url) urls[name] = url;
  }
  return urls;
}

/** `agent-gateway` -> `agentGateway`, as sections of the configuration are called. */
export const toSectionName = (service: string) =>
  service.replace(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase());
