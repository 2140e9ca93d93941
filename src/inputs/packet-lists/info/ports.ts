import type { WordScanner } from './scan.ts';

/** Names of ports as Wireshark shows them where it resolves them (IANA service names). */
const SERVICES: ReadonlyMap<string, number> = new Map([
  ['ftp-data', 20],
  ['ftp', 21],
  ['ssh', 22],
  ['telnet', 23],
  ['smtp', 25],
  ['domain', 53],
  ['bootps', 67],
  ['bootpc', 68],
  ['tftp', 69],
  ['http', 80],
  ['www', 80],
  ['kerberos', 88],
  ['pop3', 110],
  ['sunrpc', 111],
  ['ntp', 123],
  ['epmap', 135],
  ['netbios-ns', 137],
  ['netbios-dgm', 138],
  ['netbios-ssn', 139],
  ['imap', 143],
  ['snmp', 161],
  ['snmptrap', 162],
  ['ldap', 389],
  ['https', 443],
  ['microsoft-ds', 445],
  ['kpasswd', 464],
  ['submissions', 465],
  ['isakmp', 500],
  ['syslog', 514],
  ['submission', 587],
  ['ldaps', 636],
  ['domain-s', 853],
  ['ftps', 990],
  ['imaps', 993],
  ['pop3s', 995],
  ['socks', 1080],
  ['ms-sql-s', 1433],
  ['ssdp', 1900],
  ['squid', 3128],
  ['msft-gc', 3268],
  ['msft-gc-ssl', 3269],
  ['mysql', 3306],
  ['ms-wbt-server', 3389],
  ['stun', 3478],
  ['ipsec-nat-t', 4500],
  ['sip', 5060],
  ['sips', 5061],
  ['mdns', 5353],
  ['llmnr', 5355],
  ['postgresql', 5432],
  ['wsman', 5985],
  ['http-alt', 8080],
  ['pcsync-https', 8443],
  ['https-alt', 8443],
]);

/** A port as a list shows it: `443`, `https`, `https(443)`, `https (443)`; -1 for none of these. */
export function portOf(text: string): number {
  const trimmed = text.trim();
  if (trimmed.length > 64) return -1;
  const open = trimmed.lastIndexOf('(');
  const digits = open >= 0 && trimmed.endsWith(')') ? trimmed.slice(open + 1, -1) : trimmed;
  if (!/^\d{1,5}$/.test(digits)) return SERVICES.get(trimmed) ?? -1;
  const port = Number(digits);
  return port <= 0xffff ? port : -1;
}

/** The ports of a packet; -1 where a name is not known. */
export interface PortPair {
  readonly source: number;
  readonly destination: number;
}

/** Longest name of a port that is looked for. */
const MAXIMUM_NAME = 64;

/** The arrow between two ports, in all the forms that it had or that an encoding left of it. */
const ARROWS = ['→', '->', '>', '\u001a', '?', 'â†’'];

/** How long the arrow at a place is, 0 where there is none. */
export function arrowLength(text: string, at: number): number {
  for (const arrow of ARROWS) if (text.startsWith(arrow, at)) return arrow.length;
  return 0;
}

/** `56287 → 443`, `53295 > https`, `80→44 `: takes them, or leaves the scanner where it is. */
export function takePorts(scanner: WordScanner): PortPair | null {
  const start = scanner.at;
  scanner.spaces();
  const { text } = scanner;
  let end = scanner.at;
  const limit = Math.min(text.length, end + MAXIMUM_NAME);
  while (end < limit && text[end] !== ' ' && arrowLength(text, end) === 0) end++;
  const source = text.slice(scanner.at, end);
  scanner.at = end;
  scanner.spaces();
  const arrow = arrowLength(text, scanner.at);
  if (arrow > 0 && source !== '') {
    scanner.at += arrow;
    const destination = scanner.word();
    // A name of more than this, or of a sentence, is no port.
    if (destination !== '' && destination.length <= MAXIMUM_NAME) {
      return { source: portOf(source), destination: portOf(destination) };
    }
  }
  scanner.at = start;
  return null;
}
