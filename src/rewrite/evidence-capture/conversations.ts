import type { PacketView } from '../../protocols/packet-view.ts';
import { Protocol } from '../../protocols/protocol.ts';

/** Conversations that are followed at most, and frames of each that are written, from its first. */
export const MAXIMUM_CONVERSATIONS = 16_384;
export const FRAMES_PER_CONVERSATION = 200;

const HASHES = 1 << 16;

/**
 * TCP and UDP conversations that cited frames are of: without the handshake before it, a segment
 * proves little. Most packets of a capture are of others: these cost a look into an array.
 */
export class CitedConversations {
  readonly #hashes = new Uint8Array(HASHES);
  /** Frames taken so far. */
  readonly #taken = new Map<string, number>();

  /** Takes in the conversation of the decoded packet. */
  add(view: PacketView): void {
    if (!hasPorts(view) || this.#taken.size >= MAXIMUM_CONVERSATIONS) return;
    this.#hashes[hash(view)] = 1;
    this.#taken.set(key(view), 0);
  }

  /** Whether the decoded packet is of one of these, and there is room for it. */
  take(view: PacketView): boolean {
    if (!hasPorts(view) || this.#hashes[hash(view)] === 0) return false;
    const conversation = key(view);
    const taken = this.#taken.get(conversation);
    if (taken === undefined || taken >= FRAMES_PER_CONVERSATION) return false;
    this.#taken.set(conversation, taken + 1);
    return true;
  }
}

function hasPorts(view: PacketView): boolean {
  const protocol: Protocol = view.transportProtocol;
  return protocol === Protocol.TCP || protocol === Protocol.UDP;
}

/** The same for both directions. */
function hash(view: PacketView): number {
  const ports = view.sourcePort ^ view.destinationPort;
  const addresses = view.source3 ^ view.destination3 ^ view.source1 ^ view.destination1;
  return (Math.imul(addresses, 0x9e3779b1) >>> 16) ^ ports;
}

/** The same for both directions. */
function key(view: PacketView): string {
  const source = `${view.source0} ${view.source1} ${view.source2} ${view.source3} ${view.sourcePort}`;
  const destination = `${view.destination0} ${view.destination1} ${view.destination2} ${view.destination3} ${view.destinationPort}`;
  return source < destination
    ? `${view.transportProtocol} ${source} ${destination}`
    : `${view.transportProtocol} ${destination} ${source}`;
}
