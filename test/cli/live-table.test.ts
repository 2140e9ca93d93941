import { expect, test } from 'vitest';
import { LiveTable } from '../../src/cli/live-table.ts';
import type { InterimVerdict } from '../../src/diagnosis/interim-verdicts.ts';
import type { JudgedEndpoint } from '../../src/diagnosis/judged-endpoint.ts';
import type { Verdict } from '../../src/evidence/verdict.ts';
import { parseAddress } from '../../src/protocols/address-text.ts';
import { Protocol } from '../../src/protocols/protocol.ts';
import { EndpointFacts } from '../../src/track/facts/endpoint-facts.ts';

const SINCE = 1_700_000_000;
const MOMENT = {
  seconds: SINCE + 60,
  nanoseconds: 0,
  digits: 6,
  packets: 1_234,
  isHeldBack: false,
} as const;
const ESCAPE = '\u001b';

function row(server: string, verdict: Verdict | null): InterimVerdict {
  const [from, to] = ['192.0.2.10', server].map((text) => parseAddress(text)!);
  const facts = new EndpointFacts(from, to, 443, Protocol.TCP, false);
  facts.attempts = 3;
  return {
    endpoint: { facts } as InterimVerdict['endpoint'],
    shown: verdict && { verdict, confidence: 'medium' },
    previous: null,
    isChange: true,
    since: SINCE,
  };
}

/** What a table of that size writes when it shows these rows, one list after the other. */
function draw(
  [columns, rows]: readonly [number, number],
  lists: readonly (readonly InterimVerdict[])[],
  { color = false, name = null as string | null } = {},
): string[] {
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  const terminal = { columns, rows, write } as unknown as NodeJS.WriteStream;
  const table = new LiveTable(terminal, { color, width: columns });
  const complete = (endpoint: InterimVerdict['endpoint']) =>
    ({ ...endpoint, name }) as JudgedEndpoint;
  for (const list of lists) table.show(list, complete, MOMENT);
  table.end();
  table.show(lists[0], complete, MOMENT);
  return written;
}

/** The lines of one drawing, without what only erases. */
function linesOf(text: string): string[] {
  const up = new RegExp(`^\\r(?:${ESCAPE}\\[\\d+A)?`);
  return text
    .replaceAll(`${ESCAPE}[K`, '')
    .replace(`${ESCAPE}[J`, '')
    .replace(up, '')
    .split('\n')
    .slice(0, -1);
}

test('what fails stands first, then what is not known, then what works', () => {
  const rows = [
    row('198.51.100.1', 'answered'),
    row('198.51.100.2', null),
    row('198.51.100.3', 'drop'),
  ];
  const [first] = draw([100, 24], [rows]);
  const [heading, titles, ...body] = linesOf(first);
  expect(heading).toMatch(/1,234 packets {2}1 fail {2}1 answered {2}1 not known yet/);
  expect(titles).toMatch(/^verdict {3}/);
  expect(body.map((line) => line.split(/ +/)[0])).toEqual(['drop', 'waiting', 'answered']);
  expect(body[0]).toMatch(/medium +3 +0 +22:13:20 {2}198\.51\.100\.3 tcp 443$/);
});

test('it never scrolls, whatever there is, and is gone at the end', () => {
  const many = Array.from({ length: 500 }, (_, i) => row(`198.51.${i >> 8}.${i & 0xff}`, 'drop'));
  const [first, second, last, ...more] = draw([60, 10], [many, many.slice(0, 3)]);
  const lines = linesOf(first);
  // The cursor takes the tenth.
  expect(lines).toHaveLength(9);
  expect(lines.at(-1)).toBe('and 494 more');
  expect(second.startsWith(`\r${ESCAPE}[9A`)).toBe(true);
  expect(last).toBe(`\r${ESCAPE}[5A${ESCAPE}[J`);
  expect(more, 'after its end').toEqual([]);
});

test.each([20, 40, 60, 80, 200])('no line wraps at %i columns, whatever a name is', (columns) => {
  const name = `${ESCAPE}[31mevil\u202e\r\n\u0007名前🙂${'x'.repeat(300)}`;
  for (const color of [false, true]) {
    const [text] = draw(
      [columns, 24],
      [[row('2001:db8:1234:5678:9abc:def0:1234:5678', 'reject')]],
      {
        color,
        name,
      },
    );
    const own = `${ESCAPE}[31mreject${ESCAPE}[0m`;
    expect(text.includes(own)).toBe(color);
    for (const line of linesOf(text.replace(own, 'reject'))) {
      expect(line).toMatch(/^[ -~]*$/);
      expect(line.length).toBeLessThan(columns);
    }
  }
});
