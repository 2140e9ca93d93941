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

const { NOTHING, OWNER, IPV4, IPV6, NAME } = RecordData;
const { PREFERENCE_AND_NAME, SERVICE, HOST_INFORMATION, NAMING_AUTHORITY } = RecordData;

/** What Wireshark's packet-dns.c shows of each type's data; nothing of types not listed. */
const SHOWN: ReadonlyMap<number, RecordData> = new Map([
  [1, IPV4], // A
  [2, NAME], // NS
  [3, OWNER], // MD
  [4, OWNER], // MF
  [5, NAME], // CNAME
  [6, NAME], // SOA
  [7, OWNER], // MB
  [8, OWNER], // MG
  [9, OWNER], // MR
  [10, OWNER], // NULL
  [11, IPV4], // WKS
  [12, NAME], // PTR
  [13, HOST_INFORMATION], // HINFO
  [14, OWNER], // MINFO
  [15, PREFERENCE_AND_NAME], // MX
  [17, OWNER], // RP
  [18, OWNER], // AFSDB
  [19, OWNER], // X25
  [20, OWNER], // ISDN
  [21, OWNER], // RT
  [22, OWNER], // NSAP
  [23, OWNER], // NSAP-PTR
  [26, OWNER], // PX
  [27, OWNER], // GPOS
  [28, IPV6], // AAAA
  [33, SERVICE], // SRV
  [35, NAMING_AUTHORITY], // NAPTR
  [36, PREFERENCE_AND_NAME], // KX
  [39, NAME], // DNAME
  [42, OWNER], // APL
  [47, NAME], // NSEC
  [49, OWNER], // DHCID
  [51, OWNER], // NSEC3PARAM
  [52, OWNER], // TLSA
  [55, OWNER], // HIP
]);

/** What of a record's data the packet list shows. */
export function shownOf(type: number): RecordData {
  return SHOWN.get(type) ?? NOTHING;
}
