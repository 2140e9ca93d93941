import { DumpedBytes } from '../dumped-bytes.ts';

/** `0x0000:  4500 003c …  E..<`; of other programs without the colon, or with `0000:`. */
const LINE =
  /^\s*(?:0x([0-9a-fA-F]{4,8}):?|([0-9a-fA-F]{4,8}):)\s+((?:[0-9a-fA-F]{2,4}(?: |$)){1,17})/;
/** Versions before 3.8: no place in front. */
const OLD_LINE = /^\s+((?:[0-9a-f]{4} ){0,7}[0-9a-f]{2,4})\s*$/;
const MOST_PER_LINE = 16;

/** Whether a line is one of a hex dump. */
export function isHexLine(line: string): boolean {
  const first = line.charCodeAt(0);
  if (first !== 0x09 && first !== 0x20 && first !== 0x30) return false;
  return LINE.test(line.slice(0, 96)) || OLD_LINE.test(line.slice(0, 64));
}

/** Bytes of a packet as they are dumped below its line. */
export class HexDump {
  readonly #bytes = new DumpedBytes();
  /** A line is missing: what follows it has no place. */
  #isBroken = false;

  get length(): number {
    return this.#bytes.length;
  }

  /** What was dumped before the last dump began: a part of the packet that tcpdump does not know. */
  before: Uint8Array | null = null;

  /** A copy of what was dumped. */
  take(): Uint8Array {
    const bytes = this.#bytes.copy();
    this.#bytes.clear();
    this.#isBroken = false;
    return bytes;
  }

  clear(): void {
    this.#bytes.clear();
    this.#isBroken = false;
    this.before = null;
  }

  add(line: string): void {
    const found = LINE.exec(line.slice(0, 96));
    const groups = found?.[3] ?? OLD_LINE.exec(line.slice(0, 64))?.[1];
    if (groups === undefined) return;
    if (found !== null && this.length > 0 && Number.parseInt(found[1] ?? found[2], 16) === 0) {
      this.before = this.#bytes.copy();
      this.#bytes.clear();
      this.#isBroken = false;
    }
    if (this.#isBroken) return;
    if (found !== null && Number.parseInt(found[1] ?? found[2], 16) !== this.length) {
      this.#isBroken = true;
      return;
    }
    this.#bytes.add(groups.replaceAll(' ', '').slice(0, 2 * MOST_PER_LINE));
  }
}
