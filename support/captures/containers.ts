// Nothing is wrong here: the same healthy traffic in each container that a capture comes in.
import { gzipSync } from 'node:zlib';
import { writePcap, writePcapng } from '../capture-writer.ts';
import { ethernet, etherType, vlan } from '../packet-builder.ts';
import type { CaptureFile } from './capture-file.ts';
import { atTheOffice, client6, distantServer, resolver6 } from './office.ts';
import { microseconds, type Scenario, type ScenarioPacket, second } from './scenario.ts';
import { visit } from './services.ts';

const begin = microseconds('2024-09-02 08:15:30.402917');

function healthy(): Scenario {
  const scenario = atTheOffice(0x4001, begin, 8 * second, 12);
  [0.9, 2.7, 5.2].forEach((seconds, index) => {
    const host = distantServer(`2001:db8:20::${index + 1}`, 54 - index, 12_000 + 3_000 * index);
    const name = `www${index + 1}.example.com`;
    visit(scenario, begin + seconds * second, client6, resolver6, { name, host, port: 443 });
  });
  return scenario;
}

function inVlan20(packet: ScenarioPacket): Uint8Array {
  return ethernet(
    {
      source: packet.from.mac,
      destination: packet.destinationMac,
      etherType: etherType.vlan,
      padTo: packet.from.roundTrip === 0 ? 0 : 64,
    },
    vlan({ id: 20, etherType: packet.etherType }, packet.bytes),
  );
}

/** One healthy capture per container. */
export function containerCaptures(): CaptureFile[] {
  const frames = healthy().frames();
  const pcapng = writePcapng(frames);
  const withNanoseconds = frames.map((frame, index) => ({
    ...frame,
    nanoseconds: frame.nanoseconds + ((index * 137) % 1000),
  }));
  const half = pcapng.length >> 1;
  return [
    { name: 'healthy.pcapng', bytes: pcapng },
    {
      name: 'healthy-nanosecond.pcap',
      bytes: writePcap(withNanoseconds, { nanosecond: true }),
    },
    { name: 'healthy-big-endian.pcap', bytes: writePcap(frames, { bigEndian: true }) },
    {
      // Two gzip members, as `cat a.gz b.gz` makes (RFC 1952, section 2.2).
      name: 'healthy.pcapng.gz',
      bytes: Buffer.concat([gzipSync(pcapng.subarray(0, half)), gzipSync(pcapng.subarray(half))]),
    },
    { name: 'healthy-vlan.pcapng', bytes: writePcapng(healthy().frames(inVlan20)) },
  ];
}
