import { readUint16, readUint32 } from '../bytes.ts';
import { FieldTable, type ValueReader, type ValueSink } from '../fields/field.ts';
import * as dns from './codec.ts';
import { DNS_LAYERS, eachRecord, isMulticast, record, sinkName } from './field-messages.ts';

/* Records whose data is a list: texts, EDNS options, parameters of service bindings. */

const TYPE_SPF = 99;
const TYPE_SVCB = 64;
const TYPE_NSEC3 = 50;

const table = new FieldTable(DNS_LAYERS);

function characters(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]);
  return text;
}

/** Each text of a TXT record: its length byte is at `at`. */
function texts(
  type: number,
  give: (bytes: Uint8Array, at: number, end: number, sink: ValueSink) => boolean,
): ValueReader {
  return eachRecord((bytes, sink) => {
    if (record.type !== type) return false;
    const end = record.dataAt + record.dataLength;
    for (let place = record.dataAt; place < end; place += bytes[place] + 1) {
      if (give(bytes, place, Math.min(end, place + 1 + bytes[place]), sink)) return true;
    }
    return false;
  });
}
for (const [name, type] of [
  ['txt', dns.TYPE_TXT],
  ['spf', TYPE_SPF],
] as const) {
  table
    .values(
      `dns.${name}.length`,
      'FT_UINT8',
      'BASE_DEC',
      'Length of a text',
      texts(type, (bytes, at, _end, sink) => sink.number(bytes[at])),
    )
    .values(
      `dns.${name}`,
      'FT_STRING',
      '',
      'Text, one value per string',
      texts(type, (bytes, at, end, sink) => sink.text(characters(bytes, at + 1, end))),
    );
}

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

/** Salt and hash of an NSEC3 record (RFC 5155 §3.2): `at` is the place of a length byte. */
function nsec3(
  index: 0 | 1,
  give: (bytes: Uint8Array, at: number, end: number, sink: ValueSink) => boolean,
): ValueReader {
  return eachRecord((bytes, sink) => {
    if (record.type !== TYPE_NSEC3) return false;
    const end = record.dataAt + record.dataLength;
    let at = record.dataAt + 4;
    if (index === 1 && at < end) at += 1 + bytes[at];
    if (at >= end || at + 1 + bytes[at] > end) return false;
    return give(bytes, at, at + 1 + bytes[at], sink);
  });
}
table
  .values(
    'dns.nsec3.salt_length',
    'FT_UINT8',
    'BASE_DEC',
    'Length of the salt',
    nsec3(0, (bytes, at, _end, sink) => sink.number(bytes[at])),
  )
  .values(
    'dns.nsec3.salt_value',
    'FT_BYTES',
    '',
    'Salt',
    nsec3(0, (bytes, at, end, sink) => sink.bytes(bytes, at + 1, end)),
  )
  .values(
    'dns.nsec3.hash_length',
    'FT_UINT8',
    'BASE_DEC',
    'Length of the next hashed owner',
    nsec3(1, (bytes, at, _end, sink) => sink.number(bytes[at])),
  )
  .values(
    'dns.nsec3.hash_value',
    'FT_STRING',
    '',
    'Next hashed owner',
    nsec3(1, (bytes, at, end, sink) => sink.text(base32(bytes, at + 1, end))),
  );

// ---------------------------------------------------------------- EDNS (RFC 6891)

const ofOpt = (read: () => number): ValueReader =>
  eachRecord((_bytes, sink) => record.type === dns.TYPE_OPT && sink.number(read()));

table
  .values(
    'dns.rr.udp_payload_size',
    'FT_UINT16',
    'BASE_HEX',
    'UDP payload size of EDNS',
    eachRecord(
      (_bytes, sink, view, layer) =>
        record.type === dns.TYPE_OPT &&
        sink.number(isMulticast(view, layer) ? record.class & 0x7fff : record.class),
    ),
  )
  .values(
    'dns.resp.ext_rcode',
    'FT_UINT8',
    'BASE_HEX',
    'Higher bits of the response code',
    ofOpt(() => record.timeToLive >>> 24),
  )
  .values(
    'dns.resp.edns0_version',
    'FT_UINT8',
    'BASE_DEC',
    'Version of EDNS',
    ofOpt(() => (record.timeToLive >>> 16) & 0xff),
  )
  .values(
    'dns.resp.z',
    'FT_UINT16',
    'BASE_HEX',
    'Flags of EDNS',
    ofOpt(() => record.timeToLive & 0xffff),
  )
  .values(
    'dns.resp.z.do',
    'FT_BOOLEAN',
    '16',
    'Signatures are asked for',
    ofOpt(() => (record.timeToLive >>> 15) & 1),
  )
  .values(
    'dns.resp.z.reserved',
    'FT_UINT16',
    'BASE_HEX',
    'Reserved bits',
    ofOpt(() => record.timeToLive & 0x7fff),
  );

type OptionGive = (bytes: Uint8Array, option: number, length: number, sink: ValueSink) => boolean;

/** Each EDNS option of that code, or of any: 2 bytes code, 2 bytes length, `length` bytes. */
function options(code: number | readonly number[] | null, give: OptionGive): ValueReader {
  const codes = typeof code === 'number' ? [code] : code;
  return eachRecord((bytes, sink) => {
    if (record.type !== dns.TYPE_OPT) return false;
    let option = dns.firstEdnsOption(record, bytes);
    while (option >= 0) {
      const isWanted = codes === null || codes.includes(readUint16(bytes, option));
      if (isWanted && give(bytes, option, readUint16(bytes, option + 2), sink)) return true;
      option = dns.nextEdnsOption(record, bytes, option);
    }
    return false;
  });
}
const CLIENT_SUBNET = 8;
const COOKIE = 10;
const KEEP_ALIVE = 11;
const PADDING = 12;
const CHAIN = 13;
const EXTENDED_ERROR = 15;
const address = new Uint8Array(16);

/** The prefix of a client subnet (RFC 7871 §6), filled up with zeros. */
function subnet(family: number, size: number, give: (sink: ValueSink) => boolean): ValueReader {
  return options(CLIENT_SUBNET, (bytes, option, length, sink) => {
    if (length < 4 || readUint16(bytes, option + 4) !== family || length - 4 > size) return false;
    address.fill(0);
    for (let i = 0; i < length - 4; i++) address[i] = bytes[option + 8 + i];
    return give(sink);
  });
}

const byte = (code: number, offset: number) =>
  options(
    code,
    (bytes, option, length, sink) => length > offset && sink.number(bytes[option + 4 + offset]),
  );
const rest = (code: number, from = 0, to = 65535) =>
  options(
    code,
    (bytes, option, length, sink) =>
      length >= from && sink.bytes(bytes, option + 4 + from, option + 4 + Math.min(length, to)),
  );

table
  .values(
    'dns.opt',
    'FT_NONE',
    '',
    'EDNS option',
    options(null, (_b, _o, _l, sink) => sink.label()),
  )
  .values(
    'dns.opt.code',
    'FT_UINT16',
    'BASE_DEC',
    'Code of an EDNS option',
    options(null, (bytes, option, _length, sink) => sink.number(readUint16(bytes, option))),
  )
  .values(
    'dns.opt.len',
    'FT_UINT16',
    'BASE_DEC',
    'Length of an EDNS option',
    options(null, (_bytes, _option, length, sink) => sink.number(length)),
  )
  .values(
    'dns.opt.data',
    'FT_BYTES',
    '',
    'Data of an EDNS option',
    options(null, (bytes, option, length, sink) =>
      sink.bytes(bytes, option + 4, option + 4 + length),
    ),
  )
  .values(
    'dns.opt.client.family',
    'FT_UINT16',
    'BASE_DEC',
    "Client subnet: family of the client's address",
    options(
      CLIENT_SUBNET,
      (bytes, option, length, sink) => length >= 2 && sink.number(readUint16(bytes, option + 4)),
    ),
  )
  .values(
    'dns.opt.client.netmask',
    'FT_UINT8',
    'BASE_DEC',
    'Client subnet: prefix of the question',
    byte(CLIENT_SUBNET, 2),
  )
  .values(
    'dns.opt.client.scope',
    'FT_UINT8',
    'BASE_DEC',
    'Client subnet: prefix of the answer',
    byte(CLIENT_SUBNET, 3),
  )
  .values(
    'dns.opt.client.addr4',
    'FT_IPv4',
    '',
    'Client subnet: IPv4 address',
    subnet(1, 4, (sink) => sink.number(readUint32(address, 0))),
  )
  .values(
    'dns.opt.client.addr6',
    'FT_IPv6',
    '',
    'Client subnet: IPv6 address',
    subnet(2, 16, (sink) => sink.bytes(address, 0, 16)),
  )
  .values('dns.opt.cookie.client', 'FT_BYTES', '', "Client's cookie", rest(COOKIE, 0, 8))
  .values('dns.opt.cookie.server', 'FT_BYTES', '', "Server's cookie", rest(COOKIE, 8))
  .values(
    'dns.opt.edns_tcp_keepalive.timeout',
    'FT_UINT16',
    'BASE_DEC',
    'Idle time of a connection in units of 100 ms',
    options(
      KEEP_ALIVE,
      (bytes, option, length, sink) => length === 2 && sink.number(readUint16(bytes, option + 4)),
    ),
  )
  .values('dns.opt.padding', 'FT_BYTES', '', 'Padding', rest(PADDING))
  .values(
    'dns.opt.chain.fqdn',
    'FT_STRING',
    '',
    'Closest trust point',
    eachRecord((bytes, sink, view, layer) => {
      if (record.type !== dns.TYPE_OPT) return false;
      const option = dns.findEdnsOption(record, bytes, CHAIN);
      return option >= 0 && sinkName(sink, view, layer, option + 4);
    }),
  )
  .values(
    'dns.opt.ext_error.info_code',
    'FT_UINT16',
    'BASE_DEC',
    'Extended error (RFC 8914)',
    options(
      EXTENDED_ERROR,
      (bytes, option, length, sink) => length >= 2 && sink.number(readUint16(bytes, option + 4)),
    ),
  )
  .values(
    'dns.opt.ext_error.extra_text',
    'FT_STRING',
    '',
    'Text of an extended error',
    options(
      EXTENDED_ERROR,
      (bytes, option, length, sink) =>
        length > 2 && sink.text(characters(bytes, option + 6, option + 4 + length)),
    ),
  );
for (const [name, code, meaning] of [
  ['dau', 5, 'Signature algorithm that is understood'],
  ['dhu', 6, 'Digest that is understood'],
  ['n3u', 7, 'NSEC3 hash that is understood'],
] as const) {
  table.values(
    `dns.opt.${name}`,
    'FT_UINT8',
    'BASE_DEC',
    meaning,
    options(code, (bytes, option, length, sink) => {
      for (let i = 0; i < length; i++) if (sink.number(bytes[option + 4 + i])) return true;
      return false;
    }),
  );
}

// ---------------------------------------------------------------- service bindings (RFC 9460)

type ParameterGive = (bytes: Uint8Array, at: number, end: number, sink: ValueSink) => boolean;

/** Each parameter with that key, or with any: its value is [at, end). */
function parameters(wants: (key: number) => boolean, give: ParameterGive): ValueReader {
  return eachRecord((bytes, sink, view, layer) => {
    if (record.type !== TYPE_SVCB && record.type !== dns.TYPE_HTTPS) return false;
    const end = record.dataAt + record.dataLength;
    let at = dns.nameEnd(bytes, record.dataAt + 2, Math.min(end, view.layerEnd[layer]));
    while (at >= 0 && end - at >= 4) {
      const after = at + 4 + readUint16(bytes, at + 2);
      if (after > end) return false;
      if (wants(readUint16(bytes, at)) && give(bytes, at + 4, after, sink)) return true;
      at = after;
    }
    return false;
  });
}
const any = () => true;
const key = (wanted: number) => (found: number) => found === wanted;
/** Keys whose values have fields of their own. */
const DECODED = 6;
const each =
  (
    size: number,
    give: (bytes: Uint8Array, at: number, sink: ValueSink) => boolean,
  ): ParameterGive =>
  (bytes, at, end, sink) => {
    for (let place = at; place + size <= end; place += size) {
      if (give(bytes, place, sink)) return true;
    }
    return false;
  };
const alpn =
  (give: (bytes: Uint8Array, at: number, end: number, sink: ValueSink) => boolean): ParameterGive =>
  (bytes, at, end, sink) => {
    for (let place = at; place < end; place += 1 + bytes[place]) {
      if (give(bytes, place, Math.min(end, place + 1 + bytes[place]), sink)) return true;
    }
    return false;
  };

table
  .values(
    'dns.svcb.svcparam',
    'FT_NONE',
    '',
    'Parameter',
    parameters(any, (_b, _a, _e, sink) => sink.label()),
  )
  .values(
    'dns.svcb.svcparam.key',
    'FT_UINT16',
    'BASE_DEC',
    'Key of a parameter',
    parameters(any, (bytes, at, _end, sink) => sink.number(readUint16(bytes, at - 4))),
  )
  .values(
    'dns.svcb.svcparam.value.length',
    'FT_UINT16',
    'BASE_DEC',
    'Length of the value of a parameter',
    parameters(any, (bytes, at, _end, sink) => sink.number(readUint16(bytes, at - 2))),
  )
  .values(
    'dns.svcb.svcparam.value',
    'FT_BYTES',
    '',
    'Value of a parameter that has no field of its own',
    parameters(
      (found) => found > DECODED,
      (bytes, at, end, sink) => end > at && sink.bytes(bytes, at, end),
    ),
  )
  .values(
    'dns.svcb.svcparam.mandatory.key',
    'FT_UINT16',
    'BASE_DEC',
    'Key that must be understood',
    parameters(
      key(0),
      each(2, (bytes, at, sink) => sink.number(readUint16(bytes, at))),
    ),
  )
  .values(
    'dns.svcb.svcparam.alpn.length',
    'FT_UINT8',
    'BASE_DEC',
    'Length of a protocol name',
    parameters(
      key(1),
      alpn((bytes, at, _end, sink) => sink.number(bytes[at])),
    ),
  )
  .values(
    'dns.svcb.svcparam.alpn',
    'FT_STRING',
    '',
    'Protocol that the service speaks',
    parameters(
      key(1),
      alpn((bytes, at, end, sink) => sink.text(characters(bytes, at + 1, end))),
    ),
  )
  .values(
    'dns.svcb.svcparam.port',
    'FT_UINT16',
    'BASE_DEC',
    'Port of the service',
    parameters(
      key(3),
      (bytes, at, end, sink) => end - at >= 2 && sink.number(readUint16(bytes, at)),
    ),
  )
  .values(
    'dns.svcb.svcparam.ipv4hint.ip',
    'FT_IPv4',
    '',
    'IPv4 address of the service',
    parameters(
      key(4),
      each(4, (bytes, at, sink) => sink.number(readUint32(bytes, at))),
    ),
  )
  .values(
    'dns.svcb.svcparam.echconfig',
    'FT_BYTES',
    '',
    'Keys of encrypted ClientHello',
    parameters(key(5), (bytes, at, end, sink) => end > at && sink.bytes(bytes, at, end)),
  )
  .values(
    'dns.svcb.svcparam.ipv6hint.ip',
    'FT_IPv6',
    '',
    'IPv6 address of the service',
    parameters(
      key(6),
      each(16, (bytes, at, sink) => sink.bytes(bytes, at, at + 16)),
    ),
  );

/** Texts, EDNS options and parameters of service bindings. */
export const dnsExtensionFields = table.fields;
