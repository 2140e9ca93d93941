import { describe, expect, it } from 'vitest';
import { Analysis } from '../../src/protocols/analysis.ts';
import { Decoder } from '../../src/protocols/decoder.ts';
import { PacketView } from '../../src/protocols/packet-view.ts';
import { Protocol } from '../../src/protocols/protocol.ts';
import { PacketAnnotator } from '../../src/track/packet-annotator.ts';
import {
  concat,
  ethernet,
  etherType,
  filler,
  ipv4,
  tcp,
  tcpFlag,
  text,
  tlsAlert,
  tlsClientHello,
} from '../../support/packet-builder.ts';

/** One conversation, whose client sends segments in the order of the calls. */
class Client {
  readonly view = new PacketView();
  readonly #decoder = new Decoder();
  readonly #annotator = new PacketAnnotator(Analysis.APPLICATION);
  #next = 1;
  constructor(readonly port: number) {}

  /** Sends a payload; what is left out first was lost on the way. */
  send(payload: Uint8Array, lost = 0, flags: number = tcpFlag.ack): string[] {
    this.#next += lost;
    const addresses = { source: '192.0.2.1', destination: '198.51.100.1' };
    const segment = tcp(
      {
        ...addresses,
        sourcePort: 40000,
        destinationPort: this.port,
        flags,
        sequence: this.#next,
        acknowledgment: 1,
        window: 1000,
      },
      payload,
    );
    this.#next += payload.length;
    const { view } = this;
    view.bytes = ethernet(
      {
        source: '00:00:5e:00:53:01',
        destination: '00:00:5e:00:53:02',
        etherType: etherType.ipv4,
      },
      ipv4({ ...addresses, protocol: 6 }, segment),
    );
    view.start = 0;
    view.end = view.bytes.length;
    view.originalLength = view.bytes.length;
    view.linkType = 1;
    view.frameNumber++;
    view.seconds = view.frameNumber;
    this.#decoder.decode(view);
    this.#annotator.annotate(view);
    const layers: string[] = [];
    for (let layer = view.transport + 1; layer < view.layerCount; layer++) {
      const length = view.layerEnd[layer] - view.layerStart[layer];
      layers.push(`${Protocol[view.layerProtocol[layer]]} ${length}`);
    }
    return layers;
  }
}

describe('messages over TCP', () => {
  const hello = tlsClientHello('www.example.com');

  it('are shown in the segment that completes them, and what follows them as well', () => {
    const client = new Client(443);
    expect(client.send(hello.subarray(0, 3))).toEqual(['TLS 3']);
    expect(client.send(hello.subarray(3, 50))).toEqual([]);
    const rest = concat(hello.subarray(50), tlsAlert(2, 40));
    expect(client.send(rest)).toEqual([`TLS ${hello.length}`, 'TLS 7']);
    const { view } = client;
    const layer = view.transport + 1;
    expect(view.layerBytes(layer).slice(view.layerStart[layer], view.layerEnd[layer])).toEqual(
      hello,
    );
    expect(view.applicationAnnotation.reassembledLength).toBe(hello.length);
  });

  it('are not shown where a part is missing; the next one is', () => {
    const client = new Client(443);
    client.send(hello.subarray(0, 50));
    expect(client.send(concat(hello.subarray(60), tlsAlert(2, 40)), 10)).toEqual(['TLS 7']);
    expect(client.send(tlsAlert(2, 40))).toEqual(['TLS 7']);
  });

  it('of HTTP end by length, in chunks, or with the stream', () => {
    const post = (header: string, body: string) =>
      text(`POST / HTTP/1.1\r\n${header}\r\n\r\n${body}`);
    const client = new Client(80);
    expect(client.send(post('Content-Length: 5', 'ab'))).toEqual([]);
    expect(client.send(text('cde'))).toEqual(['HTTP 43', 'DATA 5']);
    expect(client.send(post('Transfer-Encoding: chunked', '3\r\nab'))).toEqual([]);
    expect(client.send(text('c\r\n0\r\n\r\n'))).toEqual(['HTTP 60']);
    expect(client.send(text('HTTP/1.1 200 OK\r\n\r\nabc'))).toEqual([]);
    expect(client.send(text('def'), 0, tcpFlag.ack | tcpFlag.fin)).toEqual(['HTTP 25']);
  });

  it('that claim to be huge take no more than their share of memory', () => {
    const client = new Client(80);
    const part = filler(1400);
    client.send(text('POST / HTTP/1.1\r\nContent-Length: 900000000\r\n\r\n'));
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 2000; i++) expect(client.send(part)).toEqual([]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 << 20);
  });
});
