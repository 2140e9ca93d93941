import { isFailure } from '../../evidence/verdict.ts';
import type { ProfileFunction } from '../../profiles/profile.ts';
import { familyOf } from '../../protocols/address-text.ts';
import { type Sentence, verbatim } from '../../words/say.ts';
import type { CaseFinding } from './case.ts';
import {
  type CaseFacts,
  isDuring,
  isOfFamily,
  type PlacedEvent,
  packetsOfRound,
  SECOND,
} from './facts.ts';
import { isRequest } from './packets.ts';

/** The last that a log tells of each function and family. */
export function statusOf(facts: CaseFacts, file: number): Sentence[] {
  const last = new Map<string, PlacedEvent>();
  for (const placed of facts.logEvents) {
    const { function: fn, entry } = placed;
    if (placed.file === file && fn !== null) last.set(`${fn.title} ${entry.addressFamily}`, placed);
  }
  return [...last.values()].flatMap(({ function: fn, entry }) =>
    fn === null
      ? []
      : [
          {
            ...{ code: 'log-status', function: fn, family: entry.addressFamily },
            ...{ event: entry.event.text, local: entry.localTime },
          },
        ],
  );
}

/** What logs tell that no capture bears out: it is not covered, or the packets say otherwise. */
export function logFindings(facts: CaseFacts): CaseFinding[] {
  return [...lastFailures(facts)].flatMap(([fn, last]) => {
    const failures = last.filter((failure) => !isOver(failure, facts));
    if (failures.length === 0 || isOfAbsentFamily(fn, failures, facts)) return [];
    return findingOf(facts, fn, failures) ?? [];
  });
}

/** Of each function and family the last that a log decides, where that is a failure. */
function lastFailures({ logEvents }: CaseFacts): Map<ProfileFunction, PlacedEvent[]> {
  const last = new Map<string, PlacedEvent>();
  for (const placed of logEvents) {
    const { file, function: fn, entry } = placed;
    const { kind } = entry.event;
    if (fn === null || kind === 'probe' || kind === 'state') continue;
    last.set(`${file} ${fn.id} ${entry.addressFamily}`, placed);
  }
  const failures = new Map<ProfileFunction, PlacedEvent[]>();
  for (const placed of last.values()) {
    const { function: fn, entry } = placed;
    if (fn === null || entry.event.kind === 'recovery') continue;
    failures.set(fn, [...(failures.get(fn) ?? []), placed]);
  }
  return failures;
}

/**
 * Where a PC has no IPv6 the client fails over it, and works over IPv4 (and the other way round): a
 * failure over one family alone counts where neither log nor capture knows the function by the other.
 */
function isOfAbsentFamily(
  fn: ProfileFunction,
  failures: readonly PlacedEvent[],
  { logEvents, captures }: CaseFacts,
): boolean {
  const failed = new Set(failures.map(({ entry }) => entry.addressFamily));
  if (failed.has(null) || failed.size > 1) return false;
  return (
    logEvents.some(
      ({ function: other, entry: { addressFamily } }) =>
        other === fn && addressFamily !== null && !failed.has(addressFamily),
    ) ||
    captures.some(({ diagnosis }) =>
      diagnosis.endpoints.some(
        ({ function: other, server }) =>
          other?.id === fn.id && !failed.has(familyOf(server) === 6 ? 'ipv6' : 'ipv4'),
      ),
    )
  );
}

/** Whether a capture shows that the servers answered after that. */
function isOver(failure: PlacedEvent, { captures }: CaseFacts): boolean {
  return captures.some(({ diagnosis, packets }) =>
    packets.some(({ kind, endpoint: index, time }) => {
      const endpoint = diagnosis.endpoints[index];
      return (
        kind === 'answer' &&
        endpoint.verdict === 'answered' &&
        time >= failure.time + SECOND &&
        endpoint.function?.id === failure.function?.id &&
        isOfFamily(failure, endpoint)
      );
    }),
  );
}

function findingOf(
  facts: CaseFacts,
  fn: ProfileFunction,
  failures: readonly PlacedEvent[],
): CaseFinding | null {
  const said = failures.map(({ entry: { event, addressFamily, localTime } }): Sentence[] => [
    { code: 'log-event-at', event: event.text, family: addressFamily, local: localTime },
  ]);
  const shared = {
    verdict: 'inconclusive',
    confidence: 'low',
    source: null,
    cited: failures.map(({ file, entry: { line } }) => ({ file, line })),
    impact: verbatim(fn.impact),
  } as const;
  for (const capture of facts.captures) {
    const { endpoints, capture: container } = capture.diagnosis;
    const isOwn = (index: number) => endpoints[index].function?.id === fn.id;
    // A capture that shows the failure at that time says more, and has its finding.
    const isShown = endpoints.some(({ verdict }, index) => isOwn(index) && isFailure(verdict));
    if (isShown && failures.some(({ time }) => isDuring(time, capture))) return null;
    for (const failure of failures) {
      const round = packetsOfRound(failure, capture, isOwn);
      const answer = round.find(({ kind }) => kind === 'answer');
      if (!round.some(isRequest)) continue;
      // What failed in the capture has its finding there, with what the log says.
      if (answer === undefined) return null;
      const { server, protocol, port } = endpoints[answer.endpoint];
      const { frame } = answer;
      return {
        ...shared,
        id: `log-disagrees/${fn.id}`,
        title: { code: 'log-disagrees', function: fn, capture: container.name },
        correlation: [...said, [{ code: 'server-answered-before', server, protocol, port, frame }]],
        remedy: [{ code: 'look-at-client' }, { code: 'check-same-pc' }],
      };
    }
  }
  // A display filter that leaves the function out asks not to be told of it.
  if (facts.captures.some(({ diagnosis }) => diagnosis.displayFilter !== null)) return null;
  return {
    ...shared,
    id: `log/${fn.id}`,
    title: { code: 'log-says-failed', function: fn, local: lastOf(failures).entry.localTime },
    correlation: [...said, [notCovered(facts, fn, failures)]],
    remedy: [
      { code: 'capture-with-log' },
      ...(fn.opens ?? []).map(
        (opening): Sentence => ({ code: 'firewall-must-allow-opening', opening }),
      ),
      ...fn.remedy.map((what): Sentence => ({ code: 'firewall-must-allow', what })),
    ],
  };
}

/** The latest by its log's own clock. */
function lastOf(failures: readonly PlacedEvent[]): PlacedEvent {
  return failures.toSorted((one, other) => other.entry.localTime - one.entry.localTime || 0)[0];
}

/** Why no capture bears a log out. */
function notCovered(
  { captures }: CaseFacts,
  fn: ProfileFunction,
  failures: readonly PlacedEvent[],
): Sentence {
  if (captures.length === 0) return { code: 'no-capture-in-case' };
  const { time } = lastOf(failures);
  const isDateless = captures.every(({ diagnosis }) =>
    diagnosis.capture.quality.some(({ code }) => code === 'no-date'),
  );
  if (isDateless) return { code: 'dateless-list' };
  if (Number.isNaN(time)) return { code: 'clock-not-known' };
  return captures.some((capture) => isDuring(time, capture))
    ? { code: 'no-packet-at-that-time', function: fn }
    : { code: 'time-not-covered', time };
}
