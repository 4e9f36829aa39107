export * from "./agent-definition.ts";
export * from "./bundle/bundle-limits.ts";
export { extractBundle } from "./bundle/extract-bundle.ts";
export { type BundleFile, type BundleInspection, inspectBundle } from "./bundle/inspect-bundle.ts";
export { type Manifest, parseManifest } from "./bundle/manifest.ts";
export { AGENT_DIR, sandboxPath } from "./project/bundle-path.ts";
export { type LoadedProject, type LoadProjectOptions, loadProject } from "./project/load-project.ts";
export { type PromptInput, type RenderedBlock, renderSystemPrompt } from "./prompt/render-system-prompt.ts";
