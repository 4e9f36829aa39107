import type { LoginRequest, RegisterRequest, User } from "@nexau-cloud/contracts";
import { hashSecret, ServiceError } from "@nexau-cloud/platform";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Secrets } from "../auth/secrets.ts";
import type { Identity } from "../auth/signed-in.ts";
import type { Database } from "../db/tables.ts";
import * as accountStore from "./account-store.ts";
import type { LoginThrottle } from "./login-throttle.ts";
import { hashPassword, verifyPassword } from "./password.ts";

export interface AccountServiceDeps {
  db: Database;
  audit: AuditLog;
  secrets: Pick<Secrets, "loginSession">;
  throttle: LoginThrottle;
  settings: { openRegistration: boolean; loginSessionHours: number };
  newId: (prefix: string) => string;
  now: () => Date;
}

export interface OpenedSession {
  user: User;
  /** Goes into the browser's cookie; only its hash is kept. */
  secret: string;
  maxAgeSeconds: number;
}

export type AccountService = ReturnType<typeof createAccountService>;

export function createAccountService({ db, audit, secrets, throttle, settings, newId, now }: AccountServiceDeps) {
  async function register({ email, password, name }: RegisterRequest, ip: string): Promise<OpenedSession> {
    if (!settings.openRegistration && (await accountStore.hasUsers(db))) throw registrationClosed();
    const passwordHash = await hashPassword(password);
    const user = await db.transaction().execute(async (trx) => {
      await accountStore.lockRegistration(trx);
      const isFirst = !(await accountStore.hasUsers(trx));
      if (!isFirst && !settings.openRegistration) throw registrationClosed();
      const inserted = await accountStore.insertUser(trx, {
        id: newId("usr"),
        email,
        name: name || email.replace(/@.*$/, ""),
        password_hash: passwordHash,
        role: isFirst ? "admin" : "user",
        created_at: now(),
      });
      if (!inserted) throw new ServiceError("already_exists", "email_taken", "There is an account with this e-mail.");
      const by = { userId: inserted.id, email, tokenId: null, ip };
      await audit.record({ by, action: "account.register", detail: { role: inserted.role } }, trx);
      return inserted;
    });
    return openSession(user);
  }

  async function login({ email, password }: LoginRequest, ip: string): Promise<OpenedSession> {
    const user = await throttle({ email, ip }, async () => {
      const found = await accountStore.findByEmail(db, email);
      if (!(await verifyPassword(password, found?.password_hash)) || !found) {
        throw new ServiceError("unauthenticated", "login_failed", "The e-mail or the password is wrong.");
      }
      return found;
    });
    await audit.record({ by: { userId: user.id, email, tokenId: null, ip }, action: "account.login" });
    return openSession(user);
  }

  /** Safe to repeat, also with a session that is long over. */
  async function logout(secret: string | null, ip: string): Promise<void> {
    const identity = secret ? await identityOfSession(secret) : null;
    if (!secret || !identity) return;
    await accountStore.deleteLoginSession(db, hashSecret(secret));
    await audit.record({ by: { ...identity, ip }, action: "account.logout" });
  }

  async function identityOfSession(secret: string): Promise<Identity | null> {
    const user = await accountStore.findUserOfSession(db, hashSecret(secret), now());
    if (!user) return null;
    return { userId: user.id, email: user.email, role: user.role, tokenId: null, projectIds: null, scopes: ["write"] };
  }

  async function get(email: string): Promise<User> {
    const user = await accountStore.findByEmail(db, email);
    if (!user) throw new ServiceError("not_found", "account_not_found", "The account does not exist.");
    return toUser(user);
  }

  async function openSession(user: accountStore.UserRow): Promise<OpenedSession> {
    const secret = secrets.loginSession();
    const maxAgeSeconds = settings.loginSessionHours * 3600;
    await accountStore.insertLoginSession(db, {
      secret_hash: hashSecret(secret),
      user_id: user.id,
      created_at: now(),
      expires_at: new Date(now().getTime() + maxAgeSeconds * 1000),
    });
    return { user: toUser(user), secret, maxAgeSeconds };
  }

  return { register, login, logout, identityOfSession, get };
}

const toUser = ({ id, email, name, role }: accountStore.UserRow): User => ({ id, email, name, role });

const registrationClosed = () =>
  new ServiceError("permission_denied", "registration_closed", "This cloud does not take new accounts.");
