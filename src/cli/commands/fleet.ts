import { command, type Positional, paths } from '../command.ts';
import { UsageError } from '../errors.ts';
import { ACTIONS, type FleetAction } from '../fleet/action-options.ts';
import type { FleetOptions } from '../fleet/actions.ts';
import * as option from '../options.ts';

/** A number with its bounds. */
function whole(name: string, describe: string, least: number, most: number, usual: number) {
  return option.options(
    { [name]: option.number(`${describe} (default ${usual})`) },
    (given: Readonly<Record<string, number | undefined>>) => {
      const value = given[name];
      if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= most)) {
        throw new UsageError(`--${name} takes a whole number from ${least} to ${most}`);
      }
      return { [name]: value ?? usual } as Readonly<Record<string, number>>;
    },
  );
}

const DAY = 86_400;

/** `pcap-verdict fleet ACTION`. */
export const fleet = command({
  positionals: {
    action: {
      choices: Object.keys(ACTIONS),
      describe: 'what to do',
    } as Positional<FleetAction>,
    path: paths('for enqueue: captures, and folders of captures'),
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
        profile: option.text('enqueue: the product: a name, or a profile file'),
        target: option.texts('enqueue: what it is about: NAME or ADDRESS[:PORT]; once for each'),
        sensor: option.text('enqueue: who captured (default: the name of the folder)'),
        'until-empty': option.toggle('work: end when there is nothing left to do'),
        format: {
          choices: ['text', 'json', 'prometheus'],
          requiresArg: true,
          alias: 'f',
          describe: 'status: what it is for (default text)',
        } as option.Flag<string | undefined>,
      },
      ({ 'until-empty': untilEmpty, target, ...given }) => ({
        ...given,
        untilEmpty,
        target: target ?? [],
      }),
    ),
    option.sequence,
    option.filesFrom,
    option.outputFile('status: write to this file'),
    option.jobs,
    whole('attempts', 'enqueue: how often a capture is tried whose worker is lost', 1, 20, 3),
    whole(
      'most-waiting',
      'enqueue: captures that may wait; the rest is added as workers catch up',
      1,
      10_000_000,
      20_000,
    ),
    whole('grace', 'work: seconds to end what has begun, after SIGTERM', 0, DAY, 30),
    whole('time-limit', 'work: seconds that a capture may take', 1, DAY, 3_600),
    whole(
      'lost-after',
      'work: seconds without a sign of life after which the jobs of a worker are given to others',
      1,
      DAY,
      30,
    ),
    option.quiet('work: say nothing but errors'),
  ],
  examples: [
    ['$0 fleet init', 'once: make the tables'],
    ['$0 fleet enqueue /captures', 'every capture in a folder'],
    ['$0 fleet work', 'judge them, on as many machines as there are'],
    ['$0 fleet status', 'how far is it?'],
  ],
  missing: `what is to be done? fleet ${Object.keys(ACTIONS).join(', fleet ')}`,
  async run(options, session) {
    refuseOthers(options.action, session.args ?? []);
    if (options.action !== 'enqueue' && options.path.length > 0) {
      throw new UsageError(`fleet ${options.action} takes no paths`);
    }
    const { runFleet } = await import('../fleet/actions.ts');
    return runFleet(options as unknown as FleetOptions, session);
  },
});

/** An option of another action is a slip, and not to be passed over. */
function refuseOthers(action: FleetAction, args: readonly string[]): void {
  const own: readonly string[] = ['database', 'color', 'help', ...ACTIONS[action]];
  const others = Object.values(ACTIONS).flat();
  for (const argument of args) {
    const name = /^--(?:no-)?([a-z-]+)/.exec(argument)?.[1];
    if (name === undefined || own.includes(name) || !(others as string[]).includes(name)) continue;
    const takers = Object.entries(ACTIONS).filter(([, names]) =>
      (names as readonly string[]).includes(name),
    );
    throw new UsageError(
      `fleet ${action} does not take --${name}; it is for ${takers.map(([taker]) => `fleet ${taker}`).join(', ')}`,
    );
  }
}
