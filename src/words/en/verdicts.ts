import type { Stage, Verdict } from '../../evidence/verdict.ts';
import type { Explanation } from '../explanation.ts';

/** Verdicts in plain words. */
export const verdicts: Readonly<Record<Verdict, Explanation>> = {
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

/** Stages, for a cell of a table. */
export const stages: Readonly<Record<Stage, string>> = {
  question: 'the question',
  'after-syn': 'after the SYN',
  'after-handshake': 'after the handshake',
  'after-server-name': 'after the server name',
  'after-large-packets': 'after large packets',
  later: 'later, in mid-exchange',
};
