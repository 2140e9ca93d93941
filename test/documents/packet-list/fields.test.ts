import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readFieldList } from '../../../src/cli/commands/packets.ts';
import { UsageError } from '../../../src/cli/errors.ts';
import { compileDisplayFilter } from '../../../src/filter/display-filter.ts';
import { installed, run } from '../../../support/tools.ts';
import { listPackets } from './list-packets.ts';

const CAPTURE = 'captures/healthy.pcapng';
const NAMES = [
  ...['frame.number', 'frame.time', 'frame.time_epoch', 'eth.src', 'eth.type', 'ip.addr'],
  ...[
    'ip.ttl',
    'ip.flags',
    'ipv6.src',
    'tcp.flags',
    'tcp.flags.syn',
    'tcp.window_size_scalefactor',
  ],
  ...['tcp.options', 'tcp.stream', 'dns.qry.name', 'dns.a', 'arp.src.hw_mac', '_ws.col.Info'],
];

function ours(changes: readonly string[], filter?: string): Promise<string> {
  return listPackets(readFileSync(CAPTURE), {
    fields: readFieldList(NAMES, changes),
    filter: filter === undefined ? undefined : compileDisplayFilter(filter),
  });
}

describe.skipIf(!installed('tshark'))('-T fields as tshark prints it', () => {
  process.env.TZ = 'UTC';

  it.each([
    [[]],
    [['header=y', 'separator=;']],
    [['separator=,', 'quote=d', 'occurrence=f']],
    [['separator=/s', 'quote=s', 'occurrence=l']],
    [['aggregator=/s', 'header=y', 'bom=y']],
    [['aggregator=|', 'separator=/t', 'quote=n', 'header=n']],
  ])('-E %j', async (changes: string[]) => {
    const theirs = run('tshark', [
      ...['-n', '-r', CAPTURE, '-T', 'fields'],
      ...NAMES.flatMap((name) => ['-e', name]),
      ...changes.flatMap((change) => ['-E', change]),
    ]).toString();
    expect((await ours(changes)).split('\n')).toEqual(theirs.split('\n'));
  });

  it('with a filter', async () => {
    const filter = 'ip.addr == 203.0.113.0/24 && tcp';
    const theirs = run('tshark', [
      ...['-n', '-r', CAPTURE, '-Y', filter, '-T', 'fields'],
      ...NAMES.flatMap((name) => ['-e', name]),
    ]).toString();
    expect(theirs.length).toBeGreaterThan(1000);
    expect((await ours([], filter)).split('\n')).toEqual(theirs.split('\n'));
  });
});

describe('packets that a filter on addresses leaves out', () => {
  it.each([
    'ip.addr == 203.0.113.0/24',
    'tcp.port == 443 || udp.port in {53}',
    'not ip.addr == 192.168.1.53',
    'ip',
  ])('change nothing in the lines of others: %s', async (filter) => {
    const capture = readFileSync('captures/trap-duplicated-frames.pcapng');
    const compiled = compileDisplayFilter(filter);
    expect(compiled.selectsConversations).toBe(true);
    const skipping = await listPackets(capture, { filter: compiled });
    const looking = await listPackets(capture, {
      filter: { needs: compiled.needs, matches: (view) => compiled.matches(view) },
    });
    expect(skipping.length).toBeGreaterThan(200);
    expect(skipping).toBe(looking);
  });

  it.each(['tcp.flags.syn == 1', 'ip.src == 10.0.0.1', 'tcp.stream == 0', 'ip.addr#1 == 10.0.0.1'])(
    'are looked at where the filter asks for more: %s',
    (filter) => {
      expect(compileDisplayFilter(filter).selectsConversations).toBe(false);
    },
  );
});

describe('-e and -E', () => {
  it.each([
    [[], [], /at least one -e/],
    [['tcp.flagz'], [], /tcp\.flagz is neither/],
    [['_ws.col.Nonsense'], [], /is no column/],
    [['frame.number'], ['colour=red'], /-E colour=red/],
    [['frame.number'], ['occurrence=x'], /-E occurrence=x/],
    [['frame.number'], ['separator'], /-E separator/],
    [['frame.number'], ['constructor=y'], /-E constructor=y/],
  ])('%j %j are refused', (names, changes, message) => {
    expect(() => readFieldList(names, changes)).toThrow(UsageError);
    expect(() => readFieldList(names, changes)).toThrow(message);
  });
});
