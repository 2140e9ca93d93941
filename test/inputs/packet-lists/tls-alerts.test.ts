import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { diagnose, openCapture, type Report } from '../../../src/index.ts';
import { installed } from '../../../support/tools.ts';
import { tshark } from './read-list.ts';

/* What a handshake was refused by is the same in a capture and in its list, as tshark prints it. */

const COLUMN_TTL =
  'gui.column.format:"No.","%m","Time","%Aut","Source","%s","Destination","%d","Protocol","%p","Length","%L","TTL","%Cus:ip.ttl:0:R","Info","%i"';

async function reportOf(content: string | Uint8Array): Promise<Report> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return diagnose(await openCapture(bytes));
}

const ALERTS = ['tls-refused', 'tls-refused-from-near'];

/** For each service that a fatal alert refuses: verdict, code and values. */
function refusals({ endpoints }: Report): unknown[] {
  return endpoints
    .map(({ server, port, verdict, evidence }) => {
      const said = evidence.find(({ code }) => ALERTS.includes(code));
      if (said === undefined) return undefined;
      // Wireshark's column has no server name before version 4.2.
      const { names: _, ...values } = said.values as Record<string, unknown>;
      return { server, port, verdict, code: said.code, values };
    })
    .filter((found) => found !== undefined);
}

describe
  .skipIf(!installed('tshark'))
  .each(['name-refused-by-alert', 'servers-refuse-names-by-alert'])('%s', (name) => {
  const path = `captures/lab/${name}.pcapng.gz`;
  const capture = reportOf(gunzipSync(readFileSync(path)));

  test.each([
    ['details', ['-V']],
    ['columns, one with times to live', ['-T', 'psml', '-o', COLUMN_TTL]],
  ])('%s show the same as the capture', async (_, args) => {
    const expected = refusals(await capture);
    expect(expected.length).toBe(11);
    expect(refusals(await reportOf(await tshark(['-r', path, ...args])))).toEqual(expected);
  });

  test('lines show which alert, and not whose: no answer', async () => {
    const expected = refusals(await capture) as {
      values: { alert: number; connections: number };
    }[];
    const list = await reportOf(await tshark(['-r', path]));
    const found = refusals(list) as typeof expected;
    expect(found.map(({ values: { alert, connections } }) => [alert, connections])).toEqual(
      expected.map(({ values: { alert, connections } }) => [alert, connections]),
    );
    for (const endpoint of list.endpoints) {
      const codes = endpoint.evidence.map(({ code }) => code);
      if (!codes.includes('tls-refused')) continue;
      expect(codes).toContain('alert-way-not-shown');
      expect(endpoint.verdict).toBe('inconclusive');
    }
  });
});
