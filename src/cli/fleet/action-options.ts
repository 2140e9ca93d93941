/** What `fleet` does, and which options that takes beside `--database`. */
export const ACTIONS = {
  init: [],
  enqueue: [
    ...['display-filter', 'filter-file', 'profile', 'target', 'sequence', 'files-from'],
    ...['sensor', 'attempts', 'most-waiting'],
  ],
  work: ['jobs', 'until-empty', 'grace', 'time-limit', 'lost-after', 'quiet'],
  status: ['format', 'output'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type FleetAction = keyof typeof ACTIONS;
