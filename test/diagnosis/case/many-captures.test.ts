import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SameElsewhere } from '../../../src/diagnosis/case/same-elsewhere.ts';
import type { ComparedCapture } from '../../../src/diagnosis/comparison/networks.ts';
import type { Diagnosis } from '../../../src/diagnosis/diagnosis.ts';
import { mayBeSides, mayHaveSides } from '../../../src/diagnosis/sides/compare-sides.ts';
import { FORMATS } from '../../../src/documents/formats.ts';
import { profileNamed } from '../../../src/profiles/profiles.ts';
import { sayAll } from '../../../src/words/say.ts';
import { capture, folderOf, readFolder, removeFolders } from '../../../support/case-folder.ts';
import { address, compared } from '../../../support/compared.ts';
import { captureNames, diagnosisOf, labCaptureNames } from '../../../support/shipped-captures.ts';

afterAll(removeFolders);

const HOUR = 3_600;

/** The same at another time, as another file. */
function later(one: ComparedCapture, seconds: number): ComparedCapture {
  return { ...one, diagnosis: laterDiagnosis(one.diagnosis, seconds) };
}

function laterDiagnosis(diagnosis: Diagnosis, seconds: number): Diagnosis {
  const { capture: facts } = diagnosis;
  const moved = (instant: typeof facts.first) =>
    instant && { ...instant, seconds: instant.seconds + seconds };
  return {
    ...diagnosis,
    capture: {
      ...facts,
      name: `later-${seconds}`,
      sha256: `${seconds}`.padStart(64, '0'),
      first: moved(facts.first),
      last: moved(facts.last),
    },
  };
}

describe('a case of very many captures', () => {
  let failing: ComparedCapture;
  let open: ComparedCapture;
  beforeAll(async () => {
    const product = profileNamed('cisco-secure-access');
    [failing, open] = await Promise.all(
      ['dns-unprotected', 'open-network'].map((name) =>
        compared(`secure-access-${name}.pcapng`, product),
      ),
    );
  });
  const elsewhere = (captures: readonly ComparedCapture[]) =>
    new SameElsewhere(captures)
      .worksElsewhere(0, captures[0].diagnosis.findings[0].endpoints)
      .paragraphs.map(sayAll);

  test('where it works is found behind a thousand in which it fails, too', () => {
    const outage = Array.from({ length: 1_000 }, (_, index) => later(failing, index * HOUR));
    const found = elsewhere([...outage, later(open, 2_000 * HOUR)]);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`In later-${2_000 * HOUR}`);
  });

  test('of those in which it works the nearest in time are looked at, and that is said', () => {
    const others = Array.from({ length: 100 }, (_, index) => later(open, (index - 50) * HOUR));
    const found = elsewhere([failing, ...others]);
    // The open network's capture begins eight hours later.
    expect(found[0]).toContain(`In later-${-8 * HOUR}`);
    expect(found.slice(3)).toEqual([
      'In 61 further captures it works, too, at least in part.',
      'Compared with 64 captures in which some of it answers, the nearest in time; there are more.',
    ]);
    expect(elsewhere([failing, ...others.slice(0, 64)])).toHaveLength(4);
  });
});

describe('captures that may be of several places', () => {
  test('are those that each against each finds', async () => {
    const known = await Promise.all(captureNames().slice(0, 30).map(diagnosisOf));
    const day = 24 * HOUR;
    // Times that overlap, follow within a day, or are far apart; some of other hosts.
    const all = known.flatMap((one, index) =>
      [0, 1, 2].map((round): Diagnosis => {
        const moved = laterDiagnosis(one, ((index * 7 + round * 31) % 90) * 2 * day + index * 60);
        if (index % 3 > 0) return moved;
        const [client, server] = [address(`10.1.${index}.1`), address(`10.1.${index}.2`)];
        const endpoints = moved.endpoints.map((endpoint) => ({ ...endpoint, client, server }));
        return { ...moved, endpoints };
      }),
    );
    const expected = all.flatMap((one, index) =>
      all.some((other) => other !== one && mayBeSides(one, other)) ? [index] : [],
    );
    expect(expected.length).toBeGreaterThan(10);
    expect(expected.length).toBeLessThan(all.length - 10);
    expect(mayHaveSides(all)).toEqual(expected);
  });
});

describe('captures of a case', () => {
  const names = [...captureNames(), ...labCaptureNames()]
    .filter((name) => name.endsWith('.pcapng'))
    .slice(0, 80);
  const folder = folderOf(Object.fromEntries(names.map((name) => [name, capture(name)])));

  test('are all read, however many', async () => {
    const { files, reports } = await readFolder(folder);
    expect(names.length).toBeGreaterThan(64);
    expect(reports).toHaveLength(names.length);
    expect(files.every(({ kind }) => kind === 'capture')).toBe(true);
  });

  test('beyond the endpoints that are kept are said not to be read, on screen too', async () => {
    const read = await readFolder(folder, { maximumEndpoints: 100 });
    const unread = read.files.filter(({ kind }) => kind === 'unreadable');
    const endpoints = read.reports.reduce((sum, one) => sum + one.endpoints.length, 0);
    expect(endpoints).toBeLessThanOrEqual(100);
    expect(unread.length + read.reports.length).toBe(names.length);
    const said = (await FORMATS.text.load()).renderCase!(read, { width: 200, color: false });
    expect(said).toContain('NOT READ: captures before it have 100 endpoints');
    expect(said).toMatch(/further files, \d+ of them NOT READ/);
  });
});
