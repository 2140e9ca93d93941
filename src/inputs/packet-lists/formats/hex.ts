import { MAXIMUM_PACKET_LENGTH } from '../../../capture/capture-interface.ts';
import { type ListFormat, type ListText, type PacketParser, Step } from '../format.ts';
import { LineReader } from '../lines.ts';
import { linkTypeOfBytes } from '../link-type-of-bytes.ts';
import type { PacketFacts } from '../packet-facts.ts';

/*
 * Packets as hex dumps alone, as text2pcap reads them: `tshark -x`, "Copy → …as a Hex Dump", `od -Ax -tx1`.
 * An offset of 0 begins a packet. Neither number nor time is there, but in lines that others put before.
 */

/** Offset, bytes, and what they are as text, which may look like bytes. */
const DUMP =
  /^\s{0,8}(?:0x)?([0-9a-f]{4,8})[:\s]\s{0,3}((?:[0-9a-f]{2} {1,2}){0,15}[0-9a-f]{2})(?:\s|$)/i;
/** "Copy → …as a Hex Stream": the packet in one line. */
const STREAM = /^(?:[0-9a-f]{2}){34,65535}$/i;
/** What stands above a dump where there are several: the frame itself first, then what was made of it. */
const TITLE = /^[A-Z].{0,80} \(\d+ bytes?\):\s*$/;
const FRAME_TITLE = /^(?:Frame|Packet) \(/;
/** Lines that are looked at to tell. */
const EXAMINED_LINES = 16;

class Parser implements PacketParser {
  reason = '';
  readonly notes = [
    {
      code: 'no-times',
      text: 'The hex dump has no times: how long nobody answered is not known. Export with times: tshark -r FILE -T json -x.',
    },
  ];
  readonly #lines = new LineReader();
  readonly #bytes = new Uint8Array(MAXIMUM_PACKET_LENGTH);
  #length = 0;
  #line = 0;
  #offset = 0;
  /** What is dumped is not the frame. */
  #isOther = false;
  /** A dump whose first line was read and belongs to the next packet. */
  #isHeld = false;
  #held: readonly number[] = [];

  next(text: ListText, facts: PacketFacts): Step {
    if (this.#isHeld) this.#begin(this.#held);
    for (;;) {
      const line = this.#lines.next(text);
      if (line === null) {
        if (!text.ended || text.at < text.end || this.#length === 0) return Step.MORE;
        return this.#give(facts);
      }
      if (STREAM.test(line)) {
        const part = pairs(line);
        if (this.#length > 0) {
          this.#held = part;
          this.#isHeld = true;
          return this.#give(facts);
        }
        this.#begin(part);
        return this.#give(facts);
      }
      const dump = DUMP.exec(line.slice(0, 96));
      if (dump === null) {
        if (TITLE.test(line)) this.#isOther = !FRAME_TITLE.test(line);
        else if (line.trim() === '') this.#isOther = false;
        continue;
      }
      const at = Number.parseInt(dump[1], 16);
      const part = pairs(dump[2].replace(/ /g, ''));
      if (at === 0 && !this.#isOther) {
        const isFirst = this.#length === 0;
        this.#held = part;
        this.#isHeld = true;
        if (!isFirst) return this.#give(facts);
        this.#begin(part);
      } else if (at === this.#length && !this.#isOther) this.#add(part);
      else if (at !== 0) this.#isOther = this.#isOther || at !== this.#length;
    }
  }

  #begin(part: readonly number[]): void {
    this.#isHeld = false;
    this.#length = 0;
    this.#line = this.#lines.line;
    this.#offset = this.#lines.offset;
    this.#add(part);
  }

  #add(part: readonly number[]): void {
    const room = Math.min(part.length, this.#bytes.length - this.#length);
    this.#bytes.set(part.slice(0, room), this.#length);
    this.#length += room;
  }

  #give(facts: PacketFacts): Step {
    const bytes = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    facts.line = this.#line;
    facts.offset = this.#offset;
    facts.bytes = bytes;
    facts.length = bytes.length;
    facts.linkType = linkTypeOfBytes(bytes);
    if (facts.linkType >= 0) return Step.PACKET;
    this.reason = 'too few bytes for a packet';
    return Step.NOT_UNDERSTOOD;
  }
}

function pairs(digits: string): number[] {
  const bytes: number[] = [];
  for (let at = 0; at + 1 < digits.length; at += 2) {
    bytes.push(Number.parseInt(digits.slice(at, at + 2), 16));
  }
  return bytes;
}

export const HEX_FORMAT: ListFormat = {
  name: 'hex',
  title: 'hex dump',
  matches: (head) => {
    const lines = head
      .split('\n', EXAMINED_LINES)
      .map((line) => line.replace(/\r$/, ''))
      .filter((line) => line.trim() !== '' && !TITLE.test(line));
    const [first] = lines;
    if (first === undefined) return false;
    const dump = DUMP.exec(first.slice(0, 96));
    return STREAM.test(first) || (dump !== null && Number.parseInt(dump[1], 16) === 0);
  },
  open: () => new Parser(),
};
