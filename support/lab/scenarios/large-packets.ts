// Full-sized packets that vanish while small ones pass.

import { both, forward, ipv4Only, type Scenario } from '../scenario.ts';
import { portal, portalIs, portalServer } from './tcp-dropped.ts';

export const largePackets: Scenario[] = [
  both((family) => ({
    name: 'large-drop-by-length',
    about:
      'The firewall drops packets over 1,400 bytes to one web service; its ClientHello is smaller.',
    capture: { format: 'pcapng.gz' },
    servers: [portalServer(family)],
    commands: [forward(`${family.ip} daddr ${family.web(20)} meta length > 1400 counter drop`)],
    tasks: [{ ...portal(family, 'fails', 'timeout in response'), upload: 4000, attempts: 2 }],
    endpoints: [portalIs(family, 'drop')],
    others: 'answered',
    sees: [
      {
        filter: `${family.wireshark}.dst == ${family.web(20)} and frame.len > 1414 and tcp.analysis.retransmission`,
        atLeast: 6,
      },
    ],
  })),
  both((family) => ({
    name: 'large-drop-path-mtu',
    about:
      'A link with MTU 1,280 behind the firewall, which keeps the ICMP that would tell to itself.',
    capture: { format: 'pcapng.gz' },
    servers: [portalServer(family)],
    commands: [
      { at: 'firewall', run: 'ip link set wan0 mtu 1280' },
      {
        at: 'firewall',
        run: `nft 'add rule inet lab output ${family.icmp} type ${family.ipv6 ? 'packet-too-big' : 'destination-unreachable'} counter drop'`,
      },
    ],
    tasks: [{ ...portal(family, 'fails', 'timeout in response'), upload: 4000, attempts: 2 }],
    endpoints: [portalIs(family, 'drop')],
    others: 'answered',
    sees: [
      {
        filter: `${family.wireshark}.dst == ${family.web(20)} and frame.len > 1294 and tcp.analysis.retransmission`,
        atLeast: 6,
      },
    ],
  })),
  both((family) => ({
    name: 'large-path-mtu-told',
    about: 'A link with MTU 1,280 behind the firewall, which says so by ICMP: all works.',
    capture: { format: 'pcapng.gz' },
    servers: [portalServer(family)],
    commands: [{ at: 'firewall', run: 'ip link set wan0 mtu 1280' }],
    tasks: [{ ...portal(family, 'works'), upload: 6000 }],
    endpoints: [],
    others: 'answered',
    sees: [{ filter: family.ipv6 ? 'icmpv6.type == 2' : 'icmp.type == 3 and icmp.code == 4' }],
  })),
  ipv4Only((family) => ({
    name: 'large-drop-answers',
    about: 'The firewall drops packets over 1,400 bytes that come from one web service.',
    capture: { format: 'pcapng.gz' },
    servers: [{ kind: 'http', address: family.web(20), port: 80, bytes: 5000 }],
    commands: [forward(`${family.ip} saddr ${family.web(20)} meta length > 1400 counter drop`)],
    tasks: [
      { ...portal(family, 'fails', 'timeout in response'), kind: 'http', port: 80, timeout: 7 },
    ],
    endpoints: [
      {
        ...portalIs(family, 'drop'),
        port: 80,
        mayAbstain: true,
        reason: 'Only gaps in what the server sends show it: its retransmissions are lost, too.',
      },
    ],
    others: 'answered',
    sees: [{ filter: 'tcp.analysis.lost_segment or tcp.analysis.duplicate_ack', atLeast: 3 }],
  })),
  ipv4Only((family) => ({
    name: 'mss-clamped',
    about: 'The firewall clamps the maximum segment size to 536: all works, in small pieces.',
    capture: { format: 'pcapng.gz' },
    servers: [{ ...portalServer(family), bytes: 5000 }],
    commands: [forward(`tcp flags & (syn | rst) == syn counter tcp option maxseg size set 536`)],
    tasks: [{ ...portal(family, 'works'), upload: 5000 }],
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tcp.options.mss_val == 536 and tcp.flags.ack == 1', atLeast: 3 }],
  })),
].flat();
