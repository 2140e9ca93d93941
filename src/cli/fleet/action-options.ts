/** What `fleet` does, and which options that takes beside `--database`. */
export const ACTIONS = {
  init: [],
  enqueue: [
    ...['display-filter', 'filter-file', 'profile', 'target', 'sequence', 'files-from'],
    ...['sensor', 'attempts', 'most-waiting'],
  ],
  work: ['jobs', 'until-empty', 'grace', 'time-limit', 'lost-after', 'quiet'],
  status: ['format', 'output'],
  report: [
    ...['format', 'output', 'since', 'until', 'sensor', 'top', 'captures', 'color', 'time-zone'],
  ],
  retry: ['outcome'],
  purge: ['older-than', 'superseded', 'waiting'],
  watch: [
    ...['display-filter', 'filter-file', 'profile', 'target', 'sensor', 'attempts', 'most-waiting'],
    ...['idle', 'jobs', 'time-limit', 'grace', 'quiet'],
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type FleetAction = keyof typeof ACTIONS;
