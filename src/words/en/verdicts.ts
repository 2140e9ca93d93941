import type { Confidence, Stage, Verdict } from '../../evidence/verdict.ts';
import { type Explanation, explained } from '../explanation.ts';

/** Verdicts in plain words. */
export const verdicts: Readonly<Record<Verdict, Explanation>> = {
  answered: explained(
    'The service answered',
    'Requests were answered and the exchange went on: no blocking was seen in this capture.',
    'If the application fails all the same, look at certificates, log-in and proxy settings.',
  ),
  drop: explained(
    'A firewall drops the packets',
    "The client's packets (or the answers) vanish silently: retransmissions get no answer.",
    'Allow the destination, protocol and port on the firewall between client and Internet.',
  ),
  reject: explained(
    'A firewall rejects the packets',
    'Something other than the server refuses in its place, with a TCP RST or an ICMP error.',
    'Allow the destination, protocol and port on the device that rejects.',
  ),
  closed: explained(
    'The server itself refuses',
    'The RST or ICMP port unreachable comes from the server: no service on that port.',
    'Start the service on the server, or correct address and port.',
  ),
  intercepted: explained(
    "Something answers in the server's place",
    'The answer does not come from the server that was asked.',
    'Look for DNS redirection or a transparent proxy on the network.',
  ),
  unreachable: explained(
    'The server is unreachable',
    'Routing, not policy: no route, host down, or nobody has the address.',
    "Check routes, VPN, the server's address, and that it is on.",
  ),
  inconclusive: explained(
    'The capture cannot tell',
    'What is in the capture fits more than one cause, or is too little to rest a verdict on.',
    "Capture again on the client's own interface, for at least 30 seconds after the failure.",
  ),
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

/** How sure a verdict is, in plain words. */
export const confidences: Readonly<Record<Confidence, Explanation>> = {
  certain: explained(
    'Shown, not inferred',
    'The device that did it says so itself, or both sides of it were captured.',
    'Nothing further needs to be found out.',
  ),
  high: explained(
    'The packets leave little room for another cause',
    'Of verdicts with this confidence, 98 of 100 are to be right on captures whose cause is known.',
    'Act on it; the report names the next most likely explanation.',
  ),
  medium: explained(
    'The likeliest of several causes',
    'Another cause would fit too; the report names it, and how to tell them apart.',
    'Check first what the report says would confirm it.',
  ),
  low: explained(
    'Hardly more than a guess',
    'The packets are few, or support two causes almost equally.',
    'Capture again as the report advises before anything is changed.',
  ),
};
