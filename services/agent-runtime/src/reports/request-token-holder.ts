/** The run's request token. It lives for minutes, so a long run is handed a new one with the answers to its reports. */
export interface RequestTokenHolder {
  current(): string;
  replace(token: string): void;
}

export function createRequestTokenHolder(token: string): RequestTokenHolder {
  let current = token;
  return {
    current: () => current,
    replace: (next) => {
      current = next;
    },
  };
}
