import { expect, it } from 'vitest';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import { Decoder } from '../../src/protocols/decoder.ts';
import { ValueSink } from '../../src/protocols/fields/field.ts';
import { FIELDS } from '../../src/protocols/fields/registry.ts';
import { PacketView } from '../../src/protocols/packet-view.ts';
import { PacketAnnotator } from '../../src/track/packet-annotator.ts';
import { writtenCapture } from '../../support/protocol-packets/written-packets.ts';

/** Takes everything, and says where a value is not what a value can be. */
class CheckingSink extends ValueSink {
  wrong = '';
  number(value: number): boolean {
    if (Number.isNaN(value) || value === undefined) this.wrong = `number ${value}`;
    return false;
  }
  bytes(bytes: Uint8Array, start: number, end: number): boolean {
    if (!(start >= 0 && end >= start && end <= bytes.length)) this.wrong = `bytes ${start} ${end}`;
    return false;
  }
  text(value: string): boolean {
    if (typeof value !== 'string') this.wrong = 'text';
    return false;
  }
  time(seconds: number, nanoseconds: number): boolean {
    if (!Number.isFinite(seconds) || !(nanoseconds >= 0 && nanoseconds < 1e9)) this.wrong = 'time';
    return false;
  }
  label(): boolean {
    return false;
  }
}

/** A sequence of numbers from 0 to 1, the same each time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}

it('fields of damaged packets never throw, and read no byte beyond them', {
  timeout: 120_000,
}, async () => {
  const fields = [...FIELDS.values()];
  const needs = fields.reduce((bits, field) => bits | field.needs, 0);
  const next = random(7);
  const view = new PacketView();
  const sink = new CheckingSink();
  for (let round = 0; round < 12; round++) {
    const reader = await openCapture(new MemorySource(writtenCapture()));
    const decoder = new Decoder();
    const annotator = new PacketAnnotator(needs, reader.interfaces);
    while (await reader.refill()) {
      while (reader.next(view)) {
        // Behind the link layer, so that what is damaged is reached; each second one is cut, too.
        for (let i = 0; i < 4; i++) {
          const place = view.start + 12 + Math.floor(next() * (view.end - view.start - 12));
          view.bytes[place] = next() < 0.5 ? Math.floor(next() * 256) : next() < 0.5 ? 0xff : 0;
        }
        if (next() < 0.5) view.end -= Math.floor(next() * (view.end - view.start));
        decoder.decode(view);
        annotator.annotate(view);
        for (const field of fields) {
          sink.wrong = '';
          for (let layer = 0; layer < Math.max(1, view.layerCount); layer++) {
            if (field.layers === null) field.each(view, -1, sink);
            else if (layer < view.layerCount && field.layers.includes(view.layerProtocol[layer])) {
              field.each(view, layer, sink);
            }
            if (field.layers === null) break;
          }
          if (sink.wrong !== '')
            expect(`${field.name} of ${view.frameNumber}: ${sink.wrong}`).toBe('');
        }
      }
    }
  }
});
