import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { Registry } from "prom-client";
import type { Coordination } from "./coordination/coordination.ts";
import type { Discovery } from "./discovery/discovery.ts";
import type { HttpLimits } from "./http/http-server.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Logger } from "./log.ts";
import type { ObjectStorage } from "./objects/object-storage.ts";
import type { RequestTokenVerifier } from "./tokens/request-tokens.ts";

/** What every service gets handed: the house's supply lines. A service takes from it what it needs and passes that on by name. */
export interface Platform {
  log: Logger;
  lifecycle: Lifecycle;
  /** Empty folder of this service's own below the data folder, made on first call; for caches and sockets, not for state. */
  dataDir(name: string): Promise<string>;
  /**
   * The service's own schema in the one database, migrated to the newest under a lock. Tables are named without the
   * schema; the connections' search_path is set.
   */
  database<Tables>(schema: string, migrations: Record<string, Migration>): Promise<Kysely<Tables>>;
  coordination: Coordination;
  objects: ObjectStorage;
  discovery: Discovery;
  requestTokens: RequestTokenVerifier;
  /** Shared secret by which our services know each other; never given to a runtime's run, a sandbox or a caller. */
  serviceToken: string;
  /** 32 bytes from which keys for encryption at rest and URL signing are derived. */
  masterKey: Buffer;
  metrics: Registry;
  http: {
    host: string;
    /** Under which other processes reach what listens on `host`. */
    advertisedHost: string;
    limits: HttpLimits;
  };
  lane: string | null;
  now: () => Date;
  newId: (prefix: string) => string;
}

/** A service that listens. Disposing stops it in order: no new requests, streams drained, then closed. */
export interface RunningService extends AsyncDisposable {
  name: string;
  url: string;
}
