import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import { decodeCommon } from '../../src/protocols/common-path.ts';
import { decodeHeader, nextTables } from '../../src/protocols/dispatch.ts';
import { NextTable, PacketView } from '../../src/protocols/packet-view.ts';
import { Protocol } from '../../src/protocols/protocol.ts';

/** Everything that decoding writes, as plain values. */
function snapshot(view: PacketView) {
  const { layerProtocol, layerStart, layerEnd, tcpAnnotation, bytes, reassembled, ...fields } =
    view;
  return {
    ...fields,
    layers: Array.from({ length: view.layerCount }, (_, layer) => [
      layerProtocol[layer],
      layerStart[layer],
      layerEnd[layer],
    ]),
    alternativeKey: view.nextTable === NextTable.END ? 0 : view.alternativeKey,
    nextKey: view.nextTable === NextTable.END ? 0 : view.nextKey,
    cursor: view.nextTable === NextTable.END ? 0 : view.cursor,
  };
}

/** Ethernet, IPv4 and the transport by their own decoders, as far as the common path goes. */
function decodeSlowly(view: PacketView): void {
  view.reset();
  let protocol: Protocol = Protocol.ETHERNET;
  for (let layer = 0; layer < 3; layer++) {
    decodeHeader(protocol, view);
    if (view.nextTable === NextTable.END) return;
    protocol = nextTables[view.nextTable][view.nextKey];
  }
}

test('the common path fills the view as the protocols’ own decoders do', async () => {
  let common = 0;
  let special = 0;
  for (const name of readdirSync('captures').filter((file) => /\.pcap(ng)?$/.test(file))) {
    const reader = await openCapture(new MemorySource(readFileSync(join('captures', name)), name));
    const view = new PacketView();
    while (await reader.refill()) {
      while (reader.next(view)) {
        if (view.linkType !== 1) continue;
        view.reset();
        const before = snapshot(view);
        if (!decodeCommon(view)) {
          expect(snapshot(view)).toEqual(before);
          special++;
          continue;
        }
        const fast = snapshot(view);
        decodeSlowly(view);
        if (JSON.stringify(snapshot(view)) !== JSON.stringify(fast)) {
          expect(fast, `${name}, frame ${view.frameNumber}`).toEqual(snapshot(view));
        }
        common++;
      }
    }
  }
  expect(common).toBeGreaterThan(10_000);
  expect(special).toBeGreaterThan(300);
});

test('every cut of a packet gives what the protocols’ own decoders give', () => {
  const bytes = Uint8Array.from(
    Buffer.from(
      '000c29aabbcc000c293e617a0800' +
        '45000034123440004006000001020304050607 08'.replace(' ', '') +
        'c35001bb000000010000000250180200000000006162636465666768696a6b6c',
      'hex',
    ),
  );
  for (let end = 0; end <= bytes.length; end++) {
    for (let changed = 12; changed < 50; changed++) {
      for (const value of [0, 1, 0x45, 0x46, 0xff]) {
        const view = new PacketView();
        view.bytes = bytes.slice();
        view.bytes[changed] = value;
        view.linkType = 1;
        view.end = end;
        view.originalLength = bytes.length;
        view.reset();
        if (!decodeCommon(view)) continue;
        const fast = snapshot(view);
        decodeSlowly(view);
        if (JSON.stringify(snapshot(view)) !== JSON.stringify(fast)) {
          expect(fast, `cut at ${end}, byte ${changed} = ${value}`).toEqual(snapshot(view));
        }
      }
    }
  }
});
