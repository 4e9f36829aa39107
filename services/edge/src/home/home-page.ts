import type { ServiceState } from "./cloud-state.ts";

const STYLE = `
:root { color-scheme: light dark; --ground: #fff; --ink: #16181d; --soft: #6b7280; --line: #e5e7eb; --accent: #1d5cff; --bad: #b42318; }
@media (prefers-color-scheme: dark) { :root { --ground: #0d0f13; --ink: #e6e8ec; --soft: #8b93a1; --line: #23272f; --accent: #6d9bff; --bad: #ff8a7a; } }
* { box-sizing: border-box; margin: 0; }
body { background: var(--ground); color: var(--ink); font: 16px/1.6 system-ui, sans-serif; padding: 8vh 24px 24px;
  background-image: linear-gradient(var(--line) 1px, transparent 1px), linear-gradient(90deg, var(--line) 1px, transparent 1px);
  background-size: 96px 96px; background-position: center top; }
main { max-width: 720px; margin: 0 auto; background: var(--ground); border: 1px solid var(--line); padding: 40px; }
h1 { font-size: 28px; font-weight: 600; letter-spacing: -0.01em; }
h2 { font-size: 12px; font-weight: 600; letter-spacing: 0.08em; text-transform: uppercase; color: var(--soft); margin: 40px 0 12px; }
p { color: var(--soft); margin-top: 8px; }
table { width: 100%; border-collapse: collapse; }
td { border-top: 1px solid var(--line); padding: 8px 0; vertical-align: baseline; }
td, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 14px; }
td:last-child { text-align: right; padding-left: 16px; color: var(--accent); }
td.unavailable:last-child { color: var(--bad); }
pre { border: 1px solid var(--line); padding: 16px; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.8; }
pre span { color: var(--soft); }
@media (max-width: 560px) { body { padding: 0; } main { border: 0; padding: 24px; } }
`;

export interface HomePage {
  services: ServiceState[];
  /** Under which the caller sees this cloud. */
  baseUrl: string;
  firstExample: string;
}

/** The door of a cloud without a console: how it is, and what to do next. Loads nothing from anywhere. */
export function renderHomePage({ services, baseUrl, firstExample }: HomePage): string {
  const unwell = services.filter(({ state }) => state !== "ok").length;
  const state = unwell === 0 ? "Everything runs." : `${unwell} of ${services.length} services need attention.`;
  const url = escapeHtml(baseUrl);
  // Named once: the command line keeps to the cloud it was used with last.
  const option = baseUrl === "http://localhost:8080" ? "" : ` --url ${url}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>NexAU Cloud</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>NexAU Cloud</h1>
<p>${state}</p>
<h2>Services</h2>
<table>${services.map(row).join("")}</table>
<h2>What to do next</h2>
<pre><span># an account; the first one is the administrator</span>
npx nexau-cloud${option} login --register
<span># an agent: zip, upload, activate</span>
npx nexau-cloud deploy examples/${escapeHtml(firstExample)}
<span># talk to it</span>
npx nexau-cloud chat "help"</pre>
<h2>By HTTP</h2>
<pre><span># control plane; Authorization: Bearer nau_pat_...</span>
POST ${url}/api/projects
<span># data plane; Authorization: Basic base64(ak:sk)</span>
POST ${url}/agent-api/chat</pre>
</main>
</body>
</html>
`;
}

function row({ service, state, missing }: ServiceState): string {
  const words = state === "ok" ? "ok" : `unavailable${missing.length > 0 ? `: ${escapeHtml(missing.join(", "))}` : ""}`;
  return `<tr><td>${service}</td><td class="${state}">${words}</td></tr>`;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeHtml = (text: string) => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
