import { open, seal } from "@nexau-cloud/platform";
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import { type Kysely, sql } from "kysely";
import type { Tables } from "../db/tables.ts";

export interface SigningKeys {
  /** The newest: it signs. */
  id: string;
  privateKey: CryptoKey;
  /** Public halves of all, so that tokens signed by an older one can still be checked. */
  publicKeys: JWK[];
}

export interface SigningKeyDeps {
  db: Kysely<Tables>;
  masterKey: Uint8Array;
  now: () => Date;
  newId: (prefix: string) => string;
}

/** The key pair that signs request tokens: made once, shared by all instances through the database, sealed at rest. */
export async function loadSigningKeys(deps: SigningKeyDeps): Promise<SigningKeys> {
  return deps.db.transaction().execute(async (trx) => {
    // Of several instances that start at once, one makes the key and the others wait for it.
    await sql`lock table signing_keys in exclusive mode`.execute(trx);
    const stored = await trx.selectFrom("signing_keys").selectAll().orderBy("id", "desc").execute();
    const publicKeys = stored.map(({ public_key }): JWK => JSON.parse(public_key));
    for (const { id, sealed_key } of stored) {
      const privateKey = await unsealed(deps.masterKey, id, sealed_key);
      if (privateKey) return { id, privateKey, publicKeys };
    }
    const id = deps.newId("key");
    const pair = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
    const publicKey = { ...(await exportJWK(pair.publicKey)), kid: id, alg: "EdDSA", use: "sig" };
    await trx
      .insertInto("signing_keys")
      .values({
        id,
        sealed_key: seal(deps.masterKey, contextOf(id), JSON.stringify(await exportJWK(pair.privateKey))),
        public_key: JSON.stringify(publicKey),
        created_at: deps.now(),
      })
      .execute();
    return { id, privateKey: pair.privateKey, publicKeys: [publicKey, ...publicKeys] };
  });
}

/** Null for one that was sealed with another master key: it is passed over, and a new one is made. */
async function unsealed(masterKey: Uint8Array, id: string, sealed: string): Promise<CryptoKey | null> {
  try {
    const key = await importJWK(JSON.parse(open(masterKey, contextOf(id), sealed)), "EdDSA");
    return key instanceof Uint8Array ? null : key;
  } catch {
    return null;
  }
}

const contextOf = (id: string) => `request-token-key:${id}`;
