// TCP that a firewall refuses: by RST in the server's name, by ICMP in its own.

import { both, forward, type Scenario } from '../scenario.ts';
import { portal } from './tcp-dropped.ts';

export const tcpRejected: Scenario[] = [
  both((family) => ({
    name: 'tcp-reject-reset',
    about: 'The firewall answers SYNs to one web service with RST.',
    servers: [{ kind: 'tls', address: family.web(20), port: 443 }],
    commands: [
      forward(`${family.ip} daddr ${family.web(20)} tcp dport 443 counter reject with tcp reset`),
    ],
    tasks: [{ ...portal(family, 'fails', 'ECONNREFUSED'), attempts: 6 }],
    endpoints: [
      {
        server: family.web(20),
        port: 443,
        protocol: 'tcp',
        verdict: 'reject',
        patterns: ['syn-reset'],
      },
    ],
    others: 'answered',
    sees: [
      {
        filter: `${family.wireshark}.src == ${family.web(20)} and tcp.flags.reset == 1`,
        atLeast: 6,
      },
    ],
  })),
].flat();
