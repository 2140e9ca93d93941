// The packet filter of the computer that captures.

import { forward, ipv4Only, type Scenario } from '../scenario.ts';
import { meanwhile } from './resets.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';
import { portal, portalIs, portalServer } from './tcp-dropped.ts';

const many = hosts(20, 22);

export const ownFirewall: Scenario[] = [
  broad((family) => ({
    name: 'own-agent-resets',
    about:
      "A security program resets connections beneath the capture: its frames have the client's own MAC address as sender.",
    servers: [everywhere(family, 'http', 80), everywhere(family, 'http', 8080)],
    commands: [
      forward(`ip daddr ${range(family, many)} tcp dport 8080 counter drop`),
      meanwhile(
        'switch',
        'resets.py --interface port1 --servers 203.0.113.0/25 --ports 8080 --frame-of 00:00:5e:00:53:20',
      ),
    ],
    tasks: [
      ...uses(family, many, 'http', 8080, 'fails', { error: 'ECONNREFUSED', attempts: 3 }),
      ...uses(family, many, 'http', 80, 'works', { start: 2 }),
    ],
    endpoints: are(family, many, 8080, 'reject'),
    others: 'answered',
    sees: [
      {
        filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1 and eth.src == 00:00:5e:00:53:20',
        atLeast: 60,
      },
    ],
  })),
  ipv4Only((family) => ({
    name: 'own-firewall-reject-unseen',
    about: "The client's own packet filter resets connections before the capture could see them.",
    servers: [portalServer(family)],
    commands: [
      {
        at: 'client',
        run: `nft 'add rule inet lab output ${family.ip} daddr ${family.web(20)} tcp dport 443 counter reject with tcp reset'`,
      },
    ],
    tasks: [{ ...portal(family, 'fails', 'ECONNREFUSED'), attempts: 5 }],
    endpoints: [],
    others: 'answered',
    sees: [{ filter: `${family.wireshark}.addr == ${family.web(20)}`, atMost: 0 }],
  })),
  ipv4Only((family) => ({
    name: 'own-firewall-reject-seen',
    about:
      'The client\'s own packet filter resets connections; on "any" the RST is seen, not the SYN.',
    servers: [portalServer(family)],
    commands: [
      {
        at: 'client',
        run: `nft 'add rule inet lab output ${family.ip} daddr ${family.web(20)} tcp dport 443 counter reject with tcp reset'`,
      },
    ],
    capture: { interface: 'any' },
    tasks: [{ ...portal(family, 'fails', 'ECONNREFUSED'), attempts: 5 }],
    endpoints: [
      portalIs(family, 'reject', {
        unasked: true,
        mayAbstain: true,
        reason: 'Only the RSTs are seen, not what they answer.',
      }),
    ],
    others: 'answered',
    sees: [
      {
        filter: `${family.wireshark}.src == ${family.web(20)} and tcp.flags.reset == 1`,
        atLeast: 5,
      },
    ],
  })),
  ipv4Only((family) => ({
    name: 'own-firewall-drop-answers',
    about: "The client's own packet filter drops the SYN/ACKs that the capture has already seen.",
    servers: [portalServer(family)],
    commands: [
      {
        at: 'client',
        run: `nft 'add rule inet lab input ${family.ip} saddr ${family.web(20)} tcp sport 443 counter drop'`,
      },
    ],
    tasks: [portal(family, 'fails', 'timeout in connect')],
    endpoints: [
      portalIs(family, 'drop', {
        accept: ['answered'],
        mayAbstain: true,
        reason: 'The server answers; what drops its answers is the capturing computer itself.',
      }),
    ],
    others: 'answered',
    sees: [
      { filter: `${family.wireshark}.src == ${family.web(20)} and tcp.flags.syn == 1`, atLeast: 6 },
    ],
  })),
].flat();
