import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import { Analysis } from '../../src/protocols/analysis.ts';
import { Decoder } from '../../src/protocols/decoder.ts';
import { FIELDS } from '../../src/protocols/fields/registry.ts';
import { describePacket } from '../../src/protocols/info/describe.ts';
import { PacketText } from '../../src/protocols/info/packet-text.ts';
import { PacketView } from '../../src/protocols/packet-view.ts';
import { PacketAnnotator } from '../../src/track/packet-annotator.ts';
import { writePcap } from '../../support/capture-writer.ts';
import {
  clientHello,
  firstFlight,
  frame,
  initial,
  newConnection,
  serverFlight,
  short,
  VERSION_1,
  VERSION_2,
} from '../../support/quic-packets.ts';
import { datagramBytes } from '../../support/tracked.ts';
import { tsharkFields } from '../../support/tshark.ts';
import { compareFields } from './tshark-fields.ts';
import { hasTshark } from './wireshark.ts';

const CLIENT = { address: '192.0.2.20', port: 50_000 };
const SERVER = { address: '203.0.113.7', port: 443 };

/** Datagrams of connections: from the client, or to it. */
function datagrams(): [fromClient: boolean, port: number, data: Buffer][] {
  const all: [boolean, number, Buffer][] = [];
  let port = 50_000;
  for (const version of [VERSION_1, VERSION_2]) {
    for (const keyShare of [32, 1_216]) {
      port++;
      const connection = newConnection(version);
      const hello = clientHello('shop.example', keyShare);
      for (const data of firstFlight(connection, hello)) all.push([true, port, data]);
      for (const data of serverFlight(connection)) all.push([false, port, data]);
      all.push([false, port, short(connection.client, 100)]);
    }
    port++;
    const connection = newConnection(version);
    const [first] = firstFlight(connection, clientHello(null));
    all.push([true, port, first]);
    all.push([false, port, initial(connection, 'server', [frame.ack(0), frame.ping()])]);
    all.push([
      false,
      port,
      initial(connection, 'server', [frame.close(0x100 + 112, 'no such name')], {
        packetNumber: 1,
      }),
    ]);
  }
  return all;
}

const folder = mkdtempSync(join(tmpdir(), 'quic-'));
const written = join(folder, 'quic.pcap');
beforeAll(() => {
  const packets = datagrams().map(([fromClient, port, data], i) => {
    const client = { ...CLIENT, port };
    const packet = fromClient
      ? datagramBytes(client, SERVER, data)
      : datagramBytes(SERVER, client, data);
    return {
      seconds: 1_700_000_000 + i,
      nanoseconds: 0,
      bytes: packet,
    };
  });
  writeFileSync(written, writePcap(packets, { linkType: 101 }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Real captures, where they are; those on which tshark 4.0 says less are left out (docs/filters.md). */
const CORPUS = '../shared/corpus/zeek+zeek/testing/btest/Traces/quic';
const REAL = existsSync(CORPUS)
  ? readdirSync(CORPUS)
      .filter((name) => /^(?:chromium|curl|merlin|quicv2-http3)/.test(name))
      .map((name) => join(CORPUS, name))
  : [];

const fields = [...FIELDS.values()].filter(
  ({ name }) => /^(?:quic|tls)(?:\.|$)/.test(name) || name === 'frame.protocols',
);

async function lines(file: string): Promise<string[]> {
  const reader = await openCapture(new MemorySource(readFileSync(file)));
  const view = new PacketView();
  const decoder = new Decoder();
  const annotator = new PacketAnnotator(Analysis.APPLICATION | Analysis.MESSAGES, []);
  const text = new PacketText();
  const all: string[] = [];
  while (await reader.refill()) {
    while (reader.next(view)) {
      decoder.decode(view);
      annotator.annotate(view);
      describePacket(view, text);
      all.push(`${text.protocol}\t${text.info}`);
    }
  }
  return all;
}

it('the ClientHello of a QUIC connection is a layer of TLS, in the datagram that completes it', async () => {
  const all = await lines(written);
  expect(all[0]).toMatch(/^QUIC\tInitial, DCID=\w{16}, SCID=\w{16}, PKN: 0, CRYPTO, PADDING$/);
  expect(all[1]).toMatch(/^QUIC\tHandshake, DCID=\w{16}, SCID=\w{16}$/);
  expect(all.join('\n')).toMatch(/PKN: 1, CC$/m);
  expect(all.join('\n')).toMatch(/^QUIC\tProtected Payload \(KP0\), DCID=\w{16}$/m);
});

describe.skipIf(!hasTshark)('what QUIC has inside is what tshark shows', () => {
  it('fields of written packets', async () => {
    const differences = await compareFields(written, fields);
    // tshark shows the first piece of a message that goes on in another datagram, too.
    const isPiece = (field: string) => /^(?:frame\.protocols|tls|tls\.handshake)$/.test(field);
    expect(differences.filter(({ field }) => !isPiece(field))).toEqual([]);
    expect(new Set(differences.map(({ frame }) => frame)).size).toBeLessThan(8);
  });

  it.each(REAL)('fields of %s', async (file) => {
    expect(await compareFields(file, fields)).toEqual([]);
  });

  it.each([written, ...REAL])('lines of %s', async (file) => {
    const rows = tsharkFields(file, ['_ws.col.Protocol', '_ws.col.Info']);
    expect(await lines(file)).toEqual(rows.map((row) => row.join('\t')));
  });
});
