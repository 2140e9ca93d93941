import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as core from '../../src/core.ts';
import {
  compare,
  compileDisplayFilter,
  Decoder,
  DisplayFilterError,
  diagnose,
  diagnoseCase,
  flows,
  InputError,
  openCapture,
  type Packet,
  PacketView,
  PROFILES,
  packets,
  renderAdf,
  renderHtml,
  renderJson,
  renderJunit,
  renderMail,
  renderMarkdown,
  renderSarif,
  renderText,
  renderWiki,
  writeEvidence,
} from '../../src/index.ts';
import { installed } from '../../support/tools.ts';

const DROP = 'captures/syn-drop.pcapng';

test('a path and the bytes of it give the same report, but for name and hash', async () => {
  const fromPath = await diagnose(await openCapture(DROP));
  const fromBytes = await diagnose(await openCapture(new Uint8Array(readFileSync(DROP))));
  expect(fromPath.capture.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(fromBytes.capture.sha256).toBeNull();
  const { name, sha256 } = fromPath.capture;
  expect({ ...fromBytes, capture: { ...fromBytes.capture, name, sha256 } }).toEqual(fromPath);
});

test('a display filter scopes the endpoints', async () => {
  const displayFilter = compileDisplayFilter('ip.addr == 203.0.113.55');
  const report = await diagnose(await openCapture(DROP), { displayFilter });
  expect(report.endpoints.map(({ server }) => server)).toEqual(['203.0.113.55']);
  expect(report.displayFilter).toBe('ip.addr == 203.0.113.55');
});

test('a profile may be chosen', async () => {
  const profile = PROFILES.find(({ name }) => name === 'generic')!;
  const path = 'captures/secure-access-web-drop.pcapng';
  expect((await diagnose(await openCapture(path), { profile })).profile).toBe('generic');
});

test('wrong input and wrong filters throw the documented errors', async () => {
  await expect(openCapture('no-such-file.pcap')).rejects.toBeInstanceOf(InputError);
  await expect(openCapture(new Uint8Array(0))).rejects.toBeInstanceOf(InputError);
  expect(() => compileDisplayFilter('ip.addr ==')).toThrow(DisplayFilterError);
});

test('packets can be read, decoded and filtered one by one', async () => {
  const capture = await openCapture(DROP);
  const decoder = new Decoder();
  const view = new PacketView();
  const filter = compileDisplayFilter('tcp.flags.syn == 1 && ip.dst == 203.0.113.55');
  const matcher = filter.matcher(capture);
  const frames: number[] = [];
  while (await capture.refill()) {
    while (capture.next(view)) {
      decoder.decode(view);
      if (matcher.matches(view)) frames.push(view.frameNumber);
    }
  }
  await capture.close();
  // Two attempts with five retransmissions each, as the capture was written.
  expect(frames).toHaveLength(12);
});

/** Frames that a filter selects, by a matcher that sees every packet. */
async function matched(path: string, text: string): Promise<number[]> {
  const capture = await openCapture(path);
  const matcher = compileDisplayFilter(text).matcher(capture);
  const decoder = new Decoder();
  const view = new PacketView();
  const frames: number[] = [];
  while (await capture.refill()) {
    while (capture.next(view)) {
      decoder.decode(view);
      if (matcher.matches(view)) frames.push(view.frameNumber);
    }
  }
  await capture.close();
  return frames;
}

test.skipIf(!installed('tshark')).each([
  ['syn-drop', 'tcp.analysis.retransmission'],
  ['reset-later', 'tcp.stream == 3'],
  ['healthy', 'dns.time'],
  ['reset-later', 'udp.stream == 1'],
])('a matcher selects by what came before as tshark does: %s, %s', async (name, filter) => {
  const path = `captures/${name}.pcapng`;
  const run = spawnSync(
    'tshark',
    ['-r', path, '-Y', filter, '-T', 'fields', '-e', 'frame.number'],
    {
      encoding: 'utf8',
    },
  );
  const expected = run.stdout.split('\n').filter(Boolean).map(Number);
  expect(expected.length).toBeGreaterThan(0);
  expect(await matched(path, filter)).toEqual(expected);
  const listed: number[] = [];
  for await (const { number } of packets(path, { displayFilter: filter })) listed.push(number);
  expect(listed).toEqual(expected);
});

test('a filter that asks what came before is refused where packets are skipped, and has no way around', async () => {
  const filter = compileDisplayFilter('tcp.stream == 1');
  expect('matches' in filter).toBe(false);
  const capture = await openCapture(DROP);
  const matcher = filter.matcher(capture);
  const view = new PacketView();
  await capture.refill();
  capture.next(view);
  capture.next(view);
  new Decoder().decode(view);
  expect(() => matcher.matches(view)).toThrow(expect.objectContaining({ code: 'packets-skipped' }));
  await capture.close();
});

test('packets are what tshark lists, and are kept', async () => {
  const all = [];
  for await (const packet of packets(DROP, { fields: ['ip.ttl'] })) all.push(packet);
  const rows: Packet[] = all;
  expect(new Set(rows.map(({ bytes }) => bytes.buffer)).size).toBe(rows.length);
  expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
  if (!installed('tshark')) return;
  const run = spawnSync(
    'tshark',
    [
      '-r',
      DROP,
      '-T',
      'fields',
      ...['ip.ttl', 'frame.len', '_ws.col.Protocol'].flatMap((name) => ['-e', name]),
    ],
    { encoding: 'utf8' },
  );
  expect(
    rows.map(
      ({ fields, length, protocol }) => `${fields['ip.ttl'].join(',')}\t${length}\t${protocol}`,
    ),
  ).toEqual(run.stdout.trimEnd().split('\n'));
  await expect(packets(DROP, { fields: ['ip.tttl'] }).next()).rejects.toMatchObject({
    ...{ name: 'UsageError', code: 'unknown-field' },
  });
});

test('a signal ends what is under way with its reason, and closes the capture', async () => {
  const bytes = new Uint8Array(readFileSync(DROP));
  const reason = new Error('enough');
  const aborted = AbortSignal.abort(reason);
  await expect(diagnose(DROP, { signal: aborted })).rejects.toBe(reason);
  await expect(flows(bytes, { signal: aborted })).rejects.toBe(reason);
  await expect(compare(DROP, DROP, { signal: aborted })).rejects.toBe(reason);
  await expect(diagnoseCase(DROP, { signal: aborted })).rejects.toBe(reason);
  await expect(writeEvidence(DROP, () => {}, { signal: aborted })).rejects.toBe(reason);
  const controller = new AbortController();
  const iterator = packets(bytes, { signal: controller.signal });
  expect((await iterator.next()).done).toBe(false);
  controller.abort(reason);
  await expect(iterator.next()).rejects.toBe(reason);
  expect((await iterator.next()).done).toBe(true);
});

test('leaving the loop early closes the capture', async () => {
  const capture = await openCapture(DROP);
  for await (const { number } of packets(capture)) {
    expect(number).toBe(1);
    break;
  }
  // Nothing is read of what is closed.
  await expect(diagnose(DROP)).resolves.toMatchObject({ summary: { verdict: 'drop' } });
});

test('bytes, a path and an open capture give the same report with frames', async () => {
  const fromPath = await diagnose(DROP, { frames: true });
  const fromOpen = await diagnose(await openCapture(DROP), { frames: true });
  const fromBytes = await diagnose(new Uint8Array(readFileSync(DROP)), { frames: true });
  expect(fromPath.frames?.length).toBeGreaterThan(10);
  expect(fromOpen).toEqual(fromPath);
  expect(fromBytes.frames).toEqual(fromPath.frames);
});

test('renderers write what the command line does', async () => {
  const report = await diagnose(DROP, { frames: true });
  const printed = (...args: string[]) =>
    spawnSync(process.execPath, ['dist/cli/main.js', DROP, ...args], { encoding: 'utf8' }).stdout;
  expect(renderHtml(report)).toBe(printed('-f', 'html'));
  expect(renderText(report)).toBe(printed());
  expect(renderMarkdown(report)).toBe(printed('-f', 'markdown'));
  expect(renderWiki(report)).toBe(printed('-f', 'wiki'));
  expect(renderAdf(report)).toBe(printed('-f', 'adf'));
  expect(renderMail(report)).toBe(printed('-f', 'eml'));
  expect(renderSarif(report)).toBe(printed('-f', 'sarif'));
  expect(renderJunit(report)).toBe(printed('-f', 'junit'));
  const own = { title: 'Case 4711', note: 'Please open the port.\r\n\n Thank you. ' };
  const asTyped = ['--title', own.title, '--note', own.note];
  expect(renderText(report, own)).toBe(printed(...asTyped));
  expect(renderHtml(report, own)).toBe(printed(...asTyped, '-f', 'html'));
  expect(renderJson(await diagnose(DROP))).toBe(printed('-f', 'json'));
  expect(() => renderText(report, { timeZone: 'Europe/Berlim' })).toThrow(
    expect.objectContaining({ code: 'unknown-time-zone' }),
  );
});

test('documents speak the language of their report', async () => {
  const report = await diagnose(DROP, { language: 'ko', frames: true });
  for (const [render, format] of [
    [renderText, 'text'],
    [renderHtml, 'html'],
    [renderAdf, 'adf'],
    [renderMail, 'eml'],
  ] as const) {
    const args = ['dist/cli/main.js', DROP, '-f', format, '--lang', 'ko'];
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(render(report)).toBe(stdout);
  }
});

test('evidence is what the command line writes; redaction needs a key of its length', async () => {
  const pieces: Uint8Array[] = [];
  const summary = await writeEvidence(DROP, (bytes) => pieces.push(bytes.slice()));
  const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-evidence-'));
  const path = join(folder, 'proof.pcapng');
  spawnSync(process.execPath, ['dist/cli/main.js', 'evidence', DROP, '-o', path]);
  expect(Buffer.concat(pieces).equals(readFileSync(path))).toBe(true);
  expect(summary.packets).toBeGreaterThanOrEqual(summary.cited);
  rmSync(folder, { recursive: true });
  await expect(diagnose(DROP, { redact: { key: new Uint8Array(8) } })).rejects.toMatchObject({
    code: 'bad-key',
  });
  const key = new Uint8Array(32).fill(7);
  const redacted = await diagnose(DROP, { redact: { key } });
  expect(JSON.stringify(redacted)).not.toContain('203.0.113.55');
  expect(await diagnose(DROP, { redact: { key } })).toEqual(redacted);
});

test('pcap-verdict/core says the same of bytes, a blob and a stream, wherever it runs', async () => {
  const bytes = new Uint8Array(readFileSync(DROP));
  const fromPath = await diagnose(await openCapture(DROP));
  const expected = { ...fromPath, capture: { ...fromPath.capture, sha256: null } };
  // Seven bytes at a time, and none now and then: no length is a stream's own.
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(at, at + (at % 3 === 0 ? 7 : 4_096)));
      at += at % 3 === 0 ? 7 : 4_096;
    },
  });
  for (const input of [bytes, new Blob([bytes]), stream]) {
    const capture = await core.openCapture(input, 'syn-drop.pcapng');
    expect(await core.diagnose(capture)).toEqual(expected);
  }
  await expect(core.openCapture(new Blob([]))).rejects.toMatchObject({ code: 'empty' });
});

test('pcap-verdict/core, as it is built, imports nothing', () => {
  const built = readFileSync('dist/core.js', 'utf8');
  expect(built).not.toMatch(/\bfrom\s*["'](?:node:|fs|path|crypto)|\brequire\(["']node:/);
});
