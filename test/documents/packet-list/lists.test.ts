import { describe, expect, test } from 'vitest';
import { packetsCommand } from '../../../src/cli/commands/packets.ts';
import { openCapture } from '../../../src/index.ts';
import { cells } from './list-packets.ts';

/** The packet list of a packet list has what that said, and nothing else. */
async function listed(heading: string, ...rows: string[]): Promise<string[][]> {
  let text = '';
  await packetsCommand({
    reader: await openCapture(new TextEncoder().encode([heading, ...rows].join('\n'))),
    format: 'tsv',
    timeFormat: 'utc',
    dnsServers: [],
    write: (piece) => {
      text += piece;
    },
  });
  return cells(text);
}

const HEADING = 'No.\tTime\tSource\tDestination\tProtocol\tLength\tInfo';
const PORTS = 'No.\tTime\tSource\tDestination\tProtocol\tLength\tDestination Port\tInfo';
const QUERY = 'Standard query 0xe989 A www.example.com';
const RESPONSE = 'Standard query response 0xe989 A www.example.com A 203.0.113.20';
const PORT = 6;
const INFO = 7;

describe('a row of DNS', () => {
  test('shows no port where the list has none', async () => {
    const rows = await listed(
      HEADING,
      `1\t0.1\t192.0.2.10\t192.0.2.53\tDNS\t77\t${QUERY}`,
      `2\t0.2\t192.0.2.53\t192.0.2.10\tDNS\t93\t${RESPONSE}`,
    );
    expect(rows.map((row) => row[PORT])).toEqual(['', '']);
  });

  // The response belongs to the query, whose client's port the list does not show.
  test('shows the port that the list has of its conversation', async () => {
    const rows = await listed(
      PORTS,
      `1\t0.1\t192.0.2.10\t192.0.2.53\tDNS\t77\t53\t${QUERY}`,
      `2\t0.2\t192.0.2.53\t192.0.2.10\tDNS\t93\t50001\t${RESPONSE}`,
    );
    expect(rows.map((row) => row[PORT])).toEqual(['53', '']);
  });
});

test('a row of UDP of which the list has one port shows that', async () => {
  const [row] = await listed(PORTS, '1\t0.1\t192.0.2.10\t192.0.2.123\tSNMP\t90\t161\tget-request');
  expect(row[PORT]).toBe('161');
  expect(row[INFO]).toBe('→ 161 Len=48');
});

test('a row of TCP has a window where the list has one', async () => {
  const rows = await listed(
    HEADING,
    '1\t0.1\t192.0.2.10\t203.0.113.20\tTCP\t66\t50001 → 443 [SYN] Seq=0 Win=64240 Len=0',
    '2\t0.2\t203.0.113.20\t192.0.2.10\tTCP\t66\t443 → 50001 [SYN, ACK] Seq=0 Ack=1 Len=0',
  );
  expect(rows.map((row) => row[INFO])).toEqual([
    '50001 → 443 [SYN] Seq=0 Win=64240 Len=0',
    '443 → 50001 [SYN, ACK] Seq=0 Ack=1 Len=0',
  ]);
});
