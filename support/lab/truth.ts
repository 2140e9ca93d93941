// What a lab capture is known to show: the rule that was in force, and what every endpoint is to be
// called because of it. Written by the lab beside each capture, read by the accuracy test.

import type { Report, ReportEndpoint, Verdict } from '../../src/index.ts';

/** `captures/lab/NAME.truth.json`. */
export interface Truth {
  readonly name: string;
  /** Capture file beside the truth file. */
  readonly capture: string;
  /** What the scenario is, in one sentence. */
  readonly scenario: string;
  /** Every command that made the fault, verbatim, with the network namespace that it ran in. */
  readonly commands: readonly { readonly at: string; readonly run: string }[];
  /** What the path between firewall and servers did, where it was not the usual one. */
  readonly path: readonly string[];
  /** What the clients did. */
  readonly clients: readonly string[];
  /** How often each rule with a counter matched, in the order of `commands`. */
  readonly counters: readonly { readonly rule: string; readonly packets: number }[];
  /** The rules are tuned without these. */
  readonly heldOut: boolean;
  readonly endpoints: readonly TruthEndpoint[];
  /** Every endpoint of the capture that `endpoints` does not name. */
  readonly others: Verdict;
}

export interface TruthEndpoint {
  /** Client address; any where absent. */
  readonly client?: string;
  readonly server: string;
  /** `null`: the protocol has no ports. */
  readonly port: number | null;
  readonly protocol: 'tcp' | 'udp' | 'esp' | 'gre';
  readonly verdict: Verdict;
  /** `inconclusive` is right too: `reason` says why the capture cannot tell. */
  readonly mayAbstain?: true;
  /** Other verdicts that the same packets bear out: `reason` says why. */
  readonly accept?: readonly Verdict[];
  readonly reason?: string;
  /** The capture has only what came back: nobody is seen asking. */
  readonly unasked?: true;
  /** The report may leave it out: it is told of as one of very many, such as a scan's ports. */
  readonly mayBeAbsent?: true;
  /** Pattern codes that the report must name. */
  readonly patterns?: readonly string[];
}

/** FNV-1a, 32 bits, of the UTF-8 bytes. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x0100_0193) >>> 0;
  }
  return hash;
}

/** A third of the scenarios, by their names alone: nobody picks them. */
export function isHeldOut(name: string): boolean {
  return fnv1a(name) % 3 === 0;
}

/** The truth of one endpoint of a report; null where it is one of the `others`. */
export function truthOf(truth: Truth, endpoint: ReportEndpoint): TruthEndpoint | null {
  for (const expected of truth.endpoints) {
    if (
      expected.server === endpoint.server &&
      expected.port === endpoint.port &&
      expected.protocol === endpoint.protocol &&
      (expected.client === undefined || expected.client === endpoint.client)
    ) {
      return expected;
    }
  }
  return null;
}

/** The verdicts that are right for an endpoint, the truth first. */
export function acceptedVerdicts(truth: Truth, endpoint: ReportEndpoint): readonly Verdict[] {
  const expected = truthOf(truth, endpoint);
  if (expected === null) return [truth.others];
  const verdicts: Verdict[] = [expected.verdict, ...(expected.accept ?? [])];
  return expected.mayAbstain ? [...verdicts, 'inconclusive'] : verdicts;
}

/** Where a report is wrong, a line each; none where it is right. */
export function disagreements(truth: Truth, report: Report): string[] {
  const wrong: string[] = [];
  const met = new Set<TruthEndpoint>();
  for (const endpoint of report.endpoints) {
    const service = `${endpoint.client} > ${endpoint.server} ${endpoint.protocol} ${endpoint.port}`;
    const expected = truthOf(truth, endpoint);
    if (expected !== null) met.add(expected);
    const accepted = acceptedVerdicts(truth, endpoint);
    if (!accepted.includes(endpoint.verdict)) {
      wrong.push(`${service}: ${endpoint.verdict}, expected ${accepted.join(' or ')}`);
    } else if (endpoint.verdict === expected?.verdict) {
      for (const pattern of expected.patterns ?? []) {
        if (!endpoint.patterns.includes(pattern)) wrong.push(`${service}: no pattern ${pattern}`);
      }
    }
  }
  for (const expected of truth.endpoints) {
    if (met.has(expected) || expected.mayBeAbsent) continue;
    wrong.push(`${expected.server} ${expected.protocol} ${expected.port}: not in the report`);
  }
  return wrong;
}
