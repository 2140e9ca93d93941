import { fleetCommandWords } from '../../words/command-line/fleet-command.ts';
import { UsageError } from '../errors.ts';
import type { Database, Sql } from './database.ts';

/** Serializes those who set up the same database at once; any number will do. */
const SETUP_LOCK = 7_274_723;

/**
 * What makes the tables, by version: row N leads from version N to N + 1. A row that was released is never
 * changed; what changes is a new one.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE fleet.option_set (
    id text PRIMARY KEY,
    display_filter text,
    profile_name text,
    profile_text text,
    targets jsonb NOT NULL
  );

  CREATE TABLE fleet.worker (
    id uuid PRIMARY KEY,
    host text NOT NULL,
    process int NOT NULL,
    tool_version text NOT NULL,
    jobs int NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now()
  );

  -- A capture under certain options, judged by a certain version: that is its identity, and its job's.
  CREATE TABLE fleet.capture (
    id uuid PRIMARY KEY,
    content text NOT NULL,
    option_set text NOT NULL REFERENCES fleet.option_set,
    tool_version text NOT NULL,
    files jsonb NOT NULL,
    is_sequence boolean NOT NULL,
    name text NOT NULL,
    sensor text NOT NULL,
    bytes bigint NOT NULL,
    enqueued_at timestamptz NOT NULL DEFAULT now(),
    most_attempts int NOT NULL,
    attempts int NOT NULL DEFAULT 0,
    worker uuid,
    started_at timestamptz,
    finished_at timestamptz,
    outcome text CHECK (outcome IN ('judged', 'damaged', 'unreadable', 'missing', 'changed', 'failed')),
    error text,
    -- Of what several versions said of the same, the newest.
    is_current boolean NOT NULL DEFAULT false,
    verdict text,
    confidence text,
    summary text,
    packets bigint,
    problems int,
    first_time timestamptz,
    last_time timestamptz,
    milliseconds real
  );
  CREATE INDEX capture_content ON fleet.capture (content, option_set);
  CREATE INDEX capture_worker ON fleet.capture (worker) WHERE worker IS NOT NULL;
  CREATE INDEX capture_waiting ON fleet.capture (enqueued_at) WHERE outcome IS NULL;
  CREATE INDEX capture_failed ON fleet.capture (tool_version) WHERE outcome = 'failed';
  CREATE INDEX capture_finished ON fleet.capture (finished_at);

  -- Where the same bytes were found.
  CREATE TABLE fleet.source (
    capture uuid NOT NULL REFERENCES fleet.capture ON DELETE CASCADE,
    path text NOT NULL,
    sensor text NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (capture, path)
  );

  -- The text of -f ndjson: json keeps it as it is, jsonb would not.
  CREATE TABLE fleet.report (
    capture uuid PRIMARY KEY REFERENCES fleet.capture ON DELETE CASCADE,
    report json NOT NULL
  );

  CREATE TABLE fleet.endpoint (
    capture uuid NOT NULL REFERENCES fleet.capture ON DELETE CASCADE,
    number int NOT NULL,
    client text NOT NULL,
    network cidr,
    server text NOT NULL,
    port int,
    protocol text NOT NULL,
    application text,
    name text,
    service text NOT NULL,
    function text,
    verdict text NOT NULL,
    confidence text NOT NULL,
    score real,
    stage text,
    place text,
    attempts bigint,
    retransmissions bigint,
    answered bigint,
    first_time timestamptz,
    last_time timestamptz,
    failed_since timestamptz,
    evidence jsonb NOT NULL,
    PRIMARY KEY (capture, number)
  );
  CREATE INDEX endpoint_service ON fleet.endpoint (service, verdict);

  CREATE TABLE fleet.finding (
    capture uuid NOT NULL REFERENCES fleet.capture ON DELETE CASCADE,
    number int NOT NULL,
    key text NOT NULL,
    title text NOT NULL,
    verdict text NOT NULL,
    confidence text NOT NULL,
    impact text NOT NULL,
    scope text NOT NULL,
    remedy jsonb NOT NULL,
    endpoints jsonb NOT NULL,
    services text[] NOT NULL,
    networks cidr[] NOT NULL,
    clients text[] NOT NULL,
    failed_since timestamptz,
    last_time timestamptz,
    PRIMARY KEY (capture, number)
  );
  CREATE INDEX finding_key ON fleet.finding (key);

  -- What others may read, such as Grafana: a role needs the use of this schema, and of nothing else.
  CREATE SCHEMA fleet_views;
  CREATE VIEW fleet_views.captures AS
    SELECT id, name, sensor, content, tool_version, bytes, enqueued_at, started_at, finished_at, attempts,
      coalesce(outcome, CASE WHEN started_at IS NULL THEN 'waiting' ELSE 'active' END) AS outcome, error,
      verdict, confidence, summary, packets, problems, first_time, last_time, milliseconds
    FROM fleet.capture
    WHERE is_current OR outcome IS NULL OR outcome = 'failed';
  CREATE VIEW fleet_views.endpoints AS
    SELECT e.*, c.name AS capture_name, c.sensor, c.finished_at
    FROM fleet.endpoint e JOIN fleet.capture c ON c.id = e.capture
    WHERE c.is_current;
  CREATE VIEW fleet_views.findings AS
    SELECT f.*, c.name AS capture_name, c.sensor, c.finished_at, c.first_time AS capture_first_time
    FROM fleet.finding f JOIN fleet.capture c ON c.id = f.capture
    WHERE c.is_current;
  CREATE VIEW fleet_views.failing_services AS
    SELECT f.key, max(f.title) AS title, f.verdict, count(*) AS captures,
      count(DISTINCT c.sensor) AS sensors, min(f.failed_since) AS since, max(f.last_time) AS last_seen
    FROM fleet.finding f JOIN fleet.capture c ON c.id = f.capture
    WHERE c.is_current AND f.verdict IN ('drop', 'reject', 'intercepted', 'unreachable', 'closed')
    GROUP BY f.key, f.verdict;
  `,
];

/** Makes tables and queues while nobody else does: what creates the same at once fails, or waits for each other. */
export async function alone<Result>(
  database: Database,
  make: () => Promise<Result>,
): Promise<Result> {
  if (database.isEmbedded) return make();
  return database.transaction(async (sql) => {
    await sql.executeSql('SET LOCAL idle_in_transaction_session_timeout = 0');
    await sql.executeSql('SELECT pg_advisory_xact_lock($1)', [SETUP_LOCK]);
    return make();
  });
}

/** The version that this program's tables have. */
const NEWEST = MIGRATIONS.length;

/** The version of the tables; 0 where there are none. */
async function versionOf(sql: Sql): Promise<number> {
  const known = await sql.executeSql(
    "SELECT to_regclass('fleet.migration') IS NOT NULL AS is_there",
  );
  if (known.rows[0].is_there !== true) return 0;
  const { rows } = await sql.executeSql(
    'SELECT coalesce(max(version), 0)::int AS version FROM fleet.migration',
  );
  return rows[0].version;
}

/**
 * Makes the tables, or brings them to this program's version.
 * @returns from which version to which
 * @throws UsageError where a newer program has made them
 */
export async function migrate(database: Database): Promise<{ from: number; to: number }> {
  return database.transaction(async (sql) => {
    const from = await versionOf(sql);
    if (from > NEWEST) throw tooNew(from);
    await sql.executeSql('CREATE SCHEMA IF NOT EXISTS fleet');
    await sql.executeSql(
      'CREATE TABLE IF NOT EXISTS fleet.migration (version int PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    for (let version = from; version < NEWEST; version++) {
      await sql.executeSql(MIGRATIONS[version]);
      await sql.executeSql('INSERT INTO fleet.migration (version) VALUES ($1)', [version + 1]);
    }
    return { from, to: NEWEST };
  });
}

/** @throws UsageError where the tables are not those of this program */
export async function requireTables(database: Database): Promise<void> {
  const version = await versionOf(database);
  if (version > NEWEST) throw tooNew(version);
  if (version === NEWEST) return;
  throw new UsageError(
    version === 0
      ? fleetCommandWords.tablesMissing(database.name)
      : fleetCommandWords.tablesTooOld(database.name, version, NEWEST),
    fleetCommandWords.tablesMissingOrOldAdvice,
  );
}

function tooNew(version: number): UsageError {
  return new UsageError(
    fleetCommandWords.tablesTooNew(version, NEWEST),
    fleetCommandWords.tablesTooNewAdvice,
  );
}
