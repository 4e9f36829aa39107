/** A server of its own machine, as far as the cloud can tell: it goes away and comes back under the same address. */
export interface RestartableServer extends AsyncDisposable {
  url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}
