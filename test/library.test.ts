import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as core from '../src/core.ts';
import {
  compileDisplayFilter,
  Decoder,
  DisplayFilterError,
  diagnose,
  InputError,
  openCapture,
  PacketView,
  PROFILES,
} from '../src/index.ts';

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
  const frames: number[] = [];
  while (await capture.refill()) {
    while (capture.next(view)) {
      decoder.decode(view);
      if (filter.matches(view)) frames.push(view.frameNumber);
    }
  }
  await capture.close();
  // Two attempts with five retransmissions each, as the capture was written.
  expect(frames).toHaveLength(12);
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
