import type { BetterCapture, TooLittle } from '../../evidence/evidence.ts';
import type { Observation } from '../../evidence/table.ts';
import type { Hypothesis } from '../../evidence/verdict.ts';
import type { SentenceOf, SentenceTable } from '../sentence.ts';
import { evidenceText } from './evidence.ts';

/** What there is, in the words of a cause: "It fits … and …". */
const CAUSES: Readonly<Record<Hypothesis, string>> = {
  answered: 'a service that works',
  drop: 'a firewall that drops',
  reject: 'a firewall that rejects',
  closed: 'a server that refuses by itself',
  intercepted: "something that answers in the server's place",
  unreachable: 'a server that is down or has no route to it',
};

/** Why there is no verdict. */
const REASONS = {
  /** What was seen, where it takes support away: the capture cannot carry a verdict. */
  evidence: ({ seen }: { seen: Observation }) => evidenceText(seen),
  'one-syn': () =>
    'Only one SYN went without an answer, and the client did not ask again: a single lost packet looks the same.',
  'each-asked-once': () =>
    'Each query was sent only once: single lost packets, or a client that had its answer elsewhere, look the same.',
  'udp-needs-no-answer': () => 'Many protocols over UDP need no answer: silence says nothing here.',
  tie: ({ one, other }: { one: Hypothesis; other: Hypothesis }) =>
    `It fits ${CAUSES[one]} about as well as ${CAUSES[other]}.`,
  'exchange-unfinished': () =>
    'The capture shows neither an answer that the client took nor a failure.',
  'same-host': () =>
    'Client and server are one host: nothing is between them but its own packet filter, and what its programs do.',
  signed: () =>
    'The SYNs are signed (TCP MD5 or AO): a server without the same key drops them itself, as silently as a firewall.',
  'answers-for-other': () =>
    'It answers what was asked of another address; nobody asked it by this one.',
  unasked: () =>
    'Nobody in this capture asked it: it answers what somebody else sent in the name of this address (backscatter), or what was sent before the capture began.',
  trace: () =>
    'Only probes of a traceroute were sent, and no other port of that server was traced that goes further.',
  'one-direction': () => 'Only one direction was captured: the outcome is not in the capture.',
  'part-fails': () =>
    'Some of its connections failed after they were accepted; too few to say what does it.',
  'too-little-seen': () => 'What was seen is not enough to name a cause.',
} satisfies SentenceTable & Record<Exclude<TooLittle, 'this'>, () => string>;

export type Reason = SentenceOf<typeof REASONS>;

/** Keys: what it could be, in the order of the alphabet. */
const FIND_OUT: Readonly<Record<string, string>> = {
  'closed reject':
    "Try it from another network: where it is refused there too, the server refuses; where it answers, a firewall of this network does. The server's own log tells whether the request arrived.",
  'drop unreachable':
    "A longer capture on the client's own interface, with several tries; and try it from another network: where it answers there, this network drops.",
  'answered intercepted':
    'Ask the same of a server that nobody redirects, or from another network, and compare the answers.',
};

/** What would tell, where it is the capture that lacks something. */
const BETTER: Readonly<Record<BetterCapture, string>> = {
  'both-ways': 'A capture of both directions would tell.',
  'whole-packets': 'A capture of whole packets would tell.',
  'all-packets': 'A capture without losses would tell.',
  'the-start': 'A capture of its start would tell.',
  'capture-itself': 'The capture of which this is a list would tell.',
  'servers-word':
    "The server's own log would tell; where it is a proxy or load balancer, a capture behind it.",
};

/** Keys: the verdict, then what else it could be; the text is about the latter. */
const TELL_APART: Readonly<Record<string, string>> = {
  'drop unreachable':
    'The server could also be down or its address unused: try it from another network; if it answers there, this network drops.',
  'unreachable drop':
    'A firewall that drops would look alike: try it from another network; if it answers there, this network drops.',
  'reject closed':
    'The server itself could also refuse: try it from another network; if it is refused there too, look at the server.',
  'closed reject':
    "A firewall right before the server could also refuse in its name: the server's own log tells whether the request arrived.",
  'drop reject':
    'Both at once fits a firewall that resets TCP and is silent on UDP, as Cisco ASA and FTD do by default.',
  'reject drop':
    'Both at once fits a firewall that resets TCP and is silent on UDP, as Cisco ASA and FTD do by default.',
  'drop answered':
    'Some attempts were answered: a longer capture shows whether this is loss or a rule (such as a rate limit).',
  'reject answered':
    'Some attempts were answered: a longer capture shows whether the refusals follow a rule.',
};

/** What else it could be, and what would tell. */
const ALTERNATIVES = {
  /** Where there is no verdict: what would lead to one. */
  'find-out': ({
    favourite,
    runnerUp,
    better,
  }: {
    favourite: Hypothesis;
    runnerUp: Hypothesis | null;
    better: BetterCapture | null;
  }) => {
    if (better !== null) return BETTER[better];
    const both = runnerUp === null ? favourite : [favourite, runnerUp].sort().join(' ');
    return (
      FIND_OUT[both] ??
      "A longer capture on the client's own interface, with several tries, would tell."
    );
  },
  'refused-either-way': () =>
    'The log does not say whether the firewall dropped the packets or rejected them: a capture at the client shows whether a RST or an ICMP error comes back.',
  'tell-apart': ({ verdict, other }: { verdict: Hypothesis; other: Hypothesis }) =>
    TELL_APART[`${verdict} ${other}`] ??
    'A capture on the outside of the firewall at the same time, or the same try from another network, would tell.',
};

export type Alternative = SentenceOf<typeof ALTERNATIVES>;

/** What a judgement says beside its verdict and its evidence. */
export const judgement = { ...REASONS, ...ALTERNATIVES };
