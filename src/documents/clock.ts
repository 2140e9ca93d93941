import type { Report } from '../diagnosis/report/report.ts';
import type { TimeZone } from '../diagnosis/report/time-zone.ts';

/** A report whose times are those of a place's clock. */
export interface ShownReport extends Report {
  /** What to write behind a time: `UTC`, `+02:00 (Europe/Berlin)`. */
  readonly clock: string;
}

/**
 * The report with its times as a place's clock shows them. One offset throughout, that of the first
 * packet: a page with pictures over time must not jump where summer time ends.
 */
export function onClock(report: Report, zone: TimeZone | undefined): ShownReport {
  const { firstTime, lastTime } = report.capture;
  const offset = zone === undefined || firstTime === null ? 0 : zone.offset(seconds(firstTime));
  if (zone === undefined || firstTime === null || zone.name === 'UTC' || !Number.isFinite(offset)) {
    return { ...report, clock: 'UTC' };
  }
  const shift = (time: string) => shifted(time, offset);
  return {
    ...report,
    clock: clockText(offset, zone.name),
    capture: {
      ...report.capture,
      firstTime: shift(firstTime),
      lastTime: lastTime === null ? null : shift(lastTime),
    },
    endpoints: report.endpoints.map((endpoint) => ({
      ...endpoint,
      firstTime: shift(endpoint.firstTime),
      lastTime: shift(endpoint.lastTime),
    })),
    ...(report.frames === undefined
      ? {}
      : { frames: report.frames.map((frame) => ({ ...frame, time: shift(frame.time) })) }),
  };
}

function seconds(time: string): number {
  return Math.floor(microseconds(time) / 1_000_000);
}

/** An ISO time with its clock put forward; as it is where JavaScript's calendar ends. */
function shifted(time: string, offset: number): string {
  const [, whole, fraction] = /^(.*?)(\.\d+)?Z$/.exec(time) ?? [];
  const local = new Date(Date.parse(`${whole}Z`) + offset * 1000);
  if (Number.isNaN(local.getTime())) return time;
  return local.toISOString().replace(/\.\d+Z$/, `${fraction ?? ''}Z`);
}

function clockText(offset: number, name: string): string {
  const minutes = Math.floor(Math.abs(offset) / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  const text = `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return /^[+-]/.test(name) ? text : `${text} (${name})`;
}

/** Microseconds since 1970 of an ISO time of this report; NaN where there is none. */
export function microseconds(time: string): number {
  const match = /^(.*?)(?:\.(\d+))?Z$/.exec(time);
  if (match === null) return Number.NaN;
  const fraction = (match[2] ?? '').padEnd(6, '0').slice(0, 6);
  return Date.parse(`${match[1]}Z`) * 1000 + Number(fraction);
}

/** `2024-08-27T03:06:36.491417Z` → `03:06:36.491`. */
export function timeOfDay(time: string): string {
  return time.slice(11, 23).replace('Z', '');
}

/** `2024-08-27T03:06:36.491417Z` → `2024-08-27 03:06:36.491417`. */
export function plainTime(time: string): string {
  return time.replace('T', ' ').replace('Z', '');
}

/** Below it a delay tells by its milliseconds: who refuses in 0.4 ms is near. */
const SHORT = 10_000;
const SHORTEST = 100;

/** Time since another, as Wireshark's relative column, shortened: `+0.4 ms`, `+0.250 s`, `+62.40 s`. */
export function sinceText(elapsed: number): string {
  const sign = elapsed < 0 ? '−' : '+';
  if (elapsed !== 0 && Math.abs(elapsed) < SHORTEST) return `${sign}${Math.abs(elapsed)} µs`;
  if (elapsed !== 0 && Math.abs(elapsed) < SHORT) {
    return `${sign}${(Math.abs(elapsed) / 1000).toFixed(1)} ms`;
  }
  const seconds = elapsed / 1_000_000;
  const digits = seconds < 10 ? 3 : seconds < 1000 ? 2 : 0;
  return `${sign}${Math.abs(seconds).toFixed(digits)} s`;
}
