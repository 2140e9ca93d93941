import type { Confidence, Stage } from '../../evidence/verdict.ts';
import type { ProfileFunction, ProfileOpening } from '../../profiles/profile.ts';
import { type AddressWords, formatAddress } from '../../protocols/address-text.ts';
import { isoText, logTimeText, zoneText } from '../times.ts';
import { type ComparedName, comparedTitle } from './comparison.ts';
import { hedge } from './findings.ts';
import { capitalized, count, duration, framesText, listSome, singular } from './phrases.ts';
import { openingText } from './services.ts';
import { failText } from './summary.ts';
import { stages } from './verdicts.ts';

const ADDRESSES_NAMED = 4;
const FEW_NAMED = 2;
const QUESTIONS_NAMED = 3;
const ZONES_NAMED = 4;

/** A moment by a log's clock, and by the captures' where that is another; milliseconds. */
export interface LogTime {
  readonly local: number;
  readonly utc: number | null;
}

/** What a client sent. */
export interface Requests {
  readonly kind: 'query' | 'syn';
  readonly frames: readonly number[];
  /** Each once: `TXT debug.opendns.com`. */
  readonly questions: readonly string[];
}

/** Frames of what came back. */
export interface Replies {
  readonly answers: readonly number[];
  readonly resets: readonly number[];
  readonly errors: readonly number[];
}

/** By what an offset of a log's clock fits the captures' packets. */
export interface Fit {
  /** Of the log's events those that have packets, or of the seconds with packets those with events. */
  readonly of: 'events' | 'packets';
  readonly matched: number;
  readonly inside: number;
  /** Whether all events are probes. */
  readonly areProbes: boolean;
}

export type IpFamily = 'ipv4' | 'ipv6';

/** What a log tells, in its profile's words: "rejected all candidate resolvers". */
export interface Told {
  event: string;
}

export interface Amount {
  number: number;
}

const familyText = (family: IpFamily) => (family === 'ipv6' ? 'IPv6' : 'IPv4');
const atText = (local: number) => logTimeText(local) ?? 'at an unknown time';

/** `DNS protection, IPv4`; the function's title alone where the log does not tell the family. */
function subjectText(fn: ProfileFunction, family: IpFamily | null): string {
  return family === null ? fn.title : `${fn.title}, ${familyText(family)}`;
}

/** `03:07:53`; with UTC's where the log's is another. */
function clockTime({ local, utc }: LogTime): string {
  const own = logTimeText(local)?.slice(11) ?? 'an unknown time';
  return utc === null ? own : `${own} by the log (${isoText(utc)?.slice(11, 19)} UTC)`;
}

/** "4 queries (TXT debug.opendns.com)", "2 SYNs". */
function requestsText({ kind, frames, questions }: Requests): string {
  const what =
    kind === 'query' ? count(frames.length, 'query', 'queries') : count(frames.length, 'SYN');
  return questions.length === 0 ? what : `${what} (${listSome(questions, QUESTIONS_NAMED)})`;
}

/** What came back, after what was sent. */
function withReplies({ answers, resets, errors }: Replies): string {
  return [
    ...(answers.length > 0 ? [`with ${count(answers.length, 'answer')}`] : []),
    ...(resets.length > 0
      ? [
          `answered by ${resets.length === 1 ? 'an RST' : `${resets.length} RSTs`} (${framesText(resets)})`,
        ]
      : []),
    ...(errors.length > 0
      ? [`refused by ${count(errors.length, 'ICMP error')} (${framesText(errors)})`]
      : []),
  ].join(', ');
}

function repliesText({ answers, resets, errors }: Replies): string {
  return [
    ...(answers.length > 0 ? [count(answers.length, 'answer')] : []),
    ...(resets.length > 0 ? [count(resets.length, 'RST')] : []),
    ...(errors.length > 0 ? [count(errors.length, 'ICMP error')] : []),
  ].join(' and ');
}

/** `2 of 2 probing events during the capture have their packets within a second`. */
function fitText({ of, matched, inside, areProbes }: Fit): string {
  if (of === 'packets') {
    return `at ${matched} of ${inside} seconds with the capture's packets the log has ${areProbes ? 'a probing event' : 'an event'}`;
  }
  const kind = areProbes ? 'probing event' : 'event';
  const events = inside === 1 ? `the one ${kind}` : `${matched} of ${inside} ${kind}s`;
  const [have, their] = inside === 1 ? ['has', 'its'] : ['have', 'their'];
  const when = areProbes ? 'within a second' : `at ${their} time or in the seconds before`;
  return `${events} during the capture ${have} ${their} packets ${when}`;
}

/** A capture in which something works that fails in another. */
export interface WorksElsewhere {
  capture: string;
  /** Milliseconds by which it began later; null where that is not known. */
  later: number | null;
  /** Who asks there, where that is told; null where it is the same client. */
  client: { readonly others: readonly AddressWords[] | null } | null;
  /** How many services were asked for, those that work, and how many fail there, too. */
  asked: number;
  works: readonly ComparedName[];
  failing: number;
  /** How the two networks stand to each other. */
  relation: 'same' | 'perhaps-same' | 'different' | 'unknown';
  /** Whether a client has the same address; null where addresses do not tell. */
  isSameClient: boolean | null;
  confidence: Confidence;
}

const SAME_TIME = 1_000;

function whenText(later: number): string {
  if (Math.abs(later) < SAME_TIME) return 'at the same time';
  return `${duration(Math.abs(later) * 1_000)} ${later < 0 ? 'earlier' : 'later'}`;
}

function clientText({ others }: NonNullable<WorksElsewhere['client']>): string {
  if (others === null) return 'from the same client address';
  return `from another client address (${listSome(
    others.map((client) => formatAddress(...client)),
    FEW_NAMED,
  )})`;
}

/** "the same works", or how much of it does and what becomes of the rest. */
function whatWorksText({ asked, works, failing }: WorksElsewhere): string {
  if (works.length === asked) return 'the same works';
  const names = listSome(
    works.map((service) => `${comparedTitle(service)} ${service.protocol} ${service.port}`),
    FEW_NAMED,
  );
  const unknown = asked - works.length - failing;
  const rest = [
    ...(failing > 0 ? [`${failing} ${failing === 1 ? 'fails' : 'fail'} there, too`] : []),
    ...(unknown > 0 ? [`of ${unknown} it does not tell`] : []),
  ].join(', and ');
  return `${works.length} of ${asked} services that fail here ${works.length === 1 ? 'works' : 'work'} (${names}; ${rest})`;
}

/** What it says that it works there. */
function meaningText(elsewhere: WorksElsewhere): string {
  const { relation, works, asked, confidence, isSameClient } = elsewhere;
  if (relation === 'unknown') return 'whether that is another network, the captures do not tell';
  if (relation === 'different') {
    const these = works.length === asked ? '' : works.length === 1 ? 'for it, ' : 'for them, ';
    return `${these}what differs between the two networks is ${hedge(confidence)}the cause, if both captures are of the same PC`;
  }
  const causes = [
    ...(relation === 'same' ? [] : ['they are of two networks all the same']),
    ...(isSameClient === false ? ['the PCs differ'] : []),
    'something was changed between the two',
  ];
  return `${causes.join(', ')}, or the failure comes and goes`;
}

/** What is put together beside whole sentences. */
export const caseParts = { subjectText };

/** A case: what packets, logs, look-ups and other captures say together. */
export const cases = {
  'log-and-packets': ({
    time,
    event,
    isWhole,
    requests,
    replies,
    isJudged,
  }: Told & {
    time: LogTime;
    /** Whether the packets that are known are all there are. */
    isWhole: boolean;
    requests: Requests;
    replies: Replies;
    isJudged: boolean;
  }) => {
    const without = isJudged
      ? `which ${requests.frames.length === 1 ? 'has' : 'have'} no answer`
      : 'without an answer in this capture';
    return `At ${clockTime(time)} the client ${event}; before it the capture has ${isWhole ? '' : 'at least '}${requestsText(requests)} in ${framesText(requests.frames)}, ${withReplies(replies) || without}.`;
  },
  'log-says-so-again': ({ number, last }: Amount & { last: LogTime }) =>
    `The log says so ${count(number, 'more time', 'more times')} during the capture, the last at ${clockTime(last)}.`,
  'log-of-other-family': ({ event, family, time }: Told & { family: IpFamily; time: LogTime }) =>
    `Over ${familyText(family)} the client ${event} too, at ${clockTime(time)}; the capture has no packet to any of its servers of that family.`,

  'works-elsewhere': (elsewhere: WorksElsewhere) => {
    const { capture, later, client, relation } = elsewhere;
    const circumstances = [
      ...(later === null ? [] : [whenText(later)]),
      ...(relation === 'different' || client === null ? [] : [clientText(client)]),
    ].join(' and ');
    const place = `In ${capture}${circumstances === '' ? '' : `, ${circumstances}`}`;
    return `${place}, ${whatWorksText(elsewhere)}: ${meaningText(elsewhere)}.`;
  },
  'works-in-further-captures': ({ number }: Amount) =>
    `In ${number} further ${number === 1 ? 'capture' : 'captures'} it works, too, at least in part.`,
  'nearest-compared': ({ number }: Amount) =>
    `Compared with ${count(number, 'capture')} in which some of it answers, the nearest in time; there are more.`,

  'log-event-at': ({ event, family, local }: Told & { family: IpFamily | null; local: number }) =>
    `The client ${event}${family === null ? '' : ` over ${familyText(family)}`}: ${atText(local)} by its own clock.`,
  'log-disagrees': ({ function: fn, capture }: { function: ProfileFunction; capture: string }) =>
    `The client's log says that ${failText([fn])}, while servers of it answer in ${capture}`,
  'server-answered-before': ({
    server,
    protocol,
    port,
    frame,
  }: {
    server: AddressWords;
    protocol: 'tcp' | 'udp';
    port: number;
    frame: number;
  }) =>
    `Before it ${formatAddress(...server)} answered on ${protocol.toUpperCase()} ${port} in the capture (frame ${frame}): the network let these packets through.`,
  'look-at-client': () =>
    'Look at the PC: local firewall or antivirus, another VPN client, a proxy setting, the client itself.',
  'check-same-pc': () => 'Check that log and capture are of the same PC and the same time.',
  'log-says-failed': ({ function: fn, local }: { function: ProfileFunction; local: number }) =>
    `The client's log says that ${fn.title} failed at ${atText(local)}`,
  'capture-with-log': () =>
    "Capture on the PC's outgoing interface while the client tries, and judge the capture together with this log.",
  'firewall-must-allow': ({ what }: { what: string }) =>
    `If a firewall blocks this, it must allow: ${what}.`,
  'firewall-must-allow-opening': ({ opening }: { opening: ProfileOpening }) =>
    `If a firewall blocks this, it must allow: ${openingText(opening)}.`,
  'no-capture-in-case': () =>
    'There is no capture in the case: a log alone cannot tell a firewall that drops from one that rejects, or from a server that is down.',
  'dateless-list': () =>
    'The packet list has times without a date, so the log could not be compared with it: export it again with the times as Date and Time of Day.',
  'clock-not-known': () =>
    "How the log's clock stands to the captures' is not known, so no packets could be compared with it.",
  'no-packet-at-that-time': ({ function: fn }: { function: ProfileFunction }) =>
    `The capture has no packet to the ${fn.serverTitle} at that time: if it is of that PC, none left it, as where a firewall or security program on the PC itself keeps them.`,
  /** @param time milliseconds UTC */
  'time-not-covered': ({ time }: { time: number }) =>
    `No capture covers that time (${isoText(time)}).`,
  'log-status': ({
    function: fn,
    family,
    event,
    local,
  }: Told & { function: ProfileFunction; family: IpFamily | null; local: number }) =>
    `${subjectText(fn, family)}: the client ${event}, ${atText(local)}`,

  'logs-confirm': ({ isProbable }: { isProbable: boolean }) =>
    `The client's log tells of the same${isProbable ? ', probably' : ''} at the same time.`,
  'all-captures-answered': ({ number }: Amount) =>
    `In all ${number} captures what was asked for answered.`,
  'logs-without-failure': () =>
    'The logs tell of no failure that lasted, and there is no capture: there is nothing to judge.',
  'nothing-in-case': () =>
    'There is neither a capture nor a log that can be read: there is nothing to judge.',

  'packets-to-servers': ({
    requests,
    replies,
    servers,
    serverTitle,
    protocol,
    port,
    isJudged,
    stage,
  }: {
    /** Null where only replies are known. */
    requests: Requests | null;
    replies: Replies;
    servers: readonly AddressWords[];
    serverTitle: string;
    protocol: 'tcp' | 'udp';
    port: number;
    isJudged: boolean;
    /** At which what was answered fails all the same. */
    stage: Stage | null;
  }) => {
    const title = servers.length === 1 ? singular(serverTitle) : serverTitle;
    const addresses = servers.map((server) => formatAddress(...server));
    const whom = `${title === '' ? '' : `the ${title} `}${listSome(addresses, ADDRESSES_NAMED)}, ${protocol.toUpperCase()} ${port}`;
    const back = repliesText(replies);
    if (requests === null) return `${back} from ${whom}`;
    const became =
      back === ''
        ? `no answer${isJudged ? '' : ' here'}`
        : `${back}${stage === null ? '' : `; it fails ${stages[stage]}`}`;
    return `${requestsText(requests)} to ${whom}: ${became}`;
  },
  'log-event': ({ event, number, until }: Told & Amount & { until: number }) =>
    `the client ${event}${number === 1 ? '' : `, ${count(number, 'time')} until ${logTimeText(until)}`}`,

  'give-log-zone': () => 'Give the zone of the PC with --log-time-zone.',
  'list-without-date': () =>
    'The times of the packet list have no date, so no line of a log can be put beside its packets: export it again with the times as "Date and Time of Day" (in Wireshark: View, Time Display Format).',
  'list-without-zone': () => 'The times of the packet list do not say of which zone they are.',
  'no-capture-for-log': () => 'There is no capture to compare the log with.',
  'log-without-times': () => 'The log has no event with a time.',
  'captures-are-empty': () => 'No capture has packets.',
  'no-packet-for-log': () =>
    'No packet that was looked at goes to the servers that the log is about.',
  /** @param zone seconds ahead of UTC; @param skew seconds that the clock is ahead of the zone's */
  'clock-is-skewed': ({ zone, skew }: { zone: number; skew: number }) =>
    `${Math.abs(skew)} seconds ${skew > 0 ? 'ahead of' : 'behind'} ${zoneText(zone)}: the capture was taken by another clock.`,
  'log-fits': ({ fit, logs }: { fit: Fit; logs: number }) =>
    `${capitalized(fitText(fit))}${logs === 1 ? '' : ` (of ${logs} logs)`}.`,
  'as-another-log': ({ fit }: { fit: Fit | null }) =>
    `As another log of the case: ${fit === null ? 'this log has no event during the capture by which it could be told' : fitText(fit)}.`,
  /** @param shifts seconds ahead of UTC */
  'several-zones-fit': ({ shifts }: { shifts: readonly number[] }) => {
    const names = shifts.toSorted((one, other) => one - other).map(zoneText);
    const listed = names.length > ZONES_NAMED ? listSome(names, ZONES_NAMED) : names.join(', ');
    return `The captures' packets fit its events by ${listed} alike.`;
  },
  'steady-rhythm': ({ shift }: { shift: number }) =>
    `${zoneText(shift)} fits, but so do many offsets that no time zone has: the client asks in a steady rhythm.`,
  'no-event-in-captures': () => 'By no time zone has it events during the captures.',
  'no-zone-fits': () => 'By no time zone do its events have the packets of the captures.',
  'zone-given': () => '--log-time-zone says so.',
  'list-fits-too': ({ fit }: { fit: Fit }) => `The packet list fits by it, too: ${fitText(fit)}.`,
  'taken-for-utc': () => 'They are taken for UTC.',
  /** @param given seconds ahead of UTC; @param list those of the packet list */
  'list-is-of-zone': ({ given, list: own }: { given: number; list: number }) =>
    `--log-time-zone says ${zoneText(given)}: so the packet list, whose times do not say of which zone they are, is of ${zoneText(own)}.`,
};
