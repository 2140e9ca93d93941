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

/** The files of one capture, to be read as one: see `SequenceReader`. */
export interface InputSequence {
  readonly label: string;
  readonly file: null;
  readonly isRepeatable: boolean;
  readonly parts: readonly Input[];
}

/** What a command reads packets from. */
export type CaptureInput = Input | InputSequence;

/**
 * Opens a capture, or a packet list that Wireshark exported.
 * @throws InputError where it cannot be read
 */
export async function open(input: CaptureInput, options: OpenOptions = {}): Promise<OpenedCapture> {
  if ('parts' in input) return openSequence(input, options);
  const source = await input.open(options);
  const reader = await openCapture(source, FURTHER_FORMATS);
  return { reader, sha256: () => source.sha256() };
}

/** Without its folders; on Windows they may be parted by a backslash. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/^[a-z]:.*\\|^\\\\.*\\/is, '');
}

async function openSequence(
  { parts }: InputSequence,
  options: OpenOptions,
): Promise<OpenedCapture> {
  const { SequenceReader } = await import('../capture/sequence-reader.ts');
  const reader = await SequenceReader.open(
    parts.map((part) => ({
      name: fileName(part.label),
      open: (isWhole) => open(part, isWhole ? options : {}),
    })),
  );
  // Each file has a hash of its own (`files`).
  return { reader, sha256: async () => null };
}

/**
 * The packets of a capture once more, as they were diagnosed: redacted ones where there is a redaction.
 * @throws InputError where it cannot be read
 */
export async function reopen(
  input: CaptureInput,
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

/** Whether an input is a firewall's log, to be held against captures; not where it cannot be read. */
export async function isFirewallLog(input: Input): Promise<boolean> {
  try {
    const bytes = await firstBytes(input, MAGIC);
    if (bytes.length < MAGIC || isPcap(bytes, 0) || isPcapng(bytes, 0)) return false;
    const { reader } = await open(input, { isGlance: true });
    await reader.close();
    return reader.isLog === true;
  } catch {
    // Who reads it says why.
    return false;
  }
}

/** Such a log, to be opened when a capture is held against it. */
export function firewallLog(input: Input, name: string): FirewallLog {
  return { name, open: async () => (await open(input)).reader };
}
