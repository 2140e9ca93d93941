import { describe, expect, test } from 'vitest';
import { TimeKind } from '../../../src/capture/statement.ts';
import { toldInWords } from '../../../src/words/errors/said.ts';
import { told } from '../../../support/told.ts';
import { flowOf, readLog } from './support.ts';

/*
 * Lines written anew, in forms on which two independent sources agree: the kernel's own lines are those
 * that netfilter prints here; the others no program here prints.
 */

describe("netfilter's lines", () => {
  // Linux net/netfilter/nf_log_syslog.c; UFW's and firewalld's manuals, field case c20.
  const PACKET =
    'IN=eth0 OUT= MAC=02:42:0b:2a:71:17:02:42:ac:27:10:02:08:00 SRC=192.0.2.2 DST=198.51.100.1 LEN=60 TOS=0x00 PREC=0x00 TTL=63 ID=48678 DF PROTO=TCP SPT=33762 DPT=7638 WINDOW=64240 RES=0x00 SYN URGP=0';

  test('addresses, ports, flags, prefix and the words of an action', async () => {
    const { reader, statements } = await readLog(`refused connection: ${PACKET}\n`);
    expect(reader.format).toBe('netfilter-log');
    expect(statements.map(flowOf)).toEqual(['192.0.2.2:33762 > 198.51.100.1:7638 6']);
    expect(statements[0]).toMatchObject({
      action: 'refused',
      rule: 'refused connection',
      interfaceName: 'eth0',
      tcpFlags: 2,
      timeToLive: 63,
      identification: 48678,
      length: 60,
      line: 1,
      timeKind: TimeKind.NONE,
    });
  });

  test.each([
    ['[UFW BLOCK] ', 'refused'],
    ['[UFW ALLOW] ', 'allowed'],
    ['[UFW AUDIT] ', 'unknown'],
    ['FINAL_REJECT: ', 'rejected'],
    ['STATE_INVALID_DROP: ', 'dropped'],
    ['Shorewall:net-fw:DROP:', 'dropped'],
    ['iptables denied: ', 'refused'],
    ['my rule 7: ', 'unknown'],
    ['', 'unknown'],
    // Words that only have such a word in them.
    ['unblocker compass: ', 'unknown'],
  ])('prefix %j says %s', async (prefix, action) => {
    const { statements } = await readLog(`${prefix}${PACKET}\n`);
    expect(statements[0].action).toBe(action);
  });

  test.each([
    ['Jul  1 12:00:39 gate kernel: [12345.678901] ', 'gate', TimeKind.NO_YEAR, 78_840_039],
    ['Jul 01 12:00:39 gate kernel: ', 'gate', TimeKind.NO_YEAR, 78_840_039],
    ['2022-07-01T12:00:39+0200 gate kernel: ', 'gate', TimeKind.UTC, 1_656_669_639],
    ['2022-07-01T12:00:39.123456+02:00 gate kernel: ', 'gate', TimeKind.UTC, 1_656_669_639],
    ['2022-07-01 12:00:39 gate kernel: ', 'gate', TimeKind.LOCAL, 1_656_676_839],
    ['<4>1 2022-07-01T12:00:39.003Z gate kernel - - - ', 'gate', TimeKind.UTC, 1_656_676_839],
    [
      '<4>1 2022-07-01T12:00:39Z gate kernel - ID [x@1 a="]"][y@1] ',
      'gate',
      TimeKind.UTC,
      1_656_676_839,
    ],
    ['<4>Jul  1 12:00:39 gate kernel: ', 'gate', TimeKind.NO_YEAR, 78_840_039],
    ['Fri 2022-07-01 12:00:39 CEST gate kernel: ', 'gate', TimeKind.UTC, 1_656_669_639],
    ['1656676839.123456 gate kernel: ', 'gate', TimeKind.UTC, 1_656_676_839],
    ['[Fri Jul  1 12:00:39 2022] ', '', TimeKind.LOCAL, 1_656_676_839],
    ['[12345.678901] ', '', TimeKind.NONE, 0],
    ['kernel: ', '', TimeKind.NONE, 0],
  ])('what a line begins with: %s', async (beginning, device, timeKind, seconds) => {
    const { statements } = await readLog(`${beginning}DROP ${PACKET}\r\n`);
    expect(statements).toMatchObject([{ device, timeKind, seconds, rule: 'DROP' }]);
  });

  test('what an ICMP error quotes is not what the line is about', async () => {
    const quoted = '[SRC=203.0.113.9 DST=203.0.113.8 LEN=60 PROTO=TCP INCOMPLETE [8 bytes] ] ';
    const { statements } = await readLog(
      `DROP IN= OUT=eth1 SRC=192.0.2.1 DST=192.0.2.2 LEN=88 TTL=64 ID=0 PROTO=ICMP TYPE=3 CODE=13 ${quoted}\n` +
        'DROP IN=eth0 OUT= SRC=2001:0db8::1 DST=2001:0db8::2 LEN=72 TC=0 HOPLIMIT=60 FLOWLBL=0 PROTO=UDP SPT=5000 DPT=53 LEN=32\n',
    );
    expect(statements.map(flowOf)).toEqual([
      '192.0.2.1 > 192.0.2.2 1',
      '2001:db8::1:5000 > 2001:db8::2:53 17',
    ]);
    expect(statements[0]).toMatchObject({ icmpType: 3, icmpCode: 13, interfaceName: 'eth1' });
    expect(statements[1]).toMatchObject({ length: 72, timeToLive: 60 });
  });

  test('lines of other programs say nothing, broken ones are named', async () => {
    const { reader, statements } = await readLog(
      `Jul  1 12:00:38 gate sshd[7]: Accepted publickey for root from 192.0.2.9 port 22\nJul  1 12:00:39 gate kernel: DROP ${PACKET}\nDROP ${PACKET.replace('192.0.2.2', '192.0.2.300')}\n`,
    );
    expect(statements).toHaveLength(1);
    expect(statements[0].line).toBe(2);
    expect(told(reader.problems)).toMatchObject([
      { code: 'bad-value', text: 'line 3 was not understood: no address in SRC= or DST=' },
    ]);
  });
});

describe("pf's filterlog", () => {
  // Netgate's "Raw Filter Log Format"; OPNsense's description in its ports tree; field case c21.
  const FIRST =
    '6,,,02f4bab031b57d1e30553ce08e0ec131,enc0,match,block,in,4,0xa0,,63,33476,0,+,6,tcp,1396,192.0.2.32,198.51.100.17,50087,5060,1344,PA,3177873646:3177874990,3880894730,1996,,nop;nop;TS';
  const LAST =
    '6,,,02f4bab031b57d1e30553ce08e0ec131,enc0,match,block,in,4,0xa0,,63,33476,1376,none,6,tcp,71,192.0.2.32,198.51.100.17,';

  test('is no packet list, and has fragments', async () => {
    const before = '2022-07-01T12:00:39 Informational filterlog ';
    const { reader, statements } = await readLog(`${before}${FIRST}\n${before}${LAST}\n`);
    expect(reader.format).toBe('pf-filterlog');
    expect(statements.map(flowOf)).toEqual([
      '192.0.2.32:50087 > 198.51.100.17:5060 6',
      '192.0.2.32 > 198.51.100.17 6',
    ]);
    expect(statements[0]).toMatchObject({
      action: 'refused',
      rule: '02f4bab031b57d1e30553ce08e0ec131',
      reason: '',
      interfaceName: 'enc0',
      isFragment: true,
      timeToLive: 63,
      tcpFlags: 0x18,
      timeKind: TimeKind.LOCAL,
      seconds: 1_656_676_839,
    });
    expect(statements[1]).toMatchObject({ isFragment: true, sourcePort: -1 });
  });

  test.each([
    ['Jul  1 12:00:39 gate filterlog[41234]: ', 'gate'],
    ['Jul  1 12:00:39 filterlog[41234]: ', ''],
    ['<134>1 2022-07-01T12:00:39+00:00 gate filterlog 41234 - - ', 'gate'],
    ['', ''],
  ])('behind %j', async (beginning, device) => {
    const udp6 =
      '5,,,1000000103,em0,match,pass,out,6,0x00,0x00000,64,udp,17,40,2001:db8::1,2001:db8::2,546,547,40';
    const { statements } = await readLog(`${beginning}${udp6}\n`);
    expect(statements.map(flowOf)).toEqual(['2001:db8::1:546 > 2001:db8::2:547 17']);
    expect(statements[0]).toMatchObject({ action: 'allowed', device, rule: '1000000103' });
  });
});

describe('flow logs of AWS VPC', () => {
  // docs.aws.amazon.com, "Flow log records" and "Flow log record examples"; kyhau.github.io, "VPC Flow Log
  // examples".
  const RECORD =
    '2 123456789010 eni-1235b8ca123456789 192.0.2.139 198.51.100.21 20641 3389 6 20 4249 1418530010 1418530070 REJECT OK';

  test('in the default order, with and without a heading', async () => {
    const heading =
      'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
    for (const text of [RECORD, `${heading}\n${RECORD}`]) {
      const { reader, statements } = await readLog(
        `${text}\n2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA\n`,
      );
      expect(reader.format).toBe('vpc-flow-log');
      expect(statements.map(flowOf)).toEqual(['192.0.2.139:20641 > 198.51.100.21:3389 6']);
      expect(statements[0]).toMatchObject({
        action: 'dropped',
        device: 'eni-1235b8ca123456789',
        packets: 20,
        bytes: 4249,
        seconds: 1_418_530_010,
        timeKind: TimeKind.UTC,
      });
      expect(reader.problems).toEqual([]);
    }
  });

  test('in an order of its own, as version 5 has it', async () => {
    const { statements } = await readLog(
      'vpc-id srcaddr dstaddr srcport dstport protocol tcp-flags action reject-reason start\nvpc-0abc 192.0.2.1 198.51.100.2 40000 443 6 2 REJECT BPA 1418530010\n',
    );
    expect(statements.map(flowOf)).toEqual(['192.0.2.1:40000 > 198.51.100.2:443 6']);
    expect(statements[0]).toMatchObject({ action: 'dropped', reason: 'BPA', tcpFlags: 2 });
  });
});

describe("Hubble's JSON", () => {
  // Cilium's "Configuring Hubble exporter"; flow.proto of cilium/cilium.
  const flow = (verdict: string, more: object = {}) => ({
    flow: {
      time: '2023-08-21T12:12:18.510175415Z',
      verdict,
      IP: { source: '192.0.2.60', destination: '198.51.100.5', ipVersion: 'IPv4' },
      l4: { TCP: { source_port: 44916, destination_port: 80, flags: { SYN: true } } },
      node_name: 'cluster/worker',
      ...more,
    },
  });

  test('lines', async () => {
    const { reader, statements } = await readLog(
      `${[
        flow('DROPPED', { drop_reason_desc: 'POLICY_DENIED', is_reply: false }),
        { lost_events: { source: 'PERF_EVENT_RING_BUFFER', num_events_lost: 3 } },
        flow('FORWARDED', { traffic_direction: 'EGRESS' }),
      ]
        .map((line) => JSON.stringify(line))
        .join('\n')}\n`,
    );
    expect(reader.format).toBe('hubble-json');
    expect(statements.map(flowOf)).toEqual([
      '192.0.2.60:44916 > 198.51.100.5:80 6',
      '192.0.2.60:44916 > 198.51.100.5:80 6',
    ]);
    expect(statements[0]).toMatchObject({
      action: 'dropped',
      reason: 'POLICY_DENIED',
      device: 'cluster/worker',
      sender: 'client',
      tcpFlags: 2,
      seconds: 1_692_619_938,
      nanoseconds: 510_175_415,
    });
    expect(statements[1]).toMatchObject({ action: 'allowed', reason: '', line: 3 });
  });

  test('the same as a list, on several lines', async () => {
    const { statements } = await readLog(JSON.stringify([flow('DROPPED'), flow('AUDIT')], null, 2));
    expect(statements.map(({ action }) => action)).toEqual(['dropped', 'allowed']);
  });
});

describe("FortiGate's debug flow", () => {
  // Fortinet's "Debugging the packet flow" and community articles; notes that others published.
  const line = (trace: number, message: string) =>
    `id=20085 trace_id=${trace} func=fw_forward_handler line=719 msg="${message}"`;

  test('several lines are one packet', async () => {
    const { reader, statements } = await readLog(
      `${[
        'FGT # diagnose debug flow trace start 10',
        line(3, 'Denied by forward policy check (policy 9)'),
        line(
          4,
          'vd-root:0 received a packet(proto=6, 192.0.2.10:51422->198.51.100.8:443) tun_id=0.0.0.0 from port5. flag [S], seq 7, ack 0, win 65535',
        ),
        line(4, 'allocate a new session-000e4d3d'),
        line(4, 'find a route: flag=04000000 gw-192.0.2.254 via port1'),
        line(4, 'Denied by forward policy check (policy 0)'),
        line(
          5,
          'vd-root:0 received a packet(proto=1, 192.0.2.10:2328->198.51.100.9:2048) from port5. type=8, code=0, id=2328, seq=1.',
        ),
        line(5, 'Allowed by Policy-5: SNAT'),
        line(5, 'SNAT 192.0.2.10->203.0.113.10:60417'),
      ].join('\n')}\n`,
    );
    expect(reader.format).toBe('fortigate-debug-flow');
    expect(statements.map(flowOf)).toEqual([
      '192.0.2.10:51422 > 198.51.100.8:443 6',
      '192.0.2.10 > 198.51.100.9 1',
    ]);
    expect(statements[0]).toMatchObject({
      action: 'dropped',
      reason: 'Denied by forward policy check',
      rule: 'policy 0',
      interfaceName: 'port5',
      tcpFlags: 2,
      line: 3,
    });
    expect(statements[1]).toMatchObject({
      action: 'allowed',
      rule: 'policy 5',
      translatedSourcePort: 60417,
    });
  });
});

describe("FortiGate's debug flow of older versions", () => {
  // community.fortinet.com, "debug flow messages iprope_in_check() check failed" (190119), and its first
  // steps of troubleshooting (190456): no function is named.
  test('what is for the device itself, and refused', async () => {
    const line = (message: string) => `id=36870 pri=emergency trace_id=8 msg="${message}"`;
    const { reader, statements } = await readLog(
      `${[
        line('vd-root received a packet(proto=6, 192.0.2.10:51422->198.51.100.8:22) from dmz.'),
        line('allocate a new session-0000d96a'),
        line('iprope_in_check() check failed, drop'),
      ].join('\n')}\n`,
    );
    expect(reader.format).toBe('fortigate-debug-flow');
    expect(statements.map(flowOf)).toEqual(['192.0.2.10:51422 > 198.51.100.8:22 6']);
    expect(statements[0]).toMatchObject({
      action: 'dropped',
      reason: 'iprope_in_check() check failed, drop',
      interfaceName: 'dmz',
    });
  });
});

describe('what is no log', () => {
  test.each([
    ['text', 'Dear colleague,\nit does not connect.\n'],
    ['other JSON', '{"a": 1}\n'],
    ['a short line of a firewall', 'IN=eth0 OUT=\n'],
  ])('%s is refused', async (_, text) => {
    await expect(toldInWords(() => readLog(text))).rejects.toThrow(/is expected|not read here/);
  });
});
