import { isDistant } from '../track/addresses.ts';
import type { QuicFacts } from '../track/facts/datagram-facts.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { firstFrames } from '../track/frame-sample.ts';
import {
  type DetectContext,
  detector,
  NO_SPREAD,
  pattern,
  type Seen,
  type Sender,
} from './evidence.ts';
import { isFiltered } from './first-data.ts';
import { handshakesUnexplainedByLoss } from './loss.ts';
import {
  areServersFar,
  compareWays,
  INITIAL_VALUES,
  mayBeNearServer,
  mayBeServers,
  strengthOf,
  type Way,
  wayOf,
  wayOfServer,
} from './vantage.ts';

/** Initials without an answer from which on a name's silence is no accident. */
const TELLING_INITIALS = 3;
/** Share of the silent connections that asked for names which never work. */
const MOSTLY = 0.8;
/** Share of the handshakes below which the silent ones are scattered, and from which on they are as telling as it gets. */
const SCATTERED = 0.05;
const FULL_STRENGTH_SHARE = 0.34;
/** How telling a single one is where another with the same server name works. */
const SAME_NAME_WORKS = 0.55;

export interface QuicPartUnanswered {
  /** Handshakes without an answer, how often each was tried, and all that the capture has. */
  readonly silent: number;
  readonly tries: number;
  readonly handshakes: number;
  /** A server name that was asked for in vain; null where none is known. */
  readonly serverName: string | null;
}

export interface QuicRefused {
  readonly connections: number;
  /** Errors of the server's CONNECTION_CLOSE (RFC 9000 §20.1; from 0x100 on alerts of TLS). */
  readonly errors: readonly number[];
  readonly serverName: string | null;
}

/** The close came another way than the server's other packets: both ways, nearest first. */
export interface QuicRefusedElsewhere extends QuicRefused {
  readonly close: Way;
  /** Null: it has none; those of other servers crossed routers, and the close did not. */
  readonly server: Way | null;
}

/** From how much another way says of another sender it is told as such. */
const TELLING = 0.5;
/** How much it says that a close crossed no router, where others' answers did and its server's own are not known. */
const NO_ROUTER = 0.6;
/** How far a close speaks for the server whose own way is not known. */
const WAY_UNKNOWN = 0.75;
/** … and where a close came another way, though not surely. */
const DOUBTFUL = 0.5;

const codes = {
  'quic-server-name-filtered': pattern<{ fails: string; works: string; initials: number }>({
    weights: { drop: 3, answered: -6 },
    supportsOnly: true,
    stage: 'question',
    remedy: 'server-name',
  }),
  'quic-refused': pattern<QuicRefused>({
    weights: { closed: 3, drop: -4, unreachable: -4 },
    stage: 'question',
    remedy: null,
  }),
  // An Initial's keys are everybody's who has seen the client's: a box between makes such a close, too.
  'quic-refused-elsewhere': pattern<QuicRefusedElsewhere>({
    weights: { reject: 4, closed: 1, drop: -4, unreachable: -4 },
    stage: 'question',
    remedy: null,
    sender,
  }),
  // Others work, and no name tells which: what keeps these off cannot be told, and is no answer.
  'quic-part-unanswered': pattern<QuicPartUnanswered>({
    weights: { answered: -6 },
    stage: 'question',
    remedy: null,
    tooLittle: 'this',
    isNotable: true,
  }),
  'quic-version-negotiation': pattern<{ connections: number }>({
    weights: { answered: 1 },
    stage: null,
    remedy: null,
    isNotable: true,
  }),
};

/**
 * What Initials say, whose keys are public (RFC 9001 §5.2): a name of which they are never answered
 * while others of that server's are; the server's refusal, and that it has other versions.
 */
export const quicHandshakes = detector({
  codes,
  about: Aspect.QUIC,
  detect(endpoint, context) {
    const { quic } = endpoint;
    if (quic === null) return null;
    const found: Seen<typeof codes>[] = [];
    const filtered = filteredByName(endpoint);
    if (filtered !== null) {
      found.push({
        code: 'quic-server-name-filtered',
        values: { ...filtered, initials: quic.silentInitials },
        frames: quic.silent.frames,
      });
    }
    const part = filtered === null ? partUnanswered(endpoint, context) : null;
    if (part !== null) found.push(part);
    const { closedConnections: connections } = quic;
    if (connections > 0) {
      const values = {
        connections,
        errors: quic.closes.map(({ error }) => error),
        serverName: endpoint.tls.serverNames.find(({ works }) => !works)?.name ?? null,
      };
      const share = connections / (connections + endpoint.exchanges);
      const frames = framesOf(quic);
      const close = { timeToLive: quic.closeTimeToLive, hops: quic.closeHops };
      const server = ownWay(endpoint, context);
      const ways = compareWays(close, endpoint, context);
      const isOwn = ways !== null && mayBeServers(ways);
      const another =
        ways !== null
          ? strengthOf(ways)
          : crossedNoRouter(close, endpoint, context)
            ? NO_ROUTER
            : 0;
      if (another < TELLING) {
        const strength = share * (isOwn ? 1 : another > 0 ? DOUBTFUL : WAY_UNKNOWN);
        found.push({ code: 'quic-refused', values, frames, strength });
      } else {
        found.push({
          code: 'quic-refused-elsewhere',
          values: { ...values, close: wayOf(close), server },
          frames,
          strength: share * another,
        });
      }
    }
    if (quic.negotiations.total > 0) {
      found.push({
        code: 'quic-version-negotiation',
        values: { connections: quic.negotiations.total },
        frames: quic.negotiations.frames,
      });
    }
    return found;
  },
});

/** The way of the server's other packets; null where there are none. */
function ownWay({ server }: EndpointFacts, context: DetectContext): Way | null {
  const facts = context.server(server);
  return facts === null || facts.lowestTimeToLive < 0 ? null : wayOfServer(facts);
}

/** Whether it starts on this network though the server is far away, as others are seen to be. */
function crossedNoRouter(
  { timeToLive: { minimum, maximum } }: Way,
  endpoint: EndpointFacts,
  context: DetectContext,
): boolean {
  return (
    ownWay(endpoint, context) === null &&
    minimum === maximum &&
    INITIAL_VALUES.includes(minimum) &&
    isDistant(endpoint.client, endpoint.server) &&
    !mayBeNearServer(endpoint, context) &&
    areServersFar(context.capture)
  );
}

function framesOf({ closes }: QuicFacts): readonly number[] {
  return firstFrames(closes.flatMap(({ frames }) => frames.frames));
}

function sender({ quic }: EndpointFacts): Sender | null {
  if (quic === null) return null;
  const { closeTimeToLive: timeToLive, closeHops: hops } = quic;
  const frames = framesOf(quic);
  return { timeToLive, hops, delay: NO_SPREAD, mac: null, address: null, frames };
}

/**
 * Handshakes that had no answer though their Initials were sent again for long, as far as chance does
 * not account for them, while others of that server's work.
 */
function partUnanswered(
  endpoint: EndpointFacts,
  context: DetectContext,
): Seen<Pick<typeof codes, 'quic-part-unanswered'>> | null {
  const { quic, tls, exchanges } = endpoint;
  if (quic === null || quic.patientConnections === 0 || exchanges === 0) return null;
  const silent = quic.patientConnections;
  const handshakes = exchanges + silent;
  const share = silent / handshakes;
  if (share < SCATTERED) return null;
  const failing = tls.serverNames.filter(({ failures }) => failures > 0);
  const isNameServed = failing.length > 0 && failing.every(({ works }) => works);
  // What is asked for again and again is no packet lost by chance, and two of them are no accident.
  const telling = silent > 1 ? 1 : Math.min(1, share / FULL_STRENGTH_SHARE);
  return {
    code: 'quic-part-unanswered',
    values: {
      ...{ silent, handshakes, tries: quic.patientTries / silent },
      serverName: failing[0]?.name ?? null,
    },
    frames: quic.silent.frames,
    strength:
      handshakesUnexplainedByLoss(context, endpoint) *
      (silent === 1 && isNameServed ? Math.min(telling, SAME_NAME_WORKS) : telling),
  };
}

/** The server name that QUIC never has an answer for, and one that it has; null where it is not so. */
export function filteredByName({
  quic,
  tls,
}: EndpointFacts): { readonly fails: string; readonly works: string } | null {
  if (quic === null || quic.silentInitials < TELLING_INITIALS) return null;
  // One after the other: the server may have come, or gone.
  if (quic.firstAnsweredFrame >= quic.lastSilentFrame) return null;
  if (quic.lastAnsweredFrame <= quic.firstSilentFrame) return null;
  const filtered = tls.serverNames.filter(isFiltered);
  const works = tls.serverNames.find((name) => name.works);
  if (filtered.length === 0 || works === undefined) return null;
  const failures = filtered.reduce((sum, name) => sum + name.failures, 0);
  if (failures < MOSTLY * quic.silentConnections) return null;
  return { fails: filtered[0].name, works: works.name };
}
