import type { InputSentence } from '../../../capture/input-sentence.ts';
import type { CaptureNote } from '../../../capture/note.ts';
import { type ListFormat, type ListText, type PacketParser, Step } from '../format.ts';
import { LineReader } from '../lines.ts';
import type { PacketFacts } from '../packet-facts.ts';

/*
 * The text of Tektronix' K12, which Wireshark writes as "K12 text file": a ruler, the time of day with
 * what the packet begins with, and its bytes.
 *
 *     +---------+---------------+----------+
 *     10:00:00,214,530   ETHER
 *     |0   |ff|ff|ff|ff|ff|ff|00|0c|…|
 */
const RULER = /^\+-{9}\+-{15}\+-{10}\+\s*$/;
const TIME = /^(\d\d):(\d\d):(\d\d),(\d{3}),(\d{3})\s+([A-Z][A-Z0-9-]{0,31})\s*$/;
const BYTES = /^\|0\s{0,8}\|((?:[0-9a-f]{2}\|)*)\s*$/i;

const ETHERNET = 1;
/** What is not decoded: it is counted. */
const UNKNOWN_LINK = 0xffff;
const HALF_A_DAY = 43_200;
const SECONDS_A_DAY = 86_400;

class Parser implements PacketParser {
  reason: InputSentence | null = null;
  readonly notes: readonly CaptureNote[] = [
    {
      code: 'no-date',
      sentence: { code: 'times-without-date', input: 'k12', lacksHour: false, isDelta: false },
    },
  ];
  readonly #lines = new LineReader();
  /** The last line was a time; the packet's bytes follow. */
  #time: RegExpExecArray | null = null;
  #last = -1;
  #days = 0;
  #number = 0;

  next(text: ListText, facts: PacketFacts): Step {
    for (;;) {
      const line = this.#lines.next(text);
      if (line === null) return Step.MORE;
      if (line === '' || RULER.test(line)) continue;
      const time = TIME.exec(line);
      if (time !== null) {
        this.#time = time;
        continue;
      }
      facts.line = this.#lines.line;
      facts.offset = this.#lines.offset;
      const held = BYTES.exec(line);
      if (held === null || this.#time === null || this.#lines.isCut) {
        this.reason = { code: 'ruler-expected' };
        return Step.NOT_UNDERSTOOD;
      }
      this.#fill(facts, this.#time, held[1]);
      this.#time = null;
      return Step.PACKET;
    }
  }

  #fill(facts: PacketFacts, time: RegExpExecArray, hex: string): void {
    const [hour, minute, second, milliseconds, microseconds] = time.slice(1, 6).map(Number);
    let seconds = hour * 3600 + minute * 60 + second + this.#days * SECONDS_A_DAY;
    // Past midnight.
    if (seconds < this.#last - HALF_A_DAY) {
      this.#days++;
      seconds += SECONDS_A_DAY;
    }
    this.#last = seconds;
    facts.frameNumber = ++this.#number;
    facts.hasTime = true;
    facts.seconds = seconds;
    facts.nanoseconds = milliseconds * 1e6 + microseconds * 1000;
    facts.bytes = Uint8Array.from({ length: hex.length / 3 }, (_, index) =>
      Number.parseInt(hex.slice(3 * index, 3 * index + 2), 16),
    );
    facts.length = facts.bytes.length;
    facts.linkType = time[6] === 'ETHER' ? ETHERNET : UNKNOWN_LINK;
  }
}

/** K12 text. */
export const K12_FORMAT: ListFormat = {
  name: 'k12text',
  title: 'k12',
  matches: (head) => {
    const [ruler, time = '', bytes = '|0   |'] = head.split(/\r?\n/, 3);
    return RULER.test(ruler) && (time === '' || TIME.test(time)) && bytes.startsWith('|0');
  },
  open: () => new Parser(),
};
