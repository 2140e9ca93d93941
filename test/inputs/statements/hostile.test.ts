import { expect, test } from 'vitest';
import { FORMATS } from '../../../src/inputs/statements/formats.ts';
import { LogLine } from '../../../src/inputs/statements/log-line.ts';
import { readLog } from './support.ts';

/** What patterns look for, again and again: where one backtracks, it shows here. */
const PIECES = [
  ...[
    '192.0.2.1',
    '192.0.2.1:443 -> ',
    '192.0.2.1/443->',
    'inside:192.0.2.1/1 ',
    '2001:db8::',
    ':',
  ],
  ...[
    ' src=192.0.2.1 dst=192.0.2.2 ',
    'trace id 1 inet filter pre packet: ip saddr ',
    '(',
    ')',
    '((',
  ],
  ...[
    '%ASA-4-106023: Deny tcp src inside:',
    'in:a out:b, ',
    'a: in:a out:',
    'rule 1/0(match): block in on ',
  ],
  ...[
    'xx drop (a) flow ',
    '-> stack flow 0x1 a: ',
    ' (world) <> ',
    'RT_FLOW_SESSION_CREATE: session created ',
  ],
  ...[
    'list a denied tcp ',
    'tcp 6 1 ',
    '<Data Name="a">',
    'Phase: 1 ',
    ',',
    '"',
    ' ',
    '\t',
    '\\',
    '{',
    '[',
    'a=',
    '=',
  ],
];

test.each(FORMATS.map((format) => [format.name, format] as const))(
  '%s: 64 KiB of anything take one pass',
  (_name, format) => {
    const line = new LogLine();
    const begun = performance.now();
    const parser = format.open();
    for (const piece of PIECES) {
      line.read(piece.repeat(Math.ceil(65_536 / piece.length)));
      format.isCertain(line);
      parser.take(line);
      while (parser.next());
    }
    parser.end();
    while (parser.next());
    // Some 30 lines, 2 MB: quadratic time would take minutes.
    expect(performance.now() - begun).toBeLessThan(10_000);
  },
);

test('lines cut anywhere, and with any byte in them, are understood or named', async () => {
  const lines = [
    '[UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.2 DST=198.51.100.1 LEN=60 TTL=63 ID=1 PROTO=TCP SPT=33762 DPT=7638 SYN URGP=0',
    '%ASA-4-106023: Deny tcp src inside:192.0.2.1/50123 dst outside:198.51.100.2/443 by access-group "a" [0x0, 0x0]',
    'xx drop (Policy denied) flow 0x1 to endpoint 0, ifindex 29, file a.c:1, , identity 1->world: 192.0.2.1:1 -> 192.0.2.2:443 tcp SYN',
    '@;1;[fw4_2];fw_log_drop_ex: Packet proto=6 192.0.2.1:1 -> 192.0.2.2:443 dropped by a Reason: b;',
  ];
  for (const line of lines) {
    const whole = `${line}\n`;
    let text = whole;
    for (let at = 0; at < line.length; at += 3) {
      text += `${line.slice(0, at)}\n${line.slice(0, at)}\u0000${line.slice(at + 1)}\n`;
    }
    const { reader, statements } = await readLog(text);
    expect(statements.length).toBeGreaterThan(0);
    expect(reader.problems.length).toBeLessThanOrEqual(100);
  }
});
