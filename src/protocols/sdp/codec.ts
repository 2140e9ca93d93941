import { type AddressWords, parseAddress } from '../address-text.ts';
import { characters } from '../bytes.ts';

/*
 * Session Description Protocol (RFC 8866 §5) as SIP carries it: lines of one letter, "=" and a value.
 *
 *     c=IN IP4 192.0.2.7           address of all media, or of those behind whose line it stands
 *     m=audio 49170 RTP/AVP 0 8    port, and formats
 *     a=sendonly                   who sends; both where nothing is said (RFC 3264 §5.1)
 */

/** Where one side of a call wants its media sent. */
export interface MediaPlace {
  readonly address: AddressWords;
  readonly port: number;
  /** Both sides send; else one is on hold, or only listens. */
  readonly isBothWays: boolean;
}

/** Lines and bytes of the longest description that is read, and media in it. */
const MOST_LINES = 256;
const LONGEST = 8192;
const MOST_MEDIA = 4;
const ONE_WAY = /^a=(?:sendonly|recvonly|inactive)\s*$/;
const CONNECTION = /^c=IN IP[46] ([0-9a-fA-F.:]{2,45})/;
const MEDIA = /^m=(?:audio|video) (\d{1,5})(?:\/\d+)? RTP\//;
/** Of no use to who listens: an address of all zeros holds a call (RFC 3264 §8.4). */
const isZero = (address: AddressWords) => address[3] === 0;

/** Where media is wanted by the description at [at, end). */
export function mediaPlaces(bytes: Uint8Array, at: number, end: number): MediaPlace[] {
  const lines = characters(bytes, at, Math.min(end, at + LONGEST)).split(/\r?\n/, MOST_LINES);
  if (!lines[0].startsWith('v=0')) return [];
  const found: { address: AddressWords | null; port: number; isBothWays: boolean }[] = [];
  let common: AddressWords | null = null;
  let isBothWays = true;
  for (const line of lines) {
    const last = found.at(-1);
    const connection = CONNECTION.exec(line);
    const media = MEDIA.exec(line);
    if (connection !== null) {
      const address = parseAddress(connection[1]);
      if (last === undefined) common = address;
      else last.address = address;
    } else if (media !== null) {
      if (found.length === MOST_MEDIA) break;
      found.push({ address: common, port: Number(media[1]), isBothWays });
    } else if (ONE_WAY.test(line)) {
      if (last === undefined) isBothWays = false;
      else last.isBothWays = false;
    }
  }
  return found.flatMap(({ address, port, isBothWays: both }) =>
    address === null || isZero(address) || port === 0 || port > 65535
      ? []
      : [{ address, port, isBothWays: both }],
  );
}
