/*
 * Numbers, durations and lists as a Chinese sentence has them: a measure word in place of a plural,
 * a space between figures or Latin letters and characters, none beside full-width marks.
 */
import type { Words } from '../words.ts';

/** A whole number with its thousands set apart: "1,234,567". (toLocaleString loads all of ICU.) */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "3 个数据包". @param counted measure word and noun */
export function count(number: number, counted: string): string {
  return `${grouped(number)} ${counted}`;
}

/** A duration in microseconds: "0.40 毫秒", "12 毫秒", "3.2 秒", "2 分钟". */
export function duration(microseconds: number): string {
  if (microseconds < 1_000) return `${(microseconds / 1_000).toFixed(2)} 毫秒`;
  if (microseconds < 10_000) return `${(microseconds / 1_000).toFixed(1)} 毫秒`;
  if (microseconds < 1_000_000) return `${Math.round(microseconds / 1_000)} 毫秒`;
  if (microseconds < 100_000_000) return `${(microseconds / 1_000_000).toFixed(1)} 秒`;
  if (microseconds < 6_000_000_000) return `${Math.round(microseconds / 60_000_000)} 分钟`;
  const hours = microseconds / 3_600_000_000;
  return hours < 72 ? `${Math.round(hours)} 小时` : `${grouped(Math.round(hours / 24))} 天`;
}

/** A share of 1 with two digits: "0.12%", "25%". */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))}%`;
}

const isHan = (character = '') => /[\p{Script=Han}，。：；、（）“”]/u.test(character);

/** Two pieces of a sentence, with a space between where one is Latin or a figure. */
function besideText(before: string, after: string): string {
  const isSpaced = !isHan(before.at(-1)) || !isHan(after[0]);
  const isMark = /[，。：；、（）“”]$/u.test(before) || /^[，。：；、（）“”]/u.test(after);
  return before === '' || after === '' || isMark || !isSpaced
    ? `${before}${after}`
    : `${before} ${after}`;
}

/** Pieces of a sentence in a row; '' is left out. */
export function joined(...pieces: readonly string[]): string {
  return pieces.reduce(besideText, '');
}

/** "a", "a 和 b", "a、b 和 c". */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return joined(items.slice(0, -1).join('、'), '和', items[items.length - 1] ?? '');
}

/** As `list`, with no more than that many named: "a、b 以及另外 7 个". */
export function listSome(items: readonly string[], named: number, measure = '个'): string {
  if (items.length <= named) return list(items);
  return joined(
    items.slice(0, named).join('、'),
    `以及另外 ${grouped(items.length - named)} ${measure}`,
  );
}

const FRAMES_NAMED = 12;

/** "帧 3、5 和 7", the first of many. */
export function framesText(frames: readonly number[]): string {
  return `帧 ${listSome(frames.map(String), FRAMES_NAMED, '帧')}`;
}

export const phrases: Words['phrases'] = {
  grouped,
  duration,
  percent,
  list,
  listSome: (items, named) => listSome(items, named),
  /** Characters have no capitals; what begins with Latin letters is a name and stays. */
  capitalized: (text) => text,
  uncapitalized: (text) => text,
  sentences: (all) => all.join(''),
  sentence: (text) => `${text}。`,
  colon: '：',
  comma: '，',
  semicolon: '；',
  aside: (text) => `（${text}）`,
  span: (from, to) => `${from} 至 ${to}`,
};
