import { isPrivateAddress } from '../track/addresses.ts';
import { rejectingDeviceOf } from './causes/rejecting-device.ts';
import { hasPattern, type JudgedEndpoint } from './judged-endpoint.ts';
import { describeTarget, listSome } from './target-text.ts';
import type { Verdict } from './verdict.ts';

const NAMES_NAMED = 4;

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
        return [
          `Allow the server name ${listSome(names, NAMES_NAMED)} in the firewall's URL, TLS or application filter: the port itself is open.`,
          CROSS_CHECK,
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
        functions.size === 0
          ? `Allow ${target} on the firewall between the client and the Internet.`
          : `In this capture it is ${target}.`,
      );
      const devices = new Set(members.flatMap((member) => rejectingDeviceOf(member) ?? []));
      if (devices.size > 0) {
        lines.push(`The device that rejects calls itself ${listSome([...devices], NAMES_NAMED)}.`);
      }
      if (members.every(isQuic)) lines.push(QUIC_REMEDY);
      lines.push(CROSS_CHECK);
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
      return ["Check routes, VPN, the server's address, and that the server is on."];
    default:
      return [
        "Capture again on the client's own interface while the failure happens, and let it run for at least 30 seconds.",
      ];
  }
}

const CROSS_CHECK =
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

/** Everything that failed, failed by its size. */
export function losesLargePackets({ facts }: JudgedEndpoint): boolean {
  return (
    facts.stalledBySize > 0 &&
    facts.stalledBySize === facts.stalledAttempts &&
    facts.silentAttempts === 0
  );
}

/** QUIC Initials without an answer (RFC 9000); its user, HTTP/3, has TCP to fall back to. */
export function isQuic(endpoint: JudgedEndpoint): boolean {
  return hasPattern(endpoint, 'quic-unanswered-retransmits');
}

export function isPortal(endpoint: JudgedEndpoint): boolean {
  return hasPattern(endpoint, 'captive-portal');
}

/** Server names whose TLS connections a filter keeps from going on. */
function filteredNames(members: readonly JudgedEndpoint[]): string[] {
  const names = members.flatMap(({ facts }) =>
    facts.serverNames.filter(({ failures, works }) => failures > 0 && !works),
  );
  return [...new Set(names.map(({ name }) => name))];
}

function isLocal({ facts }: JudgedEndpoint): boolean {
  return isPrivateAddress(...facts.server);
}
