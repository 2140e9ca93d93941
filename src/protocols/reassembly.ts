import { readUint16 } from './bytes.ts';
import { type Fragment, NextTable, type PacketView } from './packet-view.ts';
import { Protocol } from './protocol.ts';

/** Datagrams that wait for fragments at one time; the one that waited longest makes room. */
export const MAXIMUM_DATAGRAMS = 64;
/** Bytes in the longest datagram, and so the bound of memory: 64 datagrams of 64 KiB. */
export const MAXIMUM_DATAGRAM_LENGTH = 65535;
/** Seconds of capture time after which a datagram is given up (RFC 8200 §4.5). */
export const TIMEOUT_SECONDS = 60;

/** Fragments start at multiples of this many bytes (RFC 791 §3.1). */
const UNIT = 8;
const UNITS = (MAXIMUM_DATAGRAM_LENGTH + 1) / UNIT;

/** Fragments of one datagram that are listed; more of them only repeat what is there. */
const MAXIMUM_LISTED = 8192;

/** One datagram that waits for fragments. Slots are used again, and so are their bytes. */
class Datagram {
  used = false;
  version: Protocol = Protocol.NONE;
  protocol = 0;
  identification = 0;
  source0 = 0;
  source1 = 0;
  source2 = 0;
  source3 = 0;
  destination0 = 0;
  destination1 = 0;
  destination2 = 0;
  destination3 = 0;
  startSeconds = 0;
  /** Order of the last fragment, to find the slot that waited longest. */
  lastUse = 0;
  bytes = new Uint8Array(2048);
  /** One bit per unit of eight bytes: it has arrived. */
  readonly arrived = new Uint8Array(UNITS / 8);
  /** Bytes that have arrived; the datagram is complete when they are `length`. */
  received = 0;
  /** Length that the last fragment gives, or -1. */
  length = -1;
  /** End of the highest fragment. */
  highest = 0;
  /** Protocol of the first fragment: over IPv6 it alone counts (RFC 8200 §4.5). */
  firstProtocol = -1;
  /** In order of arrival. */
  fragments: Fragment[] = [];
}

/**
 * Puts IP fragments together again, as Wireshark does: what a fragment repeats of what is there
 * already is ignored (Wireshark marks it as an overlap; RFC 5722 would have a receiver drop the
 * datagram). Memory is bounded, and none is allocated until a fragment comes.
 */
export class Reassembly {
  private readonly datagrams: Datagram[] = [];
  private uses = 0;

  /**
   * Takes the fragment that `view` describes (`NextTable.FRAGMENT`). Where it completes its
   * datagram, the view goes on in `view.reassembled`; else its bytes become a data layer, as
   * nothing above IP can be read. A fragment that is not whole in the capture, that stands in a
   * quotation or that lies in a datagram that was reassembled itself is decoded as it stands.
   */
  add(view: PacketView): void {
    const start = view.cursor;
    const length = view.declaredLimit - start;
    const protocol = view.nextKey;
    const offset = view.fragmentOffset;
    if (
      view.declaredLimit > view.limit ||
      view.quotedFrom >= 0 ||
      view.layerCount >= view.reassembledFrom ||
      length <= 0 ||
      offset + length > MAXIMUM_DATAGRAM_LENGTH
    ) {
      if (offset === 0) view.follow(NextTable.IP_PROTOCOL, protocol, start);
      else view.followData(start);
      return;
    }
    if (view.moreFragments && length % UNIT !== 0) {
      // No next fragment can follow on this one (RFC 8200 §4.5): it completes nothing.
      if (offset === 0) peekPorts(view, protocol);
      view.followData(start);
      return;
    }
    const datagram = this.find(view, protocol);
    this.insert(datagram, view, start, length);
    if (datagram.length >= 0 && datagram.received >= datagram.length) {
      datagram.used = false;
      view.reassembled = datagram.bytes;
      view.reassembledFrom = view.layerCount;
      view.reassembledLength = datagram.length;
      view.fragments = datagram.fragments;
      view.limit = datagram.length;
      view.declaredLimit = datagram.length;
      view.follow(NextTable.IP_PROTOCOL, datagram.firstProtocol, 0);
      return;
    }
    if (offset === 0) peekPorts(view, protocol);
    view.followData(start);
  }

  private find(view: PacketView, protocol: number): Datagram {
    const version: Protocol = view.layerProtocol[view.network];
    const identification = view.fragmentIdentification;
    // Over IPv6 the protocol is no part of what tells datagrams apart (RFC 8200 §4.5).
    const key = version === Protocol.IPV4 ? protocol : 0;
    const seconds = view.seconds;
    let oldest: Datagram | undefined;
    for (const datagram of this.datagrams) {
      if (
        datagram.used &&
        datagram.identification === identification &&
        datagram.source3 === view.source3 &&
        datagram.destination3 === view.destination3 &&
        datagram.protocol === key &&
        datagram.version === version &&
        datagram.source0 === view.source0 &&
        datagram.source1 === view.source1 &&
        datagram.source2 === view.source2 &&
        datagram.destination0 === view.destination0 &&
        datagram.destination1 === view.destination1 &&
        datagram.destination2 === view.destination2
      ) {
        if (Math.abs(seconds - datagram.startSeconds) > TIMEOUT_SECONDS) {
          oldest = datagram;
          break;
        }
        datagram.lastUse = ++this.uses;
        return datagram;
      }
      if (oldest === undefined || !datagram.used || datagram.lastUse < oldest.lastUse) {
        if (oldest === undefined || oldest.used) oldest = datagram;
      }
    }
    let fresh = oldest;
    const isFree = fresh !== undefined && !fresh.used;
    const hasTimedOut =
      fresh?.used === true && Math.abs(seconds - fresh.startSeconds) > TIMEOUT_SECONDS;
    if (
      fresh === undefined ||
      (!isFree && !hasTimedOut && this.datagrams.length < MAXIMUM_DATAGRAMS)
    ) {
      fresh = new Datagram();
      this.datagrams.push(fresh);
    }
    fresh.used = true;
    fresh.version = version;
    fresh.protocol = key;
    fresh.identification = identification;
    fresh.source0 = view.source0;
    fresh.source1 = view.source1;
    fresh.source2 = view.source2;
    fresh.source3 = view.source3;
    fresh.destination0 = view.destination0;
    fresh.destination1 = view.destination1;
    fresh.destination2 = view.destination2;
    fresh.destination3 = view.destination3;
    fresh.startSeconds = seconds;
    fresh.lastUse = ++this.uses;
    fresh.arrived.fill(0, 0, (fresh.highest + 63) >> 6);
    fresh.received = 0;
    fresh.length = -1;
    fresh.highest = 0;
    fresh.firstProtocol = protocol;
    fresh.fragments = [];
    return fresh;
  }

  private insert(datagram: Datagram, view: PacketView, start: number, length: number): void {
    const offset = view.fragmentOffset;
    let end = offset + length;
    // The first last-fragment fixes the length; what lies beyond it is not part of the datagram.
    if (datagram.length >= 0) {
      end = Math.min(end, datagram.length);
    } else if (!view.moreFragments) {
      if (end < datagram.highest) return;
      datagram.length = end;
    }
    if (offset === 0) datagram.firstProtocol = view.nextKey;
    if (end > datagram.highest) datagram.highest = end;
    if (end > datagram.bytes.length) {
      let size = datagram.bytes.length;
      while (size < end) size *= 2;
      const larger = new Uint8Array(size);
      larger.set(datagram.bytes);
      datagram.bytes = larger;
    }
    const from = view.currentBytes;
    const { arrived, bytes } = datagram;
    let overlaps = false;
    let conflicts = false;
    for (let at = offset; at < end; at += UNIT) {
      const unit = at >> 3;
      const bit = 1 << (unit & 7);
      const unitEnd = Math.min(at + UNIT, end);
      if ((arrived[unit >> 3] & bit) !== 0) {
        overlaps = true;
        for (let i = at; i < unitEnd; i++) conflicts ||= bytes[i] !== from[start + i - offset];
        continue;
      }
      arrived[unit >> 3] |= bit;
      for (let i = at; i < unitEnd; i++) bytes[i] = from[start + i - offset];
      datagram.received += unitEnd - at;
    }
    if (datagram.fragments.length < MAXIMUM_LISTED) {
      datagram.fragments.push({ frame: view.frameNumber, offset, overlaps, conflicts });
    }
  }
}

/** Ports of a first fragment that waits for the rest: TCP and UDP have them in the same place. */
function peekPorts(view: PacketView, protocol: number): void {
  if ((protocol !== 6 && protocol !== 17) || view.limit - view.cursor < 4) return;
  view.fragmentProtocol = protocol;
  view.sourcePort = readUint16(view.currentBytes, view.cursor);
  view.destinationPort = readUint16(view.currentBytes, view.cursor + 2);
}
