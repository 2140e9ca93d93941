import type { Confidence, Verdict } from '../../evidence/verdict.ts';
import { type AddressWords, formatAddress, hostAndPort } from '../../protocols/address-text.ts';
import { hedge } from './findings.ts';
import { count, duration, framesText, grouped, list, listSome, percent } from './phrases.ts';

/** Kinds of packets, in the singular. */
const KINDS = {
  syn: 'SYN',
  'syn-ack': 'SYN/ACK',
  ack: 'acknowledgment',
  data: 'segment with data',
  fin: 'FIN',
  rst: 'RST',
  'icmp-error': 'ICMP error',
  datagram: 'datagram',
};
const PLURALS: Readonly<Partial<Record<keyof typeof KINDS, string>>> = {
  data: 'segments with data',
};

type PacketKind = keyof typeof KINDS;

/** One packet of a kind, in a word. */
export function kindText(kind: PacketKind): string {
  return kind === 'data' ? 'data' : kind === 'ack' ? 'ACK' : KINDS[kind];
}

/** Packets of one kind, so many of them. */
export interface PacketsOf {
  readonly kind: PacketKind;
  readonly number: number;
}

/** Two places by their index, the client's side being 0, of so many. */
export interface BetweenPlaces {
  readonly from: number;
  readonly to: number;
  readonly places: number;
}

export interface AtPlace {
  place: number;
  places: number;
}

type Direction = 'to-server' | 'to-client';

/** A service as it was asked for. */
export interface SidedService {
  readonly server: AddressWords;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly name: string | null;
}

const SERVICES_NAMED = 3;

/** "the client's side", "the server's side"; of more than two "place 2". */
export function placeName(place: number, places: number): string {
  if (place === 0) return "the client's side";
  return place === places - 1 ? "the server's side" : `place ${place + 1}`;
}

/** "between the two captures", "between place 2 and place 3". */
export function betweenText({ from, to, places }: BetweenPlaces): string {
  return places === 2
    ? 'between the two captures'
    : `between ${placeName(from, places)} and ${placeName(to, places)}`;
}

/** "the way back", seen from the client. */
export function wayText(way: Direction | 'both'): string {
  if (way === 'both') return 'both ways';
  return way === 'to-server' ? 'the way to the server' : 'the way back';
}

/** What packets of one kind are called, and how many there are. */
export function packetsText(packets: readonly PacketsOf[]): string {
  return list(packets.map(({ kind, number }) => count(number, KINDS[kind], PLURALS[kind])));
}

/** Where a failure is, for a cell. */
export function segmentText(
  segment: { readonly code: string; readonly from: number; readonly to: number },
  places: number,
): string {
  if (segment.code === 'between') return betweenText({ ...segment, places });
  return segment.code === 'before-client-side'
    ? `before ${placeName(segment.from, places)}`
    : `beyond ${placeName(segment.to, places)}`;
}

/** The same with the way on which it is. */
function segmentAndWay(
  segment: Parameters<typeof segmentText>[0],
  places: number,
  way: Direction | 'both' | null,
): string {
  const where = segmentText(segment, places);
  if (way === null) return where;
  return `${where}, ${way === 'both' ? '' : 'on '}${wayText(way)}`;
}

/** What is put together beside whole sentences. */
export const sideParts = { placeName, betweenText, kindText, segmentText, segmentAndWay };

function serviceText({ server, port, protocol, name }: SidedService): string {
  const called = name === null ? '' : ` (${name})`;
  return `${hostAndPort(formatAddress(...server), port)} ${protocol}${called}`;
}

function servicesText(services: readonly SidedService[]): string {
  return listSome(services.map(serviceText), SERVICES_NAMED);
}

const DOES: Readonly<Record<Verdict, string>> = {
  answered: 'lets pass packets of',
  drop: 'drops packets of',
  reject: 'rejects',
  closed: 'refuses',
  intercepted: 'answers in the place of',
  unreachable: 'has no way to',
  inconclusive: 'may stop',
};

/** Ends of a way: from where packets go, and to where. */
function ends(way: Direction, { from, to, places }: BetweenPlaces): [string, string] {
  const [client, server] = [placeName(from, places), placeName(to, places)];
  return way === 'to-server' ? [client, server] : [server, client];
}

const milliseconds = (nanoseconds: number) => `${Number((nanoseconds / 1e6).toPrecision(3))} ms`;

/** A clock that is ahead or behind by so many nanoseconds. */
function difference(nanoseconds: number): string {
  const size = Math.abs(nanoseconds);
  const text = size < 1e9 ? milliseconds(size) : duration(size / 1e3);
  if (size === 0) return 'as the first';
  return nanoseconds > 0 ? `${text} ahead` : `${text} behind`;
}

/** TCP options by name, as far as they are common. */
const OPTIONS: Readonly<Record<number, string>> = {
  2: 'MSS',
  3: 'window scale',
  4: 'SACK permitted',
  8: 'timestamps',
  19: 'MD5',
  28: 'user timeout',
  29: 'TCP-AO',
  30: 'MPTCP',
  34: 'fast open',
};

const optionNames = (kinds: readonly number[]) =>
  kinds.length === 0 ? 'none' : list(kinds.map((kind) => OPTIONS[kind] ?? `kind ${kind}`));

export interface Numbers {
  way: Direction;
  from: number;
  to: number;
}

export interface Host {
  address: AddressWords;
  port: number | null;
}

const hostText = ({ address, port }: Host) =>
  port === null ? formatAddress(...address) : hostAndPort(formatAddress(...address), port);

/** Captures of several places of one network, held against each other packet by packet. */
export const sides = {
  'between-sides': ({
    verdict,
    way,
    services,
    ...segment
  }: BetweenPlaces & {
    verdict: Verdict;
    way: Direction | 'both';
    services: readonly SidedService[];
  }) =>
    `Something ${betweenText(segment)} ${DOES[verdict]} ${servicesText(services)}${way === 'both' ? '' : ` on ${wayText(way)}`}: both sides show it.`,
  'beyond-server-side': ({
    services,
    place,
    places,
  }: AtPlace & { services: readonly SidedService[] }) =>
    `What stops ${servicesText(services)} is beyond ${placeName(place, places)}: everything passes between the captures.`,
  'before-client-side': ({
    services,
    place,
    places,
  }: AtPlace & { services: readonly SidedService[] }) =>
    `What stops ${servicesText(services)} is before ${placeName(place, places)}, on the way back: the answers come to ${placeName(place, places)}, and the client goes on asking.`,
  'stopped-between-captures': ({
    names,
    verdict,
    confidence,
    way,
    segment,
    stopped,
  }: {
    /** Of the captures, the client's side first. */
    names: readonly string[];
    verdict: Verdict;
    confidence: Confidence;
    way: Direction | 'both';
    segment: 'between' | 'beyond-server-side' | 'before-client-side';
    stopped: readonly SidedService[];
  }) => {
    const [near, far] = [names[0], names[names.length - 1]];
    const where = {
      between: `between ${near} and ${far}`,
      'beyond-server-side': `beyond ${far}`,
      'before-client-side': `before ${near}`,
    };
    const onWay = way === 'both' ? '' : ` on ${wayText(way)}`;
    return `Something ${where[segment]} ${hedge(confidence)}${DOES[verdict]} ${servicesText(stopped)}${onWay}`;
  },
  'captures-of-one-way': ({ names, matched }: { names: readonly string[]; matched: number }) =>
    `The captures ${list(names.map((one, place) => `${one} (${placeName(place, names.length)})`))} have ${count(matched, 'packet')} in common: they were taken on one way at the same time.`,
  'frames-of-capture': ({ capture, frames }: { capture: string; frames: readonly number[] }) =>
    `In ${capture}: ${framesText(frames)}.`,
  'others-stop-elsewhere': ({ number }: { number: number }) =>
    `${count(number, 'further service')} ${number === 1 ? 'is' : 'are'} stopped elsewhere.`,
  'nothing-stops-between': ({ number }: { number: number }) =>
    `Nothing is stopped between the captures: ${count(number, 'service')} that both show ${number === 1 ? 'works' : 'work'}.`,
  'no-packet-in-both': () =>
    'The captures cannot be held against each other: no packet is in both of them.',
  'captures-apart': () =>
    'The captures cannot be held against each other: they were not taken at the same time.',
  'one-place': () =>
    'Both captures were taken at one place: each packet has the same time in both, whichever way it goes.',
  'sides-cannot-tell': ({ number }: { number: number }) =>
    `The captures do not tell where ${count(number, 'service')} ${number === 1 ? 'is' : 'are'} stopped.`,

  'packets-vanish': ({
    packets,
    way,
    ...segment
  }: BetweenPlaces & { packets: readonly PacketsOf[]; way: Direction }) => {
    const [here, there] = ends(way, segment);
    const isOne = packets.length === 1 && packets[0].number === 1;
    return `${packetsText(packets)} ${isOne ? 'leaves' : 'leave'} ${here} and never ${isOne ? 'comes' : 'come'} to ${there}: ${wayText(way)}.`;
  },
  'packets-arrive': ({
    packets,
    way,
    ...segment
  }: BetweenPlaces & { packets: readonly PacketsOf[]; way: Direction }) => {
    const [here, there] = ends(way, segment);
    return `Of what leaves ${here}, ${packetsText(packets)} came to ${there}.`;
  },
  'packets-made-between': ({
    packets,
    way,
    ...segment
  }: BetweenPlaces & { packets: readonly PacketsOf[]; way: Direction }) => {
    const [here, there] = ends(way, segment);
    const isOne = packets.length === 1 && packets[0].number === 1;
    return `${packetsText(packets)} ${isOne ? 'comes' : 'come'} to ${there} that ${isOne ? 'was' : 'were'} never at ${here}: made by something in between.`;
  },
  'both-sides-reset': () =>
    'Client and server each get a RST in the other’s name: neither of them sent it.',
  'only-client-reset': () => 'Only the client gets it; the server hears nothing.',
  'nothing-comes-back': ({ place, places }: AtPlace) =>
    `Nothing comes back at ${placeName(place, places)}.`,
  'refusal-comes-by': ({ packets, place, places }: AtPlace & { packets: readonly PacketsOf[] }) =>
    `${packetsText(packets)} come by ${placeName(place, places)}: the refusal is made beyond it.`,
  'client-goes-on-asking': ({
    answers,
    place,
    places,
  }: AtPlace & { answers: readonly PacketsOf[] }) =>
    `${packetsText(answers)} come to ${placeName(place, places)}, and the client asks again: they do not reach it.`,
  'large-ones-vanish': ({
    largest,
    smallest,
    way,
  }: {
    largest: number;
    smallest: number;
    way: Direction;
  }) =>
    `What vanishes on ${wayText(way)} is large: the smallest that is lost has ${grouped(smallest)} bytes of payload, the largest that came ${grouped(largest)}. That is what a path with a smaller MTU does.`,
  'passes-between': ({ number }: { number: number }) =>
    `All that was sent came through, in ${count(number, 'conversation')}.`,

  'place-lost-packets': ({
    place,
    places,
    share,
    dropped,
  }: AtPlace & { share: number; dropped: number }) =>
    `The capture of ${placeName(place, places)} itself lost packets (${dropped > 0 ? `${count(dropped, 'packet')} by its own count` : `${percent(share)} by what is acknowledged from behind`}): what it does not have may have come by.`,
  'line-loses': ({ share }: { share: number }) =>
    `On this way ${percent(share)} of all packets get lost: so few may be chance.`,
  'server-not-shown': ({ place, places }: AtPlace) =>
    `Nothing of this server is in the capture of ${placeName(place, places)}: whether its packets pass there, or a capture filter left them out, cannot be told.`,
  'perhaps-filtered': ({ place, places }: AtPlace) =>
    `The capture of ${placeName(place, places)} shows no packets but of one or two ports: a capture filter may have left these out.`,
  'place-not-running': ({ place, places }: AtPlace) =>
    `The capture of ${placeName(place, places)} was not running then.`,
  'one-way-capture': ({ place, places, way }: AtPlace & { way: Direction }) =>
    `The capture of ${placeName(place, places)} shows nothing at all that goes ${way === 'to-server' ? 'to servers' : 'to clients'}: it may be of one direction only.`,
  'too-few-lost': ({ number }: { number: number }) =>
    `Only ${count(number, 'packet')} ${number === 1 ? 'is' : 'are'} missing, which may be chance.`,
  'own-connection': ({ place, places }: AtPlace) =>
    `At ${placeName(place, places)} there are other connections to the same port: something in between may have connections of its own.`,
  'proxied-between': () =>
    'Something in between has connections of its own (a proxy): only what is carried, and when, can be compared.',
  'clocks-unknown': () =>
    'No packet is in both captures, so that their clocks cannot be compared: that they ran at the same time rests on the clocks of the two hosts.',
  'clocks-unsteady': () =>
    'The clocks of the two captures do not go side by side: one was set while they ran.',
  'shows-both-fates': ({ number, of }: { number: number; of: number }) =>
    `${number} of ${count(of, 'connection')} end so; the others work or cannot be told.`,
  'too-long-to-keep': ({ number, place, places }: AtPlace & { number: number }) =>
    `${count(number, 'packet')} of ${placeName(place, places)} had no room and ${number === 1 ? 'is' : 'are'} not compared.`,
  'places-turned': () =>
    'The captures were given the other way round: by their time to live, the clients are on the side of the last one.',

  'matched-packets': ({
    matched,
    conversations,
    ...segment
  }: BetweenPlaces & { matched: number; conversations: number }) =>
    `${count(matched, 'packet')} of ${count(conversations, 'conversation')} are in both captures, that of ${placeName(segment.from, segment.places)} and that of ${placeName(segment.to, segment.places)}.`,
  'clock-difference': ({
    offset,
    error,
    drift,
    ...segment
  }: BetweenPlaces & { offset: number; error: number | null; drift: number }) => {
    const by = error === null ? ', by packets of one direction only' : ` ± ${milliseconds(error)}`;
    const drifting =
      drift === 0 ? '' : `, and it gains ${Number((drift * 1e6).toPrecision(2))} ppm`;
    return `The clock of ${placeName(segment.to, segment.places)} is ${difference(offset)} of that of ${placeName(segment.from, segment.places)}${by}${drifting}.`;
  },
  'hops-between': ({ hops, ...segment }: BetweenPlaces & { hops: number }) =>
    `${hops === 0 ? 'No router takes' : `${count(hops, 'router')} ${hops === 1 ? 'takes' : 'take'}`} from the time to live ${betweenText(segment)}.`,

  'look-between': ({ way, ...segment }: BetweenPlaces & { way: Direction | 'both' }) =>
    `Look at the firewalls, routers and NAT ${betweenText(segment)}${way === 'both' ? '' : `, at what they do on ${wayText(way)}`}.`,
  'look-at-state': () =>
    'Packets of an answer need a state or a rule of their own: look for another way out than in (asymmetric routing), state that is missing, and rules for answers.',
  'look-for-resets': () =>
    'Look there for what sends resets in others’ names: an intrusion prevention system, a firewall that rejects with TCP reset, an application filter.',
  'look-beyond': ({ place, places }: AtPlace) =>
    `Look at the server and at what is between it and ${placeName(place, places)}; or capture there, too.`,
  'look-before': ({ place, places }: AtPlace) =>
    `Look at the client and at what is between it and ${placeName(place, places)}: its own firewall, security software, routers near it.`,
  'look-at-mtu': () =>
    'Compare the MTU of both ends and of tunnels in between; let ICMP "fragmentation needed" through, or clamp the MSS.',
  'capture-both-again': () =>
    'Capture at both places at the same time, from before the client asks until after it gives up, without a capture filter and with room for all packets.',
  'capture-between': () =>
    'Capture at a further place between the two, and give all three: the segment is then halved.',

  'client-translated': ({ from, to }: { from: Host; to: Host }) =>
    from.address.join() === to.address.join()
      ? `The client's port is translated (NAT); its address stays ${hostText(from)}.`
      : `The client's address is translated (NAT): ${hostText(from)} becomes ${hostText(to)}.`,
  'server-translated': ({ from, to }: { from: Host; to: Host }) =>
    `The server's address is translated (NAT): ${hostText(from)} becomes ${hostText(to)}.`,
  hops: ({ way, from, to }: Numbers) =>
    `Time to live ${from} becomes ${to} on ${wayText(way)}: ${count(Math.abs(from - to), 'hop')}.`,
  'segment-size': ({ way, from, to }: Numbers) =>
    `The segment size (MSS) ${grouped(from)} becomes ${grouped(to)} on ${wayText(way)}.`,
  'window-scale': ({ way, from, to }: Numbers) =>
    `The window scale ${from} becomes ${to} on ${wayText(way)}.`,
  dscp: ({ way, from, to }: Numbers) => `DSCP ${from} becomes ${to} on ${wayText(way)}.`,
  options: ({
    way,
    from,
    to,
  }: {
    way: Direction;
    from: readonly number[];
    to: readonly number[];
  }) => {
    const gone = from.filter((kind) => !to.includes(kind));
    const added = to.filter((kind) => !from.includes(kind));
    const what = [
      ...(gone.length > 0 ? [`${optionNames(gone)} removed`] : []),
      ...(added.length > 0 ? [`${optionNames(added)} added`] : []),
    ];
    return `TCP options on ${wayText(way)}: ${what.length > 0 ? list(what) : 'put in another order'}.`;
  },
  'sequence-numbers': ({ way }: { way: Direction }) =>
    `Sequence numbers are rewritten on ${wayText(way)}.`,
  'timestamps-removed': ({ way }: { way: Direction }) =>
    `TCP timestamps are removed on ${wayText(way)}.`,
  'payload-changed': ({ way }: { way: Direction }) => `The payload is changed on ${wayText(way)}.`,
  proxied: () => 'Something in between has connections of its own (a proxy).',
  'handshake-by-proxy': () =>
    'Something in between does the handshake in the server’s place first (a SYN proxy).',
};
