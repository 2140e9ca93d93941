import { describe, expect, it } from 'vitest';
import { type WrittenPacket, writePcap, writePcapng } from '../../../support/capture-writer.ts';
import {
  dnsQuery,
  ethernet,
  etherType,
  ipv4,
  tcp,
  tcpFlag,
  udp,
} from '../../../support/packet-builder.ts';
import { cells, listPackets } from './list-packets.ts';

const CLIENT = '192.0.2.1';
const SERVER = '192.0.2.2';

function frame(protocol: number, payload: Uint8Array): Uint8Array {
  return ethernet(
    {
      source: '00:00:5e:00:53:01',
      destination: '00:00:5e:00:53:02',
      etherType: etherType.ipv4,
    },
    ipv4({ source: CLIENT, destination: SERVER, protocol }, payload),
  );
}

function packets(count: number, bytes: Uint8Array): WrittenPacket[] {
  return Array.from({ length: count }, (_, i) => ({ bytes, seconds: 1000 + i, nanoseconds: 7 }));
}

const ports = { source: CLIENT, destination: SERVER, sourcePort: 40000, destinationPort: 9 };
const datagram = frame(17, udp(ports, new Uint8Array(5)));

describe('the packets command', () => {
  it('shows as many rows as asked for, counted after the filter', async () => {
    let seen = 0;
    const list = await listPackets(writePcap(packets(50, datagram)), {
      count: 3,
      filter: { matches: (view) => ++seen > 0 && view.frameNumber % 10 === 0 },
    });
    expect(cells(list).map((row) => row[0])).toEqual(['10', '20', '30']);
    expect(seen).toBe(30);
  });

  it('waits for the writer, and writes in large pieces', async () => {
    let isWriting = false;
    const pieces: number[] = [];
    await listPackets(writePcap(packets(5000, datagram)), {
      write: async (text) => {
        expect(isWriting).toBe(false);
        isWriting = true;
        await new Promise((resolve) => setImmediate(resolve));
        isWriting = false;
        pieces.push(text.length);
      },
    });
    expect(pieces.length).toBeGreaterThan(2);
    expect(Math.min(...pieces.slice(0, -1))).toBeGreaterThan(60_000);
  });

  it('shows nine digits where the capture has nanoseconds', async () => {
    const microseconds = await listPackets(writePcap(packets(1, datagram)));
    expect(cells(microseconds)[0][1]).toBe('1970-01-01 00:16:40.000000');
    for (const capture of [
      writePcap(packets(1, datagram), { nanosecond: true }),
      writePcapng(packets(1, datagram), {
        interfaces: [{ linkType: 1, timestampResolution: 9 }],
      }),
    ]) {
      expect(cells(await listPackets(capture))[0][1]).toBe('1970-01-01 00:16:40.000000007');
    }
  });

  it('lets nothing of a packet reach the terminal as a control character', async () => {
    const name = '\x1b[2J\r\n\t\u202e.example';
    const query = dnsQuery({ id: 1, name, type: 'A' });
    const request = new TextEncoder().encode('GET /\x1b]0;x\x07\t HTTP/1.1\r\n\r\n');
    const segment = tcp(
      { ...ports, destinationPort: 80, flags: tcpFlag.psh | tcpFlag.ack, sequence: 1 },
      request,
    );
    const capture = writePcap([
      ...packets(1, frame(17, udp({ ...ports, destinationPort: 53 }, query))),
      ...packets(1, frame(6, segment)),
    ]);
    for (const format of ['table', 'tsv', 'csv', 'json'] as const) {
      const text = await listPackets(capture, { format });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(text.replaceAll(/[\r\n\t]/g, '')).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e]/);
      expect(text.trimEnd().split('\n').length).toBe(format === 'json' ? 4 : 3);
    }
  });

  it('lists any bytes at all without failing', async () => {
    let state = 12345;
    const random = () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return state >>> 16;
    };
    const mutated: WrittenPacket[] = [];
    const query = dnsQuery({ id: 1, name: 'www.example.com', type: 'A' });
    const base = frame(17, udp({ ...ports, destinationPort: 53 }, query));
    for (let i = 0; i < 3000; i++) {
      const bytes = base.slice(0, 14 + (random() % (base.length - 13)));
      for (let j = 0; j < 4; j++) bytes[14 + (random() % (bytes.length - 13))] = random();
      mutated.push({ bytes, seconds: i, nanoseconds: 0, originalLength: base.length });
    }
    expect(cells(await listPackets(writePcap(mutated))).length).toBe(3000);
  });
});
