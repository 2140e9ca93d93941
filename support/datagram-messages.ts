import { concat, filler, text, uint16, uint32 } from './packet-builder.ts';

/*
 * Messages of protocols over UDP that must be answered: a request of each, and its answer, as their
 * standards have them.
 */

const ID = 0x12345678;

const sized = (from: number, length: number) => filler(length).map((byte) => (byte + from) | 1);

/** A message of BER: a tag, a short length, the content. */
function ber(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concat(...content);
  return body.length < 128 ? concat(tag, body.length, body) : concat(tag, 0x81, body.length, body);
}
const berInteger = (value: number) => ber(2, uint32(value));

export function ike(exchange: number, { response = false, spi = 1, id = 0, body = 100 } = {}) {
  const length = 28 + body;
  const responder = exchange === 34 && !response ? concat(uint32(0), uint32(0)) : sized(9, 8);
  const head = [sized(spi, 8), responder, Uint8Array.of(33, 0x20, exchange, response ? 0x20 : 8)];
  return concat(...head, uint32(id), uint32(length), filler(body));
}

function snmp(pdu: number, id: number): Uint8Array {
  const request = ber(pdu, berInteger(id), berInteger(0), berInteger(0), ber(0x30));
  return ber(0x30, ber(2, Uint8Array.of(1)), ber(4, text('public')), request);
}

function stun(type: number, id: number): Uint8Array {
  return concat(uint16(type), uint16(0), uint32(0x2112a442), uint32(id), uint32(2), uint32(3));
}

function radius(code: number, id: number, secret: number): Uint8Array {
  const name = concat(1, 7, text('alice'));
  return concat(code, id, uint16(20 + name.length), sized(secret, 16), name);
}

function dtls(type: number, message: number): Uint8Array {
  const body = concat(message, 0, uint16(40), filler(48));
  return concat(type, uint16(0xfefd), uint16(0), filler(6), uint16(body.length), body);
}

function ntp(mode: number, origin: number, transmit: number): Uint8Array {
  const stamps = [0, origin, 0, transmit].flatMap((stamp) => [uint32(stamp), uint32(7)]);
  return concat(0x20 | mode, filler(15), ...stamps);
}

/** @param line the first line, of a request or response */
export function sip(line: string, branch = 'z9hG4bK1', method = 'INVITE', body = ''): Uint8Array {
  const headers = [
    `Via: SIP/2.0/UDP 192.168.1.20:5060;rport;branch=${branch}`,
    'From: <sip:a@example.com>;tag=1',
    'To: <sip:b@example.com>',
    'Call-ID: 4711@192.168.1.20',
    `CSeq: 1 ${method}`,
    `Content-Length: ${body.length}`,
  ];
  return text([line, ...headers, '', body].join('\r\n'));
}

export interface DatagramExample {
  readonly port: number;
  readonly request: Uint8Array;
  readonly response: Uint8Array;
}

/** By the protocol's name. */
export const DATAGRAM_EXAMPLES: Readonly<Record<string, DatagramExample>> = {
  STUN: { port: 3478, request: stun(1, ID), response: stun(0x101, ID) },
  WireGuard: {
    port: 51820,
    request: concat(1, 0, 0, 0, filler(144)),
    response: concat(2, 0, 0, 0, filler(88)),
  },
  RADIUS: { port: 1812, request: radius(1, 7, 1), response: radius(2, 7, 2) },
  TFTP: {
    port: 69,
    request: concat(uint16(1), text('boot.img'), 0, text('octet'), 0),
    response: concat(uint16(3), uint16(1), filler(512)),
  },
  DTLS: { port: 4433, request: dtls(22, 1), response: dtls(22, 3) },
  SNMP: { port: 161, request: snmp(0xa0, ID), response: snmp(0xa2, ID) },
  CLDAP: {
    port: 389,
    request: ber(0x30, berInteger(ID), ber(0x63, filler(30))),
    response: ber(0x30, berInteger(ID), ber(0x64, filler(30))),
  },
  Kerberos: {
    port: 88,
    request: ber(0x6a, ber(0x30, filler(150))),
    response: ber(0x7e, ber(0x30, filler(60))),
  },
  SIP: {
    port: 5060,
    request: sip('INVITE sip:b@example.com SIP/2.0'),
    response: sip('SIP/2.0 100 Trying'),
  },
  IKE: { port: 500, request: ike(34), response: ike(34, { response: true }) },
  NTP: { port: 123, request: ntp(3, 0, ID), response: ntp(4, ID, ID + 1) },
  OpenVPN: {
    port: 1194,
    request: concat(0x38, sized(1, 8), 0, uint32(0)),
    response: concat(0x40, sized(2, 8), 1, uint32(0), sized(1, 8), uint32(0)),
  },
};
