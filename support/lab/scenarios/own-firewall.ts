// The packet filter of the computer that captures.

import { ipv4Only, type Scenario } from '../scenario.ts';
import { portal, portalIs, portalServer } from './tcp-dropped.ts';

export const ownFirewall: Scenario[] = [
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
