// Captures at two and more places at the same time: how they are taken, and what is known of them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ComparisonReport } from '../../src/diagnosis/report/comparison.ts';
import type { SidedEndpointReport } from '../../src/diagnosis/report/sides.ts';
import type { Verdict } from '../../src/index.ts';
import { sidesReport } from '../two-sides.ts';
import type { CaptureChoices, Place } from './scenario.ts';

export const SIDES_CAPTURES = join('captures', 'lab', 'sides');

/** A place where packets are captured, on the way from the client to the server. */
export interface SidePlaceChoices
  extends Pick<CaptureChoices, 'interface' | 'options' | 'start' | 'stop' | 'stalls'> {
  /** In its file's name: NAME.client.pcapng. */
  readonly name: string;
  readonly at: Place;
  /** Its clock is off by so many seconds, and gains so many parts in a million. */
  readonly clock?: { readonly offset: number; readonly drift: number };
}

export interface SidesChoices {
  /** The client's side first. */
  readonly places: readonly SidePlaceChoices[];
  readonly endpoints: readonly SidesTruthEndpoint[];
}

/** Where a service is stopped, by the rule that was set. */
export interface SidesTruthEndpoint {
  readonly server: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** Verdicts that are right, where a segment is named. */
  readonly verdicts: readonly Verdict[];
  readonly segment: 'between' | 'beyond-server-side' | 'before-client-side';
  /** Indexes of places: between them, or beyond (before) the one that both are. */
  readonly from: number;
  readonly to: number;
  readonly direction: 'to-server' | 'to-client' | 'both' | null;
  /** The captures do not allow to tell: then no segment may be named. */
  readonly mustAbstain?: true;
  readonly reason?: string;
}

/** `captures/lab/sides/NAME.truth.json`. */
export interface SidesTruth {
  readonly name: string;
  /** Files beside it, the client's side first. */
  readonly captures: readonly string[];
  readonly scenario: string;
  readonly commands: readonly { readonly at: string; readonly run: string }[];
  readonly path: readonly string[];
  readonly clients: readonly string[];
  readonly counters: readonly { readonly rule: string; readonly packets: number }[];
  /** All others work, or at least nothing is to be said of a segment. */
  readonly endpoints: readonly SidesTruthEndpoint[];
}

export function sidesTruths(folder = SIDES_CAPTURES): SidesTruth[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.truth.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as SidesTruth);
}

export function judgeSides(truth: SidesTruth, folder = SIDES_CAPTURES): Promise<ComparisonReport> {
  return sidesReport(truth.captures.map((name) => readFileSync(join(folder, name))));
}

function isOf(endpoint: SidedEndpointReport, expected: SidesTruthEndpoint): boolean {
  return (
    endpoint.server === expected.server &&
    endpoint.port === expected.port &&
    endpoint.protocol === expected.protocol
  );
}

/** What was found of a truth's services: named right, left open where that is right, or wrong. */
export interface SidesScore {
  readonly named: number;
  readonly abstained: number;
  readonly wrong: readonly string[];
}

export function sidesScore(truth: SidesTruth, { sides }: ComparisonReport): SidesScore {
  const wrong: string[] = [];
  let named = 0;
  let abstained = 0;
  for (const expected of truth.endpoints) {
    const { server, port, protocol } = expected;
    const service = `${truth.name}: ${server} ${protocol} ${port}`;
    const endpoint = sides?.endpoints.find((one) => isOf(one, expected));
    if (endpoint === undefined) {
      wrong.push(`${service}: not in the report`);
      continue;
    }
    const { place, verdict, fate, doubts } = endpoint;
    if (expected.mustAbstain) {
      if (place === null) abstained++;
      else wrong.push(`${service}: ${place.text}, where nothing can be told`);
      continue;
    }
    const isRight =
      place !== null &&
      place.segment === expected.segment &&
      place.from === expected.from &&
      place.to === expected.to &&
      (expected.direction === null || place.direction === expected.direction) &&
      expected.verdicts.includes(verdict);
    if (isRight) named++;
    else {
      wrong.push(
        `${service}: ${verdict}, ${place?.text ?? 'nowhere'} (${fate}) ${doubts.join(' ')}`.trim(),
      );
    }
  }
  for (const endpoint of sides?.endpoints ?? []) {
    const { place, server, port, protocol } = endpoint;
    if (place === null || truth.endpoints.some((expected) => isOf(endpoint, expected))) continue;
    wrong.push(`${truth.name}: ${server} ${protocol} ${port}: ${place.text}, though it works`);
  }
  return { named, abstained, wrong };
}
