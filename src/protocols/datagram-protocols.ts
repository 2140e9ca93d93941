import * as cldap from './cldap/codec.ts';
import * as dtls from './dtls/codec.ts';
import * as isakmp from './isakmp/codec.ts';
import * as kerberos from './kerberos/codec.ts';
import * as ntp from './ntp/codec.ts';
import * as openvpn from './openvpn/codec.ts';
import * as radius from './radius/codec.ts';
import * as sip from './sip/codec.ts';
import * as snmp from './snmp/codec.ts';
import * as stun from './stun/codec.ts';
import * as tftp from './tftp/codec.ts';
import * as wireguard from './wireguard/codec.ts';

/** A protocol over UDP whose requests must be answered. */
export interface DatagramProtocol {
  readonly name: string;
  /**
   * Whether the bytes are a message of it; says in `datagram` what that is and to which transaction it
   * belongs, by which an answer is known. `wireEnd` is where it ends on the wire, `end` in the capture.
   */
  readonly read: (bytes: Uint8Array, at: number, end: number, wireEnd: number) => boolean;
  /** First bytes that it may begin with. */
  readonly begins: (first: number) => boolean;
  /** Where bytes alone would leave doubt: one end must have one of these ports. */
  readonly ports?: readonly number[];
  /** Requests that must be answered, by `datagram.what`, with their names. */
  readonly requests: Readonly<Record<number, string>>;
  /** Seconds after which a client sends a request again, as a rule. */
  readonly again: number;
  /** Its answers have no number that is known: whatever the server sends to that port is one. */
  readonly isAnsweredByAnything?: true;
  /** Offset of the description of media that a message carries, or -1. */
  readonly sessionAt?: (bytes: Uint8Array, at: number, end: number) => number;
  /** A client that tries again makes a new transaction, often from a new port. */
  readonly triesAnew?: true;
  /** Servers answer from another port than the one that was asked. */
  readonly answersElsewhere?: true;
  /** Requests, by `datagram.what`, that only ask whether the server is there: many do not answer these. */
  readonly probes?: readonly number[];
  /** A server is silent to whom it does not know: another key, secret or community. */
  readonly mayIgnore?: true;
}

const among =
  (...firsts: readonly number[]) =>
  (first: number) =>
    firsts.includes(first);

/** One row for each. The order is that in which bytes are asked: the surest test first. */
export const DATAGRAM_PROTOCOLS: readonly DatagramProtocol[] = [
  {
    name: 'STUN',
    read: stun.read,
    begins: (first) => first < 0x40,
    requests: {
      1: 'Binding',
      3: 'Allocate',
      4: 'Refresh',
      8: 'CreatePermission',
      9: 'ChannelBind',
    },
    again: 0.5, // RFC 8489 §6.2.1
  },
  {
    name: 'WireGuard',
    read: wireguard.read,
    begins: among(1, 2, 3, 4),
    requests: { 1: 'Handshake Initiation' },
    again: 5,
    isAnsweredByAnything: true,
    triesAnew: true,
    mayIgnore: true,
  },
  {
    name: 'RADIUS',
    read: radius.read,
    begins: (first) => first > 0 && first < 46,
    requests: {
      1: 'Access-Request',
      4: 'Accounting-Request',
      12: 'Status-Server',
      40: 'Disconnect-Request',
      43: 'CoA-Request',
    },
    probes: [radius.STATUS_SERVER],
    again: 3,
    mayIgnore: true, // RFC 2865 §3: of an unknown client, silently discarded
  },
  {
    name: 'TFTP',
    read: tftp.read,
    begins: among(0),
    requests: { 1: 'Read Request', 2: 'Write Request' },
    again: 1,
    isAnsweredByAnything: true,
    answersElsewhere: true,
  },
  {
    name: 'DTLS',
    read: dtls.read,
    begins: (first) => first >= 20 && first <= 25,
    requests: { 1: 'Client Hello', 16: 'Client Key Exchange' },
    again: 1, // RFC 6347 §4.2.4.1
    isAnsweredByAnything: true,
  },
  {
    name: 'SNMP',
    read: snmp.read,
    begins: among(0x30),
    requests: {
      [snmp.REQUEST_OF_VERSION_3]: 'request',
      160: 'get-request',
      161: 'get-next-request',
      163: 'set-request',
      165: 'getBulkRequest',
      166: 'informRequest',
    },
    again: 1,
    mayIgnore: true, // RFC 1157 §4.1: another community, no answer
  },
  {
    name: 'CLDAP',
    read: cldap.read,
    begins: among(0x30),
    requests: { 3: 'searchRequest' },
    again: 1,
  },
  {
    name: 'Kerberos',
    read: kerberos.read,
    begins: (first) => first >= 0x6a && first <= 0x7e,
    requests: { 10: 'AS-REQ', 12: 'TGS-REQ' },
    again: 1,
    isAnsweredByAnything: true,
  },
  {
    name: 'SIP',
    read: sip.read,
    begins: (first) => first >= 0x41 && first <= 0x5a,
    requests: Object.fromEntries(sip.METHODS.map((method, number) => [number, method])),
    probes: [sip.OPTIONS],
    again: 0.5, // RFC 3261 §17.1.1.1, T1
    sessionAt: sip.sessionAt,
  },
  {
    name: 'IKE',
    read: isakmp.read,
    begins: () => true,
    requests: {
      2: 'Identity Protection (Main Mode)',
      4: 'Aggressive',
      34: 'IKE_SA_INIT',
      35: 'IKE_AUTH',
      36: 'CREATE_CHILD_SA',
      37: 'INFORMATIONAL',
      43: 'IKE_INTERMEDIATE',
    },
    again: 4,
    mayIgnore: true, // RFC 7296 §2.4, §2.21.1: need not answer whom it does not know
  },
  {
    name: 'NTP',
    read: ntp.read,
    begins: () => true,
    ports: [ntp.PORT],
    requests: { 3: 'client' },
    again: 2,
    triesAnew: true,
  },
  {
    name: 'OpenVPN',
    read: openvpn.read,
    begins: (first) => first >>> 3 === 7 || first >>> 3 === 10,
    requests: { 7: 'P_CONTROL_HARD_RESET_CLIENT_V2', 10: 'P_CONTROL_HARD_RESET_CLIENT_V3' },
    again: 2,
    isAnsweredByAnything: true,
    triesAnew: true,
    mayIgnore: true, // with `tls-auth`, whose key is another's
  },
];

/** Rows of the table that a message may be of, by its first byte. */
const BY_FIRST_BYTE: readonly Uint8Array[] = Array.from({ length: 256 }, (_, first) =>
  Uint8Array.from(DATAGRAM_PROTOCOLS.flatMap(({ begins }, row) => (begins(first) ? [row] : []))),
);

/**
 * Row of the protocol that a datagram's payload is of, or -1; `datagram` then says what it is.
 * @param end end of what was captured, `wireEnd` of what was sent
 */
export function recogniseDatagram(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  sourcePort: number,
  destinationPort: number,
): number {
  if (at >= end) return -1;
  const rows = BY_FIRST_BYTE[bytes[at]];
  for (let i = 0; i < rows.length; i++) {
    const { read, ports } = DATAGRAM_PROTOCOLS[rows[i]];
    if (ports !== undefined && !ports.includes(sourcePort) && !ports.includes(destinationPort)) {
      continue;
    }
    if (read(bytes, at, end, wireEnd)) return rows[i];
  }
  return -1;
}
