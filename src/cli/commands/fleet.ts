import { command, type Positional, paths } from '../command.ts';
import { UsageError } from '../errors.ts';
import { ACTIONS, type FleetAction } from '../fleet/action-options.ts';
import type { FleetOptions } from '../fleet/actions.ts';
import * as option from '../options.ts';

/** A whole number within bounds, and what it is where none is given. */
function whole<const Name extends string>(
  name: Name,
  describe: string,
  { least, most, usual }: { least: number; most: number; usual: number },
) {
  return option.options(
    { [name]: option.number(`${describe} (default ${usual})`) },
    (given: Readonly<Record<string, number | undefined>>) => {
      const value = given[name] ?? usual;
      if (!(Number.isInteger(value) && value >= least && value <= most)) {
        throw new UsageError(`--${name} takes a whole number from ${least} to ${most}`);
      }
      return { [name]: value } as Readonly<Record<Name, number>>;
    },
  );
}

const DAY = 86_400;
const FORMATS = [
  ...(['text', 'html', 'markdown', 'wiki', 'adf', 'eml'] as const),
  ...(['json', 'ndjson', 'csv', 'prometheus'] as const),
] as const;

/** `pcap-verdict fleet ACTION`. */
export const fleet = command({
  positionals: {
    action: {
      choices: Object.keys(ACTIONS),
      describe: 'what to do',
    } as Positional<FleetAction>,
    path: paths(
      'enqueue: captures, and folders of captures; watch: folders; retry: identities of captures',
    ),
  },
  options: [
    option.options(
      {
        database: option.text(
          'postgres://… of a server, or a folder for an embedded one (default: DATABASE_URL, else the folder pcap-verdict-fleet)',
        ),
      },
      ({ database }, { session: { env } }) => ({
        database: database ?? (env.DATABASE_URL === '' ? undefined : env.DATABASE_URL),
      }),
    ),
    option.displayFilter('enqueue: judge only endpoints with a matching packet'),
    option.options(
      {
        profile: option.text('enqueue, watch: the product: a name, or a profile file'),
        target: option.texts(
          'enqueue, watch: what it is about: NAME or ADDRESS[:PORT]; once for each',
        ),
        sensor: option.text(
          'enqueue, watch: who captured (default: the name of the folder); report: of this one alone',
        ),
        'until-empty': option.toggle('work: end when there is nothing left to do'),
        format: {
          choices: FORMATS,
          requiresArg: true,
          alias: 'f',
          describe: 'report, status: what it is for (default: by the extension of -o, else text)',
        } as option.Flag<(typeof FORMATS)[number] | undefined>,
        since: option.text('report: captures that go on after this: 2026-11-30T10:00Z, or 24h, 7d'),
        until: option.text('report: captures that begin before this'),
        captures: option.toggle(
          'report: a line for each capture; with -f ndjson the report of each',
        ),
        outcome: option.text(
          'retry: those that are failed (dead letters), missing, changed or unreadable (default failed)',
        ),
        'older-than': option.text('purge: results that are older than this, such as 30d'),
        superseded: option.toggle('purge: results that a newer version has replaced'),
        waiting: option.toggle('purge: what waits and is not begun'),
      },
      ({ 'until-empty': untilEmpty, 'older-than': olderThan, target, ...given }) => ({
        ...given,
        untilEmpty,
        olderThan,
        target: target ?? [],
      }),
    ),
    option.sequence,
    option.filesFrom,
    option.outputFile('report, status: write to this file'),
    option.jobs,
    option.color,
    option.timeZone(
      'report: of its times: UTC, local, +02:00, Europe/Berlin; JSON and CSV have UTC',
    ),
    whole('top', 'report: findings that are named', { least: 1, most: 10_000, usual: 100 }),
    whole('attempts', 'enqueue, watch: how often a capture is tried whose worker is lost', {
      ...{ least: 1, most: 20, usual: 3 },
    }),
    whole('most-waiting', 'enqueue, watch: captures that may wait before more are added', {
      ...{ least: 1, most: 10_000_000, usual: 20_000 },
    }),
    whole('idle', 'watch: seconds after which the newest file counts as closed', {
      ...{ least: 1, most: DAY, usual: 60 },
    }),
    whole('grace', 'work, watch: seconds to end what has begun, after SIGTERM', {
      ...{ least: 0, most: DAY, usual: 30 },
    }),
    whole('time-limit', 'work, watch: seconds that a capture may take', {
      ...{ least: 1, most: DAY / 2, usual: 3_600 },
    }),
    whole('lost-after', 'work: seconds without a sign of life after which others get its jobs', {
      ...{ least: 1, most: DAY, usual: 30 },
    }),
    option.quiet('work, watch: say nothing but errors'),
  ],
  examples: [
    ['$0 fleet init', 'once: make the tables'],
    ['$0 fleet enqueue /captures', 'every capture in a folder'],
    ['$0 fleet work', 'judge them, on as many machines as there are'],
    ['$0 fleet status', 'how far is it?'],
    ['$0 fleet report', 'what fails, where, since when?'],
    ['$0 fleet report --since 24h -f html -o day.html', 'the last day, as a page'],
    ['$0 fleet retry', 'the dead letters once more'],
    ['$0 fleet purge --older-than 90d', 'forget old results'],
    ['$0 fleet watch /ring', 'take closed files of ring buffers as they appear'],
  ],
  missing: `what is to be done? fleet ${Object.keys(ACTIONS).join(', fleet ')}`,
  async run(options, session) {
    refuseOthers(options.action, session.args ?? []);
    if (!['enqueue', 'watch', 'retry'].includes(options.action) && options.path.length > 0) {
      throw new UsageError(`fleet ${options.action} takes no paths`);
    }
    const { runFleet } = await import('../fleet/actions.ts');
    return runFleet(options as unknown as FleetOptions, session);
  },
});

const LETTERS: Readonly<Record<string, string>> = {
  ...{ Y: 'display-filter', f: 'format', o: 'output', q: 'quiet' },
};

/** An option of another action is a slip, and not to be passed over. */
function refuseOthers(action: FleetAction, args: readonly string[]): void {
  const own: readonly string[] = ['database', ...ACTIONS[action]];
  const others = Object.values(ACTIONS).flat();
  for (const argument of args) {
    const [, long, letter] = /^--(?:no-)?([a-z-]+)|^-([A-Za-z])/.exec(argument) ?? [];
    const name = long ?? LETTERS[letter];
    if (name === undefined || own.includes(name) || !(others as string[]).includes(name)) continue;
    const takers = Object.entries(ACTIONS).filter(([, names]) =>
      (names as readonly string[]).includes(name),
    );
    throw new UsageError(
      `fleet ${action} does not take --${name}; it is for ${takers.map(([taker]) => `fleet ${taker}`).join(', ')}`,
    );
  }
}
