import type { InputSentence } from '../../../capture/input-sentence.ts';
import type { CaptureNote, NotedRows, NoteSentence } from '../../../capture/note.ts';
import { type Statement, TimeKind } from '../../../capture/statement.ts';
import { type ListFormat, type ListText, type PacketParser, Step } from '../format.ts';
import { LineReader, MAXIMUM_LINE } from '../lines.ts';
import type { PacketFacts } from '../packet-facts.ts';
import { PacketFacts as Facts } from '../packet-facts.ts';
import { Quotations } from '../quotations.ts';
import { PrintedClock } from '../tcpdump/clock.ts';
import { bannerLinkType, setBytes, setMessage } from '../tcpdump/dumped.ts';
import { type Head, readHead, timeEnd } from '../tcpdump/heads.ts';
import { HexDump, isHexLine } from '../tcpdump/hex-dump.ts';
import { PacketText, Reading } from '../tcpdump/network.ts';
import { Questions } from '../tcpdump/questions.ts';
import { type Rewriter, Unchanged } from '../tcpdump/rewriter.ts';
import { SequenceBases } from '../tcpdump/sequence-bases.ts';
import { shown } from '../tcpdump/shown.ts';

/** Packets that are read ahead to learn what their times count from. */
const REHEARSED_LINES = 1_024;
/** Lines of one packet's text, besides its hex dump, that are kept, and characters of each. */
const MAXIMUM_LINES = 64;
const MAXIMUM_KEPT = 4_096;
/** Lines over which one is broken at most. */
const MAXIMUM_PARTS = 8;

/** A packet's text, until the next one begins. */
interface Pending {
  readonly head: Head;
  /** Its first line, with those that are broken off it. */
  text: string;
  /** What stands below it. */
  readonly more: string[];
  readonly line: number;
  readonly offset: number;
  statement: Statement | null;
  readonly isStatementOnly: boolean;
  /** Marks of mail before its first line. */
  readonly marks: number;
  /** What that is put together of. */
  readonly parts: string[];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is the control character that is meant
const COLOUR = /\u001b\[[0-9;]{0,32}[mK]/g;

/** A line as tcpdump printed it: without colours, mail's quotation marks, HTML's escapes. */
export function cleaned(raw: string): string {
  let line = raw;
  if (line.includes('\u001b')) line = line.replace(COLOUR, '');
  if (line.includes('&')) line = line.replaceAll('&gt;', '>').replaceAll('&lt;', '<');
  if (line.includes('\u00a0')) line = line.replaceAll('\u00a0', ' ');
  return line;
}

/** What says that an IP packet or ARP follows. */
const OF_IP = /(?:^|\s)(?:IP6?[ ,]|ARP, |arp who-has|arp reply|ethertype (?:IPv4|IPv6|ARP))/;

/** Marks that mail puts before what it quotes. */
const QUOTED = /^(?:> ?){1,8}(?=\S|\s)/;

/** Reads what tcpdump prints, line by line. */
/** A line without so many of the marks that mail puts before what it quotes. */
function unmarked(line: string, marks: number): string {
  let at = 0;
  for (let mark = 0; mark < marks && line[at] === '>'; mark++) at += line[at + 1] === ' ' ? 2 : 1;
  return line.slice(at);
}

export class PrintedParser implements PacketParser {
  reason: InputSentence | null = null;
  /** Packets that the kernel dropped, as tcpdump says at its end; -1 where it does not. */
  dropped = -1;
  readonly #makeRewriter: () => Rewriter;
  readonly #rewriter: Rewriter;
  readonly #lines = new LineReader();
  readonly #clock = new PrintedClock();
  readonly #bases = new SequenceBases();
  readonly #packets = new PacketText(this.#bases, new Questions());
  readonly #quotations = new Quotations();
  readonly #dump = new HexDump();
  #isRehearsed = false;
  /** Packets have times in front: what has none belongs to the packet before. */
  #isTimed = false;
  #pending: Pending | null = null;
  #linkType = -1;
  /** Packets since tcpdump began, where the text has its beginning; else -1. */
  #sinceBanner = -1;
  /** tcpdump says at its end that it captured more than the text has. */
  #isMiscounted = false;
  #isNumbered = false;
  #named = 0;
  #unquoted = 0;
  #quiet = 0;
  #cut = 0;

  /** @param makeRewriter makes what turns another program's lines into those of tcpdump */
  constructor(makeRewriter: () => Rewriter) {
    this.#makeRewriter = makeRewriter;
    this.#rewriter = makeRewriter();
  }

  next(text: ListText, facts: PacketFacts): Step {
    if (!this.#isRehearsed) {
      if (!this.#rehearse(text)) return Step.MORE;
      this.#isRehearsed = true;
    }
    for (;;) {
      const raw = this.#lines.next(text);
      if (raw === null) {
        if (!text.ended || text.at < text.end) return Step.MORE;
        const last = this.#rewriter.last?.() ?? null;
        if (last === null) return this.#give(facts, null);
        const step = this.#take(last, facts);
        if (step !== Step.MORE) return step;
        continue;
      }
      if (this.#lines.isCut) this.#cut++;
      const line = this.#rewriter.rewrite(cleaned(raw));
      if (line === null) continue;
      const step = this.#take(line, facts);
      if (step !== Step.MORE) return step;
    }
  }

  /** Takes in a line. @returns MORE where it completes no packet */
  #take(raw: string, facts: PacketFacts): Step {
    const pending = this.#pending;
    const line = this.#withoutMarks(raw);
    if (line.trim() === '') return Step.MORE;
    if (isHexLine(line)) {
      if (pending !== null && !isOfAttribute(line, pending)) this.#dump.add(line);
      return Step.MORE;
    }
    const isInner = pending !== null && /^\s/.test(line) && /^\s+IP6? \(/.test(line);
    // Without times the second line of a packet looks like one of its own, but that it is set in.
    const isSecond =
      pending !== null &&
      !this.#isTimed &&
      /^\s/.test(raw) &&
      this.#isIncomplete(pending, pending.text);
    const head = isInner || isSecond ? null : readHead(line, this.#isTimed);
    if (head !== null) {
      const begun: Pending = {
        ...{ head, text: line, more: [], parts: [line.trimEnd()] },
        ...{ line: this.#lines.line, offset: this.#lines.offset },
        marks: QUOTED.exec(raw)?.[0].replaceAll(' ', '').length ?? 0,
        statement: this.#rewriter.statement,
        isStatementOnly: this.#rewriter.isStatementOnly,
      };
      return this.#give(facts, begun);
    }
    if (this.#banner(line)) return Step.MORE;
    const timed = this.#isTimed ? timeEnd(line) : -1;
    if (timed > 0) return this.#refuse(facts, line, timed);
    if (pending !== null) this.#continue(pending, raw, line);
    return Step.MORE;
  }

  /** A line that begins no packet: it belongs to the one before, or to nothing. */
  #continue(pending: Pending, raw: string, line: string): void {
    pending.statement ??= this.#rewriter.statement;
    if (pending.more.length === 0 && pending.parts.length < MAXIMUM_PARTS) {
      if (this.#isIncomplete(pending, pending.text)) {
        // An arrow that begins a broken line is no mark of mail.
        const isArrow = pending.marks === 0 && !pending.text.includes(' > ');
        const rest = isArrow ? raw : pending.marks === 0 ? line : unmarked(raw, pending.marks);
        pending.parts.push(rest.trim().slice(0, MAXIMUM_KEPT));
        const spaced = pending.parts.join(' ');
        const joined = pending.parts.join('');
        // Mail breaks lines at spaces, a terminal anywhere.
        const isSpaced =
          !this.#isIncomplete(pending, spaced) || this.#isIncomplete(pending, joined);
        pending.text = isSpaced ? spaced : joined;
        return;
      }
    }
    if (pending.more.length < MAXIMUM_LINES) pending.more.push(line.slice(0, MAXIMUM_KEPT));
  }

  #isIncomplete({ head, more }: Pending, text: string): boolean {
    return isIncomplete(text, head.at, more);
  }

  /** Gives out the packet that waits, and lets another wait. */
  #give(facts: PacketFacts, next: Pending | null): Step {
    const given = this.#pending;
    this.#pending = next;
    if (given === null) return Step.MORE;
    const { head, text, more } = given;
    facts.line = given.line;
    facts.offset = given.offset;
    facts.frameNumber = head.number;
    if (head.number >= 0) this.#isNumbered = true;
    if (this.#sinceBanner >= 0) this.#sinceBanner++;
    if (head.time !== '') {
      if (!this.#clock.read(head.time)) {
        this.#dump.clear();
        this.reason = { code: 'no-time-printed', shown: shown(text, 0) };
        return Step.NOT_UNDERSTOOD;
      }
      facts.hasTime = true;
      facts.seconds = this.#clock.seconds;
      facts.nanoseconds = this.#clock.nanoseconds;
    }
    let reading = this.#packets.read(text, head.at, more, facts);
    if (reading === Reading.INCOMPLETE && this.#packets.isBare(text, facts)) {
      reading = Reading.PACKET;
    }
    if (this.#dump.length > 0) {
      const { before } = this.#dump;
      const bytes = this.#dump.take();
      if (setBytes(facts, bytes, this.#linkType)) {
        this.#dump.clear();
        this.#state(facts, given);
        return Step.PACKET;
      }
      setMessage(facts, before ?? bytes);
    }
    this.#dump.clear();
    if (next !== null && isRestOf(facts, next)) facts.moreFragments = true;
    if (reading === Reading.INCOMPLETE) {
      const { column } = this.#packets;
      this.reason = { code: 'printed-packet-breaks-off', column, shown: shown(text, column) };
      return Step.NOT_UNDERSTOOD;
    }
    // Of other protocols no more is known than that they were there.
    if (reading === Reading.UNKNOWN && OF_IP.test(text.slice(head.at, head.at + 160))) {
      const { column } = this.#packets;
      this.reason = { code: 'no-packet-printed', column, shown: shown(text, column) };
      return Step.NOT_UNDERSTOOD;
    }
    this.#state(facts, given);
    if (this.#packets.isNamed) this.#named++;
    if (isQuiet(facts)) this.#quiet++;
    const before = this.#quotations.undecided;
    this.#quotations.observe(facts);
    if (this.#quotations.undecided > before) this.#unquoted++;
    return Step.PACKET;
  }

  /** What the device says of the packet, with what is known of it. */
  #state(facts: PacketFacts, { statement, isStatementOnly }: Pending): void {
    if (statement === null) return;
    const { source, destination, sourcePort, destinationPort, tcp, udp, icmp } = facts;
    Object.assign(statement, { source, destination, sourcePort, destinationPort });
    if (tcp !== null) Object.assign(statement, { protocol: 6, tcpFlags: tcp.flags });
    else if (udp !== null) statement.protocol = 17;
    else if (icmp !== null) {
      statement.protocol = icmp.version === 4 ? 1 : 58;
      Object.assign(statement, { icmpType: icmp.type, icmpCode: icmp.code });
    }
    statement.timeToLive = facts.hopLimit;
    statement.identification = facts.identification;
    if (facts.hasTime) {
      statement.seconds = facts.seconds;
      statement.nanoseconds = facts.nanoseconds;
      statement.timeKind = this.#clock.lacksDate ? TimeKind.OF_DAY : TimeKind.LOCAL;
    }
    statement.line = facts.line;
    statement.offset = facts.offset;
    facts.statement = statement;
    facts.isStatementOnly = isStatementOnly;
  }

  #refuse(facts: PacketFacts, line: string, column: number): Step {
    facts.line = this.#lines.line;
    facts.offset = this.#lines.offset;
    this.reason = { code: 'no-packet-printed', column, shown: shown(line, column) };
    return Step.NOT_UNDERSTOOD;
  }

  /** What tcpdump says of itself. @returns whether the line is such */
  #banner(line: string): boolean {
    if (
      /(?:listening on|reading from (?:file|PCAP)?) ?\S/.test(line.slice(0, 200)) &&
      line.includes('link-type')
    ) {
      this.#linkType = bannerLinkType(line);
      this.#bases.restart();
      this.#sinceBanner = this.#pending === null ? 0 : -1;
      return true;
    }
    const count =
      /^(\d{1,12}) packets? (captured|received by filter|dropped by (?:kernel|interface))/.exec(
        line.trim().slice(0, 80),
      );
    if (count === null) return /^tcpdump: /.test(line);
    const number = Number(count[1]);
    if (count[2] === 'captured') {
      const seen = this.#sinceBanner + (this.#pending === null ? 0 : 1);
      if (this.#sinceBanner >= 0 && seen < number) this.#isMiscounted = true;
    } else if (count[2] === 'dropped by kernel') this.dropped = Math.max(0, this.dropped) + number;
    return true;
  }

  /** A line without the marks of mail that quotes it. */
  #withoutMarks(line: string): string {
    return line.charCodeAt(0) === 0x3e ? line.replace(QUOTED, '') : line;
  }

  /** Looks at the first lines: whether packets have times, and what these count from. */
  #rehearse(text: ListText): boolean {
    const start = text.at;
    const lines = new LineReader();
    const rewriter = this.#makeRewriter();
    const times: string[] = [];
    let untimed = 0;
    for (let count = 0; count < REHEARSED_LINES; count++) {
      const raw = lines.next(text);
      if (raw === null) break;
      const rewritten = rewriter.rewrite(cleaned(raw));
      if (rewritten === null) continue;
      const line = this.#withoutMarks(rewritten);
      const head = isHexLine(line) ? null : readHead(line, false);
      if (head === null) continue;
      if (head.time === '') untimed++;
      else times.push(head.time);
    }
    const isSeen = times.length + untimed > 0 || text.ended || lines.line >= REHEARSED_LINES;
    text.at = start;
    if (!isSeen) return false;
    this.#isTimed = times.length > 0;
    this.#clock.learn(times);
    return true;
  }

  /**
   * Whether packets are missing between those of the text: their numbers tell (`-#`), and the number
   * that tcpdump says at its end. What it was told to filter out a capture lacks likewise.
   */
  get isSelection(): boolean | null {
    return this.#isNumbered ? null : this.#isMiscounted;
  }

  get notes(): readonly CaptureNote[] {
    const notes: CaptureNote[] = [];
    const { lacksDate, lacksZone } = this.#clock;
    if (lacksDate) {
      const code = 'times-without-date';
      const sentence = { code, input: 'tcpdump', lacksHour: false, isDelta: false } as const;
      notes.push({ code: 'no-date', sentence });
    } else if (lacksZone) {
      notes.push({ code: 'no-time-zone', sentence: { code: 'times-without-zone', input: 'list' } });
    }
    const tell = (number: number, code: string, sentence: (rows: NotedRows) => NoteSentence) => {
      if (number > 0) notes.push({ code, sentence: sentence({ number, line: null }) });
    };
    tell(this.#cut, 'cut-rows', (rows) => ({
      ...{ code: 'rows-cut', maximumBytes: MAXIMUM_LINE, maximumColumns: null },
      ...rows,
    }));
    tell(this.#named, 'names-for-addresses', (rows) => ({ code: 'rows-with-names', ...rows }));
    tell(this.#quiet, 'flags-not-printed', (rows) => ({ code: 'rows-without-flags', ...rows }));
    tell(this.#unquoted, 'quotation-unknown', (rows) => ({
      ...{ code: 'rows-without-quotation', ...rows },
    }));
    return notes;
  }
}

/** A packet with ports of which it is not known what it carries. */
function isQuiet({ tcp, udp, icmp, sourcePort, destinationPort }: PacketFacts): boolean {
  const hasPorts = sourcePort >= 0 && destinationPort >= 0;
  if (tcp !== null) return tcp.lacksFlags;
  return hasPorts && udp === null && icmp === null;
}

/** Whether a line of hex is of a RADIUS attribute's value, as `-vv` prints it: further in than the packet's. */
function isOfAttribute(line: string, { more }: Pending): boolean {
  return more.length > 0 && /^(?:\t {2,8}| {10,16})0x/.test(line);
}

/** How a fragment that is not its datagram's first ends where it is not printed which it is (without `-v`). */
const FRAGMENT = /: (?:ip-proto-17|udp)$/;

/** Reads a packet by itself: nothing that was before it counts, nothing is remembered of it. */
const ALONE = new PacketText(null, null);

/** Whether the packet below is another fragment of a datagram, whose own line does not say that it is one. */
function isRestOf(facts: PacketFacts, { head, text, more }: Pending): boolean {
  if (facts.udp === null || facts.fragmentOffset > 0 || facts.moreFragments) return false;
  if (!FRAGMENT.test(text.slice(-16).trimEnd())) return false;
  const rest = new Facts();
  ALONE.read(text, head.at, more, rest);
  const { source, destination } = rest;
  return (
    rest.fragmentOffset > 0 &&
    source?.join() === facts.source?.join() &&
    destination?.join() === facts.destination?.join()
  );
}

/** Lines at the beginning of a text among which its first packet is looked for. */
const EXAMINED_LINES = 128;

/** Whether a packet's text goes on in the next line. */
function isIncomplete(text: string, at: number, more: readonly string[]): boolean {
  return ALONE.read(text, at, more, new Facts()) === Reading.INCOMPLETE;
}

/** Whether a line is certainly a packet as tcpdump prints it, with those that follow where it is broken. */
function isPacketLine(marked: string, index: number, lines: readonly string[]): boolean {
  const line = marked.replace(QUOTED, '');
  const head = readHead(line, false);
  if (head === null) return false;
  const packets = ALONE;
  for (let count = 1; count <= MAXIMUM_PARTS; count++) {
    const parts = lines
      .slice(index, index + count)
      .map((part) => (line === marked ? part : part.replace(QUOTED, '')));
    for (const between of [' ', '']) {
      const text = parts.map((part, at) => (at === 0 ? part.trimEnd() : part.trim())).join(between);
      const facts = new Facts();
      const reading = packets.read(text, head.at, [], facts);
      if (reading === Reading.INCOMPLETE) continue;
      return reading === Reading.PACKET && isCertain(text, head.at, facts, packets.isNamed);
    }
  }
  return false;
}

/** Whether what was read is enough to tell the text from any other. */
function isCertain(text: string, at: number, facts: PacketFacts, isNamed: boolean): boolean {
  const { arp, tcp, udp, icmp, source, destination } = facts;
  if (arp !== null) return true;
  const isLinked = facts.length >= 0 || facts.interfaceName !== '' || /^IP6? /.test(text.slice(at));
  const hasAddresses = source !== null && destination !== null;
  const isCarrying = tcp !== null || udp !== null || icmp !== null;
  return isLinked ? hasAddresses || isNamed : hasAddresses && isCarrying;
}

/** What tcpdump says first. */
const BANNER = /\b(?:listening on|reading from (?:file|PCAP)) .{0,200}, link-type [A-Z]/;

/** What tcpdump prints. */
export const TCPDUMP_FORMAT: ListFormat = {
  name: 'text',
  maker: 'tcpdump',
  matches: (head) =>
    head
      .split('\n', EXAMINED_LINES)
      .map((line) => cleaned(line.slice(0, MAXIMUM_KEPT).replace(/\r$/, '')))
      .some((line, index, lines) => BANNER.test(line) || isPacketLine(line, index, lines)),
  open: () => new PrintedParser(() => new Unchanged()),
};
