import type { Statement } from './statement.ts';

/**
 * What of a packet's bytes is filler because its source does not say it: bits of
 * `PacketRecord.unknown`. Only packets that were rebuilt from an export have any.
 */
export enum Unknown {
  HOP_LIMIT = 1 << 0,
  /** IPv4 identification. */
  IDENTIFICATION = 1 << 1,
  CHECKSUM = 1 << 2,
  HARDWARE_ADDRESS = 1 << 3,
  WINDOW = 1 << 4,
  SEQUENCE = 1 << 5,
  /** A UDP port that is 0. */
  CLIENT_PORT = 1 << 6,
  /** The server's port, which is taken to be its protocol's own. */
  SERVER_PORT = 1 << 7,
  /** What IP carries: the packet may belong to any connection of its addresses. */
  TRANSPORT = 1 << 8,
  /** Data that the packet acknowledges: Wireshark says that the capture does not have it. */
  ACKNOWLEDGED = 1 << 9,
  /** All that its header does not say: only a log's line tells of the packet, nobody captured it. */
  PACKET = 1 << 10,
  /** What TCP or UDP carries, or the rest of it: its length is known, its bytes were not printed. */
  PAYLOAD = 1 << 11,
  /** All that a TCP header says but its ports: not even flags were printed. */
  FLAGS = 1 << 12,
  /** Whether the datagram is all there: it may be the first of several fragments. */
  FRAGMENT = 1 << 13,
}

const NO_BYTES = new Uint8Array(0);

/**
 * One packet as the container holds it. The reader fills the same object again and again: `bytes`
 * is borrowed and valid until the reader's next `refill()`; copy what must live longer.
 */
export class PacketRecord {
  /** The buffer that holds the packet, among others. */
  bytes: Uint8Array = NO_BYTES;
  /** First captured byte of the packet in `bytes`. */
  start = 0;
  /** One past the last captured byte in `bytes`, link-layer checksum (FCS) not included. */
  end = 0;
  /** Length on the wire, in bytes, as the record says, FCS not included. */
  originalLength = 0;
  /** Frame number as Wireshark counts: 1 for the first packet of the file. */
  frameNumber = 0;
  /** Capture time, whole seconds since 1970-01-01 UTC. */
  seconds = 0;
  /** Capture time, nanoseconds within the second (0 to 999,999,999). */
  nanoseconds = 0;
  /** Whether the container gives a time at all; a pcapng Simple Packet Block has none (time 0). */
  hasTime = true;
  /** Bytes of the packet that the record holds, FCS included: Wireshark's `frame.cap_len`. */
  capturedLength = 0;
  /** Link type (LINKTYPE_ value of the tcpdump registry). */
  linkType = 0;
  /** Index of the interface in the capture, counted over all sections, from 0. */
  interfaceIndex = 0;
  /**
   * Bytes of frame check sequence on the wire (0, 2 or 4 as a rule), in neither `end` nor
   * `originalLength`: Wireshark's `frame.len` is `originalLength + fcsLength`.
   */
  fcsLength = 0;
  /** Where the record (pcap record header, pcapng block) starts in the unpacked capture, in bytes. */
  fileOffset = 0;
  /** pcapng options of the packet in `bytes` ([optionsStart, optionsEnd); empty where none). */
  optionsStart = 0;
  optionsEnd = 0;
  /** `Unknown` bits; 0 where the bytes are those that were captured. */
  unknown = 0;
  /**
   * What a device says it did with the packet: of a log's lines, of link types that carry it, of
   * exports that print it. Borrowed like `bytes`; a reader without statements leaves it null.
   */
  statement: Statement | null = null;
}

/** Takes the frame check sequence off the end, as far as the snap length has left of it. */
export function cutFcs(record: PacketRecord, fcsLength: number): void {
  const original = Math.max(0, record.originalLength - fcsLength);
  record.fcsLength = record.originalLength - original;
  record.originalLength = original;
  if (record.end - record.start > original) record.end = record.start + original;
}
