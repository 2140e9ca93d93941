import { Analysis } from '../analysis.ts';
import type { NumberReader, ValueReader } from '../fields/field.ts';
import type { TimeSpan } from '../packet-annotations.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import type { TcpAnnotation } from './annotation.ts';
import * as tcp from './codec.ts';

/*
 * As packet-tcp.c of Wireshark 4.0 shows them. It reads the header up to the window (16 bytes)
 * before it shows anything but the ports, and gives up at a header length below 20.
 */
export const UP_TO_WINDOW = 16;

type HeaderReader = (bytes: Uint8Array, at: number) => number;

/** A getter of the header, which may be cut short. */
export const header =
  (reader: HeaderReader, needed = UP_TO_WINDOW): NumberReader =>
  (bytes, at, end) =>
    end - at >= needed ? reader(bytes, at) : Number.NaN;

export function isWhole(
  bytes: Uint8Array,
  at: number,
  end: number,
  needed = UP_TO_WINDOW,
): boolean {
  return end - at >= needed && tcp.headerLength(bytes, at) >= tcp.MINIMUM_HEADER_LENGTH;
}

/** A getter of what is shown only where the header's length can be right. */
export const afterLength =
  (reader: HeaderReader, needed = UP_TO_WINDOW): NumberReader =>
  (bytes, at, end) =>
    isWhole(bytes, at, end, needed) ? reader(bytes, at) : Number.NaN;

/** What the conversation analysis says of the header in `layer`, or null. */
export function annotationOf(view: PacketView, layer: number): TcpAnnotation | null {
  const annotation =
    view.quotedFrom >= 0 && layer >= view.quotedFrom
      ? view.quotedTcpAnnotation
      : view.tcpAnnotation;
  return annotation.valid ? annotation : null;
}

export const ANALYSIS = { needs: Analysis.TCP } as const;

export const annotated =
  (reader: (annotation: TcpAnnotation) => number): NumberReader =>
  (_bytes, _at, _end, view, layer) => {
    const annotation = annotationOf(view, layer);
    return annotation === null ? Number.NaN : reader(annotation);
  };

/** Likewise of what is shown only where the header's length can be right. */
export const annotatedAfterLength =
  (reader: (annotation: TcpAnnotation) => number): NumberReader =>
  (bytes, at, end, view, layer) => {
    const annotation = annotationOf(view, layer);
    return annotation === null || !isWhole(bytes, at, end) ? Number.NaN : reader(annotation);
  };

/**
 * What Wireshark's analysis says: nothing where it hits on the end of the captured bytes before, among
 * the options.
 */
export function analysisOf(view: PacketView, layer: number): TcpAnnotation | null {
  const annotation = annotationOf(view, layer);
  if (annotation?.hasAnalysis !== true) return null;
  const at = view.layerStart[layer];
  const bytes = view.layerBytes(layer);
  if (!isWhole(bytes, at, view.layerEnd[layer], tcp.MINIMUM_HEADER_LENGTH)) return null;
  return at + tcp.headerLength(bytes, at) <= view.layerEnd[layer] ? annotation : null;
}

export const analysed =
  (reader: (annotation: TcpAnnotation) => number): NumberReader =>
  (_bytes, _at, _end, view, layer) => {
    const annotation = analysisOf(view, layer);
    return annotation === null ? Number.NaN : reader(annotation);
  };

export const orNone = (value: number) => (value > 0 ? value : Number.NaN);

/** A time that the analysis measured. */
export const span =
  (reader: (annotation: TcpAnnotation) => TimeSpan, mayBeZero = false): ValueReader =>
  (view, layer, sink) => {
    const annotation = annotationOf(view, layer);
    if (annotation === null || !isWholeLayer(view, layer)) return false;
    const { seconds, nanoseconds } = reader(annotation);
    return (mayBeZero || seconds !== 0 || nanoseconds !== 0) && sink.time(seconds, nanoseconds);
  };

export function isWholeLayer(view: PacketView, layer: number, needed = tcp.MINIMUM_HEADER_LENGTH) {
  return isWhole(view.layerBytes(layer), view.layerStart[layer], view.layerEnd[layer], needed);
}

/** Whether the header is quoted in an ICMP error over IPv4, whose sequence number is shown as sent. */
export function isQuotedByIcmp(view: PacketView, layer: number): boolean {
  return (
    layer >= 2 &&
    view.layerProtocol[layer - 1] === Protocol.IPV4 &&
    view.layerProtocol[layer - 2] === Protocol.ICMP
  );
}
