import { readUint16, readUint32 } from '../bytes.ts';
import * as tcp from './codec.ts';

/** What the options of a SYN or SYN/ACK say; null where an option is not there. */
export interface OptionList {
  /** In their order, without padding. */
  readonly kinds: readonly number[];
  readonly maximumSegmentSize: number | null;
  readonly windowShift: number | null;
}

/** The options of the header at `at`, as far as they were captured. */
export function optionList(bytes: Uint8Array, at: number, limit: number): OptionList {
  const kinds: number[] = [];
  let maximumSegmentSize: number | null = null;
  let windowShift: number | null = null;
  const end = tcp.optionsEnd(bytes, at, limit);
  let option = at + tcp.MINIMUM_HEADER_LENGTH;
  if (!tcp.optionFits(bytes, option, end)) return { kinds, maximumSegmentSize, windowShift };
  for (; option >= 0; option = tcp.nextOption(bytes, option, end)) {
    const kind = tcp.optionKind(bytes, option);
    if (kind <= tcp.OPTION_NOP) continue;
    kinds.push(kind);
    const length = tcp.optionLength(bytes, option);
    if (kind === tcp.OPTION_MSS && length === 4) maximumSegmentSize = readUint16(bytes, option + 2);
    if (kind === tcp.OPTION_WINDOW_SCALE) windowShift = tcp.windowShift(bytes, option);
  }
  return { kinds, maximumSegmentSize, windowShift };
}

/** FNV-1a of the options without what timestamps say: the same for a SYN that is sent again. */
export function optionsHash(bytes: Uint8Array, at: number, limit: number): number {
  const end = tcp.optionsEnd(bytes, at, limit);
  let hash = 0x811c9dc5;
  let option = at + tcp.MINIMUM_HEADER_LENGTH;
  if (!tcp.optionFits(bytes, option, end)) return hash;
  for (; option >= 0; option = tcp.nextOption(bytes, option, end)) {
    const length = tcp.optionLength(bytes, option);
    const read = tcp.optionKind(bytes, option) === tcp.OPTION_TIMESTAMPS ? 1 : length;
    for (let i = 0; i < read; i++) hash = Math.imul(hash ^ bytes[option + i], 0x01000193);
  }
  return hash;
}

/** The sender's timestamp (RFC 7323 §3.2); 0 where the header has none. */
export function timestampValue(bytes: Uint8Array, at: number, limit: number): number {
  if (tcp.headerLength(bytes, at) === tcp.MINIMUM_HEADER_LENGTH) return 0;
  const option = tcp.findOption(bytes, at, limit, tcp.OPTION_TIMESTAMPS);
  return option < 0 || tcp.optionLength(bytes, option) !== 10 ? 0 : readUint32(bytes, option + 2);
}
