/** What can be an id of ours. Anything else names nothing, and does not reach the database, which refuses NUL with an error. */
export const isId = (text: string): boolean => /^[\w-]{1,64}$/.test(text);
