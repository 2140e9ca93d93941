import { describe, expect, test } from 'vitest';
import { Decoder } from '../../src/protocols/decoder.ts';
import * as dns from '../../src/protocols/dns/codec.ts';
import * as http from '../../src/protocols/http/codec.ts';
import { PacketView, Stop } from '../../src/protocols/packet-view.ts';
import { Protocol } from '../../src/protocols/protocol.ts';
import * as tls from '../../src/protocols/tls/codec.ts';
import { SAMPLES } from '../../support/protocol-packets/samples.ts';
import { checkBounds } from './tshark-comparison.ts';

const DNS_SERVERS = [{ address: [0, 0, 0xffff, 0x0a000002] as const, port: 443 }];

/** The same numbers for the same seed (xorshift32). */
function generator(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Decodes `bytes` in the middle of a larger buffer, as a reader would give them. */
function decode(decoder: Decoder, bytes: Uint8Array, linkType: number, original: number) {
  const view = new PacketView();
  view.bytes = new Uint8Array(bytes.length + 32).fill(0xff);
  view.bytes.set(bytes, 16);
  view.start = 16;
  view.end = 16 + bytes.length;
  view.originalLength = original;
  view.linkType = linkType;
  view.frameNumber = 1;
  decoder.decode(view);
  checkBounds(view);
  readEverything(view);
  return view;
}

/** Calls what reads beyond the header, and checks that it ends and stays within the layer. */
function readEverything(view: PacketView): void {
  const record = new dns.ResourceRecord();
  const name = new Uint8Array(dns.MAXIMUM_NAME_LENGTH);
  for (let layer = 0; layer < view.layerCount; layer++) {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const end = view.layerEnd[layer];
    if (dns.isDns(view.layerProtocol[layer])) {
      let records = 0;
      for (
        let found = dns.firstRecord(record, bytes, at, end);
        found;
        found = dns.nextRecord(record, bytes, at, end)
      ) {
        records++;
        expect(record.dataAt + record.dataLength).toBeLessThanOrEqual(end);
        dns.nameText(bytes, at, record.nameAt, end);
        dns.copyName(bytes, at, record.nameAt, end, name, 0);
        dns.findEdnsOption(record, bytes, 20292);
      }
      expect(records).toBeLessThanOrEqual((end - at) / 11);
      dns.findOptRecord(record, bytes, at, end);
    } else if (view.layerProtocol[layer] === Protocol.TLS) {
      tls.serverNameText(bytes, at, end);
      const hello = tls.findHandshake(bytes, at, end, tls.SERVER_HELLO);
      if (hello >= 0) tls.negotiatedVersion(bytes, hello, end);
      tls.alertDescription(bytes, at, end);
    } else if (view.layerProtocol[layer] === Protocol.HTTP) {
      expect(http.findHeader(bytes, at, end, 'host')).toBeLessThanOrEqual(end);
      http.statusCode(bytes, at, end);
    }
  }
}

describe.each(SAMPLES)('$name', ({ bytes, linkType, stack }) => {
  test('decodes whole', () => {
    const view = decode(new Decoder(), bytes, linkType, bytes.length);
    const names = Array.from(
      view.layerProtocol.subarray(0, view.layerCount),
      (protocol) => Protocol[protocol],
    );
    expect(names.join(' ')).toBe(stack);
    expect(view.stop).toBe(Stop.NONE);
  });

  test('cut anywhere by the snap length, it is never called malformed', () => {
    const whole = decode(new Decoder(), bytes, linkType, bytes.length);
    for (let length = 0; length < bytes.length; length++) {
      const view = decode(new Decoder(), bytes.slice(0, length), linkType, bytes.length);
      expect([Stop.NONE, Stop.CUT_SHORT]).toContain(view.stop);
      // In a tunnel the cut may hide the inner packet, and with it the innermost transport.
      if (view.transport >= 0 && view.transport === whole.transport) {
        expect(view.payloadLength).toBe(whole.payloadLength);
      }
    }
  });

  test('ending anywhere, it stays within bounds', () => {
    for (let length = 0; length < bytes.length; length++) {
      decode(new Decoder(), bytes.slice(0, length), linkType, length);
    }
  });

  test('changed at random, it stays within bounds', () => {
    const random = generator(bytes.length);
    const decoder = new Decoder({ dnsServers: DNS_SERVERS });
    for (let round = 0; round < 400; round++) {
      const changed = bytes.slice();
      for (let i = random() % 6; i >= 0; i--) changed[random() % changed.length] = random();
      const length = random() % 4 === 0 ? random() % changed.length : changed.length;
      decode(decoder, changed.slice(0, length), linkType, length + (random() % 3));
    }
  });
});

test('random bytes of every link type stay within bounds', () => {
  const random = generator(7);
  const decoder = new Decoder();
  for (let linkType = 0; linkType < 280; linkType++) {
    for (let round = 0; round < 10; round++) {
      const bytes = Uint8Array.from({ length: random() % 200 }, () => random());
      decode(decoder, bytes, linkType, bytes.length);
    }
  }
});
