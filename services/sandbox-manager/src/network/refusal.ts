/** Why a way out is closed, in a word for programs and a sentence for whoever reads a tool's output. */
export class EgressRefusal extends Error {
  override readonly name = "EgressRefusal";
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(SENTENCES[reason]);
    this.reason = reason;
  }
}

const SENTENCES = {
  host_invalid: "This is not the name or address of a host.",
  egress_none: "This sandbox has no way to the Internet.",
  not_allowed: "This sandbox's network policy does not allow this destination.",
  metadata_address: "Metadata services are closed to sandboxes.",
  private_address: "Private networks and this machine are closed to sandboxes.",
  own_port: "The cloud's own doors are closed to sandboxes.",
  server_name_mismatch: "The TLS or HTTP host inside the tunnel is not the one that the tunnel was opened to.",
  too_many_connections: "This sandbox has as many connections open as it may.",
  name_unknown: "There is no host of this name.",
  unreachable: "The host does not answer.",
  policy_changed: "This sandbox's network policy no longer allows this destination.",
} as const;

export type RefusalReason = keyof typeof SENTENCES;

/** 403 for what is closed, 502 for what is not there. */
export function statusOf({ reason }: EgressRefusal): number {
  if (reason === "name_unknown" || reason === "unreachable") return 502;
  return reason === "host_invalid" ? 400 : 403;
}
