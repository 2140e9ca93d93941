import type { InputSentence } from '../../../capture/input-sentence.ts';
import type { CaptureNote } from '../../../capture/note.ts';
import { DumpedBytes } from '../dumped-bytes.ts';
import { type ListFormat, type ListText, type PacketParser, Step } from '../format.ts';
import { LineReader } from '../lines.ts';
import { lengthOnWire, linkTypeOfBytes } from '../link-type-of-bytes.ts';
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
  reason: InputSentence | null = null;
  readonly notes: readonly CaptureNote[] = [
    { code: 'no-times', sentence: { code: 'no-times', input: 'hex-dump' } },
  ];
  readonly #lines = new LineReader();
  readonly #bytes = new DumpedBytes();
  #line = 0;
  #offset = 0;
  /** What is dumped is not the frame. */
  #isOther = false;
  /** Digits of the line that was read last and begins the next packet; '' for none. */
  #held = '';

  next(text: ListText, facts: PacketFacts): Step {
    if (this.#held !== '') this.#begin();
    for (;;) {
      const line = this.#lines.next(text);
      if (line === null) {
        if (!text.ended || text.at < text.end || this.#bytes.length === 0) return Step.MORE;
        return this.#give(facts);
      }
      const isStream = STREAM.test(line);
      const dump = isStream ? null : DUMP.exec(line.slice(0, 96));
      const at = dump === null ? 0 : Number.parseInt(dump[1], 16);
      if (dump === null && !isStream) {
        if (TITLE.test(line)) this.#isOther = !FRAME_TITLE.test(line);
        else if (line.trim() === '') this.#isOther = false;
      } else if (at === 0 && (isStream || !this.#isOther)) {
        this.#held = dump === null ? line : dump[2].replaceAll(' ', '');
        if (this.#bytes.length > 0) return this.#give(facts);
        this.#begin();
      } else if (at === this.#bytes.length && !this.#isOther) {
        this.#bytes.add(dump?.[2].replaceAll(' ', '') ?? '');
      } else if (at !== 0 && at !== this.#bytes.length) this.#isOther = true;
    }
  }

  /** Begins a packet with the line that was read last. */
  #begin(): void {
    this.#bytes.clear();
    this.#line = this.#lines.line;
    this.#offset = this.#lines.offset;
    this.#bytes.add(this.#held);
    this.#held = '';
  }

  #give(facts: PacketFacts): Step {
    const bytes = this.#bytes.copy();
    this.#bytes.clear();
    facts.line = this.#line;
    facts.offset = this.#offset;
    facts.bytes = bytes;
    facts.linkType = linkTypeOfBytes(bytes);
    facts.length = lengthOnWire(bytes, facts.linkType);
    if (facts.linkType >= 0) return Step.PACKET;
    this.reason = { code: 'too-few-bytes' };
    return Step.NOT_UNDERSTOOD;
  }
}

export const HEX_FORMAT: ListFormat = {
  name: 'hex',
  title: 'hex-dump',
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
