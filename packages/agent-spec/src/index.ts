export * from "./agent-definition.ts";
export * from "./bundle/bundle-limits.ts";
export { extractBundle } from "./bundle/extract-bundle.ts";
export { type BundleFile, type BundleInspection, inspectBundle } from "./bundle/inspect-bundle.ts";
export { type Manifest, parseManifest } from "./bundle/manifest.ts";
