// A packet list as somebody exports it who displays what clients send over UDP alone: of a lab capture's packets.

import { PACKET_COLUMNS, RowWriter } from '../../src/documents/packet-list/row.ts';
import { Decoder } from '../../src/protocols/decoder.ts';
import { PacketView } from '../../src/protocols/packet-view.ts';
import type { Derived, Whole } from './derive.ts';

const NANOSECONDS = 9;
const csv = (value: unknown) => `"${String(value ?? '').replaceAll('"', '""')}"`;

/** The list in Wireshark's CSV, as a derived capture; null where no such packet is there. */
export function exportedList({ capture, isFromClient }: Whole): Derived | null {
  const shown = capture.packets.filter(
    (packet) => packet.kind === 'udp' && isFromClient(packet) === true,
  );
  if (shown.length === 0) return null;
  const writer = new RowWriter('utc');
  const decoder = new Decoder();
  const view = new PacketView();
  const lines = [PACKET_COLUMNS.map(({ title }) => csv(title)).join()];
  for (const { read } of shown) {
    view.bytes = read.bytes;
    view.start = 0;
    view.end = read.bytes.length;
    view.originalLength = read.originalLength;
    view.fcsLength = 0;
    view.linkType = read.linkType;
    view.frameNumber = read.frameNumber;
    view.seconds = read.seconds;
    view.nanoseconds = read.nanoseconds;
    view.hasTime = true;
    decoder.decode(view);
    const row = writer.row(view, NANOSECONDS);
    lines.push(PACKET_COLUMNS.map(({ value }) => csv(value(row))).join());
  }
  const kept = new Set(shown.map(({ index }) => index));
  return {
    ...{ row: 'what clients sent', variant: 'a list of UDP', kept, readable: kept },
    bytes: new TextEncoder().encode(`${lines.join('\n')}\n`),
    ...{ originals: new Map(), merged: new Set() },
  };
}
