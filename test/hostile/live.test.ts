import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { InputError } from '../../src/capture/errors.ts';
import { LiveTable } from '../../src/cli/live-table.ts';
import { OngoingDiagnosis } from '../../src/diagnosis/diagnose.ts';
import { InterimVerdicts } from '../../src/diagnosis/interim-verdicts.ts';
import { timeZoneNamed } from '../../src/diagnosis/report/time-zone.ts';
import { changeText, liveChange } from '../../src/documents/live-change.ts';
import { printableJson } from '../../src/protocols/escape.ts';
import { writePcapng } from '../../support/capture-writer.ts';
import { forbiddenCharacter, mutate } from '../../support/fuzz/pipeline.ts';
import { type Moment, momentsOf, steppingReader } from '../../support/stepping-reader.ts';
import { HOSTILE_NAMES, hostilePackets } from './hostile-packets.ts';

const COLUMNS = 100;
const rendering = { color: false, width: COLUMNS, timeZone: timeZoneNamed('Europe/Berlin')! };

/** Looks at a capture now and then, and shows what it sees in every way; the report at the end. */
async function watch(bytes: Uint8Array, moments: readonly Moment[]) {
  const ends = moments.map(({ packets }) => packets);
  const reader = await steppingReader(bytes, ends);
  const diagnosis = new OngoingDiagnosis(reader);
  const verdicts = new InterimVerdicts();
  let screen = '';
  const write = (text: string) => {
    screen += text;
    return true;
  };
  const table = new LiveTable({ columns: COLUMNS, rows: 30, write } as never, rendering);
  let changes = 0;
  await diagnosis.read(reader, () => {
    const { packets, lastSeconds: seconds, lastNanoseconds: nanoseconds } = diagnosis.capture;
    if (moments.length === 0 || packets === 0) return;
    const moment = { seconds, nanoseconds, digits: 9, packets, isHeldBack: false } as const;
    const look = diagnosis.interim(seconds, nanoseconds);
    const rows = verdicts.update(look.endpoints, seconds);
    table.show(rows, look.complete, moment);
    for (const row of rows) {
      const { shown } = row;
      if (!row.isChange || shown === null) continue;
      changes++;
      const change = liveChange({ ...row, shown }, look.complete(row.endpoint), moment);
      expect(forbiddenCharacter(changeText(change, rendering), '')).toBeNull();
      const line = printableJson(change, 0);
      expect(forbiddenCharacter(line, '')).toBeNull();
      expect(JSON.parse(line)).toEqual(change);
    }
  });
  table.end();
  // What the table asks of the terminal is its own.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the table's own sequences
  const rest = screen.replaceAll(/\u001b\[(?:K|J|\d+A)|\r/g, '');
  expect(forbiddenCharacter(rest, '\n')).toBeNull();
  for (const line of rest.split('\n')) expect(line.length).toBeLessThan(COLUMNS);
  return { report: await diagnosis.end(), changes };
}

test('names out of a capture move nothing', async () => {
  const bytes = writePcapng(hostilePackets(), {
    names: HOSTILE_NAMES.map((name, index) => ({ address: [203, 0, 113, 10 + index], name })),
  });
  const { changes } = await watch(bytes, [{ packets: 5, seconds: 0, nanoseconds: 0 }]);
  expect(changes).toBeGreaterThan(0);
});

const ORIGINALS = [
  'trap-snaplen-64.pcapng',
  'trap-late-answers.pcapng',
  'healthy-big-endian.pcap',
  'syn-drop.pcapng',
  'dns-intercepted.pcapng',
].map((name) => new Uint8Array(readFileSync(`captures/${name}`)));
const MUTATIONS = 60;

test(`${MUTATIONS} damaged captures: looks never fail, and change nothing`, async () => {
  let looked = 0;
  for (let seed = 1; seed <= MUTATIONS; seed++) {
    const original = ORIGINALS[seed % ORIGINALS.length];
    const bytes = mutate(original, ORIGINALS[(seed * 3 + 1) % ORIGINALS.length], seed);
    try {
      const moments = (await momentsOf(bytes)).slice(0, 10);
      const { report, changes } = await watch(bytes, moments);
      expect(report, `mutation ${seed}`).toEqual((await watch(bytes, [])).report);
      looked += changes;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  expect(looked).toBeGreaterThan(MUTATIONS);
});
