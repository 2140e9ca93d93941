import type {
  FleetFinding,
  FleetPlace,
  FleetReport,
  FleetTrouble,
} from '../../diagnosis/report/fleet-report.ts';
import type { FleetCapture } from '../../documents/fleet-list.ts';
import { VERSION } from '../../version.ts';
import type { Database, Sql } from './database.ts';

/** Of which captures a report tells. */
export interface ReportScope {
  readonly since: string | null;
  readonly until: string | null;
  readonly sensor: string | null;
  /** Findings that are named. */
  readonly top: number;
}

/** Places, networks, services and examples that are named of a finding. */
const NAMED = 8;
const EXAMPLES = 3;
/** Captures that are read at a time. */
const PAGE = 200;

/** What counts as failing: `isFailure`. */
const FAILING = ['drop', 'reject', 'intercepted', 'unreachable', 'closed'];

/** The scope, of captures `c`: $1 since, $2 until, $3 sensor. */
const IN_SCOPE = `($1::timestamptz IS NULL OR c.last_time >= $1) AND ($2::timestamptz IS NULL OR c.first_time < $2)
  AND ($3::text IS NULL OR c.sensor = $3)`;
const HAS_REPORT = `c.is_current AND c.outcome IN ('judged', 'damaged')`;
const SURENESS = `array_position(ARRAY['certain', 'high', 'medium', 'low'], f.confidence)`;

/** A time as reports have it. */
function iso(expression: string): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** What all captures say together, at one moment: in one transaction that sees no later one. */
export async function fleetReport(database: Database, scope: ReportScope): Promise<FleetReport> {
  return database.transaction(async (sql) => {
    await sql.executeSql('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    return reportWithin(sql, scope);
  });
}

async function reportWithin(sql: Sql, scope: ReportScope): Promise<FleetReport> {
  const bounds = [scope.since, scope.until, scope.sensor];
  const rows = async (text: string, ...values: unknown[]) =>
    (await sql.executeSql(text, [...bounds, ...values])).rows;
  const [facts] = await rows(
    `SELECT count(*)::int AS judged, count(DISTINCT c.sensor)::int AS sensors,
       ${iso('min(c.first_time)')} AS first_time, ${iso('max(c.last_time)')} AS last_time
     FROM fleet.capture c WHERE ${HAS_REPORT} AND ${IN_SCOPE}`,
  );
  const verdicts = await rows(
    `SELECT c.verdict, count(*)::int AS n FROM fleet.capture c
     WHERE ${HAS_REPORT} AND ${IN_SCOPE} GROUP BY 1 ORDER BY 2 DESC, 1`,
  );
  // What has no packets has no time to be in the scope by: when it ended stands for that.
  const troubles = await rows(
    `SELECT c.outcome, count(*)::int AS captures, min(c.name) AS example,
       coalesce((array_agg(c.error ORDER BY c.name))[1], '') AS text
     FROM fleet.capture c
     WHERE c.outcome IN ('damaged', 'unreadable', 'missing', 'changed', 'failed')
       AND (c.is_current OR c.outcome = 'failed')
       AND ($1::timestamptz IS NULL OR coalesce(c.last_time, c.finished_at) >= $1)
       AND ($2::timestamptz IS NULL OR coalesce(c.first_time, c.finished_at) < $2)
       AND ($3::text IS NULL OR c.sensor = $3)
     GROUP BY 1 ORDER BY 2 DESC, 1`,
  );
  const found = await rows(
    `SELECT f.key, f.verdict, count(DISTINCT f.capture)::int AS captures, count(*) OVER ()::int AS findings,
       (array_agg(f.title ORDER BY ${SURENESS}, c.last_time DESC, c.id))[1] AS title,
       (array_agg(f.confidence ORDER BY ${SURENESS}))[1] AS confidence,
       (array_agg(f.remedy ORDER BY ${SURENESS}, c.last_time DESC, c.id))[1] AS remedy,
       ${iso('min(f.failed_since)')} AS since, ${iso('max(f.last_time)')} AS last_seen,
       (array_agg(c.name ORDER BY c.last_time DESC, c.id))[1:${EXAMPLES}] AS names,
       (array_agg(c.sensor ORDER BY c.last_time DESC, c.id))[1:${EXAMPLES}] AS sensors
     FROM fleet.finding f JOIN fleet.capture c ON c.id = f.capture
     WHERE ${HAS_REPORT} AND ${IN_SCOPE} AND f.verdict = ANY($4::text[])
     GROUP BY f.key, f.verdict ORDER BY 3 DESC, f.verdict, f.key LIMIT $5`,
    FAILING,
    scope.top,
  );
  const keys = found.map(({ key }) => key as string);
  const named = async (values: string, more = '') =>
    byKey(
      await rows(
        `SELECT key, name, captures, places FROM (
           SELECT f.key, v.name, count(DISTINCT f.capture)::int AS captures,
             row_number() OVER (PARTITION BY f.key ORDER BY count(DISTINCT f.capture) DESC, v.name) AS rank,
             count(*) OVER (PARTITION BY f.key)::int AS places
           FROM fleet.finding f JOIN fleet.capture c ON c.id = f.capture ${values}
           WHERE ${HAS_REPORT} AND ${IN_SCOPE} AND f.key = ANY($4::text[]) ${more}
           GROUP BY f.key, v.name) ranked
         WHERE rank <= ${NAMED} ORDER BY key, rank`,
        keys,
      ),
    );
  const networks = await named('CROSS JOIN LATERAL (SELECT unnest(f.networks)::text AS name) v');
  const sensors = await named('CROSS JOIN LATERAL (SELECT c.sensor AS name) v');
  const services = await named('CROSS JOIN LATERAL (SELECT unnest(f.services) AS name) v');
  const answers = await answersOf(rows, [...services.values()].flat());
  const findings = found.map((row): FleetFinding => {
    const some = (of: ReadonlyMap<string, Place[]>): FleetPlace[] =>
      (of.get(row.key) ?? []).map(({ name, captures }) => ({ name, captures }));
    const more = (of: ReadonlyMap<string, Place[]>) =>
      Math.max(0, (of.get(row.key)?.[0]?.places ?? 0) - NAMED);
    const its = some(services).map(({ name }) => name);
    return {
      id: row.key,
      title: row.title,
      verdict: row.verdict,
      confidence: row.confidence,
      captures: row.captures,
      since: row.since,
      lastSeen: row.last_seen,
      services: its,
      networks: some(networks),
      moreNetworks: more(networks),
      sensors: some(sensors),
      moreSensors: more(sensors),
      answered: together(
        its.map((service) => answers.get(service)).filter((one) => one !== undefined),
      ),
      remedy: row.remedy,
      examples: (row.names as string[]).map((name, at) => ({ name, sensor: row.sensors[at] })),
    };
  });
  return {
    schemaVersion: 1,
    tool: { name: 'pcap-verdict', version: VERSION },
    scope: { since: scope.since, until: scope.until, sensor: scope.sensor },
    captures: {
      judged: facts.judged,
      sensors: facts.sensors,
      firstTime: facts.first_time,
      lastTime: facts.last_time,
      verdicts: Object.fromEntries(verdicts.map(({ verdict, n }) => [verdict, n])),
      troubles: troubles as FleetTrouble[],
    },
    findings,
    moreFindings: (found[0]?.findings ?? 0) - found.length,
  };
}

interface Place extends FleetPlace {
  readonly key: string;
  /** All places of that key. */
  readonly places: number;
}

function byKey(rows: readonly Place[]): Map<string, Place[]> {
  const map = new Map<string, Place[]>();
  for (const row of rows) {
    const known = map.get(row.key);
    if (known === undefined) map.set(row.key, [row]);
    else known.push(row);
  }
  return map;
}

type Answered = FleetFinding['answered'];

/** Where the same services answer: what fails in one network and not in another is the network's. */
async function answersOf(
  // biome-ignore lint/suspicious/noExplicitAny: rows are what the statement says
  rows: (text: string, ...values: unknown[]) => Promise<any[]>,
  services: readonly FleetPlace[],
): Promise<Map<string, Answered>> {
  const names = [...new Set(services.map(({ name }) => name))];
  if (names.length === 0) return new Map();
  const found = await rows(
    `SELECT e.service, count(DISTINCT e.capture)::int AS captures, ${iso('max(e.last_time)')} AS last_time,
       (array_agg(DISTINCT e.network::text) FILTER (WHERE e.network IS NOT NULL))[1:${NAMED}] AS networks
     FROM fleet.endpoint e JOIN fleet.capture c ON c.id = e.capture
     WHERE ${HAS_REPORT} AND ${IN_SCOPE} AND e.service = ANY($4::text[]) AND e.verdict = 'answered'
     GROUP BY e.service`,
    names,
  );
  return new Map(
    found.map(({ service, captures, last_time: lastTime, networks }) => [
      service,
      { captures, lastTime, networks: networks ?? [] },
    ]),
  );
}

/** Of several services the one that answers in most captures: they may be the same ones. */
function together(answers: readonly Answered[]): Answered {
  const last =
    answers
      .map(({ lastTime }) => lastTime ?? '')
      .sort()
      .at(-1) ?? '';
  return {
    captures: Math.max(0, ...answers.map(({ captures }) => captures)),
    lastTime: last === '' ? null : last,
    networks: [...new Set(answers.flatMap(({ networks }) => networks))].slice(0, NAMED),
  };
}

/** Captures one by one, a page at a time: there may be millions. */
export async function* fleetCaptures(
  database: Database,
  scope: ReportScope,
): AsyncGenerator<FleetCapture> {
  yield* pages(
    database,
    scope,
    `SELECT c.id, c.name, c.sensor, c.outcome, c.verdict, c.confidence, c.packets::float8 AS packets,
       ${iso('c.first_time')} AS first_time, ${iso('c.last_time')} AS last_time,
       coalesce(c.error, c.summary, '') AS text, c.files->0->>'path' AS path, c.content AS sha256,
       c.tool_version AS version
     FROM fleet.capture c WHERE (c.is_current OR c.outcome = 'failed') AND ${IN_SCOPE}`,
  );
}

/** Their reports, as the single command has printed each: lines of NDJSON, without their ends. */
export async function* fleetReports(
  database: Database,
  scope: ReportScope,
): AsyncGenerator<{ report: string }> {
  yield* pages(
    database,
    scope,
    `SELECT c.id, r.report::text AS report FROM fleet.capture c JOIN fleet.report r ON r.capture = c.id
     WHERE c.is_current AND ${IN_SCOPE}`,
  );
}

// biome-ignore lint/suspicious/noExplicitAny: rows are what the statement says
async function* pages(database: Database, scope: ReportScope, text: string): AsyncGenerator<any> {
  let last: string | null = null;
  for (;;) {
    const { rows }: { rows: { id: string }[] } = await database.executeSql(
      `${text} AND ($4::uuid IS NULL OR c.id > $4) ORDER BY c.id LIMIT ${PAGE}`,
      [scope.since, scope.until, scope.sensor, last],
    );
    yield* rows;
    if (rows.length < PAGE) return;
    last = rows[rows.length - 1].id;
  }
}
