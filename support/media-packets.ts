import { concat, text, uint16, uint32 } from './packet-builder.ts';

/** A packet of RTP (RFC 3550 §5.1). */
export function rtp(
  payload: Uint8Array,
  {
    type = 0,
    sequence = 1000,
    timestamp = 160,
    marked = false,
    sources = [] as readonly number[],
    extension = null as Uint8Array | null,
    padding = 0,
    version = 2,
    ssrc = 0x5f0fff13,
  } = {},
): Uint8Array {
  const first =
    (version << 6) | (padding > 0 ? 0x20 : 0) | (extension === null ? 0 : 0x10) | sources.length;
  return concat(
    first,
    (marked ? 0x80 : 0) | type,
    uint16(sequence),
    uint32(timestamp),
    uint32(ssrc),
    ...sources.map(uint32),
    ...(extension === null ? [] : [extension]),
    payload,
    ...(padding > 0 ? [new Uint8Array(padding - 1), padding] : []),
  );
}

/** A header extension whose profile is `profile`; its content fills whole words. */
export function extension(profile: number, content: Uint8Array): Uint8Array {
  const words = Math.ceil(content.length / 4);
  return concat(
    uint16(profile),
    uint16(words),
    content,
    new Uint8Array(4 * words - content.length),
  );
}

/** A packet of RTCP (RFC 3550 §6.4): its content fills whole words. */
export function rtcp(type: number, count: number, content: Uint8Array, padding = 0): Uint8Array {
  const all = padding > 0 ? concat(content, new Uint8Array(padding - 1), padding) : content;
  return concat(0x80 | (padding > 0 ? 0x20 : 0) | count, type, uint16(all.length / 4), all);
}

/** A reception report's block. */
export function reportBlock(ssrc: number, lost: number, lastReport = 0, delay = 0): Uint8Array {
  return concat(
    uint32(ssrc),
    12,
    uint32(lost).subarray(1),
    uint32(0x00021234),
    uint32(77),
    uint32(lastReport),
    uint32(delay),
  );
}

/** A session description of one medium. */
export function session(
  address: string,
  port: number,
  lines: readonly string[] = [],
  profile = 'RTP/AVP',
): string {
  return [
    'v=0',
    `o=- 1 1 IN IP4 ${address}`,
    's=-',
    `c=IN IP4 ${address}`,
    't=0 0',
    `m=audio ${port} ${profile} 0 8 96 101`,
    ...lines,
    '',
  ].join('\r\n');
}

/** A message of SIP with a session description. */
export function sipWithSession(line: string, method: string, call: string, body: string, cseq = 1) {
  return text(
    [
      line,
      `Via: SIP/2.0/UDP 192.0.2.20:5060;branch=z9hG4bK${call}`,
      'From: <sip:a@example.com>;tag=1',
      'To: <sip:b@example.com>;tag=2',
      `Call-ID: ${call}@192.0.2.20`,
      `CSeq: ${cseq} ${method}`,
      'Content-Type: application/sdp',
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n'),
  );
}
