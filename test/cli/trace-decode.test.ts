import { expect, test } from 'vitest';
import { pcapVerdict } from '../../support/cli.ts';

test('--trace-decode: which decoder took which bytes of a frame', () => {
  const { out, status } = pcapVerdict([
    'packets',
    'captures/syn-drop.pcapng',
    '--trace-decode',
    '5',
  ]);
  expect(status).toBe(0);
  // Of 75 bytes Ethernet has 14, IPv4 20, UDP 8; the rest is the DNS message.
  const layers = out.split('\n').filter((line) => /^ +\d/.test(line));
  expect(layers.map((line) => line.trim().split(/ {2,}/).slice(1))).toEqual([
    ['ETHERNET', 'bytes 0 to 75', '14 its own'],
    ['IPV4', 'bytes 14 to 75', '20 its own'],
    ['UDP', 'bytes 34 to 75', '8 its own'],
    ['DNS', 'bytes 42 to 75', '33 its own'],
  ]);
  expect(out.endsWith('stopped: every header was there\n')).toBe(true);
});

test('--trace-decode of a frame that is not there', () => {
  const args = ['packets', 'captures/syn-drop.pcapng', '--trace-decode', '99999'];
  expect(pcapVerdict(args)).toMatchObject({ status: 2, out: '' });
});
