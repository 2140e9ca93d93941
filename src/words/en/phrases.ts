/*
 * Numbers, durations and lists as an English sentence has them. Another language has a file of its
 * own: grouping, plurals and "and" are no more than English.
 */

/** A whole number with its thousands set apart: "1,234,567". (toLocaleString loads all of ICU.) */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "1 packet", "2 packets". */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${grouped(number)} ${number === 1 ? singular : plural}`;
}

/** A duration in microseconds as a person writes it: "0.40 ms", "12 ms", "3.2 s", "2 min". */
export function duration(microseconds: number): string {
  if (microseconds < 1_000) return `${(microseconds / 1_000).toFixed(2)} ms`;
  if (microseconds < 10_000) return `${(microseconds / 1_000).toFixed(1)} ms`;
  if (microseconds < 1_000_000) return `${Math.round(microseconds / 1_000)} ms`;
  if (microseconds < 100_000_000) return `${(microseconds / 1_000_000).toFixed(1)} s`;
  if (microseconds < 6_000_000_000) return `${Math.round(microseconds / 60_000_000)} min`;
  const hours = microseconds / 3_600_000_000;
  return hours < 72 ? `${Math.round(hours)} h` : `${grouped(Math.round(hours / 24))} days`;
}

/** A share of 1 with two digits: "0.12 %", "25 %". */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

/** "a", "a and b", "a, b and c". */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

/** As `list`, with no more than that many named: "a, b and 7 more". */
export function listSome(items: readonly string[], named: number): string {
  if (items.length <= named) return list(items);
  return list([...items.slice(0, named), `${items.length - named} more`]);
}

/** "resolvers" as "resolver"; "address" and "DNS" as they are. */
export function singular(title: string): string {
  return title.replace(/(?<=[a-rt-z])s$/, '');
}

/** A sentence that begins small, as one. */
export function capitalized(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length);
}

const FRAMES_NAMED = 12;

/** "frames 3, 5 and 7", the first of many. */
export function framesText(frames: readonly number[]): string {
  return `${frames.length === 1 ? 'frame' : 'frames'} ${listSome(frames.map(String), FRAMES_NAMED)}`;
}

/** A title that begins large, within a line. */
function uncapitalized(text: string): string {
  const [first = ''] = text;
  return first.toLowerCase() + text.slice(first.length);
}

/** What those who build documents need of them. */
export const phrases = {
  grouped,
  duration,
  percent,
  list,
  listSome,
  capitalized,
  uncapitalized,
  /** Sentences in a row, as one text. */
  sentences: (all: readonly string[]) => all.join(' '),
  /** A part of a sentence, ended. */
  sentence: (text: string) => `${text}.`,
  /** Between a title and what there is to say to it. */
  colon: ': ',
  /** Between words that are counted up, without "and". */
  comma: ', ',
  /** Between parts of a line that have commas. */
  semicolon: '; ',
  /** What is said beside, in brackets. */
  aside: (text: string) => ` (${text})`,
  /** From one time to another, or one name to another. */
  span: (from: string, to: string) => `${from} to ${to}`,
};
