import type { Verdict } from '../evidence/verdict.ts';
import { isPrivateAddress } from '../track/addresses.ts';
import { listSome } from '../words/en/phrases.ts';
import { rejectingDeviceOf } from './causes/rejecting-device.ts';
import { describeTarget, hasRemedy, type JudgedEndpoint } from './judged-endpoint.ts';

export const NAMES_NAMED = 4;

/** What to do about endpoints with one cause: lines for a list, the most useful first. */
export function remedy(verdict: Verdict, members: readonly JudgedEndpoint[]): string[] {
  const target = describeTarget(members);
  switch (verdict) {
    case 'drop':
    case 'reject': {
      if (members.every(losesLargePackets)) return LARGE_PACKETS_REMEDY;
      if (members.every(endsAfterIdle)) return IDLE_REMEDY;
      if (members.every(failsLater)) {
        return [
          `Look for intrusion prevention, an application filter or a connection limit for ${target} on the firewall: the port itself is open.`,
          CROSS_CHECK,
        ];
      }
      const names = filteredNames(members);
      if (names.length > 0) {
        const lines = [
          `Allow the server name ${listSome(names, NAMES_NAMED)} in the firewall's URL, TLS or application filter: the port itself is open.`,
        ];
        if (!members.every((member) => hasRemedy(member, 'server-name'))) {
          lines.push(
            'A try of another name at the same address tells whether the filter goes by the name.',
          );
        }
        return [...lines, CROSS_CHECK];
      }
      if (members.every(failsAfterHandshake)) {
        return [
          `Look for a URL filter, application filter or intrusion prevention for ${target} on the firewall: the port itself is open.`,
          CROSS_CHECK,
        ];
      }
      if (members.every(isPartlyAnswered)) {
        return [
          `Look for a limit on connections or queries to ${target} on the firewall and on the server: the port itself is open.`,
          'Or for one of several ways, or of several servers behind the address, that is broken.',
          CROSS_CHECK,
        ];
      }
      if (members.every(losesAnswers)) {
        return [
          `Look at the way back, from server to client: the requests arrive (${target}), the answers are dropped.`,
          'Usual causes: the answers take another way than the requests (asymmetric routes), past a firewall that keeps state; or a firewall on the client itself.',
        ];
      }
      if (members.every(isLocal)) {
        return [
          `Allow ${target} on the firewalls between client and server, the server's own included.`,
        ];
      }
      const functions = new Set(members.flatMap(({ match }) => match?.function ?? []));
      const lines = [...functions].flatMap((fn) => fn.remedy.map((line) => `Allow ${line}.`));
      lines.push(
        lines.length === 0
          ? `Allow ${target} ${whereToAllow(members)}.`
          : `In this capture it is ${target}.`,
      );
      const devices = new Set(members.flatMap((member) => rejectingDeviceOf(member) ?? []));
      if (devices.size > 0) {
        lines.push(`The device that rejects calls itself ${listSome([...devices], NAMES_NAMED)}.`);
      }
      if (members.every(isQuic)) lines.push(QUIC_REMEDY);
      if (!members.every(({ place }) => place?.code === 'server-end')) lines.push(CROSS_CHECK);
      return lines;
    }
    case 'closed':
      return [
        'Look at the server: is the service running, and is the port right? The network lets the packets through.',
      ];
    case 'intercepted':
      return [
        members.every(isPortal)
          ? 'Open a web browser on the PC and log in to the network (hotel, guest or hotspot page), then try again.'
          : 'Look for DNS redirection or a transparent proxy on the network.',
      ];
    case 'unreachable':
      return members.every(isRoutingLoop)
        ? [
            'Look for a routing loop: traceroute shows routers between which the packets go to and fro.',
          ]
        : ["Check routes, VPN, the server's address, and that the server is on."];
    default:
      // More of the same would be as undecided.
      if (members.every(({ judgement }) => judgement.reason?.code === 'tie')) {
        return [
          'Capture at a second place at the same time, on the outside of the firewall or at the server: it shows who answers, or where the packets vanish.',
        ];
      }
      return [
        "Capture again on the client's own interface while the failure happens, and let it run for at least 30 seconds.",
      ];
  }
}

/** Of no use to who has done it. */
export const CROSS_CHECK =
  'Cross-check: connect the PC to another open network (hotspot); if it works there, this network is the cause.';

const QUIC_REMEDY =
  'Nothing breaks without it: browsers fall back to TCP 443. It costs them a moment at each new server.';

const LARGE_PACKETS_REMEDY: string[] = [
  'Let ICMP "fragmentation needed" (3/4) and ICMPv6 "packet too big" (2) through the firewalls on the way.',
  'Or lower the MTU of the PC, or clamp the MSS, to what the smallest link (a tunnel, a VPN) takes.',
  'The address and port are open: there is nothing to allow for them.',
];

const IDLE_REMEDY: string[] = [
  'Let the firewall keep connections without packets for longer (its idle time-out).',
  'Or have the application or the operating system send keep-alives more often than that (TCP keep-alive, RFC 9293 §3.8.4).',
  'The address and port are open: there is nothing to allow for them.',
];

/** Connections that worked, and fail in mid-exchange. */
export function failsLater({ facts }: JudgedEndpoint): boolean {
  const { later } = facts;
  return later !== null && facts.silentAttempts + facts.refused + facts.stalledAttempts === 0;
}

function endsAfterIdle(endpoint: JudgedEndpoint): boolean {
  const { later } = endpoint.facts;
  if (later === null || !failsLater(endpoint)) return false;
  const failed = later.stalledConnections + later.resetConnections;
  return failed > 0 && later.stalledAfterIdle + later.resetAfterIdle === failed;
}

/** Everything that failed, failed by its size: on the way to the server, or on the way back. */
export function losesLargePackets(endpoint: JudgedEndpoint): boolean {
  const { stalledBySize, stalledAttempts, silentAttempts } = endpoint.facts;
  return (
    hasRemedy(endpoint, 'large-packets') &&
    stalledBySize === stalledAttempts &&
    silentAttempts === 0
  );
}

/** The port is open: handshakes complete, and what the client sends next is lost or refused. */
export function failsAfterHandshake({ facts }: JudgedEndpoint): boolean {
  return (
    facts.stalledAttempts + facts.resetAfterDataAttempts > 0 &&
    facts.silentAttempts === 0 &&
    facts.resets === null &&
    facts.icmpErrors.length === 0
  );
}

/** Some attempts are answered, others never. */
function isPartlyAnswered(endpoint: JudgedEndpoint): boolean {
  return hasRemedy(endpoint, 'limit');
}

/** The server's SYN/ACKs do not reach the client. */
function losesAnswers(endpoint: JudgedEndpoint): boolean {
  return (
    hasRemedy(endpoint, 'way-back') &&
    endpoint.facts.unacknowledgedAttempts === endpoint.facts.attempts
  );
}

const TIME_EXCEEDED = 11;
const TIME_EXCEEDED_IPV6 = 3;

/** Packets run out of hops on the way (RFC 792, RFC 4443 §3.3). */
function isRoutingLoop({ facts: { icmpErrors } }: JudgedEndpoint): boolean {
  return (
    icmpErrors.length > 0 &&
    icmpErrors.every(
      ({ version, type }) => type === (version === 4 ? TIME_EXCEEDED : TIME_EXCEEDED_IPV6),
    )
  );
}

/** On which firewall, as far as the capture tells where the refusal comes from. */
function whereToAllow(members: readonly JudgedEndpoint[]): string {
  const places = new Set(members.map(({ place }) => place?.code));
  const [place] = places.size === 1 ? places : [];
  if (place === 'this-host') return 'in the firewall or security software of the client itself';
  if (place === 'server-end')
    return "on the firewall at the server's end, the server's own included";
  return 'on the firewall between the client and the Internet';
}

/** QUIC Initials without an answer (RFC 9000); its user, HTTP/3, has TCP to fall back to. */
export function isQuic(endpoint: JudgedEndpoint): boolean {
  return hasRemedy(endpoint, 'quic');
}

export function isPortal(endpoint: JudgedEndpoint): boolean {
  return hasRemedy(endpoint, 'portal');
}

/** Server names whose TLS connections a filter keeps from going on. */
export function filteredNames(members: readonly JudgedEndpoint[]): string[] {
  const names = members.flatMap(({ facts }) =>
    facts.serverNames.filter(({ failures, works }) => failures > 0 && !works),
  );
  return [...new Set(names.map(({ name }) => name))];
}

function isLocal({ facts }: JudgedEndpoint): boolean {
  return isPrivateAddress(...facts.server);
}
