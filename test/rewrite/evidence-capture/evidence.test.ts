import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writePcapng } from '../../../support/capture-writer.ts';
import { pcapVerdict } from '../../../support/cli.ts';
import { forbiddenCharacter } from '../../../support/fuzz/pipeline.ts';
import { readAll } from '../../../support/read-capture.ts';
import { underKey } from '../../../support/redaction-key.ts';
import { installed, run } from '../../../support/tools.ts';
import { tsharkFields } from '../../../support/tshark.ts';
import { HOSTILE_NAMES, hostilePackets } from '../../hostile/hostile-packets.ts';

let folder = '';
let proof = '';
const DROP = 'captures/clienthello-drop.pcapng';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
  proof = join(folder, 'proof.pcapng');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const evidence = (capture: string, ...more: string[]) =>
  pcapVerdict(['evidence', capture, '-o', proof, ...more]);
const report = (capture: string) => JSON.parse(pcapVerdict([capture, '-f', 'json']).out);

/** Frame numbers of the original that the comments of a frame name. */
const originalFrame = (comment: string) => Number(/^frame (\d+): /m.exec(comment)?.[1]);

function cited(capture: string): Set<number> {
  const frames = new Set<number>();
  for (const { evidence: rows, place } of report(capture).endpoints) {
    for (const row of rows) for (const frame of row.frames) frames.add(frame);
    for (const frame of place?.frames ?? []) frames.add(frame);
  }
  return frames;
}

describe.skipIf(!installed('tshark'))('tshark reads', () => {
  const FIELDS = ['frame.time_epoch', 'frame.len', 'frame.cap_len', 'frame.comment'];

  test('all cited frames with their times and lengths, and what they prove', () => {
    expect(evidence(DROP, '--cited-only').status).toBe(0);
    const rows = tsharkFields(proof, FIELDS);
    const originals = tsharkFields(DROP, FIELDS.slice(0, 3));
    const numbers = rows.map((row) => originalFrame(row[3]));
    const frames = cited(DROP);
    for (const frame of frames) expect(numbers).toContain(frame);
    // The first and the last are there to show how long the capture went on.
    expect(numbers.filter((number) => !frames.has(number))).toEqual(
      [1, originals.length].filter((number) => !frames.has(number)),
    );
    rows.forEach((row, index) => {
      expect(row.slice(0, 3)).toEqual(originals[numbers[index] - 1]);
    });
    expect(rows.some(([, , , comment]) => /drop, high confidence: .*443 TCP/.test(comment))).toBe(
      true,
    );
  });

  test('conversations, the context, and nothing behind the headers with --headers-only', () => {
    evidence(DROP);
    const whole = tsharkFields(proof, FIELDS).length;
    evidence(DROP, '--context', '2');
    expect(tsharkFields(proof, FIELDS).length).toBeGreaterThan(whole);
    evidence(DROP, '--headers-only');
    const rows = tsharkFields(proof, ['frame.len', 'frame.cap_len', 'ip.len', 'tcp.len', 'dns']);
    expect(rows).toHaveLength(whole);
    for (const [length, captured, ip, tcp, dns] of rows) {
      if (dns !== '' || Number(tcp) === 0) continue;
      expect(Number(captured)).toBe(14 + Number(ip) - Number(tcp));
      expect(Number(length)).toBeGreaterThanOrEqual(Number(captured));
    }
  });

  test('nanoseconds, interfaces, their statistics and the comments that were there', () => {
    const capture = join(folder, 'comments.pcapng');
    const packets = readPackets(DROP);
    return packets.then((all) => {
      writeFileSync(
        capture,
        writePcapng(
          all.map((packet) => ({ ...packet, nanoseconds: 123_456_789, comment: 'seen by Jo' })),
          {
            comment: 'taken at the gate',
            interfaces: [{ linkType: 1, name: 'eth7', snapLength: 1500, timestampResolution: 9 }],
            statistics: [{ interfaceIndex: 0, received: 77, dropped: 5 }],
          },
        ),
      );
      expect(evidence(capture).status).toBe(0);
      const rows = tsharkFields(proof, [
        'frame.time_epoch',
        'frame.comment',
        'frame.interface_name',
      ]);
      expect(rows.length).toBeGreaterThan(3);
      for (const [time, comment, name] of rows) {
        expect(time).toMatch(/\.123456789$/);
        expect(comment).toContain('seen by Jo');
        expect(name).toBe('eth7');
      }
      if (!installed('capinfos')) return;
      const facts = run('capinfos', ['-M', proof]).toString();
      expect(facts).toMatch(/Capture comment:\s+\S+ \((?:high|medium|low) confidence\)/);
      expect(facts).toContain('taken at the gate');
      expect(facts).toMatch(/Capture length = 1500/);
      expect(facts).toMatch(/nanoseconds \(9\)/);
      expect(facts).toMatch(/Number of stat entries = 1/);
    });
  });
});

/** Comments of enhanced packet blocks in a little-endian file. */
function packetComments(file: Buffer): string[] {
  const comments: string[] = [];
  for (let at = 0; at < file.length; at += file.readUInt32LE(at + 4)) {
    if (file.readUInt32LE(at) !== 6) continue;
    let option = at + 28 + ((file.readUInt32LE(at + 20) + 3) & ~3);
    while (file.readUInt16LE(option) !== 0) {
      const length = file.readUInt16LE(option + 2);
      if (file.readUInt16LE(option) === 1) {
        comments.push(file.toString('utf8', option + 4, option + 4 + length));
      }
      option += 4 + ((length + 3) & ~3);
    }
  }
  return comments;
}

function readPackets(path: string) {
  return readAll(readFileSync(path)).then(({ packets }) => packets);
}

describe('judged anew', () => {
  test.each([
    ...['clienthello-drop', 'clienthello-reset', 'syn-drop', 'dns-intercepted', 'captive-portal'],
    ...['icmp-admin-prohibited', 'reset-later', 'idle-timeout', 'dns-drop-ipv6', 'quic-drop'],
  ])(
    '%s: the evidence bears the verdicts',
    (name) => {
      const capture = `captures/${name}.pcapng`;
      expect(evidence(capture).status).toBe(0);
      const verdicts = (path: string) =>
        report(path).endpoints.map((endpoint: Record<string, unknown>) =>
          [endpoint.client, endpoint.server, endpoint.port, endpoint.verdict].join(' '),
        );
      expect(verdicts(proof).toSorted()).toEqual(verdicts(capture).toSorted());
    },
    30_000,
  );
});

describe('what it is given', () => {
  test('a capture full of hostile names gives plain comments', () => {
    const capture = join(folder, 'hostile.pcapng');
    writeFileSync(capture, writePcapng(hostilePackets(), { comment: HOSTILE_NAMES.join(' ') }));
    for (const more of [[], underKey(folder)]) {
      expect(evidence(capture, ...more).status).toBe(0);
      const comments = packetComments(readFileSync(proof));
      expect(comments.length).toBeGreaterThan(10);
      for (const comment of comments) expect(forbiddenCharacter(comment, '\n')).toBeNull();
    }
  });

  test('it writes over no capture, and needs a file twice', () => {
    const copy = join(folder, 'copy.pcapng');
    writeFileSync(copy, readFileSync(DROP));
    const same = pcapVerdict(['evidence', copy, '-o', copy]);
    expect(same.status).toBe(2);
    expect(same.errors[0]).toMatch(/is the capture itself/);
    expect(readFileSync(copy).equals(readFileSync(DROP))).toBe(true);
    const piped = pcapVerdict(['evidence', '-', '-o', proof], { input: readFileSync(DROP) });
    expect(piped.status).toBe(2);
    expect(piped.errors[0]).toMatch(/second look/);
    const nowhere = join(folder, 'no', 'proof.pcapng');
    expect(pcapVerdict(['evidence', DROP, '-o', nowhere]).errors[0]).toMatch(/no such folder/);
    expect(existsSync(nowhere)).toBe(false);
    expect(pcapVerdict(['evidence', DROP, '-o', proof, '--context', '-1']).status).toBe(2);
  });
});
