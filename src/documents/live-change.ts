import { isoTime } from '../capture/time-text.ts';
import type { InterimVerdict, ShownVerdict } from '../diagnosis/interim-verdicts.ts';
import { endpointOf, type JudgedEndpoint } from '../diagnosis/judged-endpoint.ts';
import type { ReportEndpoint } from '../diagnosis/report/report.ts';
import { reportEndpoint } from '../diagnosis/report/report-of.ts';
import { timeText } from '../diagnosis/report/time-zone.ts';
import { words } from '../words/say.ts';
import type { RenderOptions } from './format.ts';
import { endpointText } from './service-text.ts';
import { clean, verdictCell } from './terminal.ts';

/**
 * A verdict that changed while a capture goes on, as `-f ndjson` prints it: `change.schema.json` is its
 * schema. The report, which comes last, has no `type`.
 */
export interface LiveChange {
  readonly type: 'change';
  readonly schemaVersion: 2;
  /** The capture's time: ISO 8601, UTC. */
  readonly time: string;
  /** Packets of the capture so far. */
  readonly packets: number;
  /** What was shown of the endpoint before; null where nothing was. */
  readonly previous: ShownVerdict | null;
  /** As in the report, as far as it is known by now. */
  readonly endpoint: ReportEndpoint;
}

/** When a change is shown. */
export interface LiveMoment {
  readonly seconds: number;
  readonly nanoseconds: number;
  /** Digits of a second's fraction that the capture has. */
  readonly digits: 6 | 9;
  readonly packets: number;
  /** The program in front of the pipe keeps packets until it has many. */
  readonly isHeldBack: boolean;
}

/** @param endpoint the same as the verdict's, complete */
export function liveChange(
  { shown, previous }: InterimVerdict & { readonly shown: ShownVerdict },
  endpoint: JudgedEndpoint,
  { seconds, nanoseconds, digits, packets }: LiveMoment,
): LiveChange {
  return {
    type: 'change',
    schemaVersion: 2,
    time: isoTime(seconds, nanoseconds, digits),
    packets,
    previous,
    endpoint: {
      ...reportEndpoint(endpointOf(endpoint), digits),
      ...shown,
    },
  };
}

/** The change in one line, without a line end: time, verdict, endpoint, what shows it. */
export function changeText(
  { time, previous, endpoint }: LiveChange,
  options: RenderOptions,
): string {
  const { verdict, confidence, name, evidence } = endpoint;
  const before = previous === null ? '' : `, was ${previous.verdict} (${previous.confidence})`;
  const known = name === null ? '' : ` (${name})`;
  const proof = evidence.length === 0 ? '' : `: ${evidence[0].text}`;
  return (
    `${timeText(time, options.timeZone)}  ${verdictCell(verdict, options)} ` +
    clean(`(${confidence}${before})  ${endpointText(endpoint, words)}${known}${proof}`)
  );
}
