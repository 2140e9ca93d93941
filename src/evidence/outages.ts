import type { AddressKey } from '../protocols/address-text.ts';
import { isDistant } from '../track/addresses.ts';
import type { Attempt } from '../track/attempt-log.ts';
import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { ServerFacts } from '../track/facts/server-facts.ts';
import type { OutsideSilence } from '../track/outside.ts';

/** Servers outside that fall silent at one moment from which on it is no rule about them. */
const ENOUGH_SERVERS = 3;
/** Those of them that had answered before, or do so again afterwards. */
const ENOUGH_THAT_WORKED = 2;

/** A time in which nothing came from outside, though several servers were asked or sent to. */
export interface Outage {
  /** Frame of the last packet from outside, and its second since 1970. */
  readonly frame: number;
  readonly from: number;
  /** Microseconds for which nothing came. */
  readonly lasted: number;
  readonly isOver: boolean;
  /** Servers outside that were asked or sent to in vain; those that had worked before or did after. */
  readonly servers: number;
  readonly worked: number;
}

/** Tells whether all failures of an endpoint fall into one outage; null where there is none. */
export type OutageOf = (endpoint: EndpointFacts) => Outage | null;

/**
 * Looks for outages.
 * @param silences times without a packet of any server outside
 * @param beyond the same of those that are not next door
 * @param attemptsOf an endpoint's attempts one by one; asked for only where one is likely
 */
export function findOutages(
  endpoints: readonly EndpointFacts[],
  silences: readonly OutsideSilence[],
  beyond: readonly OutsideSilence[],
  attemptsOf: (endpoint: EndpointFacts) => readonly Attempt[],
): OutageOf {
  const outside = endpoints.filter(({ client, server }) => isDistant(client, server));
  // Behind a translator a site's own servers look to be outside, and next door.
  const far = outside.filter(({ serverFacts }) => !isNextDoor(serverFacts));
  const known = new Map<EndpointFacts, readonly number[]>();
  const timesOf = (endpoint: EndpointFacts) => {
    const times = known.get(endpoint) ?? failureTimes(endpoint, attemptsOf);
    known.set(endpoint, times);
    return times;
  };
  const outages = [
    ...silences.map((silence) => ({ silence, among: outside })),
    ...(far.length < outside.length ? beyond : []).map((silence) => ({ silence, among: far })),
  ]
    .filter(({ silence, among }) => among.some((endpoint) => isHangingIn(endpoint, silence)))
    .map(({ silence, among }) => ({ silence, outage: outageIn(silence, among, timesOf), among }))
    .filter(({ outage }) => outage !== null);
  if (outages.length === 0) return () => null;
  return (endpoint) => {
    if (!isDistant(endpoint.client, endpoint.server)) return null;
    const times = timesOf(endpoint);
    if (times.length === 0) return null;
    const found = outages.find(
      ({ silence, among }) =>
        (among === outside || !isNextDoor(endpoint.serverFacts)) &&
        times.every((time) => isIn(time, silence)),
    );
    return found?.outage ?? null;
  };
}

/** Whether a server's packets pass no more than one router. */
function isNextDoor(server: ServerFacts | null): boolean {
  return server !== null && server.hopsSeen > 0 && server.highestHops <= 1;
}

function outageIn(
  silence: OutsideSilence,
  outside: readonly EndpointFacts[],
  timesOf: (endpoint: EndpointFacts) => readonly number[],
): Outage | null {
  const servers = new Set<AddressKey>();
  const worked = new Set<AddressKey>();
  let asked = 0;
  for (const endpoint of outside) {
    const isHanging = isHangingIn(endpoint, silence);
    const isFailing = timesOf(endpoint).some((time) => isIn(time, silence));
    if (!isHanging && !isFailing) continue;
    const server = endpoint.serverKey;
    servers.add(server);
    if (isFailing && endpoint.silence.attempts > 0) asked++;
    if (isHanging || endpoint.answered > 0) worked.add(server);
  }
  // Where nothing is asked anew, a rule may end connections after so many packets, or so much time.
  if (asked === 0) return null;
  if (servers.size < ENOUGH_SERVERS || worked.size < ENOUGH_THAT_WORKED) return null;
  const { frame, from, to, isOver } = silence;
  const lasted = (to - from) * 1e6;
  return { frame, from, lasted, isOver, servers: servers.size, worked: worked.size };
}

/** Whether a connection that worked got no acknowledgment any more at that time. */
function isHangingIn({ hangingUntil }: EndpointFacts, silence: OutsideSilence): boolean {
  return hangingUntil > silence.from && hangingUntil <= silence.to;
}

/** Seconds at which something was asked or sent that had no answer. */
function failureTimes(
  endpoint: EndpointFacts,
  attemptsOf: (endpoint: EndpointFacts) => readonly Attempt[],
): readonly number[] {
  const { silence, firstData, later, hangingUntil, icmpErrors } = endpoint;
  const times: number[] = [];
  // A router on the way may say that it has none any more.
  if (silence.attempts + icmpErrors.length > 0 && endpoint.answered === 0) {
    times.push(endpoint.firstSeconds, endpoint.lastSeconds);
  } else if (silence.attempts > 0) {
    const silent = attemptsOf(endpoint).filter(({ isAnswered }) => !isAnswered);
    times.push(...silent.map(({ at }) => Math.floor(at / 1e6)));
  }
  if (firstData.stalled + (later?.stalledConnections ?? 0) > 0) {
    times.push(...(later?.stalledSince ?? []));
    if (hangingUntil > 0) times.push(hangingUntil);
  }
  return times;
}

/** A second is as exact as it is known when the last packet came. */
function isIn(time: number, { from, to }: OutsideSilence): boolean {
  return time >= from && time <= to;
}
