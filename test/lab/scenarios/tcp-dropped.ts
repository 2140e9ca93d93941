// TCP that a firewall swallows: on the way out, on the way back.

import { both, type ClientTask, type Family, forward, type Scenario } from '../scenario.ts';

/** An application that fails, and tries again. */
export function portal(family: Family, expect: ClientTask['expect'], error = ''): ClientTask {
  return {
    id: 'portal',
    kind: 'tls',
    address: family.web(20),
    port: 443,
    serverName: 'portal-20.example.net',
    resolver: family.siteResolver,
    start: 1,
    attempts: 3,
    pause: 2,
    timeout: 6,
    expect,
    error,
  };
}

export const tcpDropped: Scenario[] = [
  both((family) => ({
    name: 'tcp-drop-out',
    about: 'The firewall drops SYNs to one web service.',
    servers: [{ kind: 'tls', address: family.web(20), port: 443 }],
    commands: [forward(`${family.ip} daddr ${family.web(20)} tcp dport 443 counter drop`)],
    tasks: [portal(family, 'fails', 'timeout in connect')],
    endpoints: [
      {
        server: family.web(20),
        port: 443,
        protocol: 'tcp',
        verdict: 'drop',
        patterns: ['syn-only-retransmits'],
      },
    ],
    others: 'answered',
    sees: [
      { filter: `${family.wireshark}.dst == ${family.web(20)} and tcp.flags.syn == 1`, atLeast: 9 },
      { filter: `${family.wireshark}.src == ${family.web(20)}`, atMost: 0 },
    ],
  })),
].flat();
