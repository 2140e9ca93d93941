import { readUint32 } from '../bytes.ts';
import { bitsOf, FieldTable, PartTable, uint8At, uint16At, uint32At } from '../fields/field.ts';
import * as dns from './codec.ts';
import { DNS_LAYERS, nameAtStart, ofTypes, recordWalker } from './parts.ts';

/*
 * The data of resource records: for each type its parts in their order, each of which is a field.
 */

/**
 * What a part is made of. `u8` to `u32` are numbers, `name` a domain name, `text` a length byte
 * and characters, `rest` all bytes that are left, `textRest` all characters that are left.
 */
type Kind =
  | 'u8'
  | 'u16'
  | 'u32'
  | 'name'
  | 'ipv4'
  | 'ipv6'
  | 'mac'
  | 'time'
  | 'text'
  | 'rest'
  | 'textRest';

type Part = readonly [
  name: string,
  kind: Kind,
  meaning: string,
  base?: 'dec' | 'hex',
  /** Bits of the part that are fields of their own: name, mask, meaning. */
  bits?: readonly (readonly [string, number, string])[],
];

/** The parts that a record of each type begins with. */
const LAYOUTS: Readonly<Record<number, readonly Part[]>> = {
  1: [['a', 'ipv4', 'IPv4 address']],
  2: [['ns', 'name', 'Name server']],
  3: [['md', 'name', 'Mail destination']],
  4: [['mf', 'name', 'Mail forwarder']],
  5: [['cname', 'name', 'Canonical name']],
  6: [
    ['soa.mname', 'name', 'Primary name server of the zone'],
    ['soa.rname', 'name', 'Mailbox of who is responsible for the zone'],
    ['soa.serial_number', 'u32', 'Serial number of the zone'],
    ['soa.refresh_interval', 'u32', 'Seconds until the zone is read again'],
    ['soa.retry_interval', 'u32', 'Seconds until a failed reading is tried again'],
    ['soa.expire_limit', 'u32', 'Seconds until the zone is no longer good'],
    ['soa.minimum_ttl', 'u32', 'Time to live of "no such name" in seconds'],
  ],
  7: [['mb', 'name', 'Mailbox']],
  8: [['mg', 'name', 'Member of a mail group']],
  9: [['mr', 'name', 'Renamed mailbox']],
  10: [['null', 'rest', 'Data of a NULL record']],
  12: [['ptr.domain_name', 'name', 'Name that an address belongs to']],
  13: [
    ['hinfo.cpu', 'text', 'Processor of a host'],
    ['hinfo.os', 'text', 'Operating system of a host'],
  ],
  14: [
    ['minfo.r', 'name', 'Responsible mailbox'],
    ['minfo.e', 'name', 'Mailbox for errors'],
  ],
  15: [
    ['mx.preference', 'u16', 'Preference of a mail server'],
    ['mx.mail_exchange', 'name', 'Mail server'],
  ],
  17: [
    ['rp.mailbox', 'name', 'Mailbox of a responsible person'],
    ['rp.txt_rr', 'name', 'Name of a text about them'],
  ],
  18: [
    ['afsdb.subtype', 'u16', 'Kind of AFS server'],
    ['afsdb.hostname', 'name', 'AFS server'],
  ],
  23: [['nsap_ptr.owner', 'name', 'Owner of an NSAP address']],
  28: [['aaaa', 'ipv6', 'IPv6 address']],
  33: [
    ['srv.priority', 'u16', 'Priority of a service'],
    ['srv.weight', 'u16', 'Weight of a service'],
    ['srv.port', 'u16', 'Port of a service'],
    ['srv.target', 'name', 'Target host of a service'],
  ],
  35: [
    ['naptr.order', 'u16', 'Order'],
    ['naptr.preference', 'u16', 'Preference'],
    ['naptr.flags', 'text', 'Flags'],
    ['naptr.service', 'text', 'Service'],
    ['naptr.regex', 'text', 'Regular expression'],
    ['naptr.replacement', 'name', 'Replacement'],
  ],
  36: [
    ['kx.preference', 'u16', 'Preference of a key exchanger'],
    ['kx.key_exchange', 'name', 'Key exchanger'],
  ],
  37: [
    ['cert.type', 'u16', 'Type of a certificate'],
    ['cert.key_tag', 'u16', 'Key tag', 'hex'],
    ['cert.algorithm', 'u8', 'Algorithm'],
    ['cert.certificate', 'rest', 'Certificate or revocation list'],
  ],
  39: [['dname', 'name', 'Name that a subtree is moved to']],
  43: [
    ['ds.key_id', 'u16', 'Key of a delegation', 'hex'],
    ['ds.algorithm', 'u8', 'Algorithm of that key'],
    ['ds.digest_type', 'u8', 'Type of its digest'],
    ['ds.digest', 'rest', 'Digest of the key'],
  ],
  44: [
    ['sshfp.algorithm', 'u8', 'Algorithm of an SSH key'],
    ['sshfp.fingerprint.type', 'u8', 'Type of its fingerprint'],
    ['sshfp.fingerprint', 'rest', 'Fingerprint of an SSH key'],
  ],
  46: [
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
  47: [['nsec.next_domain_name', 'name', 'Next name of the zone']],
  48: [
    [
      'dnskey.flags',
      'u16',
      'Flags of a key',
      'hex',
      [
        ['dnskey.flags.zone_key', 0x100, 'Key of a zone'],
        ['dnskey.flags.key_revoked', 0x80, 'Key is revoked'],
        ['dnskey.flags.secure_entry_point', 0x01, 'Key signs keys'],
        ['dnskey.flags.reserved', 0xfe7e, 'Reserved bits'],
      ],
    ],
    ['dnskey.protocol', 'u8', 'Protocol of a key'],
    ['dnskey.algorithm', 'u8', 'Algorithm of a key'],
    ['dnskey.public_key', 'rest', 'Public key'],
  ],
  49: [['dhcid.rdata', 'rest', 'DHCP identifier']],
  50: [
    ['nsec3.algo', 'u8', 'Hash algorithm'],
    [
      'nsec3.flags',
      'u8',
      'Flags',
      'dec',
      [['nsec3.flags.opt_out', 1, 'Unsigned delegations may be left out']],
    ],
    ['nsec3.iterations', 'u16', 'Iterations of the hash'],
  ],
  52: [
    ['tlsa.certificate_usage', 'u8', 'Usage of a certificate'],
    ['tlsa.selector', 'u8', 'What of it is matched'],
    ['tlsa.matching_type', 'u8', 'How it is matched'],
    ['tlsa.certificate_association_data', 'rest', 'What it is matched with'],
  ],
  61: [['openpgpkey', 'textRest', 'OpenPGP key']],
  63: [
    ['zonemd.serial', 'u32', 'Serial number of the zone'],
    ['zonemd.scheme', 'u8', 'Scheme'],
    ['zonemd.hash_algo', 'u8', 'Hash algorithm'],
    ['zonemd.digest', 'rest', 'Digest of the zone'],
  ],
  107: [
    ['ilnp.lp.preference', 'u16', 'Preference'],
    ['ilnp.lp', 'name', 'Locator'],
  ],
  108: [['eui48', 'mac', 'EUI-48 address']],
  [dns.TYPE_SVCB]: [
    ['svcb.svcpriority', 'u16', 'Priority of a service binding'],
    ['svcb.targetname', 'name', 'Target of a service binding'],
  ],
};
/** HTTPS is SVCB for one scheme (RFC 9460 §9): the same fields. */
const SAME_AS_SVCB = [dns.TYPE_SVCB, dns.TYPE_HTTPS];

/** End of the part of that kind at `at`, or -1 where it does not fit. */
function partEnd(kind: Kind, bytes: Uint8Array, at: number, end: number, limit: number): number {
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
  mac: 6,
} as const;

const table = new FieldTable(DNS_LAYERS, 'dns.');
const records = new PartTable(table, recordWalker());

/** Part number `index` of records of these types, where it is whole. */
function partOf(types: readonly number[], parts: readonly Part[], index: number) {
  return records
    .when(ofTypes(...types))
    .atLeast(1)
    .within((read) => (bytes, start, end, sink, view, layer, record) => {
      const limit = view.layerEnd[layer];
      let at = start;
      for (let i = 0; i < index && at >= 0; i++) at = partEnd(parts[i][1], bytes, at, end, limit);
      if (at < 0) return false;
      const next = partEnd(parts[index][1], bytes, at, end, limit);
      return next >= 0 && read(bytes, at, next, sink, view, layer, record);
    });
}

const NUMBERS = {
  u8: ['FT_UINT8', uint8At(0)],
  u16: ['FT_UINT16', uint16At(0)],
  u32: ['FT_UINT32', uint32At(0)],
} as const;

for (const [key, parts] of Object.entries(LAYOUTS)) {
  const type = Number(key);
  const types = SAME_AS_SVCB.includes(type) ? SAME_AS_SVCB : [type];
  parts.forEach(([name, kind, meaning, base, bits = []], index) => {
    const part = partOf(types, parts, index);
    switch (kind) {
      case 'u8':
      case 'u16':
      case 'u32': {
        const [fieldType, read] = NUMBERS[kind];
        part.number(name, fieldType, base === 'hex' ? 'BASE_HEX' : 'BASE_DEC', meaning, read);
        for (const [bit, mask, bitMeaning] of bits) {
          const isOne = (mask & (mask - 1)) === 0;
          if (isOne) part.bit(bit, kind === 'u8' ? '8' : '16', bitMeaning, read, mask);
          else part.number(bit, fieldType, 'BASE_HEX', bitMeaning, bitsOf(read, mask));
        }
        break;
      }
      case 'name':
        part.string(name, meaning, nameAtStart);
        break;
      case 'text':
        part.uint8(`${name}_length`, `Length of: ${meaning}`, uint8At(0)).text(name, meaning, 1);
        break;
      case 'textRest':
        part.text(name, meaning, 0);
        break;
      case 'rest':
        part.rest(name, meaning, 0);
        break;
      case 'ipv4':
        part.number(name, 'FT_IPv4', '', meaning, uint32At(0));
        break;
      case 'ipv6':
        part.bytes(name, 'FT_IPv6', meaning, 0, LENGTHS.ipv6);
        break;
      case 'mac':
        part.bytes(name, 'FT_ETHER', meaning, 0, LENGTHS.mac);
        break;
      case 'time':
        part.part(name, 'FT_ABSOLUTE_TIME', '', meaning, (bytes, at, _end, sink) =>
          sink.time(readUint32(bytes, at), 0),
        );
    }
  });
}

/** Data of resource records, by their types. */
export const dnsRecordFields = table.fields;

/** Offset of the list of types that the record says its name has, or -1. */
function bitmapAt(record: dns.ResourceRecord, bytes: Uint8Array, limit: number): number {
  const { type, dataAt } = record;
  if (type === dns.TYPE_NSEC) return dns.nameEnd(bytes, dataAt, limit);
  if (type === dns.TYPE_CSYNC) return dataAt + 6;
  if (type !== dns.TYPE_NSEC3) return -1;
  const hash = dataAt + 5 + bytes[dataAt + 4];
  return hash < limit ? hash + 1 + bytes[hash] : -1;
}

/**
 * Gives each type that the record says its name has (RFC 4034 §4.1.2) to `visit`, which says whether
 * it has seen enough.
 */
export function eachBitmapType(
  record: dns.ResourceRecord,
  bytes: Uint8Array,
  limit: number,
  visit: (type: number) => boolean,
): boolean {
  const end = Math.min(limit, record.dataAt + record.dataLength);
  let at = bitmapAt(record, bytes, end);
  if (at < 0) return false;
  // Blocks of 256 types: number, length, bits.
  while (end - at >= 2) {
    const block = bytes[at] << 8;
    const stop = Math.min(end, at + 2 + bytes[at + 1]);
    for (let place = at + 2; place < stop; place++) {
      for (let bit = 0; bit < 8; bit++) {
        if ((bytes[place] & (0x80 >> bit)) === 0) continue;
        if (visit(block + 8 * (place - at - 2) + bit)) return true;
      }
    }
    at = stop;
  }
  return false;
}
