import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIELDS } from '../../src/protocols/fields/registry.ts';
import { writePcap } from '../../support/capture-writer.ts';
import { pcapVerdict } from '../../support/cli.ts';
import { tsharkFields } from '../../support/tshark.ts';
import { MEDIA, MEDIA_OTHERWISE, MEDIA_REFUSED } from './media-datagrams.ts';
import { compareFields } from './tshark-fields.ts';
import { hasTshark } from './wireshark.ts';

const folder = mkdtempSync(join(tmpdir(), 'media-'));
const written = join(folder, 'media.pcap');
beforeAll(() => {
  const packets = MEDIA.map((bytes, i) => ({ bytes, seconds: 1_700_000_000 + i, nanoseconds: 0 }));
  writeFileSync(written, writePcap(packets, { linkType: 101 }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CALLS = ['call-works', 'call-announcement', 'call-media-dropped'].map(
  (name) => `captures/lab/${name}.pcapng.gz`,
);
const COLUMNS = ['frame.number', '_ws.col.Protocol', '_ws.col.Info'];

function ours(file: string, ...options: string[]): string[] {
  const { out } = pcapVerdict([
    ...['packets', file, '-T', 'fields', ...COLUMNS.flatMap((field) => ['-e', field])],
    ...options,
  ]);
  return out.split('\n').filter((line) => line !== '');
}

it('names the media of a call by its session descriptions', () => {
  const [first, second] = ours(CALLS[0], '-Y', 'rtp');
  expect(first).toMatch(/RTP\tPT=ITU-T G\.711 PCMU, SSRC=0x[0-9A-F]+, Seq=1000, Time=0, Mark$/);
  expect(second).toMatch(/Seq=1001, Time=160$/);
  expect(ours(CALLS[0], '-Y', 'rtcp')).toHaveLength(88);
});

describe.skipIf(!hasTshark)('RTP and RTCP are what tshark shows', () => {
  const isOdd = (frame: number) => MEDIA_OTHERWISE.has(frame);
  // What set a stream up is told as text that is no value.
  const fields = [...FIELDS.values()].filter(
    ({ name }) =>
      (/^(?:rtp|rtcp)(?:\.|$)/.test(name) && !name.endsWith('.setup')) ||
      /^(?:frame\.protocols|data|data\.data)$/.test(name),
  );

  it('fields of written packets', async () => {
    const differences = await compareFields(written, fields);
    const isRefused = (field: string) =>
      /^(?:rtp|rtp\.padding\.data|rtcp|rtcp\.version)$/.test(field);
    expect(
      differences.filter(
        ({ frame, field }) => !isOdd(frame) && !(MEDIA_REFUSED.has(frame) && isRefused(field)),
      ),
    ).toEqual([]);
  });

  it.each(CALLS)('fields of %s', async (file) => {
    const differences = await compareFields(
      file,
      fields.filter(({ name }) => name !== 'frame.protocols'),
    );
    expect(differences).toEqual([]);
  });

  it.each([written, ...CALLS])('lines of %s', (file) => {
    const theirs = tsharkFields(file, COLUMNS).map((row) => row.join('\t'));
    const isSame = (line: string) => file !== written || !isOdd(Number.parseInt(line, 10));
    expect(ours(file).filter(isSame)).toEqual(theirs.filter(isSame));
  });
});
