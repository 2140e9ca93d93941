import { readUint16, readUint32 } from '../bytes.ts';
import { FieldTable, type ValueSink } from '../fields/field.ts';
import type { FieldType } from '../fields/types.ts';
import * as dns from './codec.ts';
import { DNS_LAYERS, eachRecord, type RecordVisit, record, sinkName } from './field-messages.ts';

/*
 * The data of resource records: for each type its parts in their order, each of which is a field.
 */

/**
 * What a part is made of. `u8` to `u32` are numbers, `name` a domain name, `text` a length byte
 * and characters, `rest` all bytes that are left, `textRest` all characters that are left; `fixedN` N bytes.
 */
type Kind =
  | 'u8'
  | 'u16'
  | 'u32'
  | 'name'
  | 'ipv4'
  | 'ipv6'
  | 'time'
  | 'text'
  | 'rest'
  | 'textRest'
  | 'fixed6'
  | 'fixed8';

type Part = readonly [
  /** Null for a part that has no field. */
  name: string | null,
  kind: Kind,
  meaning: string,
  base?: string,
  /** Bits of the part that are fields of their own: name, mask, meaning, type. */
  bits?: readonly (readonly [string, number, string, ('bool' | 'number')?])[],
];

interface Layout {
  readonly type: number;
  readonly parts: readonly Part[];
}

const TYPES: Readonly<Record<Kind, FieldType>> = {
  u8: 'FT_UINT8',
  u16: 'FT_UINT16',
  u32: 'FT_UINT32',
  name: 'FT_STRING',
  ipv4: 'FT_IPv4',
  ipv6: 'FT_IPv6',
  time: 'FT_ABSOLUTE_TIME',
  text: 'FT_STRING',
  rest: 'FT_BYTES',
  textRest: 'FT_STRING',
  fixed6: 'FT_ETHER',
  fixed8: 'FT_BYTES',
};

const LAYOUTS: readonly Layout[] = [
  { type: 1, parts: [['a', 'ipv4', 'IPv4 address']] },
  { type: 2, parts: [['ns', 'name', 'Name server']] },
  { type: 3, parts: [['md', 'name', 'Mail destination']] },
  { type: 4, parts: [['mf', 'name', 'Mail forwarder']] },
  { type: 5, parts: [['cname', 'name', 'Canonical name']] },
  {
    type: 6,
    parts: [
      ['soa.mname', 'name', 'Primary name server of the zone'],
      ['soa.rname', 'name', 'Mailbox of who is responsible for the zone'],
      ['soa.serial_number', 'u32', 'Serial number of the zone'],
      ['soa.refresh_interval', 'u32', 'Seconds until the zone is read again'],
      ['soa.retry_interval', 'u32', 'Seconds until a failed reading is tried again'],
      ['soa.expire_limit', 'u32', 'Seconds until the zone is no longer good'],
      ['soa.minimum_ttl', 'u32', 'Time to live of "no such name" in seconds'],
    ],
  },
  { type: 7, parts: [['mb', 'name', 'Mailbox']] },
  { type: 8, parts: [['mg', 'name', 'Member of a mail group']] },
  { type: 9, parts: [['mr', 'name', 'Renamed mailbox']] },
  { type: 10, parts: [['null', 'rest', 'Data of a NULL record']] },
  { type: 12, parts: [['ptr.domain_name', 'name', 'Name that an address belongs to']] },
  {
    type: 13,
    parts: [
      ['hinfo.cpu', 'text', 'Processor of a host'],
      ['hinfo.os', 'text', 'Operating system of a host'],
    ],
  },
  {
    type: 14,
    parts: [
      ['minfo.r', 'name', 'Responsible mailbox'],
      ['minfo.e', 'name', 'Mailbox for errors'],
    ],
  },
  {
    type: 15,
    parts: [
      ['mx.preference', 'u16', 'Preference of a mail server'],
      ['mx.mail_exchange', 'name', 'Mail server'],
    ],
  },
  {
    type: 17,
    parts: [
      ['rp.mailbox', 'name', 'Mailbox of a responsible person'],
      ['rp.txt_rr', 'name', 'Name of a text about them'],
    ],
  },
  {
    type: 18,
    parts: [
      ['afsdb.subtype', 'u16', 'Kind of AFS server'],
      ['afsdb.hostname', 'name', 'AFS server'],
    ],
  },
  { type: 23, parts: [['nsap_ptr.owner', 'name', 'Owner of an NSAP address']] },
  { type: 28, parts: [['aaaa', 'ipv6', 'IPv6 address']] },
  {
    type: 33,
    parts: [
      ['srv.priority', 'u16', 'Priority of a service'],
      ['srv.weight', 'u16', 'Weight of a service'],
      ['srv.port', 'u16', 'Port of a service'],
      ['srv.target', 'name', 'Target host of a service'],
    ],
  },
  {
    type: 35,
    parts: [
      ['naptr.order', 'u16', 'Order'],
      ['naptr.preference', 'u16', 'Preference'],
      ['naptr.flags', 'text', 'Flags'],
      ['naptr.service', 'text', 'Service'],
      ['naptr.regex', 'text', 'Regular expression'],
      ['naptr.replacement', 'name', 'Replacement'],
    ],
  },
  {
    type: 36,
    parts: [
      ['kx.preference', 'u16', 'Preference of a key exchanger'],
      ['kx.key_exchange', 'name', 'Key exchanger'],
    ],
  },
  {
    type: 37,
    parts: [
      ['cert.type', 'u16', 'Type of a certificate'],
      ['cert.key_tag', 'u16', 'Key tag', 'BASE_HEX'],
      ['cert.algorithm', 'u8', 'Algorithm'],
      ['cert.certificate', 'rest', 'Certificate or revocation list'],
    ],
  },
  { type: 39, parts: [['dname', 'name', 'Name that a subtree is moved to']] },
  {
    type: 43,
    parts: [
      ['ds.key_id', 'u16', 'Key of a delegation', 'BASE_HEX'],
      ['ds.algorithm', 'u8', 'Algorithm of that key'],
      ['ds.digest_type', 'u8', 'Type of its digest'],
      ['ds.digest', 'rest', 'Digest of the key'],
    ],
  },
  {
    type: 44,
    parts: [
      ['sshfp.algorithm', 'u8', 'Algorithm of an SSH key'],
      ['sshfp.fingerprint.type', 'u8', 'Type of its fingerprint'],
      ['sshfp.fingerprint', 'rest', 'Fingerprint of an SSH key'],
    ],
  },
  {
    type: 46,
    parts: [
      ['rrsig.type_covered', 'u16', 'Type of the records that are signed'],
      ['rrsig.algorithm', 'u8', 'Algorithm of a signature'],
      ['rrsig.labels', 'u8', 'Labels of the name that is signed'],
      ['rrsig.original_ttl', 'u32', 'Time to live when signed, in seconds'],
      ['rrsig.signature_expiration', 'time', 'End of a signature'],
      ['rrsig.signature_inception', 'time', 'Begin of a signature'],
      ['rrsig.key_tag', 'u16', 'Key of a signature'],
      ['rrsig.signers_name', 'name', "Signer's name"],
      ['rrsig.signature', 'rest', 'Signature'],
    ],
  },
  { type: 47, parts: [['nsec.next_domain_name', 'name', 'Next name of the zone']] },
  {
    type: 48,
    parts: [
      [
        'dnskey.flags',
        'u16',
        'Flags of a key',
        'BASE_HEX',
        [
          ['dnskey.flags.zone_key', 0x100, 'Key of a zone'],
          ['dnskey.flags.key_revoked', 0x80, 'Key is revoked'],
          ['dnskey.flags.secure_entry_point', 0x01, 'Key signs keys'],
          ['dnskey.flags.reserved', 0xfe7e, 'Reserved bits', 'number'],
        ],
      ],
      ['dnskey.protocol', 'u8', 'Protocol of a key'],
      ['dnskey.algorithm', 'u8', 'Algorithm of a key'],
      ['dnskey.public_key', 'rest', 'Public key'],
    ],
  },
  { type: 49, parts: [['dhcid.rdata', 'rest', 'DHCP identifier']] },
  {
    type: 50,
    parts: [
      ['nsec3.algo', 'u8', 'Hash algorithm'],
      [
        'nsec3.flags',
        'u8',
        'Flags',
        'BASE_DEC',
        [['nsec3.flags.opt_out', 1, 'Unsigned delegations may be left out']],
      ],
      ['nsec3.iterations', 'u16', 'Iterations of the hash'],
    ],
  },
  {
    type: 52,
    parts: [
      ['tlsa.certificate_usage', 'u8', 'Usage of a certificate'],
      ['tlsa.selector', 'u8', 'What of it is matched'],
      ['tlsa.matching_type', 'u8', 'How it is matched'],
      ['tlsa.certificate_association_data', 'rest', 'What it is matched with'],
    ],
  },
  { type: 61, parts: [['openpgpkey', 'textRest', 'OpenPGP key']] },
  {
    type: 63,
    parts: [
      ['zonemd.serial', 'u32', 'Serial number of the zone'],
      ['zonemd.scheme', 'u8', 'Scheme'],
      ['zonemd.hash_algo', 'u8', 'Hash algorithm'],
      ['zonemd.digest', 'rest', 'Digest of the zone'],
    ],
  },
  {
    type: 107,
    parts: [
      ['ilnp.lp.preference', 'u16', 'Preference'],
      ['ilnp.lp', 'name', 'Locator'],
    ],
  },
  { type: 108, parts: [['eui48', 'fixed6', 'EUI-48 address']] },
];
// HTTPS is SVCB for one scheme (RFC 9460 §9).
for (const type of [64, 65]) {
  (LAYOUTS as Layout[]).push({
    type,
    parts: [
      ['svcb.svcpriority', 'u16', 'Priority of a service binding'],
      ['svcb.targetname', 'name', 'Target of a service binding'],
    ],
  });
}

/** End of the part of that kind at `at`, or -1 where it does not fit. */
function partEnd(bytes: Uint8Array, at: number, end: number, kind: Kind, limit: number): number {
  switch (kind) {
    case 'name':
      return dns.nameEnd(bytes, at, limit);
    case 'text': {
      if (at >= limit) return -1;
      const after = at + 1 + bytes[at];
      return after <= limit ? after : -1;
    }
    case 'rest':
    case 'textRest':
      return Math.max(at, end);
    default: {
      const after = at + LENGTHS[kind];
      return after <= limit ? after : -1;
    }
  }
}
const LENGTHS = {
  u8: 1,
  u16: 2,
  u32: 4,
  ipv4: 4,
  ipv6: 16,
  time: 4,
  fixed6: 6,
  fixed8: 8,
} as const;

function readNumber(bytes: Uint8Array, at: number, kind: Kind): number {
  if (kind === 'u8') return bytes[at];
  return kind === 'u16' ? readUint16(bytes, at) : readUint32(bytes, at);
}

function characters(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]);
  return text;
}

/** Offset of part number `index` of the record at hand, or -1. */
export function partAt(bytes: Uint8Array, parts: readonly Part[], index: number, limit: number) {
  const end = record.dataAt + record.dataLength;
  let at = record.dataAt;
  for (let i = 0; i < index && at >= 0; i++) at = partEnd(bytes, at, end, parts[i][1], limit);
  return at;
}

const layoutOf: (Layout | undefined)[] = [];
for (const layout of LAYOUTS) layoutOf[layout.type] = layout;
/** Parts of the records of that type. */
export function partsOf(type: number): readonly Part[] {
  return layoutOf[type]?.parts ?? [];
}

type Give = (
  bytes: Uint8Array,
  start: number,
  end: number,
  ...rest: [sink: ValueSink, view: Parameters<RecordVisit>[2], layer: number]
) => boolean;

/** Part number `index` of records of these types. */
function part(types: readonly number[], index: number, give: Give) {
  return eachRecord((bytes, sink, view, layer) => {
    if (!types.includes(record.type) || record.dataLength === 0) return false;
    const parts = partsOf(record.type);
    const limit = view.layerEnd[layer];
    const at = partAt(bytes, parts, index, limit);
    if (at < 0) return false;
    const end = partEnd(bytes, at, record.dataAt + record.dataLength, parts[index][1], limit);
    return end >= 0 && give(bytes, at, end, sink, view, layer);
  });
}

function giver(kind: Kind): Give {
  switch (kind) {
    case 'name':
      return (_bytes, start, _end, sink, view, layer) => sinkName(sink, view, layer, start);
    case 'text':
      return (bytes, start, end, sink) => sink.text(characters(bytes, start + 1, end));
    case 'textRest':
      return (bytes, start, end, sink) => sink.text(characters(bytes, start, end));
    case 'ipv4':
      return (bytes, start, _end, sink) => sink.number(readUint32(bytes, start));
    case 'time':
      return (bytes, start, _end, sink) => sink.time(readUint32(bytes, start), 0);
    case 'rest':
      return (bytes, start, end, sink) => end > start && sink.bytes(bytes, start, end);
    case 'ipv6':
    case 'fixed6':
    case 'fixed8':
      return (bytes, start, end, sink) => sink.bytes(bytes, start, end);
    default:
      return (bytes, start, _end, sink) => sink.number(readNumber(bytes, start, kind));
  }
}

const table = new FieldTable(DNS_LAYERS);
const written = new Set<string>();
for (const { type, parts } of LAYOUTS) {
  const types = type === 64 ? [64, 65] : [type];
  parts.forEach(([name, kind, meaning, base, bits], index) => {
    if (name === null || written.has(name)) return;
    written.add(name);
    const isNumber = kind === 'u8' || kind === 'u16' || kind === 'u32';
    if (kind === 'text') {
      table.values(
        `dns.${name}_length`,
        'FT_UINT8',
        'BASE_DEC',
        `Length of: ${meaning}`,
        part(types, index, (bytes, start, _end, sink) => sink.number(bytes[start])),
      );
    }
    table.values(
      `dns.${name}`,
      TYPES[kind],
      isNumber ? (base ?? 'BASE_DEC') : '',
      meaning,
      part(types, index, giver(kind)),
    );
    for (const [bit, mask, bitMeaning, as] of bits ?? []) {
      table.values(
        `dns.${bit}`,
        as === 'number' ? TYPES[kind] : 'FT_BOOLEAN',
        as === 'number' ? 'BASE_HEX' : kind === 'u8' ? '8' : '16',
        bitMeaning,
        part(types, index, (bytes, start, _end, sink) => {
          const value = readNumber(bytes, start, kind) & mask;
          return sink.number(as === 'number' ? value / (mask & -mask) : value === 0 ? 0 : 1);
        }),
      );
    }
  });
}

/** Data of resource records, by their types. */
export const dnsRecordFields = table.fields;
