// Packets for tests and for the written captures: small pure functions, each returning the bytes of
// one layer with right lengths and checksums, its payload included. Layers nest from the inside out:
// `ethernet({...}, ipv4({...}, udp({...}, dnsQuery({...}))))`.
//
// On purpose shares no code with src/: a mistake here and the same mistake there would cancel out.

/** EtherTypes by name. */
export const etherType = {
  ipv4: 0x0800,
  arp: 0x0806,
  vlan: 0x8100,
  ipv6: 0x86dd,
  qinq: 0x88a8,
} as const;

/** IP protocol numbers by name. */
export const ipProtocol = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const;

/** Bits of the TCP flags byte (RFC 9293, section 3.1). */
export const tcpFlag = {
  fin: 0x01,
  syn: 0x02,
  rst: 0x04,
  psh: 0x08,
  ack: 0x10,
  urg: 0x20,
  ece: 0x40,
  cwr: 0x80,
} as const;

/** DNS record types by name. */
export const dnsType = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  OPT: 41,
} as const;
export type DnsTypeName = keyof typeof dnsType;

/** DNS response codes by name (RFC 1035, section 4.1.1). */
export const dnsRcode = { noError: 0, servFail: 2, nxDomain: 3, refused: 5 } as const;

const noBytes = new Uint8Array(0);
const utf8 = new TextEncoder();

/** The parts one after the other. Numbers are single bytes. */
export function concat(...parts: (Uint8Array | number)[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += typeof part === 'number' ? 1 : part.length;
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    if (typeof part === 'number') bytes[offset++] = part;
    else {
      bytes.set(part, offset);
      offset += part.length;
    }
  }
  return bytes;
}

/** Two bytes, network order. */
export function uint16(value: number): Uint8Array {
  return Uint8Array.of((value >>> 8) & 0xff, value & 0xff);
}

/** Four bytes, network order. */
export function uint32(value: number): Uint8Array {
  return Uint8Array.of(
    (value >>> 24) & 0xff,
    (value >>> 16) & 0xff,
    (value >>> 8) & 0xff,
    value & 0xff,
  );
}

/** `length` bytes of printable filler, the same every time. */
export function filler(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) bytes[index] = 0x61 + (index % 26);
  return bytes;
}

/** The bytes of a text, UTF-8. */
export function text(value: string): Uint8Array {
  return utf8.encode(value);
}

/** The bytes written as hexadecimal digits; spaces and colons are skipped. */
export function hex(digits: string): Uint8Array {
  const clean = digits.replace(/[\s:]/g, '');
  const bytes = new Uint8Array(clean.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Number.parseInt(clean.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
}

/** A MAC address, `00:0c:29:3e:61:7a`, as 6 bytes. */
export function macBytes(address: string): Uint8Array {
  return hex(address);
}

/** Whether an address is written as IPv6. */
export function isIpv6(address: string): boolean {
  return address.includes(':');
}

/** An IPv4 or IPv6 address as 4 or 16 bytes. */
export function addressBytes(address: string): Uint8Array {
  if (!isIpv6(address)) return Uint8Array.from(address.split('.'), Number);
  const [head = '', tail] = address.split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const bytes = new Uint8Array(16);
  front.forEach((group, index) => {
    bytes.set(uint16(group), index * 2);
  });
  back.forEach((group, index) => {
    bytes.set(uint16(group), 16 - (back.length - index) * 2);
  });
  return bytes;
}

/** The Internet checksum (RFC 1071) over the parts as one run of bytes. */
export function internetChecksum(...parts: Uint8Array[]): number {
  const bytes = concat(...parts);
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 2) {
    sum += (bytes[index]! << 8) | (bytes[index + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function transportChecksum(
  source: string,
  destination: string,
  protocol: number,
  segment: Uint8Array,
): number {
  const pseudoHeader = isIpv6(source)
    ? concat(uint32(segment.length), uint32(protocol))
    : concat(uint16(protocol), uint16(segment.length));
  return internetChecksum(addressBytes(source), addressBytes(destination), pseudoHeader, segment);
}

// --- Link layer -------------------------------------------------------------------------------

export interface EthernetFields {
  source: string;
  destination: string;
  etherType: number;
  /** Zero bytes are added up to this frame length; 60 for a short frame as its receiver sees it. */
  padTo?: number;
}

/** An Ethernet II frame without its check sequence. */
export function ethernet(fields: EthernetFields, payload: Uint8Array): Uint8Array {
  const frame = concat(
    macBytes(fields.destination),
    macBytes(fields.source),
    uint16(fields.etherType),
    payload,
  );
  return frame.length >= (fields.padTo ?? 0)
    ? frame
    : concat(frame, new Uint8Array(fields.padTo! - frame.length));
}

/** An 802.1Q tag and what follows it; goes into a frame of EtherType `vlan` or `qinq`. */
export function vlan(
  fields: { id: number; priority?: number; etherType: number },
  payload: Uint8Array,
): Uint8Array {
  const control = ((fields.priority ?? 0) << 13) | (fields.id & 0xfff);
  return concat(uint16(control), uint16(fields.etherType), payload);
}

/** Linux cooked capture v1 (link type 113). `packetType`: 0 to us, 1 broadcast, 4 from us. */
export function linuxCooked(
  fields: { source: string; packetType: number; etherType: number },
  payload: Uint8Array,
): Uint8Array {
  return concat(
    uint16(fields.packetType),
    uint16(1),
    uint16(6),
    macBytes(fields.source),
    uint16(0),
    uint16(fields.etherType),
    payload,
  );
}

/** Linux cooked capture v2 (link type 276), as written by `-i any`. */
export function linuxCooked2(
  fields: { source: string; packetType: number; etherType: number; interfaceIndex: number },
  payload: Uint8Array,
): Uint8Array {
  return concat(
    uint16(fields.etherType),
    uint16(0),
    uint32(fields.interfaceIndex),
    uint16(1),
    fields.packetType,
    6,
    macBytes(fields.source),
    uint16(0),
    payload,
  );
}

/** An ARP packet for IPv4 over Ethernet. `targetMac` is all zero in a request. */
export function arp(fields: {
  operation: 'request' | 'reply';
  senderMac: string;
  senderAddress: string;
  targetMac?: string;
  targetAddress: string;
}): Uint8Array {
  return concat(
    uint16(1),
    uint16(etherType.ipv4),
    6,
    4,
    uint16(fields.operation === 'request' ? 1 : 2),
    macBytes(fields.senderMac),
    addressBytes(fields.senderAddress),
    macBytes(fields.targetMac ?? '00:00:00:00:00:00'),
    addressBytes(fields.targetAddress),
  );
}

// --- Network layer ----------------------------------------------------------------------------

export interface Ipv4Fields {
  source: string;
  destination: string;
  protocol: number;
  /** Default 64. */
  ttl?: number;
  /** Identification; default 0. */
  id?: number;
  /** Default true, as every current TCP stack does. */
  dontFragment?: boolean;
  moreFragments?: boolean;
  /** In bytes, a multiple of 8. */
  fragmentOffset?: number;
  /** The DSCP and ECN byte. */
  trafficClass?: number;
  /** A multiple of 4 bytes. */
  options?: Uint8Array;
}

/** An IPv4 packet. */
export function ipv4(fields: Ipv4Fields, payload: Uint8Array): Uint8Array {
  const options = fields.options ?? noBytes;
  const headerLength = 20 + options.length;
  const fragment =
    ((fields.dontFragment ?? true) ? 0x4000 : 0) |
    (fields.moreFragments ? 0x2000 : 0) |
    ((fields.fragmentOffset ?? 0) >>> 3);
  const header = concat(
    0x40 | (headerLength >>> 2),
    fields.trafficClass ?? 0,
    uint16(headerLength + payload.length),
    uint16(fields.id ?? 0),
    uint16(fragment),
    fields.ttl ?? 64,
    fields.protocol,
    uint16(0),
    addressBytes(fields.source),
    addressBytes(fields.destination),
    options,
  );
  header.set(uint16(internetChecksum(header)), 10);
  return concat(header, payload);
}

export interface Ipv6Fields {
  source: string;
  destination: string;
  nextHeader: number;
  /** Default 64. */
  hopLimit?: number;
  flowLabel?: number;
  trafficClass?: number;
}

/** An IPv6 packet; extension headers, where wanted, are part of the payload. */
export function ipv6(fields: Ipv6Fields, payload: Uint8Array): Uint8Array {
  return concat(
    uint32(0x60000000 | ((fields.trafficClass ?? 0) << 20) | (fields.flowLabel ?? 0)),
    uint16(payload.length),
    fields.nextHeader,
    fields.hopLimit ?? 64,
    addressBytes(fields.source),
    addressBytes(fields.destination),
    payload,
  );
}

// --- Transport layer --------------------------------------------------------------------------

export interface Ports {
  /** Addresses of the IP header around it, for the checksum. */
  source: string;
  destination: string;
  sourcePort: number;
  destinationPort: number;
}

/** A UDP datagram. */
export function udp(fields: Ports, payload: Uint8Array): Uint8Array {
  const datagram = concat(
    uint16(fields.sourcePort),
    uint16(fields.destinationPort),
    uint16(8 + payload.length),
    uint16(0),
    payload,
  );
  const sum = transportChecksum(fields.source, fields.destination, ipProtocol.udp, datagram);
  // RFC 768: a computed zero goes out as all ones; zero means "no checksum".
  datagram.set(uint16(sum === 0 ? 0xffff : sum), 6);
  return datagram;
}

export interface TcpOptions {
  maximumSegmentSize?: number;
  /** The shift count, not the multiplier: 8 shows as `WS=256`. */
  windowScale?: number;
  sackPermitted?: boolean;
  timestamps?: { value: number; echoReply: number };
  /** Pairs of left and right edges. */
  sack?: [number, number][];
  /** Fast open, asking for a cookie: by its own kind, or by the experiment's (RFC 7413). */
  fastOpen?: 'kind' | 'experiment';
}

export interface TcpFields extends Ports {
  flags: number;
  sequence: number;
  acknowledgment?: number;
  window?: number;
  urgentPointer?: number;
  options?: TcpOptions;
}

/** TCP options in the order of the client's own system: Windows puts no timestamps, Linux does. */
export function tcpOptions(options: TcpOptions): Uint8Array {
  const parts: (Uint8Array | number)[] = [];
  if (options.maximumSegmentSize !== undefined) {
    parts.push(2, 4, uint16(options.maximumSegmentSize));
  }
  if (options.timestamps !== undefined) {
    if (options.sackPermitted) parts.push(4, 2);
    else parts.push(1, 1);
    parts.push(8, 10, uint32(options.timestamps.value), uint32(options.timestamps.echoReply));
    if (options.windowScale !== undefined) parts.push(1, 3, 3, options.windowScale);
  } else {
    if (options.windowScale !== undefined) parts.push(1, 3, 3, options.windowScale);
    if (options.sackPermitted) parts.push(1, 1, 4, 2);
  }
  if (options.fastOpen === 'kind') parts.push(1, 1, 34, 2);
  else if (options.fastOpen === 'experiment') parts.push(254, 4, 0xf9, 0x89);
  if (options.sack !== undefined) {
    parts.push(1, 1, 5, 2 + 8 * options.sack.length);
    for (const [left, right] of options.sack) parts.push(uint32(left), uint32(right));
  }
  const bytes = concat(...parts);
  return bytes.length % 4 === 0 ? bytes : concat(bytes, new Uint8Array(4 - (bytes.length % 4)));
}

/** A TCP segment. */
export function tcp(fields: TcpFields, payload: Uint8Array = noBytes): Uint8Array {
  const options = fields.options === undefined ? noBytes : tcpOptions(fields.options);
  const segment = concat(
    uint16(fields.sourcePort),
    uint16(fields.destinationPort),
    uint32(fields.sequence),
    uint32(fields.acknowledgment ?? 0),
    ((20 + options.length) >>> 2) << 4,
    fields.flags,
    uint16(fields.window ?? 64240),
    uint16(0),
    uint16(fields.urgentPointer ?? 0),
    options,
    payload,
  );
  const sum = transportChecksum(fields.source, fields.destination, ipProtocol.tcp, segment);
  segment.set(uint16(sum), 16);
  return segment;
}

// --- ICMP -------------------------------------------------------------------------------------

/** An ICMP message; `rest` is the second word of its header, `body` what follows. */
export function icmp(
  fields: { type: number; code: number; rest?: number },
  body: Uint8Array = noBytes,
): Uint8Array {
  const message = concat(fields.type, fields.code, uint16(0), uint32(fields.rest ?? 0), body);
  message.set(uint16(internetChecksum(message)), 2);
  return message;
}

/**
 * The quote of an ICMP error: the head of the IP packet that caused it.
 * Default 28 bytes (RFC 792: header and 8 bytes); Linux quotes up to 548 (RFC 1812).
 */
export function icmpQuote(packet: Uint8Array, length = 28): Uint8Array {
  return packet.slice(0, length);
}

/** An ICMPv6 message; the addresses are those of the IPv6 header around it. */
export function icmpv6(
  fields: { source: string; destination: string; type: number; code: number; rest?: number },
  body: Uint8Array = noBytes,
): Uint8Array {
  const message = concat(fields.type, fields.code, uint16(0), uint32(fields.rest ?? 0), body);
  const sum = transportChecksum(fields.source, fields.destination, ipProtocol.icmpv6, message);
  message.set(uint16(sum), 2);
  return message;
}

// --- DNS --------------------------------------------------------------------------------------

export interface DnsRecord {
  name: string;
  type: DnsTypeName;
  /** Seconds; default 300. */
  timeToLive?: number;
  /**
   * A, AAAA: an address. CNAME, NS, PTR: a name. TXT: one string or several.
   * SOA: "primary mailbox serial refresh retry expire minimum". MX: "preference name".
   */
  data: string | string[];
}

export interface EdnsOption {
  code: number;
  data: Uint8Array;
}

export interface DnsQueryFields {
  id: number;
  name: string;
  type: DnsTypeName;
  /** Default true. */
  recursionDesired?: boolean;
  /** An OPT record is added when given; an empty array is an OPT without options. */
  ednsOptions?: EdnsOption[];
  /** UDP payload size told in the OPT record; default 4096. */
  ednsPayloadSize?: number;
}

export interface DnsResponseFields extends DnsQueryFields {
  /** Default 0. */
  rcode?: number;
  authoritative?: boolean;
  truncated?: boolean;
  answers?: DnsRecord[];
  authority?: DnsRecord[];
}

/** A DNS name as length-prefixed labels, uncompressed. */
export function dnsName(name: string): Uint8Array {
  if (name === '' || name === '.') return Uint8Array.of(0);
  const parts: (Uint8Array | number)[] = [];
  for (const label of name.replace(/\.$/, '').split('.')) {
    const bytes = text(label);
    parts.push(bytes.length, bytes);
  }
  return concat(...parts, 0);
}

function dnsRecordData(record: DnsRecord): Uint8Array {
  const { data } = record;
  const single = typeof data === 'string' ? data : data.join(' ');
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return addressBytes(single);
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return dnsName(single);
    case 'TXT': {
      const strings = (typeof data === 'string' ? [data] : data).map(text);
      return concat(...strings.flatMap((string) => [string.length, string]));
    }
    case 'SOA': {
      const [primary = '', mailbox = '', ...numbers] = single.split(' ');
      return concat(
        dnsName(primary),
        dnsName(mailbox),
        ...numbers.map((number) => uint32(Number(number))),
      );
    }
    case 'MX': {
      const [preference, exchange = ''] = single.split(' ');
      return concat(uint16(Number(preference)), dnsName(exchange));
    }
    case 'OPT':
      throw new Error('OPT is written from ednsOptions');
  }
}

function dnsRecordBytes(record: DnsRecord, questionName: string): Uint8Array {
  const data = dnsRecordData(record);
  // The question's name is the only one worth compressing: a pointer to offset 12 (RFC 1035, 4.1.4).
  const owner = record.name === questionName ? Uint8Array.of(0xc0, 12) : dnsName(record.name);
  return concat(
    owner,
    uint16(dnsType[record.type]),
    uint16(1),
    uint32(record.timeToLive ?? 300),
    uint16(data.length),
    data,
  );
}

function optRecord(fields: DnsQueryFields): Uint8Array {
  if (fields.ednsOptions === undefined) return noBytes;
  const options = concat(
    ...fields.ednsOptions.flatMap(({ code, data }) => [uint16(code), uint16(data.length), data]),
  );
  return concat(
    0,
    uint16(dnsType.OPT),
    uint16(fields.ednsPayloadSize ?? 4096),
    uint32(0),
    uint16(options.length),
    options,
  );
}

/** A DNS query with one question of class IN. */
export function dnsQuery(fields: DnsQueryFields): Uint8Array {
  return concat(
    uint16(fields.id),
    uint16((fields.recursionDesired ?? true) ? 0x0100 : 0),
    uint16(1),
    uint32(0),
    uint16(fields.ednsOptions === undefined ? 0 : 1),
    dnsName(fields.name),
    uint16(dnsType[fields.type]),
    uint16(1),
    optRecord(fields),
  );
}

/** A DNS response to the question of the same name and type. */
export function dnsResponse(fields: DnsResponseFields): Uint8Array {
  const answers = fields.answers ?? [];
  const authority = fields.authority ?? [];
  const flags =
    0x8080 |
    (fields.authoritative ? 0x0400 : 0) |
    (fields.truncated ? 0x0200 : 0) |
    ((fields.recursionDesired ?? true) ? 0x0100 : 0) |
    (fields.rcode ?? 0);
  return concat(
    uint16(fields.id),
    uint16(flags),
    uint16(1),
    uint16(answers.length),
    uint16(authority.length),
    uint16(fields.ednsOptions === undefined ? 0 : 1),
    dnsName(fields.name),
    uint16(dnsType[fields.type]),
    uint16(1),
    ...answers.map((record) => dnsRecordBytes(record, fields.name)),
    ...authority.map((record) => dnsRecordBytes(record, fields.name)),
    optRecord(fields),
  );
}

/** A DNS message as TCP carries it: its length in front (RFC 1035, section 4.2.2). */
export function dnsOverTcp(message: Uint8Array): Uint8Array {
  return concat(uint16(message.length), message);
}

// --- TLS --------------------------------------------------------------------------------------

/** One TLS record. Types: 20 change cipher spec, 21 alert, 22 handshake, 23 application data. */
export function tlsRecord(type: number, body: Uint8Array, version = 0x0303): Uint8Array {
  return concat(type, uint16(version), uint16(body.length), body);
}

function handshakeMessage(type: number, body: Uint8Array): Uint8Array {
  return concat(type, uint32(body.length).subarray(1), body);
}

function extension(type: number, data: Uint8Array): Uint8Array {
  return concat(uint16(type), uint16(data.length), data);
}

/**
 * A ClientHello record with the server name, or without that extension when it is null.
 * `paddingLength` adds a padding extension (RFC 7685) of so many zero bytes.
 */
export function tlsClientHello(serverName: string | null, paddingLength = 0): Uint8Array {
  const name = text(serverName ?? '');
  const extensions = concat(
    serverName === null
      ? noBytes
      : extension(0, concat(uint16(name.length + 3), 0, uint16(name.length), name)),
    extension(10, hex('0004 001d 0017')), // supported groups: x25519, secp256r1
    extension(13, hex('0004 0403 0804')), // signature algorithms
    extension(43, hex('04 0304 0303')), // supported versions: 1.3, 1.2
    paddingLength > 0 ? extension(21, new Uint8Array(paddingLength)) : noBytes,
  );
  const body = concat(
    uint16(0x0303),
    filler(32),
    0,
    uint16(6),
    hex('1301 1302 c02f'),
    1,
    0,
    uint16(extensions.length),
    extensions,
  );
  return tlsRecord(22, handshakeMessage(1, body), 0x0301);
}

/** A ServerHello record (TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256), without extensions. */
export function tlsServerHello(): Uint8Array {
  const body = concat(uint16(0x0303), filler(32), 0, uint16(0xc02f), 0);
  return tlsRecord(22, handshakeMessage(2, body));
}

/** An alert record in the clear. Level: 1 warning, 2 fatal. */
export function tlsAlert(level: number, description: number): Uint8Array {
  return tlsRecord(21, Uint8Array.of(level, description));
}

// --- Randomness -------------------------------------------------------------------------------

/** A seeded source for IDs, ports and initial sequence numbers (mulberry32): same seed, same run. */
export class SeededRandom {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  uint32(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  uint16(): number {
    return this.uint32() >>> 16;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + (this.uint32() % (high - low + 1));
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let index = 0; index < length; index++) bytes[index] = this.uint32() & 0xff;
    return bytes;
  }
}
