// QUIC beside TCP. Its datagrams have QUIC's outside only; see quic.ts.

import {
  both,
  type ClientTask,
  type Family,
  forward,
  ipv4Only,
  type Scenario,
} from '../scenario.ts';
import { portal, portalServer } from './tcp-dropped.ts';

function browser(family: Family, expect: ClientTask['expect']): ClientTask[] {
  return [
    {
      id: 'QUIC',
      kind: 'quic',
      address: family.web(20),
      port: 443,
      attempts: 2,
      timeout: 9,
      expect,
    },
    { ...portal(family, 'works'), id: 'TCP instead', start: 1.3, attempts: 4, pause: 4 },
  ];
}

const mayAbstain = {
  mayAbstain: true,
  reason: 'A server that has no QUIC may be silent, too.',
} as const;

export const quic: Scenario[] = [
  both((family) => ({
    name: 'quic-drop',
    about: 'The firewall drops QUIC (UDP 443); TCP 443 of the same server works.',
    servers: [portalServer(family), { kind: 'quic', address: family.web(20), port: 443 }],
    commands: [forward(`${family.ip} daddr ${family.web(20)} udp dport 443 counter drop`)],
    tasks: browser(family, 'fails'),
    endpoints: [
      { server: family.web(20), port: 443, protocol: 'udp', verdict: 'drop', ...mayAbstain },
    ],
    others: 'answered',
    sees: [{ filter: 'udp.dstport == 443 and frame.len > 1200', atLeast: 8 }],
  })),
  both((family) => ({
    name: 'quic-reject',
    about: 'The firewall refuses QUIC (UDP 443) by ICMP; TCP 443 of the same server works.',
    servers: [portalServer(family), { kind: 'quic', address: family.web(20), port: 443 }],
    commands: [
      forward(
        `${family.ip} daddr ${family.web(20)} udp dport 443 counter reject with ${family.icmp} type admin-prohibited`,
      ),
    ],
    tasks: browser(family, 'fails').map((task) => ({ ...task, attempts: 5 })),
    endpoints: [{ server: family.web(20), port: 443, protocol: 'udp', verdict: 'reject' }],
    others: 'answered',
    sees: [{ filter: `${family.icmp}.type == ${family.ipv6 ? 1 : 3}`, atLeast: 4 }],
  })),
  ipv4Only((family) => ({
    name: 'quic-works',
    about: 'QUIC (UDP 443) and TCP 443 of one server both work.',
    servers: [portalServer(family), { kind: 'quic', address: family.web(20), port: 443 }],
    tasks: browser(family, 'works').map((task) => ({ ...task, attempts: 5 })),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'udp.srcport == 443', atLeast: 10 }],
  })),
].flat();
