/** Makes ids unique within one stream: an id seen before gets `_1`, `_2`, ... */
export function createUniqueIds(): (id: string) => string {
  const used = new Set<string>();
  return (id) => {
    let unique = id;
    for (let suffix = 1; used.has(unique); suffix++) unique = `${id}_${suffix}`;
    used.add(unique);
    return unique;
  };
}
