import { type AddressWords, parseAddress } from '../../protocols/address-text.ts';

/* What stands in the cells of a row, and in the words of Info: numbers, addresses, ports. */

/**
 * A whole number, also with marks between thousands (`64,240`), but not so many that it might be an
 * address; -1 for anything else.
 */
export function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  if (/^\d{1,3}([.,'\u00a0\u202f]\d{3}){1,2}$/.test(text)) return Number(text.replace(/\D/g, ''));
  return -1;
}

/** Longest cell in which an address is looked for: a name of 255 bytes with its address behind. */
const MAXIMUM_CELL = 320;

/** The address in a cell: `192.168.0.1`, `fe80::1%eth0`, `one.example.org (192.0.2.1)`; else null. */
export function addressIn(cell: string): AddressWords | null {
  if (cell.length > MAXIMUM_CELL) return null;
  const open = cell.endsWith(')') ? cell.lastIndexOf('(') : -1;
  const text = open >= 0 ? cell.slice(open + 1, -1) : cell;
  const zone = text.indexOf('%');
  return parseAddress(zone > 0 ? text.slice(0, zone) : text);
}

/** Names that Wireshark gives to groups of the link layer. */
const LINK_LAYER_NAMES = /^(Broadcast$|Spanning-tree|IPv[46]mcast_|LLDP_|CDP\/|PVST\+|ISIS-|IEEE)/;

/** Whether a cell has a MAC address, by number or with its vendor's name: `VMware_3e:61:7a`. */
export function isLinkLayerAddress(cell: string): boolean {
  return (
    LINK_LAYER_NAMES.test(cell) ||
    (cell.length <= 64 && /(^|_)[0-9a-f]{2}([:-][0-9a-f]{2}){2,7}( \(.*\))?$/i.test(cell))
  );
}

/** Six bytes of `00:0c:29:3e:61:7a` or `00-0C-29-3E-61-7A`; null for a name, whole or in part. */
export function parseMac(text: string): Uint8Array | null {
  if (!/^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text)) return null;
  return Uint8Array.from(text.split(/[:-]/), (byte) => Number.parseInt(byte, 16));
}

// ---------------------------------------------------------------- ports

/** Names of ports as Wireshark shows them where it resolves them (IANA service names). */
const SERVICES: ReadonlyMap<string, number> = new Map(
  Array.from(
    `ftp-data 20 ftp 21 ssh 22 telnet 23 smtp 25 domain 53 bootps 67 bootpc 68 tftp 69 http 80
     www 80 kerberos 88 pop3 110 sunrpc 111 ntp 123 epmap 135 netbios-ns 137 netbios-dgm 138
     netbios-ssn 139 imap 143 snmp 161 snmptrap 162 ldap 389 https 443 microsoft-ds 445 kpasswd 464
     submissions 465 isakmp 500 syslog 514 submission 587 ldaps 636 domain-s 853 ftps 990 imaps 993
     pop3s 995 socks 1080 ms-sql-s 1433 ssdp 1900 squid 3128 msft-gc 3268 msft-gc-ssl 3269
     mysql 3306 ms-wbt-server 3389 stun 3478 ipsec-nat-t 4500 sip 5060 sips 5061 mdns 5353
     llmnr 5355 postgresql 5432 wsman 5985 http-alt 8080 pcsync-https 8443 https-alt 8443`.matchAll(
      /(\S+) (\d+)/g,
    ),
    ([, name, port]): [string, number] => [name, Number(port)],
  ),
);

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
interface PortPair {
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

/** Takes words out of a line of the packet list, from left to right. No step goes back far. */
export class WordScanner {
  at = 0;
  constructor(readonly text: string) {}

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  spaces(): void {
    while (this.text.charCodeAt(this.at) === 0x20) this.at++;
  }

  /** The next word, up to a space; '' at the end. */
  word(): string {
    this.spaces();
    const start = this.at;
    const space = this.text.indexOf(' ', start);
    this.at = space < 0 ? this.text.length : space;
    return this.text.slice(start, this.at);
  }

  /** Takes that text if it is next, behind spaces. */
  take(text: string): boolean {
    this.spaces();
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** What stands up to that text, which is taken too; null where it does not follow. */
  until(text: string): string | null {
    const end = this.text.indexOf(text, this.at);
    if (end < 0) return null;
    const found = this.text.slice(this.at, end);
    this.at = end + text.length;
    return found;
  }
}
