import { describe, expect, test } from 'vitest';
import { Decoder } from '../../src/protocols/decoder.ts';
import { PacketView, Stop } from '../../src/protocols/packet-view.ts';
import { Protocol } from '../../src/protocols/protocol.ts';
import {
  concat,
  ethernet,
  filler,
  hex,
  icmp,
  icmpQuote,
  ipv4,
  tcp,
  tcpFlag,
  udp,
} from '../../support/packet-builder.ts';

const MACS = {
  source: '00:0c:29:3e:61:7a',
  destination: '00:0c:29:aa:bb:cc',
  etherType: 0x0800,
};
const V4 = { source: '10.0.0.1', destination: '10.0.0.2' };

function decode(bytes: Uint8Array, linkType = 101, originalLength = bytes.length): PacketView {
  const view = new PacketView();
  view.bytes = bytes;
  view.end = bytes.length;
  view.originalLength = originalLength;
  view.linkType = linkType;
  new Decoder().decode(view);
  return view;
}

const segment = (payload: Uint8Array) =>
  ipv4(
    { ...V4, protocol: 6 },
    tcp({ ...V4, sourcePort: 50000, destinationPort: 9, flags: tcpFlag.ack, sequence: 1 }, payload),
  );

describe('how long the payload is', () => {
  test('Ethernet padding is not payload', () => {
    const view = decode(ethernet({ ...MACS, padTo: 60 }, segment(filler(0))), 1);
    expect([view.payloadLength, view.payloadEnd - view.payloadStart]).toEqual([0, 0]);
  });

  test('a snap length leaves it as sent', () => {
    const whole = segment(filler(1000));
    const view = decode(whole.slice(0, 96), 101, whole.length);
    expect(view.payloadLength).toBe(1000);
    expect(view.payloadEnd - view.payloadStart).toBe(56);
    expect(view.stop).toBe(Stop.NONE);
  });

  test('an IPv4 total length of 0 means all that is there (large send offload)', () => {
    const bytes = segment(filler(3000));
    bytes[2] = 0;
    bytes[3] = 0;
    expect(decode(bytes).payloadLength).toBe(3000);
  });

  test('an IPv4 total length beyond the packet does not make it longer', () => {
    const bytes = segment(filler(10));
    bytes[2] = 0x10;
    expect(decode(bytes).payloadLength).toBe(10);
  });

  test.each([0, 7])('a UDP length of %i over IPv4 is malformed', (length) => {
    const bytes = ipv4(
      { ...V4, protocol: 17 },
      udp({ ...V4, sourcePort: 1, destinationPort: 53 }, filler(20)),
    );
    bytes[25] = length;
    const view = decode(bytes);
    expect([view.stop, view.stopProtocol]).toEqual([Stop.MALFORMED, Protocol.UDP]);
  });
});

describe('where decoding stops', () => {
  const quoted = segment(filler(100));

  test('a quotation may end early', () => {
    const bytes = ipv4({ ...V4, protocol: 1 }, icmp({ type: 3, code: 13 }, icmpQuote(quoted, 28)));
    const view = decode(bytes);
    expect([view.stop, view.stopProtocol]).toEqual([Stop.QUOTE_CUT, Protocol.TCP]);
    expect(view.layerProtocol[view.layerCount - 1]).toBe(Protocol.TCP);
    const cut = decode(bytes.slice(0, -2), 101, bytes.length);
    expect([cut.stop, cut.stopProtocol]).toEqual([Stop.CUT_SHORT, Protocol.TCP]);
  });

  test('an announced quotation ends before the extensions (RFC 4884)', () => {
    // 32 words of 4 bytes, then an extension header.
    const body = concat(quoted.slice(0, 128), hex('2000 0000 0008 0101 00011140'));
    const bytes = ipv4({ ...V4, protocol: 1 }, icmp({ type: 11, code: 0, rest: 32 << 16 }, body));
    const view = decode(bytes);
    expect(view.layerEnd[view.layerCount - 1]).toBe(20 + 8 + 128);
  });

  test('in the header that the capture cut, or that the packet lacks', () => {
    const whole = segment(filler(0));
    const cut = decode(whole.slice(0, 30), 101, whole.length);
    expect([cut.stop, cut.stopProtocol]).toEqual([Stop.CUT_SHORT, Protocol.TCP]);
    const short = decode(ipv4({ ...V4, protocol: 6 }, filler(10)));
    expect([short.stop, short.stopProtocol]).toEqual([Stop.MALFORMED, Protocol.TCP]);
  });

  test('an inner packet without ports does not keep those of the tunnel', () => {
    const inner = ethernet(MACS, ipv4({ ...V4, protocol: 255 }, filler(8)));
    const view = decode(
      ipv4(
        { source: '192.0.2.1', destination: '192.0.2.2', protocol: 17 },
        udp(
          { ...V4, sourcePort: 50000, destinationPort: 4789 },
          concat(hex('0800000000002a00'), inner),
        ),
      ),
    );
    expect([view.transport, view.sourcePort, view.payloadLength]).toEqual([-1, 0, 0]);
    expect(view.source3).toBe(0x0a000001);
  });
});
