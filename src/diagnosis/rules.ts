import type { Confidence, Hypothesis } from '../evidence/verdict.ts';

/** What an observation weighs for (or, below 0, against) each hypothesis. */
export interface Rule {
  readonly code: string;
  readonly weights: Readonly<Partial<Record<Hypothesis, number>>>;
  /** Adds only to hypotheses that something else speaks for: it makes no case of its own. */
  readonly supportsOnly?: true;
  /** Hypotheses of which it allows no more than a confidence, whatever their lead. */
  readonly atMost?: Readonly<Partial<Record<Hypothesis, Confidence>>>;
}

/*
 * Weights add up like logarithms of odds: 1 is a hint, 2 is telling, 4 is strong, 6 is as good as
 * proof on its own. An observation's strength (0 to 1) scales them. Sources: nmap's port states
 * (https://nmap.org/book/man-port-scanning-techniques.html), Zeek's conn_state, RFC 792, 1122,
 * 1812, 4443, and "Global, Passive Detection of Connection Tampering" (SIGCOMM 2023) for resets
 * and stages.
 */
export const RULES: readonly Rule[] = [
  // It worked: nothing weighs more.
  { code: 'service-answered', weights: { answered: 7 } },
  { code: 'client-acknowledges', weights: { answered: 5, drop: -4 } },
  { code: 'handshake-completed', weights: { unreachable: -4, closed: -1 } },
  { code: 'late-answers', weights: { answered: 4, drop: -4 } },
  { code: 'dns-servfail', weights: { answered: 1 } },
  { code: 'dns-refused', weights: { answered: 1 } },

  // Silence: dropped, or nobody there (nmap: filtered). DNS always answers, so it says more.
  { code: 'dns-unanswered-retransmits', weights: { drop: 4.5, unreachable: 2.5 } },
  { code: 'dns-unanswered', weights: { drop: 2, unreachable: 0.5 } },
  { code: 'dns-answers-over-tcp', weights: { drop: 1, unreachable: -2 }, supportsOnly: true },
  { code: 'syn-only-retransmits', weights: { drop: 4, unreachable: 2 } },
  { code: 'syn-unanswered', weights: { drop: 0.8, unreachable: 0.5 } },
  { code: 'syn-ack-unacknowledged', weights: { drop: 5.5, unreachable: -2 } },
  // Loss by chance takes packets, not attempts: what is left of it points at a rule, weakly.
  { code: 'attempts-lost', weights: { drop: 3, unreachable: -1 } },
  // A client that stays below the limit works: no case against a service that mostly answers.
  { code: 'rate-limited', weights: { drop: 2 } },
  // A server that speaks QUIC answers an Initial (RFC 9000 §5.2); it may have stopped to offer it.
  { code: 'quic-unanswered-retransmits', weights: { drop: 3, unreachable: 1 } },
  { code: 'udp-unanswered', weights: { drop: 0.5, unreachable: 0.5 }, supportsOnly: true },

  // Handshake done, then the first data fails: a filter that reads it (SIGCOMM 2023, "post-ACK").
  { code: 'clienthello-dropped', weights: { drop: 6 } },
  { code: 'large-packets-dropped', weights: { drop: 6 } },
  { code: 'clienthello-reset', weights: { reject: 4, closed: 1.5 } },
  { code: 'first-data-dropped', weights: { drop: 4 } },
  { code: 'first-data-reset', weights: { reject: 1.5, closed: 2 } },
  { code: 'first-data-reset-ttl-differs', weights: { reject: 3 } },
  { code: 'first-data-reset-ttl-matches', weights: { closed: 2, reject: -1.5 } },
  { code: 'first-data-reset-ttl-unknown', weights: {}, atMost: { reject: 'low' } },
  {
    code: 'server-name-filtered',
    weights: { drop: 3, reject: 3, answered: -6 },
    supportsOnly: true,
  },

  // It worked, then failed (SIGCOMM 2023, "post-data"); weighs where most connections do so.
  { code: 'connection-stalled', weights: { drop: 4, answered: -5 } },
  { code: 'connection-reset-later', weights: { reject: 5, answered: -5 } },

  // The request got through: whatever happens then, the way out is open.
  { code: 'request-unanswered', weights: { answered: -6, drop: -4.5, closed: 1 } },
  // Only packets of one size, and only on the way back; a lossy link does it once, not every time.
  { code: 'server-data-dropped', weights: { drop: 5, answered: -5 } },

  // An answer that is not the server's: the more it looks like one, the more it weighs.
  { code: 'captive-portal', weights: { intercepted: 6, answered: -5 } },
  // Legal and common; but what resets such a connection is not the server, whatever its TTL.
  { code: 'tls-answered-near', weights: { reject: 2, closed: -2 }, supportsOnly: true },
  { code: 'dns-intercepted', weights: { intercepted: 6, answered: -5 } },
  { code: 'dns-answer-near', weights: { intercepted: 2.4, answered: -2 } },
  { code: 'dns-public-refused', weights: { intercepted: 3, answered: -3 } },
  // Two hosts under one address; load balancers differ in a hop or two, not in many.
  { code: 'dns-answer-ttl-differs', weights: { intercepted: 5, answered: -4 } },
  { code: 'dns-probe-denied', weights: { intercepted: 5, answered: -5 } },

  // Refused: by whom is for the rows below to say (nmap: closed; Zeek: REJ).
  { code: 'syn-reset', weights: { reject: 2, closed: 2 } },
  { code: 'reset-injected', weights: { reject: 6, closed: -2 } },
  { code: 'reset-ttl-matches', weights: { closed: 3 } },
  { code: 'reset-ttl-differs', weights: { reject: 4 } },
  { code: 'reset-ttl-initial', weights: { reject: 2.5 } },
  { code: 'reset-near-server', weights: { closed: 1.5 } },
  { code: 'reset-too-fast', weights: { reject: 3 } },
  { code: 'reset-delay-matches', weights: { closed: 2 } },
  // Some odd stacks do it too.
  { code: 'reset-repeats-syn', weights: { reject: 1 } },
  { code: 'reset-one-box', weights: { reject: 2 } },
  { code: 'reset-from-server-mac', weights: { closed: 5 } },
  { code: 'reset-same-host', weights: { closed: 4 } },
  { code: 'reset-within-host', weights: { reject: 6, closed: -2 } },

  // ICMP says it in words.
  { code: 'icmp-prohibited', weights: { reject: 7 } },
  { code: 'icmp-port-unreachable-by-other', weights: { reject: 6 } },
  { code: 'icmp-sender-unknown', weights: {}, atMost: { reject: 'low' } },
  { code: 'icmp-port-unreachable', weights: { closed: 6 } },
  { code: 'icmp-unreachable', weights: { unreachable: 6 } },

  // What the rest of the capture says.
  {
    code: 'others-answer',
    weights: { drop: 1, reject: 0.5, unreachable: -0.5 },
    supportsOnly: true,
  },
  { code: 'nothing-answers', weights: { drop: -1.5, unreachable: 1 }, supportsOnly: true },
  { code: 'server-answers-elsewhere', weights: { drop: 1, unreachable: -2 }, supportsOnly: true },
  {
    code: 'known-service',
    weights: { drop: 1, reject: 1, closed: -1, unreachable: -1 },
    supportsOnly: true,
  },

  // What a packet list does not show.
  {
    code: 'port-assumed',
    weights: {},
    atMost: {
      ...{ answered: 'medium', drop: 'medium', reject: 'medium' },
      ...{ closed: 'medium', intercepted: 'medium', unreachable: 'medium' },
    },
  },
  {
    code: 'port-assumed-mixed',
    weights: {},
    atMost: {
      ...{ answered: 'low', drop: 'low', reject: 'low' },
      ...{ closed: 'low', intercepted: 'low', unreachable: 'low' },
    },
  },
  { code: 'answerer-unknown', weights: {}, atMost: { answered: 'medium' } },

  // What the capture cannot carry: silence that may be the capture's own.
  { code: 'capture-ends-too-soon', weights: {} },
  { code: 'capture-many-connections', weights: {} },
  { code: 'capture-lost-packets', weights: { drop: -6, unreachable: -3 } },
  { code: 'capture-one-way', weights: { drop: -7, unreachable: -7 } },
  { code: 'capture-no-answers', weights: { drop: -7, unreachable: -7 } },
  { code: 'capture-short-packets', weights: { drop: -7, unreachable: -7 } },
  {
    code: 'capture-no-repeats',
    weights: { drop: -4, unreachable: -2 },
    atMost: { drop: 'low', unreachable: 'low' },
  },
  { code: 'capture-cut-short', weights: { drop: -5, unreachable: -3 } },
  { code: 'capture-clock-jumped', weights: { drop: -2, unreachable: -1 } },
  // More of the same silence makes it no surer: what a filter left out, it left out every time.
  { code: 'capture-exported', weights: {}, atMost: { drop: 'medium', unreachable: 'medium' } },
  { code: 'capture-exported-one-way', weights: { drop: -5, unreachable: -5 } },
  // It may have been refused, as loudly as can be: then nothing was dropped.
  {
    code: 'capture-errors-not-told',
    weights: { drop: -4, unreachable: -2 },
    atMost: { drop: 'low', unreachable: 'low' },
  },
];

/** A hypothesis with less than this is not worth a verdict. */
export const MINIMUM_SCORE = 2;
/** Lead over the runner-up below which the verdict is `inconclusive`. */
export const MINIMUM_MARGIN = 1;
export const MEDIUM_MARGIN = 2.5;
export const HIGH_MARGIN = 4;
