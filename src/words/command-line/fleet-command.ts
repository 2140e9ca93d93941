import { escapeText } from '../../protocols/escape.ts';

/** What the command `fleet` says: its options, confirmations and errors. */
export const fleetCommandWords = {
  takesWholeNumberFrom: (name: string, least: number, most: number) =>
    `--${name} takes a whole number from ${least} to ${most}`,
  whatToDo: 'what to do',
  path: 'enqueue: captures, and folders of captures; watch: folders; retry: identities of captures',
  database:
    'postgres://… of a server, or a folder for an embedded one (default: DATABASE_URL, else the folder pcap-verdict-fleet)',
  displayFilter: 'enqueue: judge only endpoints with a matching packet',
  profile: 'enqueue, watch: the product: a name, or a profile file',
  target: 'enqueue, watch: what it is about: NAME or ADDRESS[:PORT]; once for each',
  sensor:
    'enqueue, watch: who captured (default: the name of the folder); report: of this one alone',
  untilEmpty: 'work: end when there is nothing left to do',
  reportStatusFormat: 'report, status: what it is for (default: by the extension of -o, else text)',
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
  reportFindingsNamed: 'report: findings that are named',
  enqueueWatchHowOften: 'enqueue, watch: how often a capture is tried whose worker is lost',
  enqueueWatchCapturesMay: 'enqueue, watch: captures that may wait before more are added',
  watchSecondsAfterNewest: 'watch: seconds after which the newest file counts as closed',
  workWatchSecondsEnd: 'work, watch: seconds to end what has begun, after SIGTERM',
  workWatchSecondsCapture: 'work, watch: seconds that a capture may take',
  workSecondsWithoutSign: 'work: seconds without a sign of life after which others get its jobs',
  quiet: 'work, watch: say nothing but errors',
  onceMakeTables: 'once: make the tables',
  everyCaptureFolder: 'every capture in a folder',
  judgeThemManyMachines: 'judge them, on as many machines as there are',
  howFar: 'how far is it?',
  failsSinceWhen: 'what fails, where, since when?',
  lastDayPage: 'the last day, as a page',
  deadLettersOnceMore: 'the dead letters once more',
  forgetOldResults: 'forget old results',
  takeClosedFilesRing: 'take closed files of ring buffers as they appear',
  doneFleet: (actions: string) => `what is to be done? fleet ${actions}`,
  fleetTakesNoPaths: (action: string) => `fleet ${action} takes no paths`,
  fleetDoesNotTake: (action: string, name: string, takers: string) =>
    `fleet ${action} does not take --${name}; it is for ${takers}`,
  tablesVersionNothingDone: (name: string, to: number) =>
    `The tables in ${name} are of version ${to}: nothing was to be done.\n`,
  tablesMadeVersion: (name: string, to: number) =>
    `The tables are made in ${name} (version ${to}).\n`,
  tablesBroughtFromVersion: (name: string, from: number, to: number) =>
    `The tables in ${name} are brought from version ${from} to ${to}.\n`,
  capturesFleetEnqueuePath: 'which captures? fleet enqueue PATH…',
  databaseAwayBegunDone:
    'pcap-verdict: the database is away: what was begun is done again by others\n',
  fleetNo: (action: string, format: string) => `fleet ${action} has no -f ${format}`,
  itHas: (formats: string) => `It has ${formats}.`,
  outcomeTakesNoneThese: (retriable: string, outcome: string | undefined) =>
    `--outcome takes ${retriable}; "${outcome}" is none of these`,
  noIdentityCapture: (odd: string) => `"${odd}" is no identity of a capture`,
  theyStandViewFleet: 'They stand in the view fleet_views.captures; none for all.',
  forgottenOlderThanSuperseded: 'what is to be forgotten? --older-than, --superseded or --waiting',
  tryFleetPurgeOlder: 'Such as: pcap-verdict fleet purge --older-than 90d',
  folderFleetWatchFolder: 'which folder? fleet watch FOLDER',
  noFolder: (folder: string) => `${folder} is no folder`,
  watching: (folders: string) => `pcap-verdict: watching ${folders}\n`,
  databaseAwayTryingAgain: 'pcap-verdict: the database is away; trying again\n',
  besideNpmInstallPg:
    'Beside pcap-verdict: npm install pg pg-boss@10, and @electric-sql/pglite for a database in a folder.',
  fleetNeedsPackageNot: (name: string) => `fleet needs the package ${name}, which is not installed`,
  databaseCannotUsed: (name: string, said: string) =>
    `the database ${escapeText(name)} cannot be used: ${escapeText(said)}`,
  doesServerRunAddress: 'Does the server run, and is this its address?',
  databaseCannotOpened: (folder: string, message: string) =>
    `the database in ${folder} cannot be opened: ${message}`,
  folderDatabaseCannotUsed: (message: string) =>
    `the folder of the database cannot be used: ${message}`,
  anotherProcessDatabase: (folder: string, holder: string) =>
    `another process has the database in ${folder}: ${holder}`,
  databaseFolderProcessTime:
    'A database in a folder is for one process at a time. Several need a server: DATABASE_URL=postgres://…',
  noSuchFile: 'there is no such file',
  noCaptureLies: 'no capture lies in it',
  noFile: 'it is no file',
  capturesWaitMostWaiting: (mostWaiting: number) =>
    `pcap-verdict: ${mostWaiting} captures wait (--most-waiting): the rest is added as workers catch up\n`,
  notEnqueued: (path: string, why: string) =>
    `pcap-verdict: ${escapeText(path)}: not enqueued: ${why}\n`,
  beingWrittenEnqueueWhen: 'it is being written; enqueue it when it is whole',
  cannotRead: (code: string | undefined, message: string) =>
    `it cannot be read: ${code ?? message}`,
  reportTooLongKeep: 'the report is too long to keep; its rows are kept',
  noShippedProfile: (profileName: string) => `no shipped profile "${profileName}"`,
  notAnyMore: (path: string) => `${path} is not there any more`,
  notEnqueuedWrittenReplaced: (path: string) =>
    `${path} is not what was enqueued: it was written to, or replaced; enqueue it again when it is whole`,
  databaseNoTablesFleet: (name: string) => `the database ${name} has no tables of a fleet yet`,
  tablesVersionProgramNeeds: (name: string, version: number, newest: number) =>
    `the tables in ${name} are of version ${version}; this program needs ${newest}`,
  onceFleetInit: 'Once: pcap-verdict fleet init',
  tablesVersionProgramKnows: (version: number, newest: number) =>
    `the tables are of version ${version}; this program knows ${newest}: a newer one has made them`,
  update: 'Update pcap-verdict.',
  databasePostgreSQLNone: (address: string) => `the database is PostgreSQL; "${address}" is none`,
  tryDatabasePostgresUser:
    'Such as: --database postgres://user@host/name, or a folder for an embedded one.',
  addressDatabaseNoUrl: 'the address of the database is no URL',
  tryPostgresUserPassword: 'Such as: postgres://user:password@host:5432/name',
  fleetNeedsPgBoss: 'fleet needs pg-boss 10, and another one is installed',
  threadEnded: (status: number) => `its thread ended with ${status}`,
  withReport: 'with a report',
  reportSaysTheyBreak: 'with a report that says where they break off or have gaps',
  nothingThemCanRead: 'nothing in them can be read',
  notAnyMoreWhen: 'not there any more when it was their turn',
  notEnqueuedWhenTheir: 'not what was enqueued when it was their turn',
  deadLettersNoAttempt: 'in the dead letters: no attempt came to an end',
  workersVersion: (version: string) => `  for workers of version ${escapeText(version)}`,
  longestWait: (round: number) => `Longest wait: ${round} s`,
  jobsStateVersionJudges: 'Jobs by state, and by the version that judges them.',
  capturesBecameThem: 'Captures by what became of them.',
  capturesVerdictTheirSummary: 'Captures by the verdict of their summary.',
  howLongLongestWaiting: 'How long the longest waiting capture has waited.',
  secondsSinceLastSign: 'Seconds since the last sign of life of each worker.',
  workerProcess: (pid: number, host: string) => `its worker, process ${pid} on ${host},`,
  lostWhileWorked: (who: string) => `${who} was lost while it worked on it`,
  takesNumberNone: (option: string, text: string) =>
    `--${option} takes a number with s, m, h, d or w; "${text}" is none`,
  tryAge: (option: string) => `Such as: --${option} 30d`,
  takesTimeSpanNeither: (option: string, text: string) =>
    `--${option} takes a time or a span; "${text}" is neither`,
  tryOr: (option: string) =>
    `Such as: --${option} 2026-11-30T10:00Z, --${option} 2026-11-30, or --${option} 24h`,
  tookLongerThanTime: (timeLimit: number) => `it took longer than ${timeLimit} s (--time-limit)`,
  resultCannotWritten: (message: string) => `its result cannot be written: ${message}`,
  databaseSaidTryingAgain: (said: string | undefined) =>
    `pcap-verdict: the database is away (${said}); trying again\n`,
  databaseBack: 'pcap-verdict: the database is back\n',
};
