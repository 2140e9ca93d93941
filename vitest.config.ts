import { configDefaults, defineConfig } from 'vitest/config';

/** Start programs by the dozen, or try thousands of inputs: `npm run test:fast` leaves them out. */
const SLOW = [
  ...['test/browser/**', 'test/cli/**', 'test/hostile/**', 'test/diagnosis/case/**'],
  ...['test/capture/{tools,robustness,compression,node-source}.test.ts'],
  ...[
    'test/diagnosis/{interim,copies,place}.test.ts',
    'test/documents/{agreement,html,time-zone,junit}.test.ts',
  ],
  ...['test/documents/packet-list/{tshark,fields}.test.ts', 'test/documents/case-*.test.ts'],
  ...[
    'test/filter/{capture-filter,fields,application-fields,conformance,display-filter,wireshark-names}.test.ts',
  ],
  ...['test/inputs/packet-lists/{json,tshark-lists,all-captures}.test.ts'],
  ...['test/protocols/tshark.test.ts', 'test/rewrite/**', 'test/track/eviction.test.ts'],
  ...['test/library/runtimes.test.ts', 'test/platform/unpack-thread.test.ts'],
  ...[
    'test/{bench-data,docs,examples,generated-captures,lab-{accuracy,derived,labels},package}.test.ts',
  ],
];
/** Take minutes, over hundreds of captures: `npm run test:exhaustive`, and `.ci/run`. */
const EXHAUSTIVE = [
  'test/track/unseen-segments.test.ts',
  'test/inputs/packet-lists/filtered-lists.test.ts',
  'test/all-reports.test.ts',
  'test/lab-both-ways.test.ts',
  'test/cli/fleet/killed.test.ts',
  'test/published.test.ts',
];
/** Starts a thousand programs: `npm run test:nightly`. */
const NIGHTLY = ['test/hostile/ends-all.test.ts'];

/** Measure, and are not to share the machine: `npm run test:alone`, and `.ci/run`. */
const ALONE = ['test/cli/fleet/cost.test.ts', 'test/binary.test.ts'];

const INCLUDED: Readonly<Record<string, readonly string[]>> = {
  exhaustive: EXHAUSTIVE,
  nightly: NIGHTLY,
  alone: ALONE,
};
const EXCLUDED: Readonly<Record<string, readonly string[]>> = {
  fast: [...SLOW, ...EXHAUSTIVE, ...NIGHTLY, ...ALONE],
  exhaustive: [],
  nightly: [],
  alone: [],
};

export default defineConfig(({ mode }) => ({
  test: {
    include: [...(INCLUDED[mode] ?? ['test/**/*.test.ts'])],
    exclude: [
      ...configDefaults.exclude,
      ...(EXCLUDED[mode] ?? [...EXHAUSTIVE, ...NIGHTLY, ...ALONE]),
    ],
    globalSetup: ['support/built.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What starts no program and changes nothing of the process can share one.
    ...(mode === 'fast' ? { pool: 'threads' as const, isolate: false } : {}),
  },
}));
