import { fleetCommandWords } from '../../words/command-line/fleet-command.ts';
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
        throw new UsageError(fleetCommandWords.numberOutOfRange(name, least, most));
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
      describe: fleetCommandWords.positionals.action,
    } as Positional<FleetAction>,
    path: paths(fleetCommandWords.positionals.path),
  },
  options: [
    option.options(
      {
        database: option.text(fleetCommandWords.options.database),
      },
      ({ database }, { session: { env } }) => ({
        database: database ?? (env.DATABASE_URL === '' ? undefined : env.DATABASE_URL),
      }),
    ),
    option.displayFilter(fleetCommandWords.options.displayFilter),
    option.options(
      {
        profile: option.text(fleetCommandWords.options.profile),
        target: option.texts(fleetCommandWords.options.target),
        sensor: option.text(fleetCommandWords.options.sensor),
        'until-empty': option.toggle(fleetCommandWords.options.untilEmpty),
        format: {
          choices: FORMATS,
          requiresArg: true,
          alias: 'f',
          describe: fleetCommandWords.options.format,
        } as option.Flag<(typeof FORMATS)[number] | undefined>,
        since: option.text(fleetCommandWords.options.since),
        until: option.text(fleetCommandWords.options.until),
        captures: option.toggle(fleetCommandWords.options.captures),
        outcome: option.text(fleetCommandWords.options.outcome),
        'older-than': option.text(fleetCommandWords.options.olderThan),
        superseded: option.toggle(fleetCommandWords.options.superseded),
        waiting: option.toggle(fleetCommandWords.options.waiting),
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
    option.outputFile(fleetCommandWords.options.outputFile),
    option.jobs(fleetCommandWords.options.jobs),
    option.color,
    option.timeZone(fleetCommandWords.options.timeZone),
    whole('top', fleetCommandWords.options.top, { least: 1, most: 10_000, usual: 100 }),
    whole('attempts', fleetCommandWords.options.attempts, {
      ...{ least: 1, most: 20, usual: 3 },
    }),
    whole('most-waiting', fleetCommandWords.options.mostWaiting, {
      ...{ least: 1, most: 10_000_000, usual: 20_000 },
    }),
    whole('idle', fleetCommandWords.options.idle, {
      ...{ least: 1, most: DAY, usual: 60 },
    }),
    whole('grace', fleetCommandWords.options.grace, {
      ...{ least: 0, most: DAY, usual: 30 },
    }),
    whole('time-limit', fleetCommandWords.options.timeLimit, {
      ...{ least: 1, most: DAY / 2, usual: 3_600 },
    }),
    whole('lost-after', fleetCommandWords.options.lostAfter, {
      ...{ least: 1, most: DAY, usual: 30 },
    }),
    option.quiet(fleetCommandWords.options.quiet),
  ],
  examples: [
    ['$0 fleet init', fleetCommandWords.examples.init],
    ['$0 fleet enqueue /captures', fleetCommandWords.examples.enqueue],
    ['$0 fleet work', fleetCommandWords.examples.work],
    ['$0 fleet status', fleetCommandWords.examples.status],
    ['$0 fleet report', fleetCommandWords.examples.report],
    ['$0 fleet report --since 24h -f html -o day.html', fleetCommandWords.examples.reportPage],
    ['$0 fleet retry', fleetCommandWords.examples.retry],
    ['$0 fleet purge --older-than 90d', fleetCommandWords.examples.purge],
    ['$0 fleet watch /ring', fleetCommandWords.examples.watch],
  ],
  missing: fleetCommandWords.actionMissing(Object.keys(ACTIONS).join(', fleet ')),
  async run(options, session) {
    refuseOthers(options.action, session.args ?? []);
    if (!['enqueue', 'watch', 'retry'].includes(options.action) && options.path.length > 0) {
      throw new UsageError(fleetCommandWords.pathForActionWithoutPaths(options.action));
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
      fleetCommandWords.optionOfAnotherAction(
        action,
        name,
        takers.map(([taker]) => `fleet ${taker}`).join(', '),
      ),
    );
  }
}
