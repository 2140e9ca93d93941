import { FirstMessage, type LoggedConnection, Outcome } from '../track/connection-log.ts';
import type { CaptureFacts } from '../track/facts/capture-facts.ts';
import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';

/** Connections on either side from which on a difference is more than possible. */
const ENOUGH = 3;
/** Chance, at the most, that a difference separates as many by accident. */
const LIKELY = 0.05;
/** Connections of an endpoint that are looked at, of each side: the latest. */
const MOST = 500;
/** Differing values that are told of, of each side. */
const MOST_VALUES = 8;
/** Bytes of a first message from which on it takes more than a segment, as a rule. */
const ONE_SEGMENT = 1_400;

/** The lowest and the highest of some values. */
export interface Extent {
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** What failing connections have, and those that work have not. */
export type Difference = {
  /** Whether so many are separated that it is hardly by accident. */
  readonly isSure: boolean;
} & (
  | {
      /** Bytes of the ClientHello; every failing one is longer (or every one shorter) than any that works. */
      readonly by: 'length';
      readonly fails: Extent;
      readonly works: Extent;
      /** It takes more than one segment where it fails, and never where it works. */
      readonly isOverSegments: boolean;
    }
  | {
      /** The client's ports; all failing ones are below (or all above) those that work. */
      readonly by: 'source-port';
      readonly fails: Extent;
      readonly works: Extent;
    }
  | {
      /** DSCP values, server names, programs (JA4), application protocols (ALPN), SMB's versions. */
      readonly by: 'dscp' | 'server-name' | 'client' | 'alpn' | 'smb' | 'query-type';
      readonly fails: readonly (string | number)[];
      readonly works: readonly (string | number)[];
    }
  | {
      /** Whether the SYN has it: it does where it fails, or where it works. */
      readonly by: 'ecn' | 'fast-open' | 'timestamps';
      readonly fails: boolean;
      readonly works: boolean;
    }
  | {
      /** Everything before a time works, and all after it fails; or the other way round. */
      readonly by: 'time';
      readonly fails: 'later' | 'earlier';
    }
);

export interface Differences {
  /** Connections that are compared. */
  readonly failing: number;
  readonly working: number;
  /** The failing ones had no answer at all; else they failed after they were accepted. */
  readonly isAtFirst: boolean;
  /** What tells the two apart, the most telling first. */
  readonly by: readonly Difference[];
}

const AT_FIRST: ReadonlySet<Outcome> = new Set([Outcome.SILENT]);
const AFTER_HANDSHAKE: ReadonlySet<Outcome> = new Set([
  Outcome.STALLED,
  Outcome.RESET,
  Outcome.UNANSWERED,
]);

/**
 * What the connections of an endpoint that fail have in common and those that work have not; null where
 * nothing fails, or works, or tells them apart. Failures before and after the handshake each by
 * themselves: what fails later had been let in.
 */
export function differencesOf(endpoint: EndpointFacts, capture: CaptureFacts): Differences | null {
  const { exchanges, answered, firstData, silence, unanswered } = endpoint;
  if (exchanges === 0 && (answered === 0 || !endpoint.isDns)) return null;
  const failures = firstData.stalled + firstData.reset + silence.attempts;
  if (failures === 0 && unanswered === null) return null;
  const all = capture.connections.of(endpoint.reference);
  const working = all.filter(({ outcome }) => outcome === Outcome.WORKED).slice(-MOST);
  if (working.length === 0) return null;
  let possible: Differences | null = null;
  for (const isAtFirst of [false, true]) {
    const outcomes = isAtFirst ? AT_FIRST : AFTER_HANDSHAKE;
    const failing = all.filter(({ outcome }) => outcomes.has(outcome)).slice(-MOST);
    if (failing.length === 0) continue;
    const by = compare(failing, working, endpoint, capture);
    if (by.length === 0) continue;
    const found = { failing: failing.length, working: working.length, isAtFirst, by };
    if (isSure(found)) return found;
    possible ??= found;
  }
  return possible;
}

/** Whether something other than the time surely tells failing connections from working ones. */
export function isSure(differences: Differences | null): boolean {
  return differences?.by.some((one) => one.isSure && one.by !== 'time') ?? false;
}

/**
 * The same of those that fail before the handshake, or after it: what works under another condition then
 * says nothing against a rule.
 */
export function isRule(differences: Differences | null, isAtFirst: boolean): boolean {
  return isSure(differences) && differences?.isAtFirst === isAtFirst;
}

/** Endpoints of one client, of which some connections fail, that are looked at together. */
const MOST_ENDPOINTS = 256;
/** Of these, servers from which on what they have in common is no accident of one. */
const ENOUGH_SERVERS = 3;

/** Whether some of its connections, or questions, fail and others work. */
export function failsInPart(endpoint: EndpointFacts): boolean {
  const { exchanges, answered, firstData, isDns, silence } = endpoint;
  const works = exchanges > 0 || (isDns && answered > 0);
  return works && firstData.stalled + firstData.reset + silence.attempts > 0;
}

/**
 * What tells failing from working connections of all services of a client of which only some fail: with two
 * of each at every one of many servers, what separates them all is a rule.
 * @param endpoints all of one client
 */
export function commonDifferences(
  endpoints: readonly EndpointFacts[],
  capture: CaptureFacts,
): Difference[] {
  const partly = endpoints.filter(failsInPart).slice(0, MOST_ENDPOINTS);
  if (partly.length < ENOUGH_SERVERS) return [];
  const found: Difference[] = [];
  for (const outcomes of [AFTER_HANDSHAKE, AT_FIRST]) {
    const failing: LoggedConnection[] = [];
    const working: LoggedConnection[] = [];
    let servers = 0;
    for (const endpoint of partly) {
      const all = capture.connections.of(endpoint.reference);
      const own = all.filter(({ outcome }) => outcomes.has(outcome));
      if (own.length === 0) continue;
      servers++;
      failing.push(...own);
      working.push(...all.filter(({ outcome }) => outcome === Outcome.WORKED));
    }
    if (servers < ENOUGH_SERVERS || working.length === 0) continue;
    const inOrder = (list: LoggedConnection[]) =>
      list.sort((one, other) => one.frame - other.frame).slice(-MOST);
    found.push(...compare(inOrder(failing), inOrder(working), null, capture));
  }
  return found.filter(({ isSure, by }) => isSure && by !== 'time');
}

/** Differences of one endpoint, with those sure that are so of its client's services together. */
export function confirmed(
  differences: Differences | null,
  common: readonly Difference[],
): Differences | null {
  if (differences === null || common.length === 0) return differences;
  const by = differences.by.map((one) =>
    common.some((other) => other.by === one.by && isAlike(one, other))
      ? { ...one, isSure: true }
      : one,
  );
  return { ...differences, by };
}

/** Whether one endpoint's failing connections are on the same side. */
function isAlike(one: Difference, common: Difference): boolean {
  if (one.by === 'source-port' && common.by === 'source-port') {
    return one.fails.minimum > one.works.maximum === common.fails.minimum > common.works.maximum;
  }
  return true;
}

type Connections = readonly LoggedConnection[];

function compare(
  failing: Connections,
  working: Connections,
  endpoint: EndpointFacts | null,
  capture: CaptureFacts,
): Difference[] {
  const time = byTime(failing, working);
  const likely = (orders: number, others = working) => {
    const chance = 1 / choose(failing.length + others.length, failing.length);
    const isEnough = Math.min(failing.length, others.length) >= ENOUGH;
    // What only came before or after may have failed for anything that changed meanwhile.
    return isEnough && time === null && orders * chance <= LIKELY;
  };
  // Of those that began before the capture nobody knows the SYN.
  const opened = working.filter(({ syn }) => syn !== null);
  const values = (
    by: 'dscp' | 'server-name' | 'client' | 'alpn' | 'smb' | 'query-type',
    traitOf: (one: LoggedConnection) => string | number | null,
    others = working,
  ): Difference[] => {
    if (others.length === 0) return [];
    const [fails, works] = [distinct(failing, traitOf), distinct(others, traitOf)];
    if (fails === null || works === null || fails.some((value) => works.includes(value))) return [];
    const [shownFails, shownWorks] = [fails.slice(0, MOST_VALUES), works.slice(0, MOST_VALUES)];
    return [
      {
        by,
        fails: shownFails,
        works: shownWorks,
        isSure: likely(1, others) && fails.length <= failing.length / 2,
      },
    ];
  };
  const bits = (
    by: 'ecn' | 'fast-open' | 'timestamps',
    traitOf: (one: LoggedConnection) => boolean | null,
  ): Difference[] => {
    const [fails, works] = [distinct(failing, traitOf), distinct(opened, traitOf)];
    if (fails?.length !== 1 || works?.length !== 1 || fails[0] === works[0]) return [];
    return [{ by, fails: fails[0], works: works[0], isSure: likely(1, opened) }];
  };
  const shapeOf = ({ shape }: LoggedConnection) => capture.shapes.at(shape);
  return [
    ...values('dscp', ({ syn }) => syn?.dscp ?? null, opened),
    ...bits('ecn', ({ syn }) => syn && (syn.asksForEcn || syn.ecn !== 0)),
    ...bits('fast-open', ({ syn }) => syn?.hasFastOpen ?? null),
    ...bits('timestamps', ({ syn }) => syn?.hasTimestamps ?? null),
    ...values('smb', smbOf),
    ...values('server-name', ({ message, name }) =>
      message === FirstMessage.CLIENT_HELLO
        ? (endpoint?.tls.serverNames[name]?.name ?? null)
        : null,
    ),
    ...byLength(failing, working, likely(1)),
    ...values('alpn', (one) => shapeOf(one)?.alpn.join(',') ?? null),
    ...values('client', (one) => shapeOf(one)?.ja4 ?? null),
    ...values('query-type', ({ message, length }) =>
      message === FirstMessage.QUESTION ? length : null,
    ),
    ...byPort(failing, working, likely(2)),
    ...(time === null ? [] : [time]),
  ];
}

function smbOf({ message }: LoggedConnection): string | null {
  return message === FirstMessage.SMB1 ? 'SMB1' : message === FirstMessage.SMB2 ? 'SMB2' : null;
}

/** Distinct values; null where one is not known of some. */
function distinct<Value>(
  connections: Connections,
  traitOf: (one: LoggedConnection) => Value | null,
): Value[] | null {
  const values = new Set<Value>();
  for (const one of connections) {
    const value = traitOf(one);
    if (value === null) return null;
    values.add(value);
  }
  return [...values];
}

function byLength(failing: Connections, working: Connections, isLikely: boolean): Difference[] {
  const isHello = ({ message }: LoggedConnection) => message === FirstMessage.CLIENT_HELLO;
  if (!failing.every(isHello) || !working.every(isHello)) return [];
  const lengthOf = ({ length }: LoggedConnection) => length;
  const [fails, works] = [spread(failing.map(lengthOf)), spread(working.map(lengthOf))];
  // What takes less than others is hardly ever what fails.
  if (fails.minimum <= works.maximum) return [];
  const isOverSegments = fails.minimum > ONE_SEGMENT && works.maximum <= ONE_SEGMENT;
  return [{ by: 'length', fails, works, isOverSegments, isSure: isLikely && isOverSegments }];
}

function byPort(failing: Connections, working: Connections, isLikely: boolean): Difference[] {
  const portOf = ({ clientPort }: LoggedConnection) => clientPort;
  const [fails, works] = [spread(failing.map(portOf)), spread(working.map(portOf))];
  if (fails.minimum === 0 || works.minimum === 0) return [];
  const isApart = fails.minimum > works.maximum || fails.maximum < works.minimum;
  if (!isApart) return [];
  return [{ by: 'source-port', fails, works, isSure: isLikely }];
}

function byTime(failing: Connections, working: Connections): Difference | null {
  if (failing[0].frame > working[working.length - 1].frame) {
    return { by: 'time', fails: 'later', isSure: false };
  }
  if (working[0].frame > failing[failing.length - 1].frame) {
    return { by: 'time', fails: 'earlier', isSure: false };
  }
  return null;
}

function spread(values: readonly number[]): Extent {
  return { count: values.length, minimum: Math.min(...values), maximum: Math.max(...values) };
}

/** Ways to choose `some` of `all`; large ones by their order. */
function choose(all: number, some: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(some, all - some) && ways < 1e9; i++) {
    ways = (ways * (all - i + 1)) / i;
  }
  return ways;
}
