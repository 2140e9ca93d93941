import { TimeKind } from '../capture/statement.ts';
import { isoTime } from '../capture/time-text.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type {
  StatementClock,
  StatementFacts,
  StatementGroup,
} from '../track/facts/statement-facts.ts';
import { clue, detector, pattern, type Seen } from './evidence.ts';

/** Share of what a log tells of an endpoint from which on its refusals count in full. */
const FULL_SHARE = 0.5;
/** What refusals weigh that packets contradict: a connection that works has its late packets refused, too. */
const CONTRADICTED = 0.25;

/** What the capture shows of the endpoint that a log tells of. */
export type Beside = 'nothing' | 'silence' | 'refusals' | 'answers';

/** How a log's times were compared with a capture's. */
export type ClockBy = StatementClock['by'];

/** What a device says it did. */
export interface Said {
  /** The device as it calls itself; '' where it does not. */
  readonly device: string;
  /** The log's name; '' where the packets themselves carry it. */
  readonly file: string;
  readonly rule: string;
  readonly reason: string;
  /** Packets, and lines of the log (or frames) that say so. */
  readonly count: number;
  readonly lines: number;
  readonly firstLines: readonly number[];
  /** When first and last, as far as the log says; null where it does not. */
  readonly firstTime: string | null;
  readonly lastTime: string | null;
  /** Clients, at least so many. */
  readonly clients: number;
  readonly fragments: number;
  /** Other rules, reasons or devices that say the same. */
  readonly further: number;
  /** It is about the server's answers. */
  readonly isAnswer: boolean;
  readonly beside: Beside;
}

const codes = {
  'firewall-dropped': pattern<Said>({
    weights: { drop: 8 },
    certainFor: 'drop',
    isOwnWords: true,
    stage: 'after-syn',
    remedy: 'rule',
    isNotable: true,
  }),
  'firewall-rejected': pattern<Said>({
    weights: { reject: 8 },
    certainFor: 'reject',
    isOwnWords: true,
    stage: 'after-syn',
    remedy: 'rule',
    isNotable: true,
  }),
  // Dropping is what most rules do that say no more than this.
  'firewall-refused': pattern<Said>({
    weights: { drop: 5, reject: 1 },
    isOwnWords: true,
    stage: 'after-syn',
    remedy: 'rule',
    isNotable: true,
  }),
  // What came back says which of the two it was.
  'firewall-refused-aloud': pattern<Said>({
    weights: { reject: 6, closed: 1 },
    stage: 'after-syn',
    remedy: 'rule',
  }),
  // Late packets of connections that are over, which every firewall refuses.
  'firewall-refused-late': clue<Said>({ weights: {}, tooLittle: 'this' }),
  'firewall-allowed': clue<Said>({ weights: {}, tooLittle: 'this' }),
  'firewall-saw-answers': clue<{ lines: number; file: string }>({
    weights: { answered: 4 },
    atMost: { answered: 'medium' },
  }),
  'firewall-matched': clue<Said>({ weights: {}, tooLittle: 'this' }),
  // The same addresses and ports, perhaps at another time.
  'firewall-time-unknown': clue({ weights: {}, atMost: { drop: 'medium', reject: 'medium' } }),
};

/**
 * What firewalls say of themselves, in their logs or beside the packets. Nothing is inferred: where the
 * words name the action, the verdict is certain.
 */
export const firewallSays = detector({
  codes,
  about: Aspect.STATEMENTS,
  detect(endpoint): Seen<typeof codes>[] | null {
    const { statements } = endpoint;
    if (statements === null) return null;
    const beside = besideOf(endpoint);
    const seen: Seen<typeof codes>[] = [];
    const allowed = statements.linesOf('allowed');
    for (const [action, code] of [
      ['dropped', 'firewall-dropped'],
      ['rejected', 'firewall-rejected'],
      ['refused', 'firewall-refused'],
    ] as const) {
      const groups = statements.groups.filter((group) => group.action === action);
      const telling = groups.filter(isTelling);
      if (telling.length === 0) {
        if (groups.length > 0) {
          seen.push(said('firewall-refused-late', groups, statements, beside, 1));
        }
        continue;
      }
      const lines = sum(telling, ({ lines: all, endings }) => all - endings);
      const share = lines / (lines + allowed);
      const isContradicted = beside === 'answers';
      const strength = Math.min(1, share / FULL_SHARE) * (isContradicted ? CONTRADICTED : 1);
      const isAloud = code === 'firewall-refused' && beside === 'refusals';
      const told = isAloud ? 'firewall-refused-aloud' : code;
      seen.push(said(told, telling, statements, beside, strength));
    }
    const passed = statements.groups.filter(({ action }) => action === 'allowed');
    if (statements.bothWays > 0) {
      const { file } = passed[0] ?? statements.groups[0];
      const values = { lines: statements.bothWays, file };
      seen.push({ code: 'firewall-saw-answers', values, ...sourceOf(passed) });
    }
    if (passed.length > 0) seen.push(said('firewall-allowed', passed, statements, beside, 1));
    const matched = statements.groups.filter(({ action }) => action === 'unknown');
    if (matched.length > 0) seen.push(said('firewall-matched', matched, statements, beside, 1));
    if (statements.clock?.by === 'none') {
      seen.push({ code: 'firewall-time-unknown', values: {} });
    }
    return seen;
  },
});

/**
 * Whether it says that a connection was refused: not only its last packets, nor what a server sent to
 * a connection that the firewall has forgotten. That the answer to a SYN was refused says it too.
 */
function isTelling({ isAnswer, lines, endings, synAcks }: StatementGroup): boolean {
  return isAnswer ? synAcks > 0 : lines > endings;
}

function besideOf(endpoint: EndpointFacts): Beside {
  if (endpoint.packets === 0) return 'nothing';
  if (endpoint.exchanges > 0) return 'answers';
  if (endpoint.refused > 0) return 'refusals';
  return endpoint.silence.attempts > 0 ? 'silence' : 'nothing';
}

function said<Code extends keyof typeof codes>(
  code: Code,
  groups: readonly StatementGroup[],
  { clients, further }: StatementFacts,
  beside: Beside,
  strength: number,
): Seen<typeof codes> {
  const [main] = [...groups].sort((one, other) => other.lines - one.lines);
  const values: Said = {
    ...{ device: main.device, file: main.file, rule: main.rule, reason: main.reason },
    count: sum(groups, ({ packets }) => packets),
    lines: sum(groups, ({ lines }) => lines),
    firstLines: main.firstLines,
    firstTime: timeOf(groups, 'first'),
    lastTime: timeOf(groups, 'last'),
    clients,
    fragments: sum(groups, ({ fragments }) => fragments),
    further: groups.length - 1 + (further > 0 ? 1 : 0),
    isAnswer: groups.every(({ isAnswer }) => isAnswer),
    beside,
  };
  return { code, values, strength, ...sourceOf(groups) } as Seen<typeof codes>;
}

/** The line of a log that says it, or the frames that carry it. */
function sourceOf(
  groups: readonly StatementGroup[],
): Pick<Seen<typeof codes>, 'frames' | 'source'> {
  const [main] = [...groups].sort((one, other) => other.lines - one.lines);
  if (main === undefined) return {};
  if (main.file === '') return { frames: main.frames };
  const [line] = main.firstLines;
  return line === undefined ? {} : { source: { file: main.file, line } };
}

function timeOf(groups: readonly StatementGroup[], end: 'first' | 'last'): string | null {
  const times = groups
    .filter(({ timeKind }) => timeKind !== TimeKind.NONE)
    .map(({ timeKind, ...group }) =>
      end === 'first'
        ? { timeKind, seconds: group.firstSeconds, nanoseconds: group.firstNanoseconds }
        : { timeKind, seconds: group.lastSeconds, nanoseconds: group.lastNanoseconds },
    )
    .sort((one, other) => one.seconds - other.seconds || one.nanoseconds - other.nanoseconds);
  const found = end === 'first' ? times[0] : times.at(-1);
  return found === undefined ? null : timeText(found);
}

interface GroupTime {
  readonly timeKind: TimeKind;
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** The time as far as the log gives it: without what it leaves out. */
function timeText({ timeKind, seconds, nanoseconds }: GroupTime): string {
  const text = isoTime(seconds, nanoseconds, 6).replace(/(?:\.0{6})?Z$/, '');
  switch (timeKind) {
    case TimeKind.UTC:
      return `${text}Z`;
    case TimeKind.NO_YEAR:
      return text.slice(5);
    case TimeKind.OF_DAY:
      return text.slice(11);
    default:
      return text;
  }
}

function sum(groups: readonly StatementGroup[], of: (group: StatementGroup) => number): number {
  return groups.reduce((total, group) => total + of(group), 0);
}
