/** Wireshark's numbers of checksum states, in fields `….checksum.status`. */
export enum ChecksumStatus {
  BAD = 0,
  GOOD = 1,
  UNVERIFIED = 2,
  NOT_PRESENT = 3,
}
