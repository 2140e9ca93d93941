/*
 * Server Message Block, over NetBIOS sessions or right over TCP (MS-SMB2 §2.1): a length, then the
 * message, whose first four bytes tell the version.
 *
 *  0      1        4                5
 * +------+--------+----------------+---------…
 * | 0    | length | 0xFF/FE/FD/FC  | 'SMB' …
 * +------+--------+----------------+---------…
 */
const PROTOCOL = 4;
const MARK_LENGTH = 4;

/** Which SMB a message is of. */
export enum Dialect {
  NONE,
  /** MS-CIFS §2.2.3.1; a client that offers SMB2 as well may begin so, too (MS-SMB2 §3.2.4.2.2.1). */
  SMB1,
  /** MS-SMB2 §2.2.1, its encrypted and compressed messages. */
  SMB2,
}

/** The dialect of the message at `at`. */
export function dialectOf(bytes: Uint8Array, at: number, limit: number): Dialect {
  const mark = at + PROTOCOL;
  if (limit - mark < MARK_LENGTH || bytes[at] !== 0) return Dialect.NONE;
  if (bytes[mark + 1] !== 0x53 || bytes[mark + 2] !== 0x4d || bytes[mark + 3] !== 0x42) {
    return Dialect.NONE;
  }
  const first = bytes[mark];
  if (first === 0xff) return Dialect.SMB1;
  return first >= 0xfc && first <= 0xfe ? Dialect.SMB2 : Dialect.NONE;
}
