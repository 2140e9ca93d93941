// Services over UDP that are not DNS: QUIC beside TCP, a VPN. Its datagrams have QUIC's outside only; see quic.ts.

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
  ipv4Only((family) => ({
    name: 'vpn-drop',
    about: 'The firewall drops IKE (UDP 500) to a VPN gateway, whose TCP 443 works.',
    servers: [portalServer(family)],
    commands: [forward(`${family.ip} daddr ${family.web(20)} udp dport 500 counter drop`)],
    tasks: [
      {
        id: 'IKE_SA_INIT at 0, 2, 6 s',
        kind: 'command',
        run: `python3 -c "
import os, socket, struct, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('', 500)); s.settimeout(4)
spi = os.urandom(8)
packet = struct.pack('!8s8sBBBBII', spi, bytes(8), 33, 0x20, 34, 8, 0, 448) + os.urandom(420)
for pause in (2, 4, 4):
    s.sendto(packet, ('${family.web(20)}', 500)); time.sleep(pause)
s.recv(1)"`,
        attempts: 2,
        expect: 'fails',
        error: 'timed out',
      },
      { ...portal(family, 'works'), start: 2, attempts: 3, pause: 4 },
    ],
    endpoints: [
      {
        server: family.web(20),
        port: 500,
        protocol: 'udp',
        verdict: 'drop',
        mayAbstain: true,
        reason: 'A server that has no VPN may be silent, too.',
      },
    ],
    others: 'answered',
    sees: [{ filter: 'isakmp and udp.dstport == 500', atLeast: 6 }],
  })),
].flat();
