import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SAMPLES } from '../../support/protocol-packets/samples.ts';
import { compareCapture, type Difference } from './tshark-comparison.ts';

/*
 * The decoder against tshark, frame by frame: protocol stack, addresses of every IP header, ports,
 * TCP numbers, UDP lengths, DNS questions, TLS server names. docs/wire.md has the differences that
 * remain, and why; captures that show one are named below.
 */

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
if (!hasTshark) console.warn('tshark is not installed: the decoder is not compared with it');

const CORPUS = resolve('../shared/corpus');
const hasCorpus = existsSync(CORPUS);
if (!hasCorpus) console.warn(`no captures in ${CORPUS}: only written packets are compared`);

/** One capture in so many of the corpus is compared, and none above so many bytes. */
const CORPUS_STEP = 90;
const CORPUS_MAXIMUM_BYTES = 200_000;

/** Captures of which tshark says something else on purpose (docs/wire.md). */
const EXPLAINED =
  /erspan-?(type-)?i[-.]|someip|udp_8053|kday|fwdptr|oobr|asan|heapoverflow|bigtcp|badlabel|invalid|missing|trunc|39_byte|DTP|rfc8335|802-11|fuzz|clusterfuzz|connect-with|rdp|fragmented-1|mobility|options/i;

function show(difference: Difference): string {
  const { file, frame, field, tshark, decoder, protocols } = difference;
  return `${file} ${frame} ${field}: tshark ${tshark} here ${decoder} (${protocols})`;
}

/** A classic pcap file of whole packets. */
function pcap(linkType: number, packets: readonly Uint8Array[]): Uint8Array {
  const length = packets.reduce((sum, packet) => sum + 16 + packet.length, 24);
  const file = new Uint8Array(length);
  const data = new DataView(file.buffer);
  data.setUint32(0, 0xa1b2c3d4);
  data.setUint16(4, 2);
  data.setUint16(6, 4);
  data.setUint32(16, 262144);
  data.setUint32(20, linkType);
  let at = 24;
  packets.forEach((packet, i) => {
    data.setUint32(at, 1_700_000_000 + i);
    data.setUint32(at + 8, packet.length);
    data.setUint32(at + 12, packet.length);
    file.set(packet, at + 16);
    at += 16 + packet.length;
  });
  return file;
}

function corpusSample(): string[] {
  const paths = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.pcap') && !EXPLAINED.test(path))
    .sort()
    .map((path) => join(CORPUS, path))
    .filter((path) => statSync(path).size <= CORPUS_MAXIMUM_BYTES);
  return paths.filter((_, i) => i % CORPUS_STEP === 0);
}

describe.skipIf(!hasTshark)('as tshark', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wire-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const linkTypes = [...new Set(SAMPLES.map((sample) => sample.linkType))];
  test.each(linkTypes)('written packets of link type %i', (linkType) => {
    const packets = SAMPLES.filter((sample) => sample.linkType === linkType);
    const path = join(folder, `${linkType}.pcap`);
    writeFileSync(
      path,
      pcap(
        linkType,
        packets.map((packet) => packet.bytes),
      ),
    );
    const { packets: compared, differences } = compareCapture(path);
    expect(compared).toBe(packets.length);
    expect(differences.map(show)).toEqual([]);
  });

  test.skipIf(!hasCorpus)('a sample of real captures', { timeout: 60_000 }, () => {
    const differences: Difference[] = [];
    let packets = 0;
    for (const path of corpusSample()) {
      const result = compareCapture(path);
      packets += result.packets;
      differences.push(...result.differences);
    }
    expect(packets).toBeGreaterThan(100);
    expect(differences.map(show)).toEqual([]);
  });
});
