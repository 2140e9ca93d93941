import type { AbsentNeighbor } from '../../evidence/absent-neighbors.ts';
import type { Difference } from '../../evidence/differences.ts';
import type { Scan } from '../../evidence/scans.ts';
import type { OneWayTunnel } from '../../evidence/tunnels.ts';
import type { Confidence } from '../../evidence/verdict.ts';
import type { ProfileFunction } from '../../profiles/profile.ts';
import { familyOf, formatAddress } from '../../protocols/address-text.ts';
import { differenceText, failingText } from './differences.ts';
import { count, duration, list, listSome } from './phrases.ts';
import { scanImpactText, scanRemedyText, scanScopeText, scanText } from './scans.ts';
import {
  type LookupSource,
  lookupText,
  type PortOfService,
  portText,
  type Service,
  servicesText,
} from './services.ts';

const NAMES_NAMED = 4;
const FEW_NAMED = 3;
const ADDRESSES_NAMED = 4;

/** A failure's services, and how sure its verdict is. */
export interface Failure {
  confidence: Confidence;
  services: readonly Service[];
}

/** One kind of connections fails, by what tells them from those that work. */
export interface PartFailure extends Failure {
  differences: readonly Difference[];
}

const PARTS_NAMED = 2;

function partText(differences: readonly Difference[]): string {
  return listSome([...new Set(differences.map(failingText))], PARTS_NAMED);
}

/** What somebody blocks by name, and for which reasons, in its own words. */
export interface PolicyBlocks extends Failure {
  /** '' where only its place or kind is known. */
  who: string;
  names: readonly string[];
  reasons: readonly string[];
}

function namesText(names: readonly string[], services: readonly Service[]): string {
  return names.length === 0 ? servicesText(services) : listSome(names, NAMES_NAMED);
}

const POLICY_OWNERS = {
  'block-page-answers': 'WHO',
  'proxy-refuses-targets': 'the proxy WHO',
  'dns-keeps-names': 'the DNS server WHO',
  'tls-refused-in-place': 'the web filter of this network, or of its provider,',
  'page-in-place': 'the web filter of this network, or of its provider,',
};

/** One IP version, where the other works. */
type IpVersion = 'IPv4' | 'IPv6';

/** An address that a client used for a name, and how the capture says so. */
export interface UsedAddress {
  readonly address: string;
  /** The DNS answer that gave it; null where the client named the server to it (TLS). */
  readonly answer: { readonly resolver: string; readonly frame: number } | null;
}

/** A look-up beside a capture: which one is named where there are several, else null. */
export interface LookedUp {
  capture: string | null;
}

export interface Differing extends LookedUp {
  question: string;
  given: readonly string[];
  used: readonly UsedAddress[];
}

export interface LookupFailed {
  question: string;
  /** Address of the DNS server, where it is known. */
  server: string | null;
  status: 'nxdomain' | 'refused' | 'servfail' | 'timeout' | 'no-data';
}

/** Before what a verdict says, by its confidence. */
export function hedge(confidence: Confidence): string {
  return { certain: '', high: '', medium: 'probably ', low: 'possibly ' }[confidence];
}

const otherVersion = (version: IpVersion) => (version === 'IPv6' ? 'IPv4' : 'IPv6');
const isAre = ({ length }: { length: number }) => (length === 1 ? 'is' : 'are');

/** Findings: their titles, what they mean, how far they reach, what to do. */
export const findings = {
  'says-it-drops': ({ confidence, services }: Failure) =>
    `A firewall ${hedge(confidence)}drops ${servicesText(services)}: it says so itself`,
  'says-it-rejects': ({ confidence, services }: Failure) =>
    `A firewall ${hedge(confidence)}rejects ${servicesText(services)}: it says so itself`,
  'says-it-refuses': ({ confidence, services }: Failure) =>
    `A firewall ${hedge(confidence)}refuses ${servicesText(services)}, it says so itself: dropped, or rejected`,
  'drops-large-packets': ({ confidence, services }: Failure) =>
    `Large packets are ${hedge(confidence)}dropped on the way: ${servicesText(services)}`,
  'drops-fragments': ({ confidence, services }: Failure) =>
    `IP fragments are ${hedge(confidence)}dropped on the way: ${servicesText(services)}`,
  'drops-later': ({ confidence, services }: Failure) =>
    `Connections that worked are ${hedge(confidence)}dropped by a firewall later: ${servicesText(services)}`,
  'drops-quic': ({ confidence, services }: Failure) =>
    `A firewall ${hedge(confidence)}drops QUIC, ${servicesText(services)}`,
  'drops-quic-server-name': ({
    confidence,
    services,
    names,
  }: Failure & { names: readonly string[] }) =>
    `A firewall ${hedge(confidence)}drops QUIC for ${listSome(names, NAMES_NAMED)}: ${servicesText(services, false)}`,
  'drops-server-name': ({ confidence, services, names }: Failure & { names: readonly string[] }) =>
    `A firewall ${hedge(confidence)}drops TLS for ${listSome(names, NAMES_NAMED)}: ${servicesText(services, false)}`,
  'drops-part': ({ confidence, services, differences }: PartFailure) =>
    `A firewall ${hedge(confidence)}drops connections with ${partText(differences)}: ${servicesText(services)}`,
  'resets-part': ({ confidence, services, differences }: PartFailure) =>
    `A firewall ${hedge(confidence)}resets connections with ${partText(differences)}: ${servicesText(services)}`,
  'drops-after-handshake': ({ confidence, services }: Failure) =>
    `A firewall ${hedge(confidence)}drops what follows the TCP handshake: ${servicesText(services)}`,
  drops: ({ confidence, services }: Failure) =>
    `A firewall ${hedge(confidence)}drops ${servicesText(services)}`,
  'drops-idle': ({ confidence, services }: Failure) =>
    `A firewall ${hedge(confidence)}forgets idle connections, and drops what they send then: ${servicesText(services)}`,
  'resets-idle': ({ confidence, services }: Failure) =>
    `A firewall ${hedge(confidence)}forgets idle connections, and resets them when they go on: ${servicesText(services)}`,
  'resets-later': ({ confidence, services }: Failure) =>
    `Connections that worked are ${hedge(confidence)}reset by a firewall later: ${servicesText(services)}`,
  'resets-server-name': ({ confidence, services, names }: Failure & { names: readonly string[] }) =>
    `A firewall ${hedge(confidence)}resets TLS for ${listSome(names, NAMES_NAMED)}: ${servicesText(services, false)}`,
  'resets-after-handshake': ({ confidence, services }: Failure) =>
    `A firewall ${hedge(confidence)}resets connections after the TCP handshake: ${servicesText(services)}`,
  rejects: ({ confidence, services }: Failure) =>
    `A firewall ${hedge(confidence)}rejects ${servicesText(services)}`,
  'server-refuses': ({ confidence, services }: Failure) =>
    `The server itself ${hedge(confidence)}refuses ${servicesText(services)}`,
  'portal-answers': ({ confidence, services }: Failure) =>
    `A captive portal ${hedge(confidence)}answers in the server's place: ${servicesText(services)}`,
  'other-answers': ({ confidence, services }: Failure) =>
    `Something ${hedge(confidence)}answers in the server's place: ${servicesText(services)}`,
  'block-page-answers': ({ confidence, who, names, reasons, services }: PolicyBlocks) =>
    `${who} ${hedge(confidence)}blocks ${namesText(names, services)} by policy (block page for ${listSome(reasons, NAMES_NAMED)})`,
  'proxy-refuses-targets': ({ confidence, who, names, reasons, services }: PolicyBlocks) =>
    `The proxy ${who} ${hedge(confidence)}refuses to connect to ${namesText(names, services)}: ${listSome(reasons, NAMES_NAMED)}`,
  'dns-keeps-names': ({ confidence, who, names, services }: PolicyBlocks) =>
    `The DNS server ${who} ${hedge(confidence)}blocks names: ${namesText(names, services)}`,
  'tls-is-inspected': ({ confidence, who, names, services }: PolicyBlocks) =>
    `${who || 'Something near'} ${hedge(confidence)}opens TLS in the server's place, and the client does not accept its certificate: ${namesText(names, services)}`,
  'tls-refused-in-place': ({ confidence, names, services }: PolicyBlocks) =>
    `A web filter ${hedge(confidence)}refuses TLS in the server's place: ${namesText(names, services)}`,
  'page-in-place': ({ confidence, reasons, services }: PolicyBlocks) =>
    `A web filter ${hedge(confidence)}answers in the server's place (${listSome(reasons, NAMES_NAMED)}): ${servicesText(services)}`,
  'trust-or-exempt': ({ names }: { names: readonly string[] }) =>
    `Install the authority that signs on the client, in every store that its programs use; or take ${names.length === 0 ? 'the name' : listSome(names, NAMES_NAMED)} out of the TLS inspection.`,
  'policy-not-port': () =>
    'It is a policy about the name; no port is closed, and there is none to open.',
  'ask-policy-owner': ({
    who,
    kind,
    names,
  }: {
    who: string;
    kind: keyof typeof POLICY_OWNERS;
    names: readonly string[];
  }) =>
    `Ask the operator of ${POLICY_OWNERS[kind].replace('WHO', who)} to allow ${names.length === 0 ? 'the name that the client asks for' : listSome(names, NAMES_NAMED)}; its log has the rule.`,
  'no-way': ({ confidence, services }: Failure) =>
    `The server is ${hedge(confidence)}unreachable: ${servicesText(services)}`,
  outage: ({
    confidence,
    services,
    since,
    lasted,
    isOver,
  }: Failure & { since: number; lasted: number; isOver: boolean }) =>
    `Everything outside is ${hedge(confidence)}out of reach ${isOver ? `for ${duration(lasted)}, ` : ''}from ${duration(since)} after the first packet on: ${servicesText(services)}`,
  'outage-remedy': () =>
    "Look at the uplink at that time: the router's own log, the provider, the VPN or the Wi-Fi below it.",
  'cannot-tell': ({ services }: Failure) =>
    `The capture cannot tell what happens to ${servicesText(services)}`,
  'no-host': ({ address }: { address: string }) =>
    `There is probably no host at ${address} on the client's own network`,
  'no-hosts': ({
    confidence,
    addresses,
  }: {
    confidence: Confidence;
    addresses: readonly string[];
  }) =>
    `There is ${hedge(confidence)}no host at ${listSome(addresses, ADDRESSES_NAMED)} on the client's own network`,
  'nobody-answers': ({ client, address, requests, frames }: AbsentNeighbor) =>
    `${formatAddress(...client)} asks ${count(requests, 'time')} by ${familyOf(address) === 4 ? 'ARP' : 'neighbor solicitation'} for ${formatAddress(...address)} and nobody answers (frames ${frames.join(', ')}).`,
  'tunnel-one-way': ({ protocol, from, to }: Pick<OneWayTunnel, 'protocol' | 'from' | 'to'>) =>
    `${protocol} from ${formatAddress(...from)} to ${formatAddress(...to)} is possibly dropped on the way, or what comes back`,
  'tunnel-impact': ({
    protocol,
    packets,
    lasted,
    frame,
    agreedOn,
  }: Omit<OneWayTunnel, 'control'> & { agreedOn: PortOfService }) =>
    `The two hosts agree on a tunnel (${portText(agreedOn)} is answered), ${count(packets, `packet of ${protocol}`, `packets of ${protocol}`)} in ${duration(lasted)} go one way from frame ${frame} on, and none comes back: the tunnel is up and carries nothing. Nobody behind its other end answering would look the same.`,
  'allow-tunnel': ({ protocol }: { protocol: 'ESP' | 'GRE' }) =>
    protocol === 'ESP'
      ? 'Allow IP protocol 50 (ESP) both ways on the firewalls between the two, or have both ends use NAT traversal: ESP in UDP 4500.'
      : 'Allow IP protocol 47 (GRE) both ways on the firewalls between the two; a NAT needs a helper for it.',
  'check-host': () => 'Check that the host is on, and that the address is right.',

  scan: ({ scan }: { scan: Scan }) => scanText(scan),
  'scan-impact': ({ scan }: { scan: Scan }) => scanImpactText(scan),
  'scan-scope': ({ scan }: { scan: Scan }) => scanScopeText(scan),
  'scan-remedy': ({ scan }: { scan: Scan }) => scanRemedyText(scan),

  'ip-version-blocked': ({ confidence, services, version }: Failure & { version: IpVersion }) =>
    `${version} is ${hedge(confidence)}blocked as a whole, ${otherVersion(version)} works: ${servicesText(services)}`,
  'ip-version-no-way': ({ confidence, services, version }: Failure & { version: IpVersion }) =>
    `${version} has ${hedge(confidence)}no route out, ${otherVersion(version)} works: ${servicesText(services)}`,
  'ip-version-note': ({ version }: { version: IpVersion }) =>
    `No server outside answered over ${version}; over ${otherVersion(version)} they do. Applications lose time on ${version} first, and those that know only ${version} fail.`,
  'ip-version-hidden': ({
    services,
    version,
  }: {
    services: readonly Service[];
    version: IpVersion;
  }) =>
    `${version} gets no answer where ${otherVersion(version)} does at once: ${servicesText(services)}`,
  'ip-version-hidden-note': ({
    names,
    version,
  }: {
    names: readonly string[];
    version: IpVersion;
  }) =>
    `The client gives up ${version} after a moment and goes on by ${otherVersion(version)} for ${listSome(names, NAMES_NAMED)}: nobody notices more than a pause. Each was tried too seldom by ${version} to say what stops it.`,
  'ip-version-ask-alone': ({ version }: { version: IpVersion }) =>
    `Ask by ${version} alone and for longer (\`curl -${version === 'IPv6' ? 6 : 4}\`), and capture that.`,
  'ip-version-remedy': ({ version }: { version: IpVersion }) =>
    `Allow ${version} on the firewall as ${otherVersion(version)} is, or correct its routes; else take ${version} off the client's network, so that nothing tries it.`,
  'one-device-rejects': ({ device }: { device: string }) =>
    `One device, ${device}, rejects all of them.`,
  'one-place-resets': () =>
    'All of them are reset at one place with one time to live, as by one device.',
  'resets-and-drops': ({
    confidence,
    reset,
    silent,
  }: {
    confidence: Confidence;
    reset: readonly Service[];
    silent: readonly Service[];
  }) =>
    `A firewall ${hedge(confidence)}resets ${servicesText(reset)} and drops ${servicesText(silent)}`,
  'one-rule-resets-and-drops': () =>
    'TCP is reset and UDP is silent, as Cisco ASA and FTD do by default with what a rule denies: one rule may be behind both.',

  'all-clients': ({ clients }: { clients: number }) =>
    `All ${clients} clients that asked are affected.`,
  'only-clients': ({ clients, others }: { clients: readonly string[]; others: number }) =>
    `Only ${listSome(clients, FEW_NAMED)} ${isAre(clients)} affected: the same service answers ${count(others, 'other client')}.`,
  'only-ipv6': ({ name, address }: { name: string; address: string }) =>
    `Only over IPv6: ${name} answers by IPv4 (${address}).`,
  'only-name': ({ failing, works }: { failing: readonly string[]; works: readonly string[] }) =>
    `Only the name ${listSome(failing, FEW_NAMED)}: the same server answers for ${listSome(works, FEW_NAMED)}.`,
  'only-part': ({ difference }: { difference: Difference }) =>
    `Only part of it: ${differenceText(difference)}.`,
  'only-ports': ({
    failing,
    works,
    servers,
  }: {
    failing: readonly PortOfService[];
    works: readonly PortOfService[];
    servers: number;
  }) =>
    `Only ${list(failing.map(portText))}: the same ${servers === 1 ? 'server answers' : 'servers answer'} on ${listSome(works.map(portText), FEW_NAMED)}.`,
  'site-resolvers-answer': ({ resolvers }: { resolvers: readonly string[] }) => {
    const one = resolvers.length === 1;
    return `The site's own ${one ? 'resolver' : 'resolvers'} ${listSome(resolvers, FEW_NAMED)} ${one ? 'answers' : 'answer'}.`;
  },
  'nothing-outside-answers': () => 'No other service outside the site answers in this capture.',
  'others-outside-answer': ({ services }: { services: number }) =>
    `${count(services, 'other service')} outside the site ${services === 1 ? 'answers' : 'answer'}.`,
  'none-on-that-port': ({
    services,
    ports,
    servers,
  }: {
    services: number;
    ports: readonly PortOfService[];
    servers: number;
  }) => {
    const what = servers === 1 ? 'this destination' : `these ${servers} destinations`;
    const one = services === 1;
    return `${count(services, 'other service')} outside the site ${one ? 'answers' : 'answer'}, though ${one ? 'not' : 'none'} on ${ports.map(portText).join(' or ')}: a rule may be about ${what} or about the ${ports.length === 1 ? 'port' : 'ports'}.`;
  },
  'only-destinations': ({ services, servers }: { services: number; servers: number }) =>
    `Only ${servers === 1 ? 'this destination is' : `these ${servers} destinations are`} concerned: ${count(services, 'other service')} outside the site ${services === 1 ? 'answers' : 'answer'}.`,

  'lookup-differs': ({ question, capture, given, used }: Differing) =>
    `A look-up of ${question} gives ${listSome(given, ADDRESSES_NAMED)}, the client used ${listSome(
      used.map(({ address }) => address),
      ADDRESSES_NAMED,
    )}${capture === null ? '' : ` in ${capture}`}`,
  'lookup-differs-scope': ({ source, given, used }: Differing & { source: LookupSource }) =>
    `${lookupText(source)}, gives ${listSome(given, ADDRESSES_NAMED)}; the client used ${usedText(used)}. By itself this is no failure: addresses of load balancers and cloud services change with the time and the DNS server that is asked. ` +
    'A firewall rule that names only one of them misses the other.',
  'ask-for-name': ({ question }: { question: string }) =>
    `Ask the PC's DNS server for ${question} on the affected PC, at the time of the capture.`,
  'allow-all-addresses': () =>
    'Let firewall rules name all addresses that the service may have, or its name.',
  'lookup-failed': ({ question, server, status }: LookupFailed) =>
    ({
      nxdomain: `The DNS server says that there is no ${question}`,
      refused: `The DNS server refuses to look ${question} up`,
      servfail: `The DNS server cannot look ${question} up (SERVFAIL)`,
      timeout: `The DNS server${server === null ? '' : ` ${server}`} does not answer when ${question} is looked up`,
      'no-data': `The DNS server has no address for ${question}`,
    })[status],
  'lookup-failed-impact': ({ function: fn }: { function: ProfileFunction }) =>
    `Without an address for it ${fn.title} cannot reach the ${fn.serverTitle}.`,
  'lookup-says': ({ source }: { source: LookupSource }) => `So says ${lookupText(source)}.`,
  'ask-inside-and-outside': ({ question }: { question: string }) =>
    `Ask the PC's DNS server for ${question}, and one outside; where they differ, a filter or a zone of the first is the cause.`,
  'client-has-address': ({
    capture,
    used,
    asked,
  }: LookedUp & { used: readonly UsedAddress[]; asked: 'same' | 'other' | 'unknown' }) =>
    `In ${capture ?? 'this capture'} the client has ${usedText(used)} for it: ${ASKED[asked]}.`,
  'lookup-sinkhole': ({
    question,
    given,
    isSure,
  }: {
    question: string;
    given: readonly string[];
    isSure: boolean;
  }) =>
    `The DNS server ${isSure ? 'probably' : 'possibly'} answers in the product's place: ${question} has ${listSome(given, ADDRESSES_NAMED)}`,
  'lookup-sinkhole-impact': ({ function: fn }: { function: ProfileFunction }) =>
    `Where the PC gets the same answer: ${fn.impact}`,
  'no-such-server': ({ isSure }: { isSure: boolean }) =>
    `The product's servers have public addresses; ${isSure ? 'no server has this one' : 'this one is of a private network'}.`,
  'take-out-of-filter': ({ question }: { question: string }) =>
    `Take ${question} out of the DNS server's filter or its own zones.`,
};

const ASKED = {
  same: 'the same server, at another time',
  other: 'another server was asked',
  unknown: 'another server was asked, or at another time',
};

function usedText(used: readonly UsedAddress[]): string {
  return listSome(
    used.map(
      ({ address, answer }) =>
        `${address} (${answer === null ? 'TLS server name' : `DNS answer of ${answer.resolver}, frame ${answer.frame}`})`,
    ),
    ADDRESSES_NAMED,
  );
}
