import type { BundleReport, Launch, Version } from "@nexau-cloud/contracts";
import type { Coordination } from "@nexau-cloud/platform";
import { artifactNotReady } from "../artifacts/artifact-errors.ts";
import * as artifactStore from "../artifacts/artifact-store.ts";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Principal } from "../auth/principal.ts";
import type { Database } from "../db/tables.ts";
import { toVersion } from "./to-version.ts";
import { activationFailed, activationInProgress, versionNotFound } from "./version-errors.ts";
import type { VersionReference } from "./version-service.ts";
import * as versionStore from "./version-store.ts";

export interface ActivationServiceDeps {
  db: Database;
  audit: AuditLog;
  leases: Coordination["leases"];
  bus: Pick<Coordination["bus"], "publish">;
  /** Loads the agent in a sandbox and says what is there and what is wrong. */
  checkBundle(launch: Launch): Promise<BundleReport>;
  launchOf(version: VersionReference): Promise<Launch>;
  /** Longer than a check may take. */
  leaseMs: number;
  newId: (prefix: string) => string;
  now: () => Date;
}

/** Held while a version is being activated; free with the version `activating` means that whoever did it died. */
export const activationLease = (versionId: string) => `backend:activation:${versionId}`;

export type ActivationService = ReturnType<typeof createActivationService>;

export function createActivationService(deps: ActivationServiceDeps) {
  const { db, audit, leases, bus, checkBundle, launchOf, leaseMs, newId, now } = deps;

  /** An active version is only made the newest again, which is how one rolls back to it. */
  async function activate(principal: Principal, version: VersionReference): Promise<Version> {
    const { projectId, versionId } = version;
    const artifact = await artifactStore.findOfVersion(db, projectId, versionId);
    const row = await versionStore.find(db, projectId, versionId);
    if (!row) throw versionNotFound(versionId);
    if (row.status === "active") return touch(principal, version, artifact);
    if (artifact?.state !== "ready") throw artifactNotReady();
    const holder = newId("act");
    if (!(await leases.acquire(activationLease(versionId), holder, leaseMs))) throw activationInProgress();
    try {
      if (!(await versionStore.startActivating(db, projectId, versionId)))
        return await touch(principal, version, artifact);
      const report = await check(version, row);
      if (!report.ok) throw await refuse(principal, version, report);
      const active = await versionStore.setActive(db, { projectId, id: versionId, now: now(), findings: report });
      if (!active) throw versionNotFound(versionId);
      const detail = { tag: active.tag, agents: report.agents.map(({ name }) => name) };
      await audit.record({ by: principal, action: "version.activate", projectId, target: versionId, detail });
      await changed(version, true);
      return toVersion(active, artifact);
    } finally {
      await leases.release(activationLease(versionId), holder);
    }
  }

  async function touch(
    principal: Principal,
    version: VersionReference,
    artifact: artifactStore.ArtifactRow | undefined,
  ): Promise<Version> {
    const { projectId, versionId } = version;
    const active = await versionStore.touchActive(db, { projectId, id: versionId, now: now() });
    if (!active) throw versionNotFound(versionId);
    await audit.record({
      by: principal,
      action: "version.activate",
      projectId,
      target: versionId,
      detail: { tag: active.tag },
    });
    await changed(version, true);
    return toVersion(active, artifact);
  }

  /** A check that cannot be carried out says nothing about the version, which is as it was. */
  async function check(version: VersionReference, before: versionStore.VersionRow): Promise<BundleReport> {
    try {
      return await checkBundle(await launchOf(version));
    } catch (error) {
      const status = before.status === "activating" ? "inactive" : before.status;
      const restored = { projectId: version.projectId, id: version.versionId, status, reason: before.status_reason };
      await versionStore.giveUpActivating(db, restored);
      throw error;
    }
  }

  async function refuse(principal: Principal, { projectId, versionId }: VersionReference, report: BundleReport) {
    const failure = activationFailed(report.issues);
    await versionStore.setFailed(db, { projectId, id: versionId, reason: failure.message, findings: report });
    const detail = { reason: failure.message };
    await audit.record({ by: principal, action: "version.activation_failed", projectId, target: versionId, detail });
    return failure;
  }

  /** Safe to repeat. Runs under way go on. */
  async function deactivate(principal: Principal, version: VersionReference): Promise<Version> {
    const { projectId, versionId } = version;
    const row = await db.transaction().execute(async (trx) => {
      const current = await versionStore.lock(trx, projectId, versionId);
      if (!current) throw versionNotFound(versionId);
      if (current.status === "activating") throw activationInProgress();
      if (current.status !== "active") return current;
      const detail = { tag: current.tag };
      await audit.record({ by: principal, action: "version.deactivate", projectId, target: versionId, detail }, trx);
      return versionStore.setInactive(trx, projectId, versionId);
    });
    await changed(version, false);
    return toVersion(row, await artifactStore.findOfVersion(db, projectId, versionId));
  }

  /** For the clean-up job: activations that nobody is carrying out any more. */
  async function releaseAbandoned(): Promise<void> {
    for (const { project_id: projectId, id } of await versionStore.listActivating(db)) {
      if ((await leases.holder(activationLease(id))) !== null) continue;
      const reason = "The activation was interrupted. Activate it again.";
      await versionStore.giveUpActivating(db, { projectId, id, status: "inactive", reason });
    }
  }

  /** Whoever has cached which version a tag means drops it on hearing this. */
  const changed = ({ projectId, versionId }: VersionReference, active: boolean) =>
    bus.publish("versions.changed", { projectId, versionId, active });

  return { activate, deactivate, releaseAbandoned };
}
