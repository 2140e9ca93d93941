// A filter that reads the server name of a ClientHello, or the Host of an HTTP request.

import {
  both,
  type Command,
  type Family,
  ipv4Only,
  type Place,
  type Scenario,
} from '../scenario.ts';
import { portal, portalIs, portalServer } from './tcp-dropped.ts';

const NAME = 'portal-20.example.net';

/** nftables has no search in the payload; iptables has. */
function whereNamed(family: Family, target: string, port = 443, at: Place = 'firewall'): Command {
  const program = family.ipv6 ? 'ip6tables' : 'iptables';
  return {
    at,
    run: `${program} -A FORWARD -p tcp --dport ${port} -m string --string ${NAME} --algo bm -j ${target}`,
  };
}

function otherName(family: Family) {
  return {
    ...portal(family, 'works'),
    id: 'other name at the same address',
    serverName: 'shop-20.example.net',
    start: 2,
    attempts: 3,
    pause: 4,
  } as const;
}

const hello = (family: Family): string =>
  `${family.wireshark}.dst == ${family.web(20)} and tls.handshake.extensions_server_name == "${NAME}"`;
const reset = 'REJECT --reject-with tcp-reset';

export const names: Scenario[] = [
  both((family) => ({
    name: 'name-drop',
    about: 'The firewall drops ClientHellos with one server name.',
    servers: [portalServer(family)],
    commands: [whereNamed(family, 'DROP')],
    tasks: [portal(family, 'fails', 'timeout in handshake')],
    endpoints: [portalIs(family, 'drop')],
    others: 'answered',
    sees: [
      { filter: hello(family), atLeast: 3 },
      {
        filter: `${family.wireshark}.dst == ${family.web(20)} and tcp.analysis.retransmission`,
        atLeast: 6,
      },
    ],
  })),
  ipv4Only((family) => ({
    name: 'name-drop-shared',
    about:
      'The firewall drops ClientHellos with one server name; another at the same address works.',
    servers: [portalServer(family)],
    commands: [whereNamed(family, 'DROP')],
    tasks: [portal(family, 'fails', 'timeout in handshake'), otherName(family)],
    endpoints: [portalIs(family, 'drop')],
    others: 'answered',
    sees: [
      { filter: hello(family), atLeast: 3 },
      {
        filter: `${family.wireshark}.dst == ${family.web(20)} and tcp.analysis.retransmission`,
        atLeast: 6,
      },
    ],
  })),
  both((family) => ({
    name: 'name-reset',
    about: 'The firewall answers ClientHellos with one server name by RST.',
    servers: [portalServer(family)],
    commands: [whereNamed(family, reset)],
    tasks: [{ ...portal(family, 'fails', 'ECONNRESET'), attempts: 5 }],
    endpoints: [portalIs(family, 'reject')],
    others: 'answered',
    sees: [
      { filter: hello(family), atLeast: 5 },
      {
        filter: `${family.wireshark}.src == ${family.web(20)} and tcp.flags.reset == 1`,
        atLeast: 5,
      },
    ],
  })),
  ipv4Only((family) => ({
    name: 'name-reset-shared',
    about:
      'The firewall answers ClientHellos with one server name by RST; another name there works.',
    servers: [portalServer(family)],
    commands: [whereNamed(family, reset)],
    tasks: [{ ...portal(family, 'fails', 'ECONNRESET'), attempts: 5 }, otherName(family)],
    endpoints: [portalIs(family, 'reject')],
    others: 'answered',
    sees: [
      {
        filter: `${family.wireshark}.src == ${family.web(20)} and tcp.flags.reset == 1`,
        atLeast: 5,
      },
    ],
  })),
  both((family) => ({
    name: 'name-reset-provider',
    about:
      "A filter at the server's provider resets one server name; the servers start with TTL 128.",
    servers: [portalServer(family)],
    commands: [
      {
        at: 'server',
        run: 'sysctl -q -w net.ipv4.ip_default_ttl=128 net.ipv6.conf.eth0.hop_limit=128 net.ipv6.conf.all.hop_limit=128',
      },
      whereNamed(family, reset, 443, 'edge'),
    ],
    tasks: [{ ...portal(family, 'fails', 'ECONNRESET'), attempts: 5 }],
    endpoints: [portalIs(family, 'reject')],
    others: 'answered',
    sees: [
      {
        filter: `${family.wireshark}.src == ${family.web(20)} and tcp.flags.reset == 1 and ${family.ipv6 ? 'ipv6.hlim' : 'ip.ttl'} < 64`,
        atLeast: 5,
      },
    ],
  })),
  ipv4Only((family) => ({
    name: 'host-drop',
    about: 'The firewall drops HTTP requests with one Host.',
    servers: [{ kind: 'http', address: family.web(20), port: 80 }],
    commands: [whereNamed(family, 'DROP', 80)],
    tasks: [{ ...portal(family, 'fails', 'timeout in response'), kind: 'http', port: 80 }],
    endpoints: [{ ...portalIs(family, 'drop'), port: 80 }],
    others: 'answered',
    sees: [{ filter: `${family.wireshark}.dst == ${family.web(20)} and tcp.len > 0`, atLeast: 9 }],
  })),
  ipv4Only((family) => ({
    name: 'host-reset',
    about: 'The firewall answers HTTP requests with one Host by RST.',
    servers: [{ kind: 'http', address: family.web(20), port: 80 }],
    commands: [whereNamed(family, reset, 80)],
    tasks: [{ ...portal(family, 'fails', 'ECONNRESET'), kind: 'http', port: 80, attempts: 5 }],
    endpoints: [{ ...portalIs(family, 'reject'), port: 80 }],
    others: 'answered',
    sees: [
      {
        filter: `${family.wireshark}.src == ${family.web(20)} and tcp.flags.reset == 1`,
        atLeast: 5,
      },
    ],
  })),
].flat();
