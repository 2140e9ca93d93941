import type { InputSentence } from '../../../capture/input-sentence.ts';
import type { CaptureNote } from '../../../capture/note.ts';
import { addressIn } from '../cells.ts';
import { type ListFormat, type ListText, type PacketParser, Step } from '../format.ts';
import { readIcmpLine } from '../info-icmp.ts';
import { decodeHead, LineReader } from '../lines.ts';
import type { PacketFacts } from '../packet-facts.ts';
import { ListClock, ListTime, scanTime } from '../times.ts';
import { type JsonObject, readPacket } from './json.ts';

/*
 * `tshark -T fields`: a column for each field, any separator, with the fields' names above (`-E header=y`)
 * or without. The cells go the way of JSON's fields. With column Info it is a list like any other.
 */

const SEPARATORS = ['\t', ',', ';', '|', ' '];
/** Fields without which there is nothing to judge. */
const ADDRESSES = ['ip.src', 'ip.dst', 'ip.addr', 'ipv6.src', 'ipv6.dst', 'ipv6.addr'];
/** Fields that have a value of each end, source first. */
const PAIRS: Readonly<Record<string, readonly [string, string]>> = {
  'ip.addr': ['ip.src', 'ip.dst'],
  'ipv6.addr': ['ipv6.src', 'ipv6.dst'],
  'tcp.port': ['tcp.srcport', 'tcp.dstport'],
  'udp.port': ['udp.srcport', 'udp.dstport'],
};
const FIELD = /^[a-z_][\w-]{0,40}(?:\.[\w-]{1,60}){1,8}$/;
/** Columns, lines that are examined to tell, and values of one field (`-E occurrence=a`). */
const MAXIMUM_COLUMNS = 256;
const EXAMINED_LINES = 24;

interface Layout {
  readonly separator: string;
  readonly names: readonly string[];
  readonly hasHeading: boolean;
}

function split(line: string, separator: string): string[] {
  return line
    .split(separator, MAXIMUM_COLUMNS)
    .map((cell) => cell.replace(/^(["'])(.*)\1$/, '$2').trim());
}

/** The layout of a text, or null where it is no table of fields. */
function layoutOf(head: string): Layout | null {
  const lines = head
    .split('\n', EXAMINED_LINES)
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line.trim() !== '');
  const [first] = lines;
  if (first === undefined) return null;
  for (const separator of SEPARATORS) {
    const names = split(first, separator);
    const isHeading =
      names.length >= 3 &&
      names.every((name) => FIELD.test(name)) &&
      ADDRESSES.some((name) => names.includes(name));
    if (isHeading) return { separator, names, hasHeading: true };
  }
  for (const separator of SEPARATORS) {
    const rows = lines.map((line) => split(line, separator));
    const names = guess(rows);
    if (names !== null) return { separator, names, hasHeading: false };
  }
  return null;
}

const time = new ListTime();
const isTime = (cell: string) => scanTime(cell, 0, time, false) === cell.length;
const isPort = (cell: string) => /^\d{1,5}$/.test(cell) && Number(cell) <= 0xffff;
/** Both ports in one cell, as `tcp.port` has them. */
const isPortPair = (cell: string) => /^\d{1,5},\d{1,5}$/.test(cell);
/** `0x0012`, or as `tcp.flags.str` has it: `·······A··S·`. */
const isFlags = (cell: string) => /^0x[0-9a-f]{3,8}$/i.test(cell) || FLAG_LETTERS.test(cell);
const FLAG_LETTERS = /^[·*.]{0,12}[ANCWEURPSF·*.]{6,12}$/;

/**
 * The fields of columns without names: two addresses, the ports right behind them, flags. Nothing else is
 * certain enough: without ports and flags a row says too little.
 */
function guess(rows: readonly (readonly string[])[]): string[] | null {
  const width = Math.min(...rows.slice(0, -1).map((cells) => cells.length), rows[0]?.length ?? 0);
  if (width < 5) return null;
  const names = new Array<string>(width).fill('');
  /** Whether all cells of a column that have something hold, and at least one does. */
  const holds = (index: number, is: (cell: string) => boolean) => {
    const cells = rows.map((row) => row[index] ?? '').filter((cell) => cell !== '');
    return cells.length > 0 && cells.every(is);
  };
  const addresses = names.flatMap((_, index) =>
    holds(index, (cell) => addressIn(cell.split(',')[0]) !== null && /[.:]/.test(cell))
      ? [index]
      : [],
  );
  if (addresses.length !== 2) return null;
  const [source, destination] = addresses;
  names[source] = 'src';
  names[destination] = 'dst';
  const before = Array.from({ length: source }, (_, index) => index);
  const number = before.find((index) => holds(index, (cell) => /^\d{1,9}$/.test(cell)));
  if (number !== undefined) names[number] = 'frame.number';
  const when = before.find((index) => index !== number && holds(index, isTime));
  if (when !== undefined) names[when] = 'time';
  const behind = names.flatMap((_, index) =>
    index > source && index !== destination ? [index] : [],
  );
  const ports = behind.filter((index) => holds(index, isPort)).slice(0, 2);
  const flags = behind.find((index) => holds(index, isFlags));
  const pair = behind.find((index) => holds(index, isPortPair));
  if (flags === undefined) return null;
  if (pair !== undefined) names[pair] = 'tcp.port';
  else if (ports.length === 2) {
    names[ports[0]] = 'srcport';
    names[ports[1]] = 'dstport';
  } else return null;
  names[flags] = 'tcp.flags';
  return names;
}

/** Bits of `tcp.flags.str`, whose letters stand at their places. */
function flagBits(text: string): string {
  if (/^0x/i.test(text)) return text;
  let bits = 0;
  for (const letter of text) {
    const at = 'FSRPAUEW'.indexOf(letter === 'C' ? 'W' : letter);
    if (at >= 0) bits |= 1 << at;
  }
  return `0x${bits.toString(16)}`;
}

class Parser implements PacketParser {
  reason: InputSentence | null = null;
  #isTimeless = false;
  readonly #lines = new LineReader();
  readonly #clock = new ListClock();
  #layout: Layout | null = null;

  get notes(): readonly CaptureNote[] {
    const code = 'no-times';
    const timeless: CaptureNote = { code, sentence: { code, input: 'fields' } };
    return [...this.#clock.notes(), ...(this.#isTimeless ? [timeless] : [])];
  }

  #learnTimes(head: string, { names, separator }: Layout): void {
    const when = names.findIndex(isTimeField);
    const rows = head.split('\n', EXAMINED_LINES).map((line) => split(line, separator));
    this.#clock.learn(
      rows.map((cells) => cells[when] ?? ''),
      true,
      false,
    );
  }

  next(text: ListText, facts: PacketFacts): Step {
    for (;;) {
      if (this.#layout === null) {
        const { bytes, at, end } = text;
        const head = decodeHead(bytes, at, end);
        this.#layout = layoutOf(head);
        if (this.#layout === null) return Step.MORE;
        this.#learnTimes(head, this.#layout);
        if (this.#layout.hasHeading) this.#lines.next(text);
      }
      const line = this.#lines.next(text);
      if (line === null) return Step.MORE;
      if (line.trim() === '') continue;
      facts.line = this.#lines.line;
      facts.offset = this.#lines.offset;
      this.reason = this.#read(split(line, this.#layout.separator), this.#layout.names, facts);
      return this.reason === null ? Step.PACKET : Step.NOT_UNDERSTOOD;
    }
  }

  /** Fills facts from a row. @returns why it is not understood, or null */
  #read(
    cells: readonly string[],
    names: readonly string[],
    facts: PacketFacts,
  ): InputSentence | null {
    if (cells.length > names.length && cells.slice(names.length).some((cell) => cell !== '')) {
      return { code: 'more-cells-than-columns' };
    }
    const layers: Record<string, string | readonly string[]> = {};
    const version = cells[names.indexOf('src')]?.includes(':') ? 'ipv6' : 'ip';
    const flags = cells[names.indexOf('tcp.flags')] ?? '';
    for (const [index, name] of names.entries()) {
      const values = (cells[index] ?? '').split(',').map((value) => value.trim());
      // Of several values, those of the innermost layer stand last.
      const cell = values[values.length - 1];
      if (cell === '' || name === '' || isTimeField(name)) continue;
      const ends = PAIRS[name];
      if (ends !== undefined) {
        const [sources, destinations] = [0, 1].map((end) =>
          values.filter((_, at) => at % 2 === end),
        );
        layers[ends[0]] = sources;
        layers[ends[1]] = destinations;
      } else if (name === 'src' || name === 'dst') layers[`${version}.${name}`] = values;
      else if (name === 'srcport' || name === 'dstport') {
        layers[`${flags === '' ? 'udp' : 'tcp'}.${name}`] = cell;
      } else if (name === 'tcp.flags' || name === 'tcp.flags.str')
        layers['tcp.flags'] = flagBits(cell);
      else layers[name === '_ws.col.Protocol' ? '_ws.col.protocol' : name] = values;
    }
    addMessage(layers, cells, names);
    readPacket(layers as JsonObject, false, facts);
    const when = names.findIndex(isTimeField);
    const written = when < 0 ? '' : (cells[when] ?? '');
    if (written !== '' && this.#clock.read(written)) {
      facts.hasTime = true;
      facts.seconds = this.#clock.seconds;
      facts.nanoseconds = this.#clock.nanoseconds;
    } else this.#isTimeless = true;
    return null;
  }
}

/** Columns of Wireshark, whose names were changed to lower case in version 4.2. */
const columnOf = (names: readonly string[], title: string) =>
  names.findIndex((name) => name.toLowerCase() === `_ws.col.${title}`);

/** Type and code of an ICMP message, where only the columns Protocol and Info say them. */
function addMessage(
  layers: Record<string, string | readonly string[]>,
  cells: readonly string[],
  names: readonly string[],
): void {
  const protocol = cells[columnOf(names, 'protocol')]?.toLowerCase();
  if (protocol !== 'icmp' && protocol !== 'icmpv6') return;
  if (layers[`${protocol}.type`] !== undefined) return;
  const info = cells[columnOf(names, 'info')] ?? '';
  const said = readIcmpLine(info, protocol === 'icmp' ? 4 : 6);
  if (said === null) return;
  layers[`${protocol}.type`] = [String(said.message.type)];
  layers[`${protocol}.code`] = [String(said.message.code)];
}

const isTimeField = (name: string) =>
  name === 'time' ||
  name === 'frame.time' ||
  name === 'frame.time_epoch' ||
  name === 'frame.time_relative' ||
  name === '_ws.col.Time' ||
  name === '_ws.col.time';

export const FIELDS_FORMAT: ListFormat = {
  name: 'fields',
  title: 'fields',
  matches: (head) => layoutOf(head) !== null,
  isGuess: (head) => layoutOf(head)?.hasHeading === false,
  open: () => new Parser(),
};
