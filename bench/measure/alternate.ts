import { type Summary, summarize } from "./statistics.ts";

export interface AlternateOptions<Name extends string> {
  rounds: number;
  /** Samples of each kind per round. */
  samples: number;
  /** Samples of each kind before the first round that do not count. */
  warmUp: number;
  kinds: Record<Name, () => Promise<number>>;
}

/** Takes the kinds in turn and in changing order, so that what drifts on the machine meets all of them alike. */
export async function alternate<Name extends string>(options: AlternateOptions<Name>): Promise<Record<Name, Summary>> {
  const names = Object.keys(options.kinds) as Name[];
  const taken = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (const name of names) for (let index = 0; index < options.warmUp; index++) await options.kinds[name]();
  for (let round = 0; round < options.rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      for (let index = 0; index < options.samples; index++) taken.get(name)?.push(await options.kinds[name]());
    }
  }
  return Object.fromEntries(names.map((name) => [name, summarize(taken.get(name) ?? [])])) as Record<Name, Summary>;
}
