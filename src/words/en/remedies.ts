import type { Difference } from '../../evidence/differences.ts';
import type { BetterCapture, LogPlace } from '../../evidence/evidence.ts';
import type { ProfileOpening } from '../../profiles/profile.ts';
import { escapeText } from '../../protocols/escape.ts';
import type { SentenceOf } from '../sentence.ts';
import { listSome } from './phrases.ts';
import { openingText, type Service, servicesText } from './services.ts';

const NAMES_NAMED = 4;

export interface Services {
  services: readonly Service[];
}

/** What a firewall's log names. */
export interface RuleToAsk {
  devices: readonly string[];
  rules: readonly string[];
  place: LogPlace | null;
}

/** The firewall that a rule belongs on, as far as the capture tells. */
export type WhereToAllow = keyof typeof WHERE;

const CAPTURE_AGAIN: Readonly<Record<BetterCapture, string>> = {
  'both-ways':
    "Capture again on the client's own interface without a capture filter, and save all packets, not those displayed: both directions are needed.",
  'whole-packets':
    'Capture again with whole packets: without a snap length (`tcpdump -s 0`; in Wireshark no “limit each packet”).',
  'all-packets':
    'Capture again so that no packet is lost: into a file without a live list (`dumpcap`, `tcpdump -w`), on a host with time to spare, with a larger buffer (`-B`).',
  'the-start':
    "Capture again from before the connection's start: its SYN says which side asks. For FTP's data connections the control connection (port 21) does, too.",
  'capture-itself':
    'Send the capture itself (pcapng) in place of a list: the list leaves out what would tell.',
  'servers-word':
    "Look at the server's log for these times. Where it is a proxy or load balancer, look behind it: what it asks may be down or dropped. The network lets the packets through.",
};

const WHERE = {
  'this-host': 'in the firewall or security software of the client itself',
  'server-end': "on the firewall at the server's end, the server's own included",
  between: 'on the firewall between the client and the Internet',
};

/** What to look for where connections with one trait fail, and others work. */
const PARTS: Readonly<Record<Difference['by'], string>> = {
  length:
    'Update the device on the way that cannot handle a ClientHello of more than one segment, or turn its inspection off (key shares against quantum computers, X25519MLKEM768, make it that long). Cross-check: turn these off in the client.',
  'source-port':
    'Look at the rules for the way back: an access list without state that lets answers through to some client ports only must allow all that clients use (1024 to 65535).',
  dscp: 'Look for a rule, a queue or a policer that goes by DSCP on the way, or have DSCP set to 0 at the edge of the network.',
  'server-name': "Look for a URL or application filter that goes by the server's name.",
  client:
    'Look for an application filter that goes by the shape of the ClientHello (JA3, JA4): it takes one client program for another, or for malware. The names of the server are not what it goes by.',
  alpn: 'Look for an application filter that goes by the application protocol (ALPN), such as HTTP/2.',
  smb: 'One version of SMB is blocked or switched off: use the other one (SMB1 is best left off).',
  'query-type':
    'Look for a DNS filter or inspection that drops queries of that type; every type must have an answer, if an empty one.',
  ecn: 'Look for an old firewall that drops SYNs with ECN (RFC 3168), or turn ECN off in the client.',
  'fast-open':
    'Look for a firewall that drops SYNs with fast open (RFC 7413), or turn it off in the client.',
  timestamps:
    'Look for a device that drops by TCP timestamps: several hosts behind one address translation have clocks of their own, and a server that compares them (tcp_tw_recycle) ignores some.',
  time: 'See what changed between the connections that work and those that fail.',
};

/** What to do about a finding: a line each. */
export const remedies = {
  'let-icmp-through': () =>
    'Let ICMP "fragmentation needed" (3/4) and ICMPv6 "packet too big" (2) through the firewalls on the way.',
  'let-fragments-through': () =>
    'Let IP fragments of these packets through the firewalls, NAT and load balancers on the way.',
  'avoid-fragments': () =>
    'Or make the requests fit into one packet: IKEv2 fragmentation (RFC 7383) on both ends, or a shorter chain of certificates.',
  'lower-mtu': () =>
    'Or lower the MTU of the PC, or clamp the MSS, to what the smallest link (a tunnel, a VPN) takes.',
  'longer-idle-time-out': () =>
    'Let the firewall keep connections without packets for longer (its idle time-out).',
  'keep-alives': () =>
    'Or have the application or the operating system send keep-alives more often than that (TCP keep-alive, RFC 9293 §3.8.4).',
  'nothing-to-allow': () => 'The address and port are open: there is nothing to allow for them.',
  'look-for-prevention': ({ services }: Services) =>
    `Look for intrusion prevention, an application filter or a connection limit for ${servicesText(services)} on the firewall: the port itself is open.`,
  'allow-names': ({ names }: { names: readonly string[] }) =>
    `Allow the server name ${listSome(names, NAMES_NAMED)} in the firewall's URL, TLS or application filter: the port itself is open.`,
  'try-other-name': () =>
    'A try of another name at the same address tells whether the filter goes by the name.',
  'look-for-part': ({ by }: { by: Difference['by'] }) => PARTS[by],
  'look-for-filter': ({ services }: Services) =>
    `Look for a URL filter, application filter or intrusion prevention for ${servicesText(services)} on the firewall: the port itself is open.`,
  'look-for-limit': ({ services }: Services) =>
    `Look for a limit on connections or queries to ${servicesText(services)} on the firewall and on the server: the port itself is open.`,
  'or-broken-way': () =>
    'Or for one of several ways, or of several servers behind the address, that is broken.',
  'look-at-way-back': ({ services }: Services) =>
    `Look at the way back, from server to client: the requests arrive (${servicesText(services)}), the answers are dropped.`,
  'way-back-causes': () =>
    'Usual causes: the answers take another way than the requests (asymmetric routes), past a firewall that keeps state; or a firewall on the client itself.',
  'allow-between': ({ services }: Services) =>
    `Allow ${servicesText(services)} on the firewalls between client and server, the server's own included.`,
  /** The product's own line. */
  'allow-line': ({ line }: { line: string }) => `Allow ${line}.`,
  /** What the product needs. */
  'allow-opening': ({ opening }: { opening: ProfileOpening }) => `Allow ${openingText(opening)}.`,
  'allow-services': ({ services, where }: Services & { where: WhereToAllow }) =>
    `Allow ${servicesText(services)} ${WHERE[where]}.`,
  /** @param capture its name, where there are several */
  'in-this-capture': ({ services, capture }: Services & { capture?: string }) =>
    `In ${capture ?? 'this capture'} it is ${servicesText(services)}.`,
  /** @param line of the log that has it, or null */
  'ask-for-rule': ({ devices, rules, services, place }: Services & RuleToAsk) =>
    `Ask the operator of ${devices.length === 0 ? 'the firewall' : `the firewall ${listSome(devices.map(escapeText), NAMES_NAMED)}`} to allow ${servicesText(services)}${rules.length === 0 ? '' : `: the rule that refuses is “${listSome(rules.map(escapeText), NAMES_NAMED)}”`}${place === null ? '' : ` (line ${place.line} of ${escapeText(place.file)})`}.`,
  'device-names-itself': ({ devices }: { devices: readonly string[] }) =>
    `The rejecting device is ${listSome(devices, NAMES_NAMED)}.`,
  'allow-media': () =>
    'Allow the range of UDP ports that the phones, or their provider, use for RTP, both ways; the port above is that of one call.',
  'quic-falls-back': () =>
    'Nothing breaks without it: browsers fall back to TCP 443. It costs them a moment at each new server.',
  'smb-goes-on': () =>
    'File sharing (SMB) does not need it: the same client is served on TCP 445. Only what speaks NetBIOS alone misses TCP 139.',
  /** Of no use to who has done it. */
  'cross-check': () =>
    'Cross-check: connect the PC to another open network (hotspot); if it works there, this network is the cause.',
  'look-at-server': () =>
    'Look at the server: is the service running, and is the port right? The network lets the packets through.',
  'log-in-to-portal': () =>
    'Open a web browser on the PC and log in to the network (hotel, guest or hotspot page), then try again.',
  'look-for-redirection': () => 'Look for DNS redirection or a transparent proxy on the network.',
  'look-for-loop': () =>
    'Look for a routing loop: traceroute shows routers between which the packets go back and forth.',
  'same-way-both-ways': () =>
    'Let both directions pass the same firewall (asymmetric routes), or turn off that it changes TCP sequence numbers for this traffic.',
  'hairpin-nat': () =>
    'Let the router translate the source address as well (hairpin NAT, NAT loopback), or let inside clients resolve the name to the inside address (split DNS).',
  'check-routes': () => "Check routes, VPN, the server's address, and that the server is on.",
  'capture-at-two-places': () =>
    'Capture at a second place at the same time, on the outside of the firewall or at the server: it shows who answers, or where the packets vanish.',
  'capture-again': ({ better }: { better: BetterCapture }) => CAPTURE_AGAIN[better],
  'capture-longer': () =>
    "Capture again on the client's own interface while the failure happens, and let it run for at least 30 seconds.",
};

export type Remedy = SentenceOf<typeof remedies>;
