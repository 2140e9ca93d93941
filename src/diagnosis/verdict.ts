/** What became of an endpoint; `design.md`'s vocabulary. */
export type Verdict =
  | 'answered'
  | 'drop'
  | 'reject'
  | 'closed'
  | 'intercepted'
  | 'unreachable'
  | 'inconclusive';

/** What the rules weigh against each other; `inconclusive` is what is left where none wins. */
export type Hypothesis = Exclude<Verdict, 'inconclusive'>;

export type Confidence = 'high' | 'medium' | 'low';

/** Gravest first: the order of findings, and of the summary's choice. */
export const GRAVITY: readonly Verdict[] = [
  'drop',
  'reject',
  'intercepted',
  'unreachable',
  'closed',
  'inconclusive',
  'answered',
];

/** Verdicts that say something keeps the client from the service. */
export function isFailure(verdict: Verdict): boolean {
  return verdict !== 'answered' && verdict !== 'inconclusive';
}

/** Compares by gravity, for sorting. */
export function byGravity(one: Verdict, other: Verdict): number {
  return GRAVITY.indexOf(one) - GRAVITY.indexOf(other);
}

/** Verdicts in plain words, for `explain` and for sentences. */
export const VERDICT_EXPLANATIONS: Readonly<
  Record<Verdict, { readonly title: string; readonly meaning: string; readonly advice: string }>
> = {
  answered: {
    title: 'The service answered',
    meaning:
      'Requests were answered and the exchange went on: nothing in the network is in the way.',
    advice:
      'If the application fails all the same, look at certificates, log-in and proxy settings.',
  },
  drop: {
    title: 'A firewall drops the packets',
    meaning:
      "The client's packets (or the answers) vanish without a word: retransmissions into silence.",
    advice: 'Allow the destination, protocol and port on the firewall between client and Internet.',
  },
  reject: {
    title: 'A firewall rejects the packets',
    meaning:
      'Something other than the server refuses in its place, with a TCP RST or an ICMP error.',
    advice: 'Allow the destination, protocol and port on the device that rejects.',
  },
  closed: {
    title: 'The server itself refuses',
    meaning: 'The RST or ICMP port unreachable comes from the server: no service on that port.',
    advice: 'Start the service on the server, or correct address and port.',
  },
  intercepted: {
    title: "Something answers in the server's place",
    meaning: 'The answer does not come from the server that was asked.',
    advice: 'Look for DNS redirection or a transparent proxy on the network.',
  },
  unreachable: {
    title: 'There is no way to the server',
    meaning: 'Routing, not policy: no route, host down, or nobody has the address.',
    advice: "Check routes, VPN, the server's address, and that it is on.",
  },
  inconclusive: {
    title: 'The capture cannot tell',
    meaning:
      'What is in the capture fits more than one cause, or is too little to rest a verdict on.',
    advice:
      "Capture again on the client's own interface, for at least 30 seconds after the failure.",
  },
};
