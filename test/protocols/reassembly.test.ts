import { describe, expect, test } from 'vitest';
import { Decoder } from '../../src/protocols/decoder.ts';
import * as dns from '../../src/protocols/dns/codec.ts';
import { MAXIMUM_LAYERS, PacketView, Stop } from '../../src/protocols/packet-view.ts';
import { Protocol } from '../../src/protocols/protocol.ts';
import { MAXIMUM_DATAGRAMS, TIMEOUT_SECONDS } from '../../src/protocols/reassembly.ts';
import { concat, dnsQuery, ipv4, ipv6, udp, uint16, uint32 } from '../../support/packet-builder.ts';

const V4 = { source: '10.0.0.1', destination: '10.0.0.2' };
const V6 = { source: '2001:db8::1', destination: '2001:db8::2' };
const query = dnsQuery({ id: 0x1234, name: `${'a'.repeat(60)}.example`, type: 'TXT' });
const datagram = (addresses: { source: string; destination: string }) =>
  udp({ ...addresses, sourcePort: 50000, destinationPort: 53 }, query);

function v4Fragments(size: number, id = 7, payload = datagram(V4)): Uint8Array[] {
  const fragments: Uint8Array[] = [];
  for (let offset = 0; offset < payload.length; offset += size) {
    const moreFragments = offset + size < payload.length;
    const part = payload.slice(offset, offset + size);
    fragments.push(
      ipv4(
        { ...V4, protocol: 17, id, dontFragment: false, moreFragments, fragmentOffset: offset },
        part,
      ),
    );
  }
  return fragments;
}

function v6Fragments(size: number): Uint8Array[] {
  const payload = datagram(V6);
  const fragments: Uint8Array[] = [];
  for (let offset = 0; offset < payload.length; offset += size) {
    const more = offset + size < payload.length ? 1 : 0;
    const header = concat(17, 0, uint16(offset | more), uint32(99));
    fragments.push(
      ipv6({ ...V6, nextHeader: 44 }, concat(header, payload.slice(offset, offset + size))),
    );
  }
  return fragments;
}

class Receiver {
  readonly decoder = new Decoder();
  readonly view = new PacketView();
  seconds = 1000;

  receive(bytes: Uint8Array, missing = 0): PacketView {
    const { view } = this;
    view.bytes = bytes;
    view.start = 0;
    view.end = bytes.length - missing;
    view.originalLength = bytes.length;
    view.linkType = 101;
    view.seconds = this.seconds;
    this.decoder.decode(view);
    return view;
  }
}

function expectDns(view: PacketView): void {
  const layer = view.findLayer(Protocol.DNS);
  expect(layer).toBeGreaterThan(0);
  expect(view.reassembledFrom).toBeLessThanOrEqual(layer);
  expect(view.isFragment).toBe(true);
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  expect(dns.id(bytes, at)).toBe(0x1234);
  expect(dns.nameText(bytes, at, at + 12, view.layerEnd[layer])).toBe(`${'a'.repeat(60)}.example`);
  expect(view.destinationPort).toBe(53);
  expect(view.payloadLength).toBe(query.length);
}

describe.each([
  ['IPv4', v4Fragments(32)],
  ['IPv6', v6Fragments(32)],
])('%s fragments', (_name, fragments) => {
  test('in order: the last one completes the datagram', () => {
    const receiver = new Receiver();
    for (const fragment of fragments.slice(0, -1)) {
      const view = receiver.receive(fragment);
      expect(view.layerProtocol[view.layerCount - 1]).toBe(Protocol.DATA);
      expect(view.transport).toBe(-1);
      expect(view.isFragment).toBe(true);
      expect(view.reassembledFrom).toBe(MAXIMUM_LAYERS);
      expect(view.stop).toBe(Stop.NONE);
    }
    expectDns(receiver.receive(fragments.at(-1)!));
  });

  test('in any order, and repeated', () => {
    const receiver = new Receiver();
    const [first, ...rest] = fragments;
    for (const fragment of [...rest.reverse(), rest[0]]) receiver.receive(fragment);
    expectDns(receiver.receive(first));
  });

  test('a first fragment tells its ports', () => {
    const view = new Receiver().receive(fragments[0]);
    expect([view.sourcePort, view.destinationPort]).toEqual([50000, 53]);
  });

  test('one that is missing or too late completes nothing', () => {
    const receiver = new Receiver();
    for (const fragment of fragments.filter((_, i) => i !== 1)) receiver.receive(fragment);
    receiver.seconds += TIMEOUT_SECONDS + 1;
    expect(receiver.receive(fragments[1]).transport).toBe(-1);
  });
});

test('a first fragment that the snap length cut is decoded as it stands', () => {
  const view = new Receiver().receive(v4Fragments(64)[0], 10);
  expect(view.transportProtocol).toBe(Protocol.UDP);
  expect(view.destinationPort).toBe(53);
});

test('what has arrived is not overwritten', () => {
  const receiver = new Receiver();
  const fragments = v4Fragments(32);
  const forged = fragments[1].slice().fill(0xff, 20);
  receiver.receive(fragments[0]);
  receiver.receive(fragments[1]);
  receiver.receive(forged);
  for (const fragment of fragments.slice(2, -1)) receiver.receive(fragment);
  expectDns(receiver.receive(fragments.at(-1)!));
});

test('more datagrams than there is room for push out the one that waited longest', () => {
  const receiver = new Receiver();
  for (let id = 0; id < MAXIMUM_DATAGRAMS + 1; id++) receiver.receive(v4Fragments(32, id)[0]);
  for (const fragment of v4Fragments(32, MAXIMUM_DATAGRAMS).slice(1)) receiver.receive(fragment);
  expectDns(receiver.view);
  for (const fragment of v4Fragments(32, 0).slice(1)) receiver.receive(fragment);
  expect(receiver.view.transport).toBe(-1);
});

test('a datagram longer than IP allows is left alone', () => {
  const receiver = new Receiver();
  const part = new Uint8Array(1480);
  const view = receiver.receive(
    ipv4({ ...V4, protocol: 17, dontFragment: false, fragmentOffset: 65528 }, part),
  );
  expect(view.layerProtocol[view.layerCount - 1]).toBe(Protocol.DATA);
});
