import { escapeText, printableJson } from '../../protocols/escape.ts';
import { VERSION } from '../../version.ts';
import { fleet as texts } from '../../words/command-line/fleet.ts';
import { fleetCommandWords } from '../../words/command-line/fleet-command.ts';
import { english } from '../../words/say.ts';
import type { Database } from './database.ts';
import type { Outcome } from './job.ts';

const { grouped } = english.words.phrases;

/** What goes on in a fleet. */
export interface FleetStatus {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'pcap-verdict'; readonly version: string };
  readonly database: string;
  /** By the version that captures were enqueued for, and that judges them. */
  readonly queues: readonly {
    readonly version: string;
    readonly waiting: number;
    readonly active: number;
    readonly dead: number;
  }[];
  readonly captures: Readonly<Record<Outcome, number>>;
  readonly verdicts: Readonly<Record<string, number>>;
  /** Seconds that the longest has waited; null where none waits. */
  readonly oldestWaiting: number | null;
  readonly lastHour: { readonly captures: number; readonly bytes: number };
  readonly workers: readonly {
    readonly host: string;
    readonly process: number;
    readonly version: string;
    readonly jobs: number;
    readonly active: number;
    /** Seconds since its last sign of life. */
    readonly seen: number;
  }[];
  /** Why jobs are dead: the reasons that are there most often. */
  readonly deadReasons: readonly { readonly reason: string; readonly captures: number }[];
}

const OUTCOMES: readonly Outcome[] = [
  ...(['judged', 'damaged', 'unreadable', 'missing', 'changed', 'failed'] as const),
];
/** Workers, and reasons, that are named. */
const MOST_WORKERS = 1_000;
const MOST_REASONS = 5;

export async function fleetStatus(database: Database): Promise<FleetStatus> {
  const rows = async (text: string, values: unknown[] = []) =>
    (await database.executeSql(text, values)).rows;
  const queues = await rows(
    `SELECT tool_version AS version,
       count(*) FILTER (WHERE outcome IS NULL AND started_at IS NULL)::int AS waiting,
       count(*) FILTER (WHERE outcome IS NULL AND started_at IS NOT NULL)::int AS active,
       count(*) FILTER (WHERE outcome = 'failed')::int AS dead
     FROM fleet.capture WHERE outcome IS NULL OR outcome = 'failed' GROUP BY 1 ORDER BY 1`,
  );
  const outcomes = await rows(
    `SELECT outcome, count(*)::int AS n FROM fleet.capture
     WHERE outcome = 'failed' OR (outcome IS NOT NULL AND is_current) GROUP BY outcome`,
  );
  const verdicts = await rows(
    `SELECT verdict, count(*)::int AS n FROM fleet.capture
     WHERE is_current AND verdict IS NOT NULL GROUP BY verdict ORDER BY verdict`,
  );
  const [waiting] = await rows(
    `SELECT extract(epoch FROM now() - min(enqueued_at))::float8 AS seconds FROM fleet.capture
     WHERE outcome IS NULL AND started_at IS NULL`,
  );
  const [hour] = await rows(
    `SELECT count(*)::int AS captures, coalesce(sum(bytes), 0)::float8 AS bytes FROM fleet.capture
     WHERE finished_at > now() - interval '1 hour'`,
  );
  const workers = await rows(
    `SELECT w.host, w.process, w.tool_version AS version, w.jobs,
       (SELECT count(*)::int FROM fleet.capture c WHERE c.worker = w.id AND c.started_at IS NOT NULL) AS active,
       extract(epoch FROM now() - w.seen_at)::float8 AS seen
     FROM fleet.worker w ORDER BY w.started_at LIMIT $1`,
    [MOST_WORKERS],
  );
  const deadReasons = await rows(
    `SELECT coalesce(error, '') AS reason, count(*)::int AS captures FROM fleet.capture
     WHERE outcome = 'failed' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $1`,
    [MOST_REASONS],
  );
  const counted = Object.fromEntries(outcomes.map(({ outcome, n }) => [outcome, n]));
  return {
    schemaVersion: 1,
    tool: { name: 'pcap-verdict', version: VERSION },
    database: database.name,
    queues,
    captures: Object.fromEntries(
      OUTCOMES.map((outcome) => [outcome, counted[outcome] ?? 0]),
    ) as Record<Outcome, number>,
    verdicts: Object.fromEntries(verdicts.map(({ verdict, n }) => [verdict, n])),
    oldestWaiting: waiting.seconds,
    lastHour: hour,
    workers: workers.map((worker) => ({ ...worker, seen: Math.max(0, worker.seen) })),
    deadReasons,
  };
}

type Emitter = (status: FleetStatus) => string;

/** `-f` of `fleet status`. */
export const STATUS_FORMATS: Readonly<Record<string, Emitter>> = {
  text,
  json: (status) => `${printableJson(status)}\n`,
  prometheus,
};

/** What an outcome means, for people. */
const MEANINGS: Readonly<Record<Outcome, string>> = fleetCommandWords.outcomes;

function text(status: FleetStatus): string {
  const { queues, captures, verdicts, workers, oldestWaiting, lastHour, deadReasons } = status;
  const lines = [`Fleet in ${escapeText(status.database)}`, ''];
  const none = { version: status.tool.version, waiting: 0, active: 0 };
  for (const { version, waiting, active } of queues.length === 0 ? [none] : queues) {
    const isOther = version !== status.tool.version;
    if (isOther && waiting + active === 0) continue;
    const note = isOther ? fleetCommandWords.jobsOfOtherVersion(version) : '';
    lines.push(`${row('waiting', waiting)}${note}`, `${row('active', active)}${note}`);
  }
  for (const outcome of OUTCOMES) {
    if (captures[outcome] > 0 || outcome === 'judged') {
      lines.push(`${row(outcome, captures[outcome])}  ${MEANINGS[outcome]}`);
    }
  }
  const said = Object.entries(verdicts).map(([verdict, n]) => `${grouped(n)} ${verdict}`);
  if (said.length > 0) lines.push('', `Verdicts: ${said.join(', ')}`);
  for (const { reason, captures: n } of deadReasons) {
    lines.push(texts.dead(n, escapeText(reason)));
  }
  lines.push('');
  if (oldestWaiting !== null) lines.push(fleetCommandWords.longestWait(Math.round(oldestWaiting)));
  lines.push(
    texts.lastHour(lastHour.captures, Math.round(lastHour.bytes / 1e6)),
    workers.length === 0 ? 'Workers: none' : 'Workers:',
    ...workers.map(
      ({ host, process, version, jobs, active, seen }) =>
        `  ${texts.worker({ process, active, jobs, seen }, escapeText(host), escapeText(version))}`,
    ),
  );
  return `${lines.join('\n')}\n`;
}

function row(name: string, number: number): string {
  return `${name.padEnd(12)}${grouped(number).padStart(10)}`;
}

/** The text format of Prometheus and OpenMetrics: one family after the other, labels escaped. */
function prometheus(status: FleetStatus): string {
  const { queues, captures, verdicts, workers, oldestWaiting } = status;
  const families: Family[] = [
    {
      name: 'pcap_verdict_fleet_jobs',
      help: fleetCommandWords.metrics.jobs,
      samples: queues.flatMap(({ version, waiting, active, dead }) => [
        [{ version, state: 'waiting' }, waiting],
        [{ version, state: 'active' }, active],
        [{ version, state: 'dead' }, dead],
      ]),
    },
    {
      name: 'pcap_verdict_fleet_captures',
      help: fleetCommandWords.metrics.captures,
      samples: Object.entries(captures).map(([outcome, n]) => [{ outcome }, n]),
    },
    {
      name: 'pcap_verdict_fleet_verdicts',
      help: fleetCommandWords.metrics.verdicts,
      samples: Object.entries(verdicts).map(([verdict, n]) => [{ verdict }, n]),
    },
    {
      name: 'pcap_verdict_fleet_oldest_waiting_seconds',
      help: fleetCommandWords.metrics.oldestWaiting,
      samples: [[{}, oldestWaiting ?? 0]],
    },
    {
      name: 'pcap_verdict_fleet_worker_seen_seconds',
      help: fleetCommandWords.metrics.workerSeen,
      samples: workers.map(({ host, process, seen }) => [{ host, process: `${process}` }, seen]),
    },
  ];
  return families.map(familyText).join('');
}

interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly (readonly [Readonly<Record<string, string>>, number])[];
}

function familyText({ name, help, samples }: Family): string {
  const lines = samples.map(([labels, value]) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${labelValue(text)}"`);
    return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

/** Backslash, quote and line feed are escaped in the value of a label; the rest is for a terminal, too. */
export function labelValue(text: string): string {
  return escapeText(text.replaceAll('\n', ' ')).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}
