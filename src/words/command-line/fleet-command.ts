import { escapeText } from '../../protocols/escape.ts';

/** What the command `fleet` says: its options, confirmations and errors. */
export const fleetCommandWords = {
  numberOutOfRange: (name: string, least: number, most: number) =>
    `--${name} takes a whole number from ${least} to ${most}`,
  positionals: {
    action: 'what to do',
    path: 'enqueue: captures, and folders of captures; watch: folders; retry: identities of captures',
  },
  options: {
    database:
      'postgres://… of a server, or a folder for an embedded one (default: DATABASE_URL, else the folder pcap-verdict-fleet)',
    displayFilter: 'enqueue: judge only endpoints with a matching packet',
    profile: 'enqueue, watch: the product: a name, or a profile file',
    target: 'enqueue, watch: what it is about: NAME or ADDRESS[:PORT]; once for each',
    sensor:
      'enqueue, watch: who captured (default: the name of the folder); report: of this one alone',
    untilEmpty: 'work: end when there is nothing left to do',
    format: 'report, status: what it is for (default: by the extension of -o, else text)',
    since: 'report: captures that go on after this: 2026-11-30T10:00Z, or 24h, 7d',
    until: 'report: captures that begin before this',
    captures: 'report: a line for each capture; with -f ndjson the report of each',
    outcome:
      'retry: those that are failed (dead letters), missing, changed or unreadable (default failed)',
    olderThan: 'purge: results that are older than this, such as 30d',
    superseded: 'purge: results that a newer version has replaced',
    waiting: 'purge: what waits and is not begun',
    outputFile: 'report, status: write to this file',
    timeZone: 'report: of its times: UTC, local, +02:00, Europe/Berlin; JSON and CSV have UTC',
    top: 'report: findings that are named',
    attempts: 'enqueue, watch: how often a capture is tried whose worker is lost',
    mostWaiting: 'enqueue, watch: captures that may wait before more are added',
    idle: 'watch: seconds after which the newest file counts as closed',
    grace: 'work, watch: seconds to end what has begun, after SIGTERM',
    timeLimit: 'work, watch: seconds that a capture may take',
    jobs: 'work, watch: how many captures are judged at a time (default: half of the processors)',
    lostAfter: 'work: seconds without a sign of life after which others get its jobs',
    quiet: 'work, watch: say nothing but errors',
  },
  examples: {
    init: 'once: make the tables',
    enqueue: 'every capture in a folder',
    work: 'judge them, on as many machines as there are',
    status: 'how far is it?',
    report: 'what fails, where, since when?',
    reportPage: 'the last day, as a page',
    retry: 'the dead letters once more',
    purge: 'forget old results',
    watch: 'take closed files of ring buffers as they appear',
  },
  actionMissing: (actions: string) => `what is to be done? fleet ${actions}`,
  pathForActionWithoutPaths: (action: string) => `fleet ${action} takes no paths`,
  optionOfAnotherAction: (action: string, name: string, takers: string) =>
    `fleet ${action} does not take --${name}; it is for ${takers}`,
  tablesUpToDate: (name: string, to: number) =>
    `The tables in ${name} are of version ${to}: nothing was to be done.\n`,
  tablesMade: (name: string, to: number) => `The tables are made in ${name} (version ${to}).\n`,
  tablesMigrated: (name: string, from: number, to: number) =>
    `The tables in ${name} are brought from version ${from} to ${to}.\n`,
  nothingToEnqueue: 'which captures? fleet enqueue PATH…',
  workUnfinishedDatabaseAway:
    'pcap-verdict: the database is away: what was begun is done again by others\n',
  formatOfAnotherAction: (action: string, format: string) => `fleet ${action} has no -f ${format}`,
  formatOfAnotherActionAdvice: (formats: string) => `It has ${formats}.`,
  outcomeNotRetriable: (retriable: string, outcome: string | undefined) =>
    `--outcome takes ${retriable}; "${outcome}" is none of these`,
  badIdentity: (odd: string) => `"${odd}" is no identity of a capture`,
  badIdentityAdvice: 'They stand in the view fleet_views.captures; none for all.',
  nothingToPurge: 'what is to be forgotten? --older-than, --superseded or --waiting',
  nothingToPurgeAdvice: 'Such as: pcap-verdict fleet purge --older-than 90d',
  folderToWatchMissing: 'which folder? fleet watch FOLDER',
  watchedIsNoFolder: (folder: string) => `${folder} is no folder`,
  watching: (folders: string) => `pcap-verdict: watching ${folders}\n`,
  watchDatabaseAway: 'pcap-verdict: the database is away; trying again\n',
  packagesToInstall:
    'Beside pcap-verdict: npm install pg pg-boss@10, and @electric-sql/pglite for a database in a folder.',
  packageMissing: (name: string) => `fleet needs the package ${name}, which is not installed`,
  databaseUnusable: (name: string, said: string) =>
    `the database ${escapeText(name)} cannot be used: ${escapeText(said)}`,
  databaseAwayAdvice: 'Does the server run, and is this its address?',
  embeddedUnopenable: (folder: string, message: string) =>
    `the database in ${folder} cannot be opened: ${message}`,
  embeddedFolderUnusable: (message: string) =>
    `the folder of the database cannot be used: ${message}`,
  embeddedInUse: (folder: string, holder: string) =>
    `another process has the database in ${folder}: ${holder}`,
  embeddedInUseAdvice:
    'A database in a folder is for one process at a time. Several need a server: DATABASE_URL=postgres://…',
  notEnqueuedBecause: {
    noSuchFile: 'there is no such file',
    folderWithoutCapture: 'no capture lies in it',
    noFile: 'it is no file',
    beingWritten: 'it is being written; enqueue it when it is whole',
    unreadable: (code: string | undefined, message: string) =>
      `it cannot be read: ${code ?? message}`,
  },
  tooManyWaiting: (mostWaiting: number) =>
    `pcap-verdict: ${mostWaiting} captures wait (--most-waiting): the rest is added as workers catch up\n`,
  notEnqueued: (path: string, why: string) =>
    `pcap-verdict: ${escapeText(path)}: not enqueued: ${why}\n`,
  reportTooLong: 'the report is too long to keep; its rows are kept',
  unknownProfileOfJob: (profileName: string) => `no shipped profile "${profileName}"`,
  captureGone: (path: string) => `${path} is not there any more`,
  captureChanged: (path: string) =>
    `${path} is not what was enqueued: it was written to, or replaced; enqueue it again when it is whole`,
  tablesMissing: (name: string) => `the database ${name} has no tables of a fleet yet`,
  tablesTooOld: (name: string, version: number, newest: number) =>
    `the tables in ${name} are of version ${version}; this program needs ${newest}`,
  tablesMissingOrOldAdvice: 'Once: pcap-verdict fleet init',
  tablesTooNew: (version: number, newest: number) =>
    `the tables are of version ${version}; this program knows ${newest}: a newer one has made them`,
  tablesTooNewAdvice: 'Update pcap-verdict.',
  databaseOfAnotherKind: (address: string) => `the database is PostgreSQL; "${address}" is none`,
  databaseOfAnotherKindAdvice:
    'Such as: --database postgres://user@host/name, or a folder for an embedded one.',
  databaseAddressNoUrl: 'the address of the database is no URL',
  databaseAddressNoUrlAdvice: 'Such as: postgres://user:password@host:5432/name',
  wrongVersionOfPgBoss: 'fleet needs pg-boss 10, and another one is installed',
  threadEnded: (status: number) => `its thread ended with ${status}`,
  outcomes: {
    judged: 'with a report',
    damaged: 'with a report that says where they break off or have gaps',
    unreadable: 'nothing in them can be read',
    missing: 'not there any more when it was their turn',
    changed: 'not what was enqueued when it was their turn',
    failed: 'in the dead letters: no attempt came to an end',
  },
  jobsOfOtherVersion: (version: string) => `  for workers of version ${escapeText(version)}`,
  longestWait: (round: number) => `Longest wait: ${round} s`,
  metrics: {
    jobs: 'Jobs by state, and by the version that judges them.',
    captures: 'Captures by what became of them.',
    verdicts: 'Captures by the verdict of their summary.',
    oldestWaiting: 'How long the longest waiting capture has waited.',
    workerSeen: 'Seconds since the last sign of life of each worker.',
  },
  workerOfLostJob: (pid: number, host: string) => `its worker, process ${pid} on ${host},`,
  workerLost: (who: string) => `${who} was lost while it worked on it`,
  badSpan: (option: string, text: string) =>
    `--${option} takes a number with s, m, h, d or w; "${text}" is none`,
  badSpanAdvice: (option: string) => `Such as: --${option} 30d`,
  badTime: (option: string, text: string) =>
    `--${option} takes a time or a span; "${text}" is neither`,
  badTimeAdvice: (option: string) =>
    `Such as: --${option} 2026-11-30T10:00Z, --${option} 2026-11-30, or --${option} 24h`,
  timeLimitPassed: (timeLimit: number) => `it took longer than ${timeLimit} s (--time-limit)`,
  resultUnwritable: (message: string) => `its result cannot be written: ${message}`,
  workDatabaseAway: (said: string | undefined) =>
    `pcap-verdict: the database is away (${said}); trying again\n`,
  databaseBack: 'pcap-verdict: the database is back\n',
};
