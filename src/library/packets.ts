import { captureTimeDigits, isoTime } from '../capture/time-text.ts';
import { FieldValues } from '../documents/packet-list/field-value.ts';
import { ROW_NEEDS, RowWriter } from '../documents/packet-list/row.ts';
import { dnsPolicy } from '../profiles/dns-policy.ts';
import { Analysis } from '../protocols/analysis.ts';
import { Decoder } from '../protocols/decoder.ts';
import type { FieldDefinition } from '../protocols/fields/field.ts';
import { findField, nearestNames } from '../protocols/fields/registry.ts';
import { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import { UsageError } from '../tasks/errors.ts';
import { PacketAnnotator } from '../track/packet-annotator.ts';
import { libraryWords } from '../words/library.ts';
import {
  type Capture,
  type CaptureInput,
  isCapture,
  openCapture,
  type SignalOption,
} from './capture.ts';
import { compiledFilter, type DisplayFilter } from './display-filter.ts';

/** A packet as Wireshark's packet list shows it, and its bytes. It is nobody else's: keep it as long as you like. */
export interface Packet {
  /** As Wireshark counts: 1 for the first of the capture. */
  readonly number: number;
  /** ISO 8601, UTC, with all digits that the capture has; null where it has none. */
  readonly time: string | null;
  readonly source: string;
  readonly destination: string;
  /** Null where it is neither TCP nor UDP. */
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
  readonly protocol: string;
  /** Bytes on the wire. */
  readonly length: number;
  readonly info: string;
  /** Values of the fields that were asked for, by name, as tshark writes them; none where it has none. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** The bytes that were captured. */
  readonly bytes: Uint8Array;
}

export interface PacketsOptions extends SignalOption {
  /** Only packets that it selects. */
  readonly displayFilter?: DisplayFilter | string | undefined;
  /** Fields to read, by Wireshark's names: `['tcp.stream', 'dns.qry.name']`. */
  readonly fields?: readonly string[] | undefined;
}

/**
 * The packets of a capture, in order. A capture that this opens, or is given, is closed at the end, also where
 * the loop is left early.
 * @throws InputError, DisplayFilterError, UsageError (`unknown-field`)
 */
export async function* packets(
  input: Capture | CaptureInput,
  options: PacketsOptions = {},
): AsyncGenerator<Packet, void, undefined> {
  const { signal } = options;
  const filter = compiledFilter(options.displayFilter);
  const fields = (options.fields ?? []).map(fieldNamed);
  signal?.throwIfAborted();
  const capture = isCapture(input) ? input : await openCapture(input, { signal });
  const stop = () => void capture.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    let needs = ROW_NEEDS | Analysis.APPLICATION | (filter?.needs ?? 0);
    for (const field of fields) needs |= field.needs;
    const decoder = new Decoder(dnsPolicy({ asInWireshark: true }));
    const annotator = new PacketAnnotator(needs, capture.interfaces);
    const rows = new RowWriter('utc');
    const view = new PacketView();
    const values = new FieldValues();
    while (await refill(capture, signal)) {
      while (capture.next(view)) {
        decoder.decode(view);
        annotator.annotate(view);
        rows.observeTime(view);
        if (filter !== undefined && !filter.matches(view)) continue;
        view.frameAnnotation.noteDisplayed(view);
        yield packetOf(view, rows, captureTimeDigits(capture.interfaces), fields, values);
        signal?.throwIfAborted();
      }
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    await capture.close();
  }
}

async function refill(capture: Capture, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    const isMore = await capture.refill();
    signal?.throwIfAborted();
    return isMore;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

function fieldNamed(name: string): FieldDefinition {
  const field = findField(name);
  if (field !== undefined) return field;
  const near = nearestNames(name);
  throw new UsageError(
    libraryWords.neitherFieldNorProtocol(name),
    near.length > 0 ? libraryWords.didYouMean(near.join(', ')) : '',
    'unknown-field',
  );
}

function packetOf(
  view: PacketView,
  rows: RowWriter,
  digits: 6 | 9,
  fields: readonly FieldDefinition[],
  values: FieldValues,
): Packet {
  const { number, source, destination, protocol, length, info } = rows.row(view, digits);
  const hasPorts =
    view.transportProtocol === Protocol.TCP || view.transportProtocol === Protocol.UDP;
  return {
    number,
    time: view.hasTime ? isoTime(view.seconds, view.nanoseconds, digits) : null,
    source,
    destination,
    sourcePort: hasPorts ? view.sourcePort : null,
    destinationPort: hasPorts ? view.destinationPort : null,
    protocol,
    length,
    info,
    fields: Object.fromEntries(
      fields.map((field) => {
        values.read(field, view, false);
        return [field.name, [...values.texts]];
      }),
    ),
    bytes: view.bytes.slice(view.start, view.end),
  };
}
