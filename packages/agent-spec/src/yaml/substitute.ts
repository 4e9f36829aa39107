export interface Substitution {
  text: string;
  missing: { name: string; line: number }[];
}

const ENV_REFERENCE = /\$\{env\.([A-Za-z_]\w*)\}/g;
/** Bounded, so that text full of beginnings without an end is read in one go. */
const VARIABLE_REFERENCE = /\$\{variables\.([^}\n]{1,200})\}/g;

/** Steps 3 and 4 of loading: plain text replacement before any YAML is parsed, in comments, too, and without quoting. */
export function substituteEnvironment(text: string, thisFileDir: string, env: Record<string, string>): Substitution {
  return substitute(
    text.replaceAll("${this_file_dir}", () => thisFileDir),
    ENV_REFERENCE,
    (name) => (Object.hasOwn(env, name) ? env[name] : undefined),
  );
}

/** Step 6: `${variables.a.b}` from the file's own `variables`; only scalars can be put in. */
export function substituteVariables(text: string, variables: Record<string, unknown>): Substitution {
  return substitute(text, VARIABLE_REFERENCE, (name) => {
    let value: unknown = variables;
    for (const key of name.split(".")) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
      value = (value as Record<string, unknown>)[key];
    }
    return scalarText(value);
  });
}

function substitute(text: string, pattern: RegExp, lookUp: (name: string) => string | undefined): Substitution {
  const missing: Substitution["missing"] = [];
  const replaced = text.replace(pattern, (reference, name: string, offset: number) => {
    const value = lookUp(name);
    if (value !== undefined) return value;
    missing.push({ name, line: text.slice(0, offset).split("\n").length });
    return reference.replaceAll(/[${}]/g, "_");
  });
  return { text: replaced, missing };
}

/** As Python's `str` writes it. */
function scalarText(value: unknown): string | undefined {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
