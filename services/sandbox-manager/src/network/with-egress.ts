import type { RunningSandbox, SandboxDriver, SandboxSpec } from "../drivers/driver.ts";
import type { EgressGateway } from "./egress-gateway.ts";

/** A driver whose sandboxes each get a way out, open as long as they live. */
export function withEgress(driver: SandboxDriver, gateway: Pick<EgressGateway, "open" | "close">): SandboxDriver {
  async function start(
    spec: SandboxSpec,
    create: (complete: SandboxSpec) => Promise<RunningSandbox>,
  ): Promise<RunningSandbox> {
    const network = spec.network ?? spec.profile.network;
    const egressSocket = await gateway.open(spec.id, { policy: network, ceiling: spec.profile.network });
    try {
      const running = await create({ ...spec, network, egressSocket });
      void running.ended.then(() => gateway.close(spec.id));
      return running;
    } catch (error) {
      await gateway.close(spec.id);
      throw error;
    }
  }

  return {
    ...driver,
    create: (spec) => start(spec, driver.create),
    fork: (snapshotId, spec) => start(spec, (complete) => driver.fork(snapshotId, complete)),
  };
}
