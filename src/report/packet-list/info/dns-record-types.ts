/** What the packet list shows of a record's data. */
export enum RecordData {
  NOTHING = 0,
  /** The name that the record belongs to: Wireshark's habit for types without a text of their own. */
  OWNER,
  IPV4,
  IPV6,
  NAME,
  PREFERENCE_AND_NAME,
  SERVICE,
  HOST_INFORMATION,
  NAMING_AUTHORITY,
}

export interface RecordType {
  readonly name: string;
  readonly shows: RecordData;
}

const { NOTHING, OWNER, IPV4, IPV6, NAME } = RecordData;
const { PREFERENCE_AND_NAME, SERVICE, HOST_INFORMATION, NAMING_AUTHORITY } = RecordData;

/** Record types (IANA DNS parameters), with what Wireshark's packet-dns.c shows of each. */
const TYPES: Readonly<Record<number, readonly [string, RecordData]>> = {
  0: ['Unused', NOTHING],
  1: ['A', IPV4],
  2: ['NS', NAME],
  3: ['MD', OWNER],
  4: ['MF', OWNER],
  5: ['CNAME', NAME],
  6: ['SOA', NAME],
  7: ['MB', OWNER],
  8: ['MG', OWNER],
  9: ['MR', OWNER],
  10: ['NULL', OWNER],
  11: ['WKS', IPV4],
  12: ['PTR', NAME],
  13: ['HINFO', HOST_INFORMATION],
  14: ['MINFO', OWNER],
  15: ['MX', PREFERENCE_AND_NAME],
  16: ['TXT', NOTHING],
  17: ['RP', OWNER],
  18: ['AFSDB', OWNER],
  19: ['X25', OWNER],
  20: ['ISDN', OWNER],
  21: ['RT', OWNER],
  22: ['NSAP', OWNER],
  23: ['NSAP-PTR', OWNER],
  24: ['SIG', NOTHING],
  25: ['KEY', NOTHING],
  26: ['PX', OWNER],
  27: ['GPOS', OWNER],
  28: ['AAAA', IPV6],
  29: ['LOC', NOTHING],
  30: ['NXT', NOTHING],
  31: ['EID', NOTHING],
  32: ['NIMLOC', NOTHING],
  33: ['SRV', SERVICE],
  34: ['ATMA', NOTHING],
  35: ['NAPTR', NAMING_AUTHORITY],
  36: ['KX', PREFERENCE_AND_NAME],
  37: ['CERT', NOTHING],
  38: ['A6', NOTHING],
  39: ['DNAME', NAME],
  40: ['SINK', NOTHING],
  41: ['OPT', NOTHING],
  42: ['APL', OWNER],
  43: ['DS', NOTHING],
  44: ['SSHFP', NOTHING],
  45: ['IPSECKEY', NOTHING],
  46: ['RRSIG', NOTHING],
  47: ['NSEC', NAME],
  48: ['DNSKEY', NOTHING],
  49: ['DHCID', OWNER],
  50: ['NSEC3', NOTHING],
  51: ['NSEC3PARAM', OWNER],
  52: ['TLSA', OWNER],
  55: ['HIP', OWNER],
  57: ['RKEY', NOTHING],
  58: ['TALINK', NOTHING],
  59: ['CDS', NOTHING],
  60: ['CDNSKEY', NOTHING],
  61: ['OPENPGPKEY', NOTHING],
  62: ['CSYNC', NOTHING],
  63: ['ZONEMD', NOTHING],
  64: ['SVCB', NOTHING],
  65: ['HTTPS', NOTHING],
  99: ['SPF', NOTHING],
  100: ['UINFO', NOTHING],
  101: ['UID', NOTHING],
  102: ['GID', NOTHING],
  103: ['UNSPEC', NOTHING],
  104: ['NID', NOTHING],
  105: ['L32', NOTHING],
  106: ['L64', NOTHING],
  107: ['LP', NOTHING],
  108: ['EUI48', NOTHING],
  109: ['EUI64', NOTHING],
  249: ['TKEY', NOTHING],
  250: ['TSIG', NOTHING],
  251: ['IXFR', NOTHING],
  252: ['AXFR', NOTHING],
  253: ['MAILA', NOTHING],
  254: ['MAILB', NOTHING],
  255: ['ANY', NOTHING],
  256: ['URI', NOTHING],
  257: ['CAA', NOTHING],
  32768: ['TA', NOTHING],
  32769: ['DLV', NOTHING],
  65281: ['WINS', NOTHING],
  65282: ['WINS-R', NOTHING],
  65422: ['XPF', NOTHING],
};

/** Name of a record type, `Unknown (n)` where it has none, and what of its data is shown. */
export function recordType(type: number): RecordType {
  const row = TYPES[type];
  return row === undefined
    ? { name: `Unknown (${type})`, shows: NOTHING }
    : { name: row[0], shows: row[1] };
}
