import { readUint16 } from '../bytes.ts';
import {
  FieldTable,
  type PartReader,
  PartTable,
  uint8At,
  uint16At,
  uint32At,
} from '../fields/field.ts';
import * as dns from './codec.ts';
import {
  classOfRecord,
  DNS_LAYERS,
  nameAtStart,
  ofRecord,
  ofTypes,
  recordWalker,
} from './parts.ts';

/* Records whose data is a list: texts, EDNS options, parameters of service bindings. */

const table = new FieldTable(DNS_LAYERS, 'dns.');
const records = new PartTable(table, recordWalker());

for (const [name, type] of [
  ['txt', dns.TYPE_TXT],
  ['spf', dns.TYPE_SPF],
] as const) {
  records
    .when(ofTypes(type))
    .each((bytes, at, end) => Math.min(end, at + 1 + bytes[at]))
    .uint8(`${name}.length`, 'Length of a text', uint8At(0))
    .text(name, 'Text, one value per string', 1);
}

// ---------------------------------------------------------------- NSEC3 (RFC 5155 §3.2)

/** Base 32 with extended hex alphabet, in lower case (RFC 4648 §7), as NSEC3's owner names. */
function base32(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (let i = start; i < end; i++) {
    held = ((held << 8) | bytes[i]) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += '0123456789abcdefghijklmnopqrstuv'[(held >> bits) & 31];
    }
  }
  if (bits > 0) text += '0123456789abcdefghijklmnopqrstuv'[(held << (5 - bits)) & 31];
  return text;
}

type Narrow = (read: PartReader<dns.ResourceRecord>) => PartReader<dns.ResourceRecord>;

/** Salt (0) or hash (1), each with its length byte before it; only where it is whole. */
const saltOrHash =
  (index: 0 | 1): Narrow =>
  (read) =>
  (bytes, start, end, sink, view, layer, record) => {
    let at = start + 4;
    if (index === 1 && at < end) at += 1 + bytes[at];
    const next = at + 1 + bytes[at];
    return at < end && next <= end && read(bytes, at, next, sink, view, layer, record);
  };
const nsec3 = records.when(ofTypes(dns.TYPE_NSEC3));
nsec3
  .within(saltOrHash(0))
  .uint8('nsec3.salt_length', 'Length of the salt', uint8At(0))
  .rest('nsec3.salt_value', 'Salt', 1, true);
nsec3
  .within(saltOrHash(1))
  .uint8('nsec3.hash_length', 'Length of the next hashed owner', uint8At(0))
  .string('nsec3.hash_value', 'Next hashed owner', (bytes, at, end, sink) =>
    sink.text(base32(bytes, at + 1, end)),
  );

// ---------------------------------------------------------------- EDNS (RFC 6891)

/** The time to live of an OPT record holds flags. */
const flags = (mask: number, shift = 0) =>
  ofRecord((record) => (record.timeToLive >>> shift) & mask);
const opt = records.when(ofTypes(dns.TYPE_OPT));
opt
  .hex16('rr.udp_payload_size', 'UDP payload size of EDNS', classOfRecord)
  .hex8('resp.ext_rcode', 'Higher bits of the response code', flags(0xff, 24))
  .uint8('resp.edns0_version', 'Version of EDNS', flags(0xff, 16))
  .hex16('resp.z', 'Flags of EDNS', flags(0xffff))
  .boolean('resp.z.do', 16, 'Signatures are asked for', flags(1, 15))
  .hex16('resp.z.reserved', 'Reserved bits', flags(0x7fff));

const options = opt.each((bytes, at, end) =>
  end - at >= dns.OPTION_HEADER_LENGTH ? dns.ednsOptionEnd(bytes, at) : -1,
);
options
  .label('opt', 'EDNS option')
  .uint16('opt.code', 'Code of an EDNS option', uint16At(0))
  .uint16('opt.len', 'Length of an EDNS option', uint16At(2))
  .rest('opt.data', 'Data of an EDNS option', dns.OPTION_HEADER_LENGTH, true);

/** The data of options of that code. */
const optionsOf = (code: number) =>
  options.when((bytes, at) => readUint16(bytes, at) === code).from(dns.OPTION_HEADER_LENGTH);

/** The prefix of a client subnet (RFC 7871 §6), filled up with zeros. */
const address = new Uint8Array(16);
const prefixOf =
  (family: number, size: number): Narrow =>
  (read) =>
  (bytes, at, end, sink, view, layer, record) => {
    const length = end - at - 4;
    if (length < 0 || length > size || readUint16(bytes, at) !== family) return false;
    address.fill(0);
    address.set(bytes.subarray(at + 4, end));
    return read(address, 0, size, sink, view, layer, record);
  };
const subnet = optionsOf(dns.OPTION_CLIENT_SUBNET);
subnet
  .uint16('opt.client.family', "Client subnet: family of the client's address", uint16At(0))
  .uint8('opt.client.netmask', 'Client subnet: prefix of the question', uint8At(2))
  .uint8('opt.client.scope', 'Client subnet: prefix of the answer', uint8At(3));
subnet
  .within(prefixOf(1, 4))
  .number('opt.client.addr4', 'FT_IPv4', '', 'Client subnet: IPv4 address', uint32At(0));
subnet
  .within(prefixOf(2, 16))
  .bytes('opt.client.addr6', 'FT_IPv6', 'Client subnet: IPv6 address', 0, 16);

const CLIENT_COOKIE = 8;
const cookies = optionsOf(dns.OPTION_COOKIE);
cookies.part('opt.cookie.client', 'FT_BYTES', '', "Client's cookie", (bytes, at, end, sink) =>
  sink.bytes(bytes, at, Math.min(end, at + CLIENT_COOKIE)),
);
cookies.atLeast(CLIENT_COOKIE).rest('opt.cookie.server', "Server's cookie", CLIENT_COOKIE, true);
optionsOf(dns.OPTION_KEEP_ALIVE)
  .when((_bytes, at, end) => end - at === 2)
  .uint16(
    'opt.edns_tcp_keepalive.timeout',
    'Idle time of a connection in units of 100 ms',
    uint16At(0),
  );
optionsOf(dns.OPTION_PADDING).rest('opt.padding', 'Padding', 0, true);
optionsOf(dns.OPTION_CHAIN).string('opt.chain.fqdn', 'Closest trust point', nameAtStart);
const errors = optionsOf(dns.OPTION_EXTENDED_ERROR);
errors.uint16('opt.ext_error.info_code', 'Extended error (RFC 8914)', uint16At(0));
errors.atLeast(3).text('opt.ext_error.extra_text', 'Text of an extended error', 2);
for (const [name, code, meaning] of [
  ['dau', dns.OPTION_DAU, 'Signature algorithm that is understood'],
  ['dhu', dns.OPTION_DHU, 'Digest that is understood'],
  ['n3u', dns.OPTION_N3U, 'NSEC3 hash that is understood'],
] as const) {
  optionsOf(code).items(1).uint8(`opt.${name}`, meaning, uint8At(0));
}

// ---------------------------------------------------------------- service bindings (RFC 9460)

/** Keys of parameters; those above have no fields of their own. */
const KEY_MANDATORY = 0;
const KEY_ALPN = 1;
const KEY_PORT = 3;
const KEY_IPV4_HINT = 4;
const KEY_ECH = 5;
const KEY_IPV6_HINT = 6;
const PARAMETER_HEADER_LENGTH = 4;

const parameters = records
  .when(ofTypes(dns.TYPE_SVCB, dns.TYPE_HTTPS))
  // After the priority and the target's name.
  .within((read) => (bytes, at, end, sink, view, layer, record) => {
    const first = dns.nameEnd(bytes, at + 2, Math.min(end, view.layerEnd[layer]));
    return first >= 0 && read(bytes, first, end, sink, view, layer, record);
  })
  .each((bytes, at, end) =>
    end - at >= PARAMETER_HEADER_LENGTH
      ? at + PARAMETER_HEADER_LENGTH + readUint16(bytes, at + 2)
      : -1,
  );
/** The values of parameters with that key. */
const valuesOf = (key: number) =>
  parameters.when((bytes, at) => readUint16(bytes, at) === key).from(PARAMETER_HEADER_LENGTH);

parameters
  .label('svcb.svcparam', 'Parameter')
  .uint16('svcb.svcparam.key', 'Key of a parameter', uint16At(0))
  .uint16('svcb.svcparam.value.length', 'Length of the value of a parameter', uint16At(2));
parameters
  .when((bytes, at) => readUint16(bytes, at) > KEY_IPV6_HINT)
  .rest('svcb.svcparam.value', 'Value of a parameter that has no field of its own', 4);
valuesOf(KEY_MANDATORY)
  .items(2)
  .uint16('svcb.svcparam.mandatory.key', 'Key that must be understood', uint16At(0));
valuesOf(KEY_ALPN)
  .each((bytes, at, end) => Math.min(end, at + 1 + bytes[at]))
  .uint8('svcb.svcparam.alpn.length', 'Length of a protocol name', uint8At(0))
  .text('svcb.svcparam.alpn', 'Protocol that the service speaks', 1);
valuesOf(KEY_PORT).uint16('svcb.svcparam.port', 'Port of the service', uint16At(0));
valuesOf(KEY_IPV4_HINT)
  .items(4)
  .number('svcb.svcparam.ipv4hint.ip', 'FT_IPv4', '', 'IPv4 address of the service', uint32At(0));
valuesOf(KEY_ECH).rest('svcb.svcparam.echconfig', 'Keys of encrypted ClientHello', 0);
valuesOf(KEY_IPV6_HINT)
  .items(16)
  .bytes('svcb.svcparam.ipv6hint.ip', 'FT_IPv6', 'IPv6 address of the service', 0, 16);

/** Texts, EDNS options and parameters of service bindings. */
export const dnsExtensionFields = table.fields;
