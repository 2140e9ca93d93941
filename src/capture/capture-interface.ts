import { linkTypeName } from './link-types.ts';
import { MICROSECONDS, type TimestampUnit } from './timestamp.ts';

/** One interface that packets were captured on; a classic pcap has exactly one. */
export class CaptureInterface {
  /** LINKTYPE_ value. */
  readonly linkType: number;
  /** tcpdump's name of the link type without `LINKTYPE_`, such as `ETHERNET`. */
  readonly linkTypeName: string;
  /** Bytes kept of each packet at most; 0 where the file states no limit. */
  readonly snapLength: number;
  name: string | null = null;
  description: string | null = null;
  /** Capture filter, as the capturing program wrote it. */
  filter: string | null = null;
  operatingSystem: string | null = null;
  /** Section of a pcapng file that describes it, from 1; 0 in other formats. */
  section = 0;
  /** Index within the section, from 0: the number that the packets name. */
  indexInSection = 0;
  /** Byte order of the section's blocks, and so of the options of its packets. */
  bigEndian = false;
  /** Packets read so far. */
  packets = 0;
  /** Packets that the capture itself lost, as far as the file says; null where it says nothing. */
  dropped: number | null = null;
  /** Packets that the interface received, as its last statistics say. */
  received: number | null = null;
  /** Bytes of frame check sequence at the end of each packet. */
  fcsLength = 0;
  timestampUnit: TimestampUnit = MICROSECONDS;
  /** Seconds to add to every time stamp (`if_tsoffset`). */
  timestampOffset = 0;

  constructor(linkType: number, snapLength: number) {
    this.linkType = linkType;
    this.linkTypeName = linkTypeName(linkType);
    this.snapLength = snapLength;
  }

  /** Most bytes that a record of this link type may hold: Wireshark's limits. */
  get maximumRecordLength(): number {
    // D-Bus messages, USBPcap and EBHSCR records may be larger than any network's packet.
    if (this.linkType === 231 || this.linkType === 249) return 1 << 27;
    return this.linkType === 279 ? 1 << 25 : MAXIMUM_PACKET_LENGTH;
  }
}

/** Most captured bytes of a packet: Wireshark's WTAP_MAX_PACKET_SIZE_STANDARD. */
export const MAXIMUM_PACKET_LENGTH = 262_144;
