// The captures that were written by hand, with what each was built to show: labels like the lab's.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Verdict } from '../../src/index.ts';
import type { Truth, TruthEndpoint } from './truth.ts';

export const HAND_WRITTEN = 'captures';

const SUFFIX = '.expect.yaml';

type Expected = Verdict | readonly Verdict[];

interface Expectation {
  readonly endpoints?: Readonly<Record<string, Expected | { readonly verdict: Expected }>>;
  readonly others?: Verdict | 'none';
}

/** The truths of captures/NAME.expect.yaml. */
export function handWrittenTruths(): Truth[] {
  return readdirSync(HAND_WRITTEN)
    .filter((name) => name.endsWith(SUFFIX))
    .sort()
    .map((name) => {
      const { endpoints = {}, others } = parse(
        readFileSync(join(HAND_WRITTEN, name), 'utf8'),
      ) as Expectation;
      const capture = name.slice(0, -SUFFIX.length);
      return {
        ...{
          name: `written/${capture.replace(/\..*/, '')}`,
          capture,
          scenario: '',
          heldOut: false,
        },
        ...{ commands: [], path: [], clients: [], counters: [] },
        endpoints: Object.entries(endpoints).flatMap(([service, expected]) =>
          endpointOf(service, expected),
        ),
        others: others === undefined || others === 'none' ? 'answered' : others,
      };
    });
}

/** "SERVER PROTOCOL PORT", or "CLIENT → SERVER PROTOCOL PORT". */
function endpointOf(
  service: string,
  expected: Expected | { readonly verdict: Expected },
): TruthEndpoint[] {
  const [, client, server, protocol, port] =
    /^(?:(\S+) → )?(\S+) (tcp|udp) (\d+)$/.exec(service) ?? [];
  if (server === undefined) return [];
  const stated =
    typeof expected === 'object' && 'verdict' in expected ? expected.verdict : expected;
  const [verdict, ...accept] = typeof stated === 'string' ? [stated] : stated;
  return [
    {
      ...(client === undefined ? {} : { client }),
      ...{ server, port: Number(port), protocol: protocol as 'tcp' | 'udp', verdict, accept },
    },
  ];
}
