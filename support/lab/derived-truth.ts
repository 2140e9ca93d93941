// What is true of the endpoints of a derived capture. It follows from what is true of the whole one
// and from which packets remain; never from what this tool says of the derived one.
//
// 1. An endpoint of which every packet remains, in both directions, is what it was.
// 2. Healthy stays healthy; where packets are missing, `inconclusive` is right too.
// 3. A failure stays what it was while the frames that decide it remain. Which those are, the report
//    of the whole capture says, where it was right: the frames of the evidence for its verdict. Where
//    some are missing or cut before what is read of them, or one direction or the packets without data
//    are left out, `inconclusive` is right too.
// 4. Where every refusal (RST, ICMP error) of a rejected or unreachable endpoint is missing, what is
//    left is silence: `drop` is right too. A closed port called `drop` stays a false alarm. The same of
//    what nobody could judge, as a server answers some requests over UDP and leaves others aside, where
//    no answer is left; and of one that answers but leaves a kind aside that its standard wants answered
//    (RFC 3261 §11.2: OPTIONS), where of the rest nothing is left: its silence has nothing that a drop's has not.
// 5. A failure is `answered` rightly only where the packets that are there show an exchange that
//    worked, and none that failed: the client's data and after it the server's on one connection, no
//    refusal, and nothing that was sent twice into silence for 3 s and more before the capture's end: for
//    less, a lost packet does the same. Cut before the failure, it is healthy. So is what nobody could
//    judge in the whole capture, as a server that leaves some requests aside does: without these it
//    answers. Data that is not there is shown by its acknowledgment; where the server speaks first, its
//    greeting and what the client says to it are an exchange.
// 6. What answers in a server's place is told by comparing packets: where some of the deciding frames
//    are missing (with TCP the handshakes are among them), the answer by itself is an answer. What is
//    read in a stream (a page, a certificate) rests on all data before it, the question included.
// 7. Beyond a translator clients share an address: where their truths differ, nobody is right.
// 8. An endpoint the other way round (the capture begins later, and the server sends first) is the
//    same endpoint.
// 9. A service that answers when its clients have given up (5 s and more after the question) is, in a
//    capture that ends before that, silent like any other: `drop` is no false alarm there. The same of
//    data that is sent again for 3 s and more until a page comes in the server's place, and of SYNs to a
//    host whose queue is full, where no connection remains that it took.
//    An outage is told by that nothing at all comes from outside. Where others do answer at that time in a
//    capture that was merged in, what is left is silence of some servers among others: `drop` is right, too.
// 10. A service that was stopped, and comes back after the part that remains, is `closed` in it: its host
//    refuses the last that remains of what was asked.

import { EVIDENCE } from '../../src/evidence/table.ts';
import type { Verdict } from '../../src/index.ts';
import type { Derived, Row, Whole } from './derive.ts';
import type { Judged, Label } from './label.ts';
import type { LabPacket } from './packets.ts';
import { acceptedVerdicts, type Truth } from './truth.ts';

const SYN = 0x02;
const FIN = 0x01;
const RST = 0x04;
const ACK = 0x10;

/** A connection, or a query with all that it was asked again. */
interface Exchange {
  readonly packets: LabPacket[];
  /** Whether the client sent the packet; ICMP errors are not its. */
  readonly isClient: boolean[];
  /** RST of the server's side, or an ICMP error about the client's packets. */
  readonly isRefusal: boolean[];
}

/** A service as one client asked for it in the whole capture. */
export interface WholeEndpoint {
  readonly client: string;
  readonly server: string;
  readonly port: number;
  readonly protocol: string;
  readonly accepted: readonly Verdict[];
  /** What the whole capture's report says, where that is right and no abstention. */
  readonly right: { readonly verdict: Verdict; readonly isHigh: boolean } | null;
  /** Indexes of the frames that decide it, where the report is right. */
  readonly deciding: readonly number[];
  readonly codes: readonly string[];
  readonly exchanges: readonly Exchange[];
}

/** The label of an endpoint in a derived capture, with what tables ask of it. */
export interface DerivedLabel extends Label {
  readonly whole: WholeEndpoint;
  /** Healthy, and the packets that are there show it. */
  readonly isShown: boolean;
  /** A failure that was judged right, and the frames that decide it are there. */
  readonly isDecided: boolean;
  /** The packets that are there leave it open whether anything failed: it had only begun. */
  readonly isUntold: boolean;
}

/** Rows whose captures have one direction, or not the packets that carry no data. */
const ONE_SIDED: ReadonlySet<Row> = new Set(['what clients sent', 'what servers sent']);
const IS_SELECTION: ReadonlySet<Row> = new Set([...ONE_SIDED, 'data only']);
/** Codes that read what 64 bytes of a packet do not have: names, headers of HTTP, answers of DNS. */
const READS_DATA: ReadonlySet<string> = new Set([
  ...['captive-portal', 'dns-probe-denied', 'dns-intercepted', 'dns-public-refused'],
  ...['server-name-filtered', 'clienthello-dropped', 'clienthello-reset', 'dns-answer-near'],
  ...['dns-names-blocked', 'dns-answers-contradict', 'block-page', 'certificate-of-proxy'],
  ...['certificate-from-near', 'page-injected', 'page-from-near', 'proxy-refuses'],
  ...['proxy-wants-login', 'proxy-cannot-reach', 'quic-server-name-filtered', 'quic-refused'],
  'tls-refused-from-near',
]);

/** Those of them of which the rest of the packets looks like any exchange. */
const SAID_IN_DATA: ReadonlySet<string> = new Set([
  ...['dns-names-blocked', 'dns-answers-contradict', 'block-page', 'certificate-of-proxy'],
  ...['certificate-from-near', 'page-injected', 'page-from-near', 'proxy-refuses'],
  ...['proxy-wants-login', 'proxy-cannot-reach', 'quic-refused', 'tls-refused-from-near'],
]);

/** The endpoints of a whole capture by what they are, with their packets. */
export class WholeEndpoints {
  readonly all: WholeEndpoint[] = [];
  readonly #byKey = new Map<string, WholeEndpoint>();

  constructor(
    readonly truth: Truth,
    { diagnosis, report }: Judged,
    readonly packets: readonly LabPacket[],
  ) {
    const exchanges = exchangesOf(packets, report.endpoints);
    report.endpoints.forEach((one, index) => {
      if (one.client === 'many' || one.port === null) return;
      const accepted = acceptedVerdicts(truth, one);
      const isRight = accepted.includes(one.verdict) && one.verdict !== 'inconclusive';
      const evidence = diagnosis.endpoints[index].evidence.filter(
        ({ code, weight }) => weight > 0 && EVIDENCE[code].kind !== 'limit',
      );
      const endpoint: WholeEndpoint = {
        ...{ client: one.client, server: one.server, port: one.port, protocol: one.protocol },
        accepted,
        right: isRight ? { verdict: one.verdict, isHigh: one.confidence === 'high' } : null,
        deciding: evidence.flatMap(({ code, frames }) => {
          const indexes = frames.map((frame) => frame - 1);
          return SAID_IN_DATA.has(code) ? streamsUpTo(packets, indexes) : indexes;
        }),
        codes: evidence.map(({ code }) => code),
        exchanges: [...(exchanges.get(keyOf(one)) ?? new Map()).values()],
      };
      this.all.push(endpoint);
      this.#byKey.set(keyOf(one), endpoint);
    });
  }

  /** The label of an endpoint that a derived capture's report names; null where nobody knows. */
  labelOf(derived: Derived, named: Named): DerivedLabel | null {
    const clients = derived.originals.get(named.client) ?? [named.client];
    const same = clients.flatMap((client) => this.#byKey.get(keyOf({ ...named, client })) ?? []);
    if (same.length > 0) {
      if (new Set(same.map(({ accepted }) => accepted.join())).size > 1) return null;
      const exchanges = same.flatMap((one) => one.exchanges);
      return labelOf(derived, { ...same[0], exchanges }, exchanges, this.#endOf(derived));
    }
    return this.#reversed(derived, named);
  }

  #endOf({ kept }: Derived): number {
    return this.packets.findLast(({ index }) => kept.has(index))?.time ?? 0;
  }

  /**
   * Whether the capture itself leaves things out: of a service that is healthy it has no packet from
   * the server. Beside another's answers nobody could tell.
   */
  get isView(): boolean {
    return this.all.some(
      ({ accepted, exchanges }) =>
        accepted[0] === 'answered' &&
        exchanges.length > 0 &&
        !exchanges.some(({ isClient }) => isClient.includes(false)),
    );
  }

  /** What a report calls client and server the other way round: one connection of an endpoint. */
  #reversed(derived: Derived, named: Named): DerivedLabel | null {
    const clients = derived.originals.get(named.server) ?? [named.server];
    for (const whole of this.all) {
      if (whole.server !== named.client || !clients.includes(whole.client)) continue;
      const exchanges = whole.exchanges.filter(({ packets, isClient }) =>
        packets.some(
          (packet, at) =>
            (isClient[at] ? packet.sourcePort : packet.destinationPort) === named.port,
        ),
      );
      if (exchanges.length > 0) return labelOf(derived, whole, exchanges, this.#endOf(derived));
    }
    return null;
  }
}

interface Named {
  readonly client: string;
  readonly server: string;
  readonly port: number | null;
  readonly protocol: string;
}

function keyOf({ client, server, port, protocol }: Named): string {
  return `${client} ${server} ${protocol} ${port}`;
}

/** @param end when the derived capture ends, in seconds of the whole one */
function labelOf(
  derived: Derived,
  whole: WholeEndpoint,
  exchanges: readonly Exchange[],
  end: number,
): DerivedLabel {
  const { kept, readable, row } = derived;
  const isWhole = exchanges.every(({ packets }) =>
    packets.every(({ index }) => readable.has(index)),
  );
  const [truth] = whole.accepted;
  const accepted = new Set(whole.accepted);
  const isCut = row === '64 bytes a packet' && whole.codes.some((code) => READS_DATA.has(code));
  // Which frames decide a verdict that the whole's report does not have, nobody says.
  const areDecidingThere =
    whole.right !== null &&
    whole.deciding.length > 0 &&
    whole.deciding.every((index) => readable.has(index)) &&
    (truth !== 'intercepted' || hasHandshakes(exchanges, readable));
  const isSelected = IS_SELECTION.has(row);
  const isHealthy = truth === 'answered';
  const isDecided =
    !isHealthy && truth !== 'inconclusive' && areDecidingThere && !isSelected && !isCut;
  const isTranslated = row === 'outside a NAT' || row === 'inside a NAT';
  if (isHealthy) {
    // Answers from another port than was asked (TFTP) are no part of these exchanges.
    if (!isWhole || ONE_SIDED.has(row)) accepted.add('inconclusive');
    const isPartIgnored = whole.protocol === 'udp' && whole.accepted.includes('inconclusive');
    if (isPartIgnored && !ONE_SIDED.has(row) && areAnswersGone(exchanges, kept)) {
      accepted.add('drop');
    }
    if (row === 'cut at the end' && isTooLate(exchanges, kept)) accepted.add('drop');
    if (!isWhole && isStopped(exchanges, kept)) accepted.add('closed');
  } else if (truth !== 'inconclusive') {
    // A translator's addresses, distances and neighbours are others: what tells may be gone.
    if (!isDecided || isTranslated) accepted.add('inconclusive');
    if (!isWhole && isRefusalGone(exchanges, kept) && truth !== 'closed') accepted.add('drop');
    if (derived.merged.size > 0 && whole.codes.includes('outside-silent')) accepted.add('drop');
    if (isCut && whole.codes.some((code) => SAID_IN_DATA.has(code))) accepted.add('answered');
    if (truth === 'intercepted') {
      if (!isWhole && isSilent(exchanges, kept, end)) accepted.add('drop');
      if (!isDecided || isTranslated) accepted.add('answered');
    } else if (!isWhole && hasOnlyWorked(exchanges, readable, end)) accepted.add('answered');
  } else if (!isWhole) {
    const isSilence =
      whole.protocol === 'tcp'
        ? !isHeard(exchanges, kept) && isSilent(exchanges, kept, end)
        : !ONE_SIDED.has(row) && areAnswersGone(exchanges, kept);
    if (hasOnlyWorked(exchanges, readable, end)) accepted.add('answered');
    else if (isSilence) accepted.add('drop');
  }
  const isShown =
    isHealthy &&
    !whole.accepted.includes('inconclusive') &&
    !ONE_SIDED.has(row) &&
    exchanges.some((exchange) => isServed(exchange, readable));
  const isUntold = !isDecided && exchanges.every((exchange) => saysNothing(exchange, kept, end));
  return { accepted: [...accepted], whole, isShown, isDecided, isUntold };
}

/** Whether there were refusals, and none remains. */
function isRefusalGone(exchanges: readonly Exchange[], kept: ReadonlySet<number>): boolean {
  const refusals = exchanges.flatMap(({ packets, isRefusal }) =>
    packets.filter((_, at) => isRefusal[at]),
  );
  return refusals.length > 0 && refusals.every(({ index }) => !kept.has(index));
}

/** Whether requests over UDP were answered, and none of the answers remains, nor anything else that came. */
function areAnswersGone(exchanges: readonly Exchange[], kept: ReadonlySet<number>): boolean {
  const came = exchanges.flatMap(({ packets, isClient }) =>
    packets.filter(({ kind }, at) => kind === 'udp' && !isClient[at]),
  );
  return came.length > 0 && came.every(({ index }) => !kept.has(index));
}

/** Whether all SYNs and SYN/ACKs that there were remain. */
function hasHandshakes(exchanges: readonly Exchange[], kept: ReadonlySet<number>): boolean {
  return exchanges.every(({ packets }) =>
    packets.every(({ flags, index }) => (flags & SYN) === 0 || kept.has(index)),
  );
}

/** Seconds of silence that are more than a lost packet's. */
const SILENCE = 3;

/** A resolver's patience, and more than a client's (RFC 1035 §7.2 asks for 2 to 5 seconds). */
const GIVEN_UP = 5;

/** Rule 9: what was asked remains and no answer, and the answers that there were came too late. */
function isTooLate(exchanges: readonly Exchange[], kept: ReadonlySet<number>): boolean {
  const asked = exchanges.filter(({ packets }) => packets.some(({ index }) => kept.has(index)));
  return (
    asked.length > 0 &&
    asked.every(({ packets, isClient }) => {
      const isData = ({ kind, payload }: LabPacket, at: number) =>
        kind === 'tcp' && payload > 0 && isClient[at];
      const question = Math.max(0, packets.findIndex(isData));
      const answer = packets.findIndex((_, at) => at > question && !isClient[at]);
      if (answer < 0) return true;
      const { index, time } = packets[answer];
      return !kept.has(index) && time - packets[question].time >= GIVEN_UP;
    })
  );
}

/** Seconds after which nearly all answers are there. */
const USUAL = 1;

/**
 * Whether what remains of an exchange says nothing of a failure: nothing was refused, and the client waits
 * for nothing, or not for long yet. One datagram may have wanted no answer.
 */
function saysNothing(exchange: Exchange, kept: ReadonlySet<number>, end: number): boolean {
  const { packets, isClient, isRefusal } = remaining(exchange, kept);
  if (isRefusal.includes(true)) return false;
  const heard = isClient.lastIndexOf(false);
  const isSaid = packets.some(({ payload }) => payload > 0);
  const open = packets.filter(
    ({ payload, flags, kind }, at) =>
      at > heard && (kind === 'udp' || payload > 0 || (flags & SYN) !== 0),
  );
  if (open.length === 0) return isSaid || end - (packets.at(-1)?.time ?? end) < SILENCE;
  return (open[0].kind === 'udp' && open.length === 1) || end - open[0].time < USUAL;
}

/** Whether nothing that remains worked, and something was sent again and again into silence. */
function isSilent(exchanges: readonly Exchange[], kept: ReadonlySet<number>, end: number): boolean {
  return (
    isRefusalFree(exchanges, kept) &&
    !exchanges.some((exchange) => isServed(exchange, kept)) &&
    exchanges.some((exchange) => {
      const left = remaining(exchange, kept);
      return isFailing(left, kept, end) || unheardOf(left, kept).length >= THRICE;
    })
  );
}

/** Times that the same is sent, of which chance takes not every one. */
const THRICE = 3;

/** An exchange as if it had no more packets than remain. */
function remaining(exchange: Exchange, kept: ReadonlySet<number>): Exchange {
  const isKept = exchange.packets.map(({ index }) => kept.has(index));
  const only = <Value>(values: readonly Value[]) => values.filter((_, at) => isKept[at]);
  return {
    packets: only(exchange.packets),
    isClient: only(exchange.isClient),
    isRefusal: only(exchange.isRefusal),
  };
}

function isRefusalFree(exchanges: readonly Exchange[], kept: ReadonlySet<number>): boolean {
  return exchanges.every(({ packets, isRefusal }) =>
    packets.every(({ index }, at) => !isRefusal[at] || !kept.has(index)),
  );
}

/** Whether any packet of the server remains. */
function isHeard(exchanges: readonly Exchange[], kept: ReadonlySet<number>): boolean {
  return exchanges.some(({ packets, isClient }) =>
    packets.some(({ index }, at) => !isClient[at] && kept.has(index)),
  );
}

/** Refusals in a row that are more than an accident. */
const REFUSALS = 2;

/** Rule 10: the server's resets are all that remains of what came to the last attempts. */
function isStopped(exchanges: readonly Exchange[], kept: ReadonlySet<number>): boolean {
  let refused = 0;
  for (const { packets, isClient, isRefusal } of exchanges) {
    const came = packets.filter(({ index }, at) => !isClient[at] && kept.has(index));
    const isRefused = packets.some(
      ({ index, kind }, at) => isRefusal[at] && kind === 'tcp' && kept.has(index),
    );
    if (isRefused && came.length === 1) refused++;
    else if (came.length > 0) refused = 0;
  }
  return refused >= REFUSALS;
}

/** Packets with data of the same connections up to these, and these. */
function streamsUpTo(packets: readonly LabPacket[], indexes: readonly number[]): number[] {
  return indexes.flatMap((index) => {
    const { kind, source, destination, sourcePort, destinationPort } = packets[index];
    if (kind !== 'tcp') return [index];
    const before = packets.slice(0, index).filter((packet) => {
      const isSame = packet.source === source && packet.sourcePort === sourcePort;
      const isBack = packet.source === destination && packet.sourcePort === destinationPort;
      const isTo = packet.destination === destination && packet.destinationPort === destinationPort;
      const isFrom = packet.destination === source && packet.destinationPort === sourcePort;
      return packet.payload > 0 && ((isSame && isTo) || (isBack && isFrom));
    });
    return [...before.map((packet) => packet.index), index];
  });
}

/** Rule 5. */
function hasOnlyWorked(
  exchanges: readonly Exchange[],
  kept: ReadonlySet<number>,
  end: number,
): boolean {
  return (
    exchanges.some((exchange) => isServed(exchange, kept, true)) &&
    !exchanges.some((exchange) => isFailing(exchange, kept, end))
  );
}

/**
 * Whether the packets that remain show that the server served: data after the client's, or an answer;
 * after a greeting, the client's data.
 * @param byAcknowledgments whether these may be all that shows it
 */
function isServed(
  { packets, isClient, isRefusal }: Exchange,
  kept: ReadonlySet<number>,
  byAcknowledgments = false,
): boolean {
  const asked = packets.find(({ payload }, at) => isClient[at] && payload > 0);
  const said = packets.find(({ payload }, at) => !isClient[at] && !isRefusal[at] && payload > 0);
  let hasAsked = false;
  let isAskedHere = false;
  let hasSaid = false;
  for (const [at, packet] of packets.entries()) {
    if (!kept.has(packet.index) || isRefusal[at]) continue;
    const hasData = packet.payload > 0;
    if (isClient[at]) {
      hasSaid ||= acknowledges(packet, said);
      isAskedHere ||= hasData;
      hasAsked ||= hasData;
      if ((byAcknowledgments ? hasAsked : isAskedHere) && hasSaid) return true;
    } else {
      hasAsked ||= acknowledges(packet, asked);
      if (hasAsked && hasData) return true;
      hasSaid ||= hasData;
    }
  }
  return false;
}

/** Whether a segment acknowledges the other side's first data. */
function acknowledges({ kind, flags, acknowledgment }: LabPacket, data?: LabPacket): boolean {
  if (kind !== 'tcp' || data === undefined || (flags & ACK) === 0) return false;
  return ((acknowledgment - data.sequence) | 0) > 0;
}

/**
 * Whether the packets that remain show that it failed: a refusal before both sides had closed, or
 * something sent twice after the last that the server had to say.
 */
function isFailing(
  { packets, isClient, isRefusal }: Exchange,
  kept: ReadonlySet<number>,
  end: number,
): boolean {
  const closed = new Set<boolean>();
  for (const [at, { flags, index }] of packets.entries()) {
    if (flags & FIN) closed.add(isClient[at]);
    if (isRefusal[at] && closed.size < 2 && kept.has(index)) return true;
  }
  const unheard = unheardOf({ packets, isClient, isRefusal }, kept);
  return unheard.length >= 2 && end - unheard[0].time >= SILENCE;
}

/** What the client sent after the last that the server had to say, of what remains. */
function unheardOf(
  { packets, isClient, isRefusal }: Exchange,
  kept: ReadonlySet<number>,
): LabPacket[] {
  let last = -1;
  for (const [at, { flags, payload, kind }] of packets.entries()) {
    const isWord = kind === 'udp' ? payload > 0 : payload > 0 || (flags & (SYN | FIN)) !== 0;
    if (!isClient[at] && !isRefusal[at] && isWord) last = at;
  }
  return packets.filter(
    ({ index, payload, flags, kind, transport }, at) =>
      at > last &&
      isClient[at] &&
      kept.has(index) &&
      // A datagram in fragments is one: its first, which has the ports.
      (kind === 'udp' ? transport >= 0 : payload > 0 || (flags & SYN) !== 0),
  );
}

/** All packets of endpoints, exchange by exchange. */
function exchangesOf(
  packets: readonly LabPacket[],
  endpoints: readonly Named[],
): Map<string, Map<string, Exchange>> {
  const known = new Map(endpoints.map((one) => [keyOf(one), new Map<string, Exchange>()]));
  /** Of the connection that a port is in. */
  const numbers = new Map<string, { number: number; isn: number }>();
  for (const packet of packets) {
    const { kind, quoted } = packet;
    const error = kind === 'icmp' ? quoted : null;
    if (error === null && kind !== 'tcp' && kind !== 'udp') continue;
    const protocol = error?.kind ?? kind;
    const { source, destination, sourcePort, destinationPort } = error ?? packet;
    const sent = { client: source, server: destination, port: destinationPort, protocol };
    const came = { client: destination, server: source, port: sourcePort, protocol };
    const isClient = known.has(keyOf(sent));
    if (!isClient && !known.has(keyOf(came))) continue;
    const key = keyOf(isClient ? sent : came);
    const port = isClient ? sourcePort : destinationPort;
    const flow = `${key} ${port}`;
    if (protocol === 'tcp' && isClient && error === null && (packet.flags & 0x12) === SYN) {
      const before = numbers.get(flow);
      if (before === undefined) numbers.set(flow, { number: 0, isn: packet.sequence });
      else if (before.isn !== packet.sequence) {
        numbers.set(flow, { number: before.number + 1, isn: packet.sequence });
      }
    }
    // Errors and answers of DNS belong to the query with their ID, where the packet has one.
    const number = protocol === 'tcp' ? (numbers.get(flow)?.number ?? 0) : packet.messageId || 0;
    const exchanges = known.get(key)!;
    const name = `${port} ${number}`;
    const exchange = exchanges.get(name) ?? { packets: [], isClient: [], isRefusal: [] };
    exchanges.set(name, exchange);
    exchange.packets.push(packet);
    exchange.isClient.push(isClient && error === null);
    exchange.isRefusal.push(error !== null || (!isClient && (packet.flags & RST) !== 0));
  }
  return known;
}

/** What deriving asks of a whole capture, by its endpoints. */
export function wholeOf(
  name: string,
  capture: Whole['capture'],
  endpoints: readonly Named[],
): Whole {
  const asked = new Set(
    endpoints.map(
      ({ client, server, port, protocol }) => `${client} ${server} ${protocol} ${port}`,
    ),
  );
  const clients = new Set(
    endpoints.map(({ client }) => client).filter((client) => client !== 'many'),
  );
  return {
    ...{ name, capture, clients },
    isFromClient({ network, kind, source, destination, sourcePort, destinationPort }) {
      if (network < 0) return null;
      if (kind === 'tcp' || kind === 'udp') {
        if (asked.has(`${source} ${destination} ${kind} ${destinationPort}`)) return true;
        if (asked.has(`${destination} ${source} ${kind} ${sourcePort}`)) return false;
      }
      return clients.has(source) ? true : clients.has(destination) ? false : null;
    },
  };
}
