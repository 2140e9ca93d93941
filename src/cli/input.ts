import { openCapture } from '../capture/open-capture.ts';
import { isPcap } from '../capture/pcap.ts';
import { isPcapng } from '../capture/pcapng/reader.ts';
import type { CaptureReader } from '../capture/reader.ts';
import type { FirewallLog } from '../diagnosis/join-logs.ts';
import { FURTHER_FORMATS } from '../inputs/further-formats.ts';
import type { Input, OpenOptions } from '../platform/platform.ts';

/** An open capture, and its hash when all of it has been read. */
export interface OpenedCapture {
  readonly reader: CaptureReader;
  readonly sha256: () => Promise<string | null>;
}

/**
 * Opens a capture, or a packet list that Wireshark exported.
 * @throws InputError where it cannot be read
 */
export async function open(input: Input, options: OpenOptions = {}): Promise<OpenedCapture> {
  const source = await input.open(options);
  const reader = await openCapture(source, FURTHER_FORMATS);
  return { reader, sha256: () => source.sha256() };
}

/**
 * The packets of a capture once more, as they were diagnosed: redacted ones where there is a redaction.
 * @throws InputError where it cannot be read
 */
export async function reopen(
  input: Input,
  redaction: { reopen(): Promise<CaptureReader> } | undefined,
): Promise<CaptureReader> {
  return redaction === undefined ? (await open(input)).reader : redaction.reopen();
}

/** Up to that many bytes from an input's beginning. @throws InputError where it cannot be read */
export async function firstBytes(input: Input, length: number): Promise<Uint8Array> {
  const source = await input.open({});
  try {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const count = await source.read(bytes, filled, length - filled);
      if (count <= 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    await source.close();
  }
}

/** Bytes that tell a container of packets from what may be a log. */
const MAGIC = 4;

/**
 * A firewall's log that is to be held against captures, where the input is one; null for what is none, or
 * cannot be read.
 */
export async function firewallLogIn(input: Input, name: string): Promise<FirewallLog | null> {
  try {
    const bytes = await firstBytes(input, MAGIC);
    if (bytes.length < MAGIC || isPcap(bytes, 0) || isPcapng(bytes, 0)) return null;
    const { reader } = await open(input);
    await reader.close();
    return reader.isLog === true ? { name, open: async () => (await open(input)).reader } : null;
  } catch {
    // Who reads it says why.
    return null;
  }
}
