/*
 * Numbers, durations and lists as a Japanese sentence has them: a counter behind each number, and
 * no plural.
 */

/** A whole number with its thousands set apart: 「1,234,567」. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A share of 1 with two digits: 「0.12 %」「25 %」. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

import type { Words } from '../words.ts';

/** What things are counted by. */
type Counter =
  | '個'
  | '件'
  | '回'
  | '台'
  | '行'
  | '種類'
  | 'ホップ'
  | 'バイト'
  | 'フレーム'
  | 'ポート'
  | '方向';

/** 「3 回」. */
export function times(number: number, counter: Counter = '回'): string {
  return `${grouped(number)} ${counter}`;
}

/** 「パケット 3 個」. */
export function count(number: number, noun: string, counter: Counter): string {
  return `${noun} ${times(number, counter)}`;
}

/** 「接続 5 件中 3 件」. */
export function countOf(number: number, of: number, noun: string, counter: Counter): string {
  return `${count(of, noun, counter)}中 ${times(number, counter)}`;
}

export const packets = (number: number) => count(number, 'パケット', '個');
export const connections = (number: number) => count(number, '接続', '件');
export const attempts = (number: number) => count(number, '接続の試行', '回');
export const requests = (number: number) => count(number, 'リクエスト', '件');
export const queries = (number: number) => count(number, 'クエリ', '件');
export const services = (number: number) => count(number, 'サービス', '件');
export const captures = (number: number) => count(number, 'キャプチャ', '件');
export const routers = (number: number) => count(number, 'ルーター', '台');
export const resets = (number: number) => count(number, 'RST', '個');
export const hops = (number: number) => times(number, 'ホップ');

/** What stands before Japanese: Latin letters and digits stand apart from it. */
export function before(text: string): string {
  return text.replace(/(?<=[!-~])$/, ' ');
}

/** What stands behind Japanese, likewise. */
export function behind(text: string): string {
  return text.replace(/^(?=[!-~])/, ' ');
}

/** A duration in microseconds: 「0.40 ミリ秒」「12 ミリ秒」「3.2 秒」「2 分」. */
export function duration(microseconds: number): string {
  if (microseconds < 1_000) return `${(microseconds / 1_000).toFixed(2)} ミリ秒`;
  if (microseconds < 10_000) return `${(microseconds / 1_000).toFixed(1)} ミリ秒`;
  if (microseconds < 1_000_000) return `${Math.round(microseconds / 1_000)} ミリ秒`;
  if (microseconds < 100_000_000) return `${(microseconds / 1_000_000).toFixed(1)} 秒`;
  if (microseconds < 6_000_000_000) return `${Math.round(microseconds / 60_000_000)} 分`;
  const hours = microseconds / 3_600_000_000;
  return hours < 72 ? `${Math.round(hours)} 時間` : `${grouped(Math.round(hours / 24))} 日`;
}

/** 「a」「a、b」「a、b、c」. */
export function list(items: readonly string[]): string {
  return items.join('、');
}

/** As `list`, with no more than that many named: 「a、b、ほか 7 件」. */
export function listSome(items: readonly string[], named: number): string {
  if (items.length <= named) return list(items);
  return list([...items.slice(0, named), `ほか ${grouped(items.length - named)} 件`]);
}

const FRAMES_NAMED = 12;

/** 「フレーム 3、5、7」, the first of many. */
export function framesText(frames: readonly number[]): string {
  return `フレーム ${listSome(frames.map(String), FRAMES_NAMED)}`;
}

/** What those who build documents need of them. */
export const phrases: Words['phrases'] = {
  grouped,
  duration,
  percent,
  list,
  listSome,
  /** There are no capitals. */
  capitalized: (text) => text,
  uncapitalized: (text) => text,
  sentence: (text) => `${text}。`,
  colon: '：',
  comma: '、',
  semicolon: '；',
  aside: (text) => `（${text}）`,
  span: (from, to) => `${from}～${to}`,
  /** Nothing stands between sentences. */
  sentences: (all) => all.join(''),
};
