import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Decoder } from '../../src/protocols/decoder.ts';
import { FIELDS } from '../../src/protocols/fields/registry.ts';
import { MAXIMUM_LAYERS, PacketView, Stop } from '../../src/protocols/packet-view.ts';
import { Protocol } from '../../src/protocols/protocol.ts';
import { concat, hex, ipProtocol, ipv4, udp } from '../../support/packet-builder.ts';
import { compareFields } from '../filter/tshark-fields.ts';
import { hasTshark } from '../filter/wireshark.ts';

const ENDS = { source: '192.0.2.1', destination: '192.0.2.2' };

function decoded(bytes: Uint8Array): PacketView {
  const view = new PacketView();
  view.bytes = bytes;
  view.start = 0;
  view.end = bytes.length;
  view.originalLength = bytes.length;
  view.linkType = 101;
  new Decoder().decode(view);
  return view;
}

const over = (port: number, body: Uint8Array) =>
  ipv4(
    { ...ENDS, protocol: ipProtocol.udp },
    udp({ ...ENDS, sourcePort: 40_000, destinationPort: port }, body),
  );
const layers = (view: PacketView) => [...view.layerProtocol.subarray(0, view.layerCount)];

describe('hostile tunnels', () => {
  it.each([
    ['Geneve', 6081, '0000080000000100'],
    ['GTP-U', 2152, '30ff000000000001'],
  ])('%s in itself, over and over, ends', (_, port, header) => {
    let packet = over(9, new Uint8Array(1));
    for (let i = 0; i < 40; i++) {
      const head = hex(header);
      if (port === 2152) head.set([packet.length >> 8, packet.length & 0xff], 2);
      packet = over(port, concat(head, packet));
    }
    const view = decoded(packet);
    expect(view.stop).toBe(Stop.TOO_DEEP);
    expect(view.layerCount).toBe(MAXIMUM_LAYERS);
  });

  it.each([
    ['Geneve, options longer than the packet', 6081, '3f000800000001000100'],
    ['GTP-U, an extension header of length 0', 2152, '34ff000800000001000000850000'],
    ['GTP-U, extension headers without an end', 2152, '34ff00080000000100000085010000850100'],
    ['GTP-U, shorter than its flags say', 2152, '37ff000200000001'],
  ])('%s', (_, port, body) => {
    const view = decoded(over(port, hex(body)));
    expect(view.stop).not.toBe(Stop.NONE);
    expect(layers(view).slice(1, 3)).toEqual([Protocol.IPV4, Protocol.UDP]);
  });

  it.each([
    ['Geneve of another version', 6081, '4000080000000100'],
    ['GTP of another version', 2152, '48ff000000000001'],
    ['no IP in GTP-U', 2152, '30ff000400000001ffffffff'],
  ])('%s is data', (_, port, body) => {
    const view = decoded(over(port, concat(hex(body), new Uint8Array(port === 6081 ? 4 : 0))));
    expect(layers(view).at(-1)).toBe(Protocol.DATA);
    expect(view.transportProtocol).toBe(Protocol.UDP);
  });
});

const CORPUS = '../shared/corpus/zeek+zeek/testing/btest/Traces/tunnels';
const REAL = ['', 'gtp'].flatMap((folder) => {
  const path = join(CORPUS, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) =>
      /^(?:geneve|geneve-many-options|geneve-ipv6|gtp_ext_header|gtp6_gtp_0x32|gtp10_not_0xff|gtp7_ipv6)\.pcap/.test(
        name,
      ),
    )
    .map((name) => join(path, name));
});
const fields = [...FIELDS.values()].filter(
  ({ name }) => /^(?:geneve|gtp)(?:\.|$)/.test(name) || name === 'frame.protocols',
);

const cannotCompare = !hasTshark || REAL.length === 0;
describe.skipIf(cannotCompare)('fields of Geneve and GTP-U are what tshark shows', () => {
  it.each(REAL)('%s', async (file) => {
    const differences = await compareFields(file, fields);
    // What TCP carries in the end is another matter.
    expect(differences.filter(({ here }) => !/tcp:(?:x11|http)$/.test(String(here)))).toEqual([]);
  });
});
