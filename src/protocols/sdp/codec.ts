import { type AddressWords, parseAddress } from '../address-text.ts';
import { characters } from '../bytes.ts';

/*
 * Session Description Protocol (RFC 8866 §5) as SIP carries it: lines of one letter, "=" and a value.
 *
 *     c=IN IP4 192.0.2.7           address of all media, or of those behind whose line it stands
 *     m=audio 49170 RTP/AVP 0 8    port, and formats
 *     a=sendonly                   who sends; both where nothing is said (RFC 3264 §5.1)
 *     a=rtcp:49180                 port of reports; else the next one (RFC 3605)
 *     a=rtpmap:96 opus/48000       what a dynamic payload type is
 */

/** Where one side of a call wants its media sent. */
export interface MediaPlace {
  readonly address: AddressWords;
  readonly port: number;
  /** Where reports on it are wanted. */
  readonly controlPort: number;
  /** It is encrypted (RFC 3711). */
  readonly isSecure: boolean;
  /** What dynamic payload types are. */
  readonly encodings: ReadonlyMap<number, string>;
  /** Both sides send; else one is on hold, or only listens. */
  readonly isBothWays: boolean;
}

/** Lines and bytes of the longest description that is read, and media in it. */
const MOST_LINES = 256;
const LONGEST = 8192;
const MOST_MEDIA = 4;
const ONE_WAY = /^a=(?:sendonly|recvonly|inactive)\s*$/;
const CONNECTION = /^c=IN IP[46] ([0-9a-fA-F.:]{2,45})/;
const MEDIA = /^m=(?:audio|video) (\d{1,5})(?:\/\d+)? RTP\/(S?)/;
const CONTROL_PORT = /^a=rtcp:(\d{1,5})(?:\s|$)/;
const ENCODING = /^a=rtpmap:(\d{1,3})\s+([^/\s]{1,32})/;
/** Of no use to who listens: an address of all zeros holds a call (RFC 3264 §8.4). */
const isZero = (address: AddressWords) => address[3] === 0;

/** Where media is wanted by the description at [at, end). */
export function mediaPlaces(bytes: Uint8Array, at: number, end: number): MediaPlace[] {
  const lines = characters(bytes, at, Math.min(end, at + LONGEST)).split(/\r?\n/, MOST_LINES);
  if (!lines[0].startsWith('v=0')) return [];
  const found: Draft[] = [];
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
      const port = Number(media[1]);
      found.push({
        address: common,
        port,
        controlPort: port + 1,
        isSecure: media[2] !== '',
        encodings: new Map(),
        isBothWays,
      });
    } else if (ONE_WAY.test(line)) {
      if (last === undefined) isBothWays = false;
      else last.isBothWays = false;
    } else if (last !== undefined) readAttribute(line, last);
  }
  return found.flatMap(({ address, ...media }) =>
    address === null || isZero(address) || !isPort(media.port) ? [] : [{ ...media, address }],
  );
}

/** Whether a port can be that. */
export const isPort = (port: number) => port > 0 && port <= 65_535;

/** A medium of which not all lines were read. */
interface Draft {
  address: AddressWords | null;
  readonly port: number;
  controlPort: number;
  readonly isSecure: boolean;
  readonly encodings: Map<number, string>;
  isBothWays: boolean;
}

function readAttribute(line: string, media: Draft): void {
  const control = CONTROL_PORT.exec(line);
  if (control !== null) media.controlPort = Number(control[1]);
  const encoding = ENCODING.exec(line);
  if (encoding !== null) media.encodings.set(Number(encoding[1]), encoding[2]);
}
