/** `returnDisplay` is for people who look on, at any depth; models do not get it. */
export function withoutReturnDisplay(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutReturnDisplay);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== "returnDisplay");
  return Object.fromEntries(entries.map(([key, child]) => [key, withoutReturnDisplay(child)]));
}
