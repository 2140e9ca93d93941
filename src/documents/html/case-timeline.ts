import type { TimelineEntry } from '../../diagnosis/report/case-report.ts';
import { capitalized, count, grouped } from '../../words/en/phrases.ts';
import { type EntryTime, entryTime, numberedText } from '../case-text.ts';
import { type FrameAnchors, frameLinks } from './finding.ts';
import { html, type Markup, unbroken } from './markup.ts';
import type { ShownCase } from './shown-case.ts';
import { microseconds } from './time-axis.ts';

/** What is open to see; the rest unfolds. */
const OPEN_ENTRIES = 40;
const LINES_SHOWN = 12;
/** Silence worth a row of its own. */
const SILENT_MINUTES = 1;

/** Classes that colour an entry's mark. */
const MOODS: Readonly<Record<TimelineEntry['mood'], string>> = {
  bad: 'failure',
  good: 'good',
  neutral: 'neutral',
};

/**
 * What packets and logs show, one below the other by time, with a line for either to the left: a circle
 * on the packets' line, a square on the log's.
 * @param anchors where the page shows frames, for each capture
 */
export function caseTimeline(shown: ShownCase, anchors: readonly FrameAnchors[]): Markup | null {
  const { timeline, timelineLeftOut } = shown.report;
  if (timeline.length === 0) return null;
  const times = timeline.map((entry) => entryTime(entry, shown.timeZone));
  const items = timeline.map(
    (entry, index) =>
      html`${between(timeline, times, index)}${item(entry, times[index], shown, anchors)}`,
  );
  const further = items.length - OPEN_ENTRIES;
  return html`${timelineLeftOut > 0 && html`<p class="quiet">Left out: ${count(timelineLeftOut, 'entry', 'entries')} that tell least.</p>`}
<ul class="legend lanes-named"><li><i class="of-packets"></i> packets</li><li><i class="of-log"></i> log</li></ul>
<ol class="events">${items.slice(0, OPEN_ENTRIES)}</ol>
${further > 0 && html`<details><summary>${count(further, 'further entry', 'further entries')}</summary><ol class="events">${items.slice(OPEN_ENTRIES)}</ol></details>`}`;
}

/** A heading where the day or the clock changes, else how long nothing was, where it was long. */
function between(
  timeline: readonly TimelineEntry[],
  times: readonly EntryTime[],
  index: number,
): Markup | null {
  const { day, zone } = times[index];
  const before = index === 0 ? null : times[index - 1];
  // What is folded begins with the day, too.
  if (before?.day !== day || before.zone !== zone || index === OPEN_ENTRIES) {
    return html`<li class="day"><b>${day}</b>${zone !== '' && html` <span class="quiet">${zone}</span>`}</li>`;
  }
  const silence =
    microseconds(timeline[index].time ?? '') - microseconds(timeline[index - 1].time ?? '');
  const minutes = Math.floor(silence / 60_000_000);
  return minutes >= SILENT_MINUTES
    ? html`<li class="gap quiet">${silenceText(minutes)} later</li>`
    : null;
}

/** `2 min`, `3 h 32 min`. */
function silenceText(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${grouped(hours)} h ${minutes % 60} min`;
}

function item(
  entry: TimelineEntry,
  { clock, logClock }: EntryTime,
  { report, labels }: ShownCase,
  anchors: readonly FrameAnchors[],
): Markup {
  const { kind, file, frames, lines, message, mood, text } = entry;
  const capture = report.files[file]?.report ?? null;
  const shownFrames = capture === null ? new Map() : (anchors[capture] ?? new Map());
  const where = [
    entry.function === null ? null : html`${entry.function}`,
    labels[file] === undefined ? null : html`${labels[file]}`,
    frames.length === 0
      ? null
      : html`${frames.length === 1 ? 'frame' : 'frames'} ${frameLinks(frames, shownFrames)}`,
    lines.length === 0 ? null : html`${numberedText('line', lines, LINES_SHOWN)}`,
    logClock === '' ? null : html`${logClock} in the log`,
  ].filter((part) => part !== null);
  return html`<li class="event of-${kind} ${MOODS[mood]}"><span class="at">${shortClock(clock)}</span><span class="rail"><i></i></span><div><p><span class="unseen">${kind === 'log' ? 'Log' : 'Packets'}: </span>${unbroken(capitalized(text))}</p>${message !== null && html`<p class="words">${message}</p>`}<p class="quiet">${where.map((part, at) => html`${at > 0 && ' · '}${part}`)}</p></div></li>`;
}

/** Milliseconds are enough for a reader. */
function shortClock(clock: string): string {
  return clock.replace(/(\.\d{3})\d+$/, '$1');
}
