/** Block types (IANA's pcapng registry) that are read or need to be told apart here. */
export enum BlockType {
  INTERFACE_DESCRIPTION = 1,
  PACKET = 2,
  SIMPLE_PACKET = 3,
  NAME_RESOLUTION = 4,
  INTERFACE_STATISTICS = 5,
  ENHANCED_PACKET = 6,
  SYSTEMD_JOURNAL_EXPORT = 9,
  DECRYPTION_SECRETS = 0xa,
  CUSTOM = 0xbad,
  CUSTOM_NO_COPY = 0x4000_0bad,
  SECTION_HEADER = 0x0a0d_0d0a,
}

/*
 *  0      4               8              length - 4
 * +------+---------------+------ … -----+--------------+
 * | type | total length  | body         | total length |
 * +------+---------------+------ … -----+--------------+
 */
export const BODY = 8;
export const TRAILER_LENGTH = 4;
export const MINIMUM_LENGTH = BODY + TRAILER_LENGTH;
/** Longest block that is looked into; longer ones are passed over where they need not be read. */
export const MAXIMUM_LENGTH = 1 << 24;

/**
 * Whether a block takes a frame number in Wireshark although it holds no packet: journal entries,
 * system calls (Sysdig) and custom blocks do.
 */
export function isOtherFrame(type: number): boolean {
  return (
    type === BlockType.SYSTEMD_JOURNAL_EXPORT ||
    type === BlockType.CUSTOM ||
    type === BlockType.CUSTOM_NO_COPY ||
    type === 0x204 ||
    type === 0x208 ||
    type === 0x216 ||
    type === 0x217 ||
    type === 0x221
  );
}

/** Whether the type is one that a scan for the next block behind damage may trust. */
export function isKnownType(type: number): boolean {
  return (type >= 1 && type <= 0xa) || type === BlockType.SECTION_HEADER || isOtherFrame(type);
}
