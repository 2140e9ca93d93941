import { describe, expect, test } from 'vitest';
import { TimeKind } from '../../../src/capture/statement.ts';
import { formatAddress } from '../../../src/protocols/address-text.ts';
import { told } from '../../../support/told.ts';
import { flowOf, readLog } from './support.ts';

/*
 * Lines written anew, in forms on which two independent sources agree. Of these, nft and conntrack were
 * printed by the programs themselves; no program here prints the others.
 */

const CLIENT = '192.0.2.10';
const SERVER = '198.51.100.20';
const TCP_FLOW = `${CLIENT}:50123 > ${SERVER}:443 6`;

/** Format, flows and actions of a log. */
async function said(text: string): Promise<[format: string, ...lines: string[]]> {
  const { reader, statements } = await readLog(text);
  return [reader.format, ...statements.map((one) => `${flowOf(one)} ${one.action}`)];
}

async function only(text: string) {
  const { statements } = await readLog(text);
  expect(statements).toHaveLength(1);
  return statements[0];
}

const address = (words: readonly [number, number, number, number] | null) =>
  words === null ? null : formatAddress(...words);

describe('nft monitor trace', () => {
  // nftables 1.0.6 on Linux 6; wiki.nftables.org, "Ruleset debug/tracing".
  const packet = (id: string, chain: string, port: number) =>
    `trace id ${id} inet filter ${chain} packet: iif "eth0" ether saddr 6a:0c:f3:e4:9c:85 ether daddr a2:b3:27:72:23:f2 ip saddr ${CLIENT} ip daddr ${SERVER} ip dscp cs0 ip ecn not-ect ip ttl 63 ip id 19115 ip protocol tcp ip length 60 tcp sport 50123 tcp dport ${port} tcp flags == syn tcp window 64240 \n`;
  const begin = (id: string, port: number) =>
    `${packet(id, 'pre', port)}trace id ${id} inet filter pre rule meta nftrace set 1 (verdict continue)\ntrace id ${id} inet filter pre policy accept \n${packet(id, 'forward', port)}`;

  test('the rule that drops, the rule that rejects, the policy', async () => {
    const { reader, statements } = await readLog(
      `${begin('09978512', 443)}trace id 09978512 inet filter forward rule tcp dport 443 drop (verdict drop)\n` +
        `${begin('ea0ef91f', 8443)}trace id ea0ef91f inet filter forward rule tcp dport 8443 reject with tcp reset (verdict drop)\n` +
        `${begin('c92a3632', 25)}trace id c92a3632 inet filter forward policy drop \n` +
        `${begin('390d8a45', 22)}trace id 390d8a45 inet filter forward rule tcp dport 22 accept (verdict accept)\n`,
    );
    expect(reader.format).toBe('nft-trace');
    expect(
      statements.map(({ destinationPort, action, rule }) => [destinationPort, action, rule]),
    ).toEqual([
      [443, 'dropped', 'filter forward: tcp dport 443 drop'],
      [8443, 'rejected', 'filter forward: tcp dport 8443 reject with tcp reset'],
      [25, 'dropped', 'policy of filter forward'],
      [22, 'allowed', 'filter forward: tcp dport 22 accept'],
    ]);
    expect(statements[0]).toMatchObject({
      tcpFlags: 2,
      timeToLive: 63,
      identification: 19115,
      length: 60,
      interfaceName: 'eth0',
      line: 1,
    });
    expect(flowOf(statements[0])).toBe(TCP_FLOW);
  });

  // nftables' commit "src: add conntrack information to trace monitor mode" (1.1.4).
  test('lines of the connection, which newer versions print in between, decide nothing', async () => {
    const state = (chain: string) =>
      `trace id 390d8a45 inet filter ${chain} conntrack: ct direction original ct state new ct status dnat-done ct id 2641368242\n`;
    const { statements, reader } = await readLog(
      `${packet('390d8a45', 'pre', 443)}${state('pre')}${packet('390d8a45', 'forward', 443)}${state('forward')}` +
        'trace id 390d8a45 inet filter forward rule tcp dport 443 drop (verdict drop)\n',
    );
    expect(reader.problems).toEqual([]);
    expect(statements.map((one) => `${flowOf(one)} ${one.action}`)).toEqual([
      `${TCP_FLOW} dropped`,
    ]);
  });
});

describe('conntrack', () => {
  // conntrack-tools 1.4.7's manual and source (extensions), /proc/net/nf_conntrack (dqd.com, ip_conntrack).
  test('events: who began, what NAT made of it, and that nobody replied', async () => {
    const { reader, statements } = await readLog(
      `[1656676839.123456]	    [NEW] tcp      6 120 SYN_SENT src=${CLIENT} dst=${SERVER} sport=50123 dport=443 [UNREPLIED] src=${SERVER} dst=203.0.113.5 sport=443 dport=1025\n` +
        `[1656676969.123456]	[DESTROY] tcp      6 src=${CLIENT} dst=${SERVER} sport=50123 dport=443 packets=6 bytes=360 [UNREPLIED] src=${SERVER} dst=203.0.113.5 sport=443 dport=1025 packets=0 bytes=0\n`,
    );
    expect(reader.format).toBe('conntrack');
    expect(statements.map(flowOf)).toEqual([TCP_FLOW, TCP_FLOW]);
    const [begun, ended] = statements;
    expect(begun).toMatchObject({
      action: 'allowed',
      reason: '',
      sender: 'client',
      packetsBack: -1,
    });
    expect(address(begun.translatedSource)).toBe('203.0.113.5');
    expect(begun.translatedSourcePort).toBe(1025);
    expect(begun.translatedDestination).toBeNull();
    expect(ended).toMatchObject({ reason: 'UNREPLIED', packets: 6, packetsBack: 0, bytesBack: 0 });
  });

  // openvswitch/ovs-issues #282 (an update without a state), kellyjonbrazil/jc #646 (no timeout at the end).
  test('lines with the time of each event', async () => {
    expect(
      await said(
        `[1685571135.590491]\t [UPDATE] tcp      6 120 src=${CLIENT} dst=${SERVER} sport=50123 dport=443 [UNREPLIED] src=${SERVER} dst=${CLIENT} sport=443 dport=50123 mark=3 zone=65520\n` +
          `[1685571135.590500]\t[DESTROY] udp      17 src=${CLIENT} dst=${SERVER} sport=42007 dport=53 src=${SERVER} dst=${CLIENT} sport=53 dport=42007\n`,
      ),
    ).toEqual(['conntrack', `${TCP_FLOW} allowed`, `${CLIENT}:42007 > ${SERVER}:53 17 allowed`]);
  });

  test('the table', async () => {
    expect(
      await said(
        `ipv4     2 tcp      6 431999 ESTABLISHED src=${CLIENT} dst=${SERVER} sport=50123 dport=443 src=${SERVER} dst=${CLIENT} sport=443 dport=50123 [ASSURED] mark=0 zone=0 use=2\n`,
      ),
    ).toEqual(['conntrack', `${TCP_FLOW} allowed`]);
  });
});

describe("pf's log as tcpdump prints it", () => {
  // tcpdump's print-pflog.c; OpenBSD's PF guide ("Logging").
  test('rule, action, and the packet, whatever the address family', async () => {
    const { reader, statements } = await readLog(
      `12:00:39.123456 rule 12/0(match): block in on em0: ${CLIENT}.50123 > ${SERVER}.443: Flags [S], seq 1, win 65535, length 0\n` +
        `Sep 28 03:30:02.676705 rule 47/(match) pass out on em1: ${CLIENT}.41578 > ${SERVER}.53: 61952+% [1au][|domain]\n` +
        `12:00:40.123456 rule 3.a.1/0(match): block in on em0: IP6 2001:db8::1.50123 > 2001:db8::2.443: Flags [S], seq 1\n`,
    );
    expect(reader.format).toBe('pf-text-log');
    expect(statements.map((one) => `${flowOf(one)} ${one.action} ${one.rule}`)).toEqual([
      `${TCP_FLOW} refused 12/0`,
      `${CLIENT}:41578 > ${SERVER}:53 -1 allowed 47/`,
      '2001:db8::1:50123 > 2001:db8::2:443 6 refused 3.a.1/0',
    ]);
    expect(statements[0].tcpFlags).toBe(2);
  });
});

describe("RouterOS' firewall log", () => {
  // MikroTik's manual of `log` as an action; lines in public parsers' tests.
  test('prefix, chain, connection, NAT', async () => {
    const { reader, statements } = await readLog(
      `firewall,info DROP-WAN forward: in:ether1 out:bridge1, connection-state:new src-mac 02:00:00:00:00:01, proto TCP (SYN), ${CLIENT}:50123->${SERVER}:443, len 60\n` +
        `<134>Jan 15 10:22:31 gate A|lan| forward: in:ether2 out:ether1, connection-state:new, proto TCP (SYN,ACK), ${CLIENT}:50123->${SERVER}:443, NAT (${CLIENT}:50123->203.0.113.5:50123)->${SERVER}:443, len 60\n` +
        `firewall,info srcnat: in:(none) out:ether1, src-mac 02:00:00:00:00:01, proto UDP, ${CLIENT}:40000->${SERVER}:53, len 52\n`,
    );
    expect(reader.format).toBe('mikrotik-log');
    expect(statements.map((one) => `${flowOf(one)} ${one.action} ${one.rule}`)).toEqual([
      `${TCP_FLOW} dropped DROP-WAN forward`,
      `${TCP_FLOW} unknown gate A|lan| forward`,
      `${CLIENT}:40000 > ${SERVER}:53 17 unknown srcnat`,
    ]);
    expect(statements[0]).toMatchObject({ tcpFlags: 2, interfaceName: 'ether1', length: 60 });
    expect(address(statements[1].translatedSource)).toBe('203.0.113.5');
    expect(statements[1].tcpFlags).toBe(0x12);
  });
});

describe("Cisco's firewalls", () => {
  // Cisco's "ASA Series Syslog Messages" and document 116149; the patterns of logstash's and Elastic's parsers.
  test.each([
    [
      `%ASA-4-106023: Deny tcp src inside:${CLIENT}/50123 dst outside:${SERVER}/443 by access-group "inside_in" [0x0, 0x0]`,
      `${TCP_FLOW} refused`,
    ],
    [
      `%ASA-4-106023: Deny icmp src inside:${CLIENT} dst outside:${SERVER} (type 8, code 0) by access-group "inside_in" [0x0, 0x0]`,
      `${CLIENT} > ${SERVER} 1 refused`,
    ],
    [
      `%ASA-6-106100: access-list inside_in denied tcp inside/${CLIENT}(50123) -> outside/${SERVER}(443) hit-cnt 1 first hit [0x7d, 0x0]`,
      `${TCP_FLOW} refused`,
    ],
    [
      `%ASA-6-106100: access-list inside_in permitted udp inside/${CLIENT}(50123) -> outside/${SERVER}(53) hit-cnt 1 300-second interval [0x7d, 0x0]`,
      `${CLIENT}:50123 > ${SERVER}:53 17 allowed`,
    ],
    [
      `%ASA-2-106001: Inbound TCP connection denied from ${CLIENT}/50123 to ${SERVER}/443 flags SYN  on interface outside`,
      `${TCP_FLOW} refused`,
    ],
    [
      `%ASA-2-106006: Deny inbound UDP from ${CLIENT}/50123 to ${SERVER}/53 on interface outside`,
      `${CLIENT}:50123 > ${SERVER}:53 17 refused`,
    ],
    [
      `%ASA-6-106015: Deny TCP (no connection) from ${CLIENT}/50123 to ${SERVER}/443 flags PSH ACK  on interface inside`,
      `${TCP_FLOW} dropped`,
    ],
    [
      `%ASA-3-106010: Deny inbound tcp src outside:${CLIENT}/50123 dst inside:${SERVER}/443`,
      `${TCP_FLOW} refused`,
    ],
    [
      `%ASA-1-106021: Deny TCP reverse path check from ${CLIENT} to ${SERVER} on interface outside`,
      `${CLIENT} > ${SERVER} 6 dropped`,
    ],
    [
      `%ASA-3-710003: TCP access denied by ACL from ${CLIENT}/50123 to outside:${SERVER}/443`,
      `${TCP_FLOW} refused`,
    ],
    [
      `%FTD-6-302013: Built inbound TCP connection 7 for outside:${CLIENT}/50123 (${CLIENT}/50123) to inside:${SERVER}/443 (${SERVER}/443)`,
      `${TCP_FLOW} allowed`,
    ],
    [
      `%ASA-6-302014: Teardown TCP connection 7 for outside:${SERVER}/443 to inside:${CLIENT}/50123 duration 0:00:30 bytes 0 SYN Timeout`,
      `${SERVER}:443 > ${CLIENT}:50123 6 allowed`,
    ],
  ])('%s', async (line, expected) => {
    expect(await said(`Jul 01 2022 12:00:39 fw1 : ${line}\n`)).toEqual([
      'cisco-firewall-log',
      expected,
    ]);
  });

  test('of an outbound connection the second is who began, behind NAT', async () => {
    const one = await only(
      `%ASA-6-302013: Built outbound TCP connection 5 for outside:${SERVER}/443 (${SERVER}/443) to inside:${CLIENT}/50123 (203.0.113.5/1025)\n`,
    );
    expect(flowOf(one)).toBe(TCP_FLOW);
    expect([address(one.translatedSource), one.translatedSourcePort]).toEqual([
      '203.0.113.5',
      1025,
    ]);
    expect(one.sender).toBe('client');
  });

  test('flags, rule, reason', async () => {
    const one = await only(
      `%ASA-6-106015: Deny TCP (no connection) from ${CLIENT}/50123 to ${SERVER}/443 flags SYN ACK  on interface inside\n`,
    );
    expect(one).toMatchObject({ tcpFlags: 0x12, reason: 'no connection', interfaceName: 'inside' });
  });

  test.each([
    [
      `%SEC-6-IPACCESSLOGP: list 101 denied tcp ${CLIENT}(50123) (GigabitEthernet0/1 0200.0000.0001) -> ${SERVER}(443), 3 packets`,
      `${TCP_FLOW} refused`,
    ],
    [
      `%SEC-6-IPACCESSLOGDP: list OUT denied icmp ${CLIENT} -> ${SERVER} (8/0), 1 packet`,
      `${CLIENT} > ${SERVER} 1 refused`,
    ],
    [
      '%IPV6_ACL-6-ACCESSLOGP: list V6/10 permitted tcp 2001:db8::1(50123) -> 2001:db8::2(443), 1 packet',
      '2001:db8::1:50123 > 2001:db8::2:443 6 allowed',
    ],
  ])('access lists of IOS: %s', async (line, expected) => {
    expect(await said(`000042: *Jul  1 12:00:39.123: ${line}\n`)).toEqual([
      'cisco-access-list-log',
      expected,
    ]);
  });

  // Cisco's "packet-tracer" in the command reference; pinglabz.com (ASAv 9.23), notes.networklessons.com.
  // Cisco's "CLI Configuration Guide", "Logging for Access Lists" (with and without the space) and syslog
  // message 106100 of PIX and ASA (kb.eventtracker.com): of ICMP 0 and the type, later type and code.
  test('access lists of older versions, and echo requests to a translated address', async () => {
    const { statements } = await readLog(
      `%ASA-7-106100: access-list out permitted tcp outside/${CLIENT}(50123)-> inside/${SERVER}(443) hit-cnt 2 (600-second interval)\n` +
        `%ASA-4-106100: access-list out denied icmp outside/${CLIENT}(0) -> inside/${SERVER}(8) hit-cnt 1 (first hit)\n` +
        `%ASA-4-106100: access-list out denied icmp outside/${CLIENT}(8) -> inside/${SERVER}(0) hit-cnt 1 (first hit)\n` +
        `%ASA-2-106013: Dropping echo request from ${CLIENT} to PAT address ${SERVER}\n`,
    );
    expect(statements.map((one) => `${flowOf(one)} ${one.action} ${one.icmpType}`)).toEqual([
      `${TCP_FLOW} allowed -1`,
      ...Array(2).fill(`${CLIENT} > ${SERVER} 1 refused 8`),
      `${CLIENT} > ${SERVER} 1 dropped 8`,
    ]);
  });

  test('packet-tracer: the phase that drops, and its rule', async () => {
    const { reader, statements } =
      await readLog(`fw1# packet-tracer input inside tcp ${CLIENT} 50123 ${SERVER} https

Phase: 1
Type: ROUTE-LOOKUP
Subtype: Resolve Egress Interface
Result: ALLOW
Config:
Additional Information:
found next-hop 203.0.113.1 using egress ifc  outside

Phase: 2
Type: ACCESS-LIST
Subtype: log
Result: DROP
Config:
access-group inside_in in interface inside
access-list inside_in extended deny tcp any any eq https
Additional Information:

Result:
input-interface: inside
input-status: up
Action: drop
Drop-reason: (acl-drop) Flow is denied by configured rule
`);
    expect(reader.format).toBe('cisco-packet-tracer');
    expect(statements.map(flowOf)).toEqual([TCP_FLOW]);
    expect(statements[0]).toMatchObject({
      action: 'dropped',
      rule: 'access-list inside_in extended deny tcp any any eq https (phase 2, ACCESS-LIST)',
      reason: '(acl-drop) Flow is denied by configured rule',
      interfaceName: 'inside',
      line: 1,
    });
  });
});

describe('Junos', () => {
  // Juniper's "RT System Log Messages" (Junos 10.2) and "Session Log Entries"; logstash's patterns.
  test('in a sentence', async () => {
    expect(
      await said(
        `Jul  1 12:00:39 srx RT_FLOW: RT_FLOW_SESSION_DENY: session denied ${CLIENT}/50123->${SERVER}/443 0x0 junos-https 6(0) deny-all trust untrust UNKNOWN UNKNOWN N/A(N/A) ge-0/0/1.0\n` +
          `Jul  1 12:00:39 srx RT_FLOW: RT_FLOW_SESSION_DENY: session denied ${CLIENT}/50123->${SERVER}/53 junos-dns-udp 17(0) deny-all trust untrust\n` +
          `Jul  1 12:00:39 srx RT_FLOW: RT_FLOW_SESSION_CREATE: session created ${CLIENT}/50123->${SERVER}/443 0x0 junos-https 203.0.113.5/1025->${SERVER}/443 0x0 source rule r1 N/A N/A 6 allow-web trust untrust 42 N/A(N/A) ge-0/0/1.0\n`,
      ),
    ).toEqual([
      'juniper-flow-log',
      `${TCP_FLOW} refused`,
      `${CLIENT}:50123 > ${SERVER}:53 17 refused`,
      `${TCP_FLOW} allowed`,
    ]);
  });

  // juniper.net, "RT System Log Messages": of ICMP the type stands behind the protocol, and for ports its
  // identifier; the same fields in elastic/beats #36489.
  test('ICMP has a type, and no ports', async () => {
    for (const text of [
      `Jul  1 12:00:39 srx RT_FLOW: RT_FLOW_SESSION_DENY: session denied ${CLIENT}/1->${SERVER}/23040 icmp 1(8) deny-all trust untrust\n`,
      `<14>1 2022-07-01T12:00:39.123Z srx RT_FLOW - RT_FLOW_SESSION_DENY [junos@2636.1.1.1.2.40 source-address="${CLIENT}" source-port="1" destination-address="${SERVER}" destination-port="23040" service-name="icmp" protocol-id="1" icmp-type="8" policy-name="deny-all"]\n`,
    ]) {
      const one = await only(text);
      expect(flowOf(one)).toBe(`${CLIENT} > ${SERVER} 1`);
      expect(one).toMatchObject({ icmpType: 8, sourcePort: -1, destinationPort: -1 });
      expect(one).toMatchObject({ action: 'refused', rule: 'deny-all' });
    }
  });

  test('structured', async () => {
    const one = await only(
      `<14>1 2022-07-01T12:00:39.123Z srx RT_FLOW - RT_FLOW_SESSION_DENY [junos@2636.1.1.1.2.40 source-address="${CLIENT}" source-port="50123" destination-address="${SERVER}" destination-port="443" service-name="junos-https" protocol-id="6" policy-name="deny-all" packet-incoming-interface="ge-0/0/1.0" reason="Denied by policy"]\n`,
    );
    expect(flowOf(one)).toBe(TCP_FLOW);
    expect(one).toMatchObject({ action: 'refused', rule: 'deny-all', timeKind: TimeKind.UTC });
  });
});

describe('FortiGate', () => {
  // Fortinet's "FortiOS Log Message Reference" (6.2, message 3 and 15); Elastic's samples.
  test('traffic log', async () => {
    const { reader, statements } = await readLog(
      `date=2022-07-01 time=12:00:39 devname="fg1" devid="FG100" eventtime=1656676839000000000 tz="+0200" logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=${CLIENT} srcport=50123 srcintf="lan" dstip=${SERVER} dstport=443 dstintf="wan1" proto=6 action="deny" policyid=0 policytype="policy" service="HTTPS" sentbyte=0 rcvdbyte=0 sentpkt=0\n` +
        `<189>date=2022-07-01 time=12:00:40 devname="fg1" tz="+0200" type="traffic" subtype="forward" srcip=${CLIENT} srcport=50123 dstip=${SERVER} dstport=443 proto=6 action="close" policyid=7 policyname="web out" trandisp="snat" transip=203.0.113.5 transport=1025 sentbyte=900 rcvdbyte=4000 sentpkt=9 rcvdpkt=8\n`,
    );
    expect(reader.format).toBe('fortigate-traffic-log');
    expect(statements.map((one) => `${flowOf(one)} ${one.action}`)).toEqual([
      `${TCP_FLOW} refused`,
      `${TCP_FLOW} allowed`,
    ]);
    expect(statements[0]).toMatchObject({
      device: 'fg1',
      rule: '0',
      seconds: 1_656_669_639,
      timeKind: TimeKind.UTC,
    });
    expect(statements[1]).toMatchObject({ rule: 'web out (7)', packetsBack: 8, bytesBack: 4000 });
    expect(address(statements[1].translatedSource)).toBe('203.0.113.5');
  });
});

describe("Palo Alto's traffic log", () => {
  // "Traffic Log Fields" of the PAN-OS administrator's guide; samples of public parsers.
  const record = (subtype: string, action: string, first = '1,') =>
    `${first}2022/07/01 12:00:41,001801000001,TRAFFIC,${subtype},2560,2022/07/01 12:00:39,${CLIENT},${SERVER},0.0.0.0,0.0.0.0,deny-web,,,incomplete,vsys1,trust,untrust,ethernet1/1,ethernet1/2,fwd,2022/07/01 12:00:39,12345,1,50123,443,0,0,0x0,tcp,${action},74,74,0,1,2022/07/01 12:00:39,0,any,0,1,0x0,US,US,0,1,0,policy-deny\n`;

  test.each([
    ['drop', 'deny', 'dropped'],
    ['deny', 'deny', 'refused'],
    ['drop', 'drop', 'dropped'],
    ['deny', 'reset-client', 'rejected'],
    ['end', 'allow', 'allowed'],
  ])('of syslog: %s, %s', async (subtype, action, expected) => {
    expect(await said(`<14>Jul  1 12:00:41 pa1 ${record(subtype, action)}`)).toEqual([
      'palo-alto-traffic-log',
      `${TCP_FLOW} ${expected}`,
    ]);
    expect(await said(record(subtype, action, ''))).toEqual([
      'palo-alto-traffic-log',
      `${TCP_FLOW} ${expected}`,
    ]);
  });

  test('as exported, below its heading', async () => {
    const { statements } = await readLog(
      `"Domain","Receive Time","Serial #","Type","Threat/Content Type","Config Version","Generate Time","Source address","Destination address","NAT Source IP","NAT Destination IP","Rule","Source Port","Destination Port","NAT Source Port","NAT Destination Port","IP Protocol","Action","Bytes","Bytes Sent","Bytes Received","Packets","packets_sent","packets_received","Session End Reason"\n` +
        `1,2022/07/01 12:00:41,0018,TRAFFIC,end,2560,2022/07/01 12:00:39,${CLIENT},${SERVER},203.0.113.5,${SERVER},"web, out",50123,443,1025,443,tcp,allow,74,74,0,1,1,0,aged-out\n`,
    );
    expect(statements.map(flowOf)).toEqual([TCP_FLOW]);
    expect(statements[0]).toMatchObject({
      action: 'allowed',
      rule: 'web, out',
      reason: 'aged-out',
      bytes: 74,
      bytesBack: 0,
    });
    expect(address(statements[0].translatedSource)).toBe('203.0.113.5');
  });
});

describe('Check Point', () => {
  // sk-articles on `fw ctl zdebug drop`; lines in public parsers' comments.
  test.each([
    [
      `@;92545593;[vs_10];[tid_2];[fw4_2];fw_log_drop_ex: Packet proto=6 ${CLIENT}:50123 -> ${SERVER}:443 dropped by fw_send_log_drop Reason: Rulebase drop - on layer "Network" rule 2018;`,
      `${TCP_FLOW} dropped`,
    ],
    [
      `;[cpu_3];[fw4_0];fw_log_drop_ex: Packet proto=1 ${CLIENT}:2048 -> ${SERVER}:21000 dropped by fw_handle_first_packet Reason: Rulebase drop - rule 12;`,
      `${CLIENT} > ${SERVER} 1 dropped`,
    ],
  ])('%s', async (line, expected) => {
    expect(await said(`${line}\n`)).toEqual(['check-point-drops', expected]);
    expect((await only(`${line}\n`)).reason).toMatch(/^Rulebase drop - /);
  });
});

describe('Windows', () => {
  // Microsoft's "Configure the Windows Defender Firewall log"; public samples of pfirewall.log.
  test('pfirewall.log', async () => {
    const { reader, statements } = await readLog(
      '#Version: 1.5\r\n#Software: Microsoft Windows Firewall\r\n#Time Format: Local\r\n#Fields: date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn tcpack tcpwin icmptype icmpcode info path\r\n\r\n' +
        `2022-07-01 12:00:39 DROP TCP ${CLIENT} ${SERVER} 50123 443 52 S 1234 0 8192 - - - SEND\r\n` +
        `2022-07-01 12:00:40 ALLOW UDP ${CLIENT} ${SERVER} 50124 53 0 - - - - - - - SEND\r\n` +
        '2022-07-01 12:00:41 DROP ICMP 2001:db8::1 2001:db8::2 - - 84 - - - - 128 0 - RECEIVE\r\n',
    );
    expect(reader.format).toBe('windows-firewall-log');
    expect(statements.map((one) => `${flowOf(one)} ${one.action}`)).toEqual([
      `${TCP_FLOW} dropped`,
      `${CLIENT}:50124 > ${SERVER}:53 17 allowed`,
      '2001:db8::1 > 2001:db8::2 1 dropped',
    ]);
    expect(statements[0]).toMatchObject({
      tcpFlags: 2,
      length: 52,
      reason: 'SEND',
      seconds: 1_656_676_839,
      timeKind: TimeKind.LOCAL,
      line: 6,
    });
    expect(statements[2].icmpType).toBe(128);
  });

  const MESSAGE = (word: string) => `The Windows Filtering Platform has ${word}.

Application Information:
	Process ID:		1234
	Application Name:	\\device\\harddiskvolume2\\app.exe

Network Information:
	Direction:		Outbound
	Source Address:		${CLIENT}
	Source Port:		50123
	Destination Address:	${SERVER}
	Destination Port:		443
	Protocol:		6

Filter Information:
	Filter Run-Time ID:	65727
	Layer Name:		Connect
	Layer Run-Time ID:	48`;

  // Microsoft's pages on events 5152, 5156 and 5157; samples of public parsers.
  test.each([
    [
      'wevtutil',
      `Event[0]:\n  Log Name: Security\n  Date: 2022-07-01T12:00:39.1230000Z\n  Event ID: 5157\n  Computer: pc1\n  Description: \n${MESSAGE('blocked a connection')}\n`,
    ],
    [
      'Get-WinEvent',
      `TimeCreated : 2022-07-01T12:00:39.123Z\nMachineName : pc1\nMessage     : ${MESSAGE('blocked a packet').replaceAll('\n', '\n              ')}\n`,
    ],
    [
      'CSV',
      `Keywords,Date and Time,Source,Event ID,Task Category\nAudit Failure,2022-07-01T12:00:39.123Z,Microsoft-Windows-Security-Auditing,5157,Filtering Platform Connection,"${MESSAGE('blocked a connection')}"\n`,
    ],
  ])('events by %s', async (_name, text) => {
    const { reader, statements } = await readLog(text);
    expect(reader.format).toBe('windows-filtering-events');
    expect(statements.map((one) => `${flowOf(one)} ${one.action}`)).toEqual([
      `${TCP_FLOW} dropped`,
    ]);
    expect(statements[0]).toMatchObject({
      rule: '65727',
      reason: 'Connect',
      seconds: 1_656_676_839,
      sender: 'client',
    });
  });

  test.each(['', '\n  '])('events as XML (%j between elements)', async (between) => {
    const event = (id: number, port: number) =>
      [
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>",
        `<System><EventID>${id}</EventID><TimeCreated SystemTime='2022-07-01T12:00:39.1234567Z'/><Computer>pc1</Computer></System>`,
        `<EventData><Data Name='ProcessID'>1</Data><Data Name='Direction'>%%14593</Data><Data Name='SourceAddress'>${CLIENT}</Data>`,
        `<Data Name='SourcePort'>50123</Data><Data Name='DestAddress'>${SERVER}</Data><Data Name='DestPort'>${port}</Data>`,
        `<Data Name='Protocol'>6</Data><Data Name='FilterRTID'>65727</Data></EventData></Event>\n`,
      ].join(between);
    const { reader, statements } = await readLog(`${event(5157, 443)}${event(5156, 80)}`);
    expect(reader.format).toBe('windows-filtering-events');
    expect(statements.map((one) => `${flowOf(one)} ${one.action} ${one.device}`)).toEqual([
      `${TCP_FLOW} dropped pc1`,
      `${CLIENT}:50123 > ${SERVER}:80 6 allowed pc1`,
    ]);
    expect(statements[0]).toMatchObject({ seconds: 1_656_676_839, timeKind: TimeKind.UTC });
  });
});

describe('clouds', () => {
  // Microsoft's "NSG flow logs" and "VNet flow logs"; samples of public parsers.
  test('Azure: network security groups, version 2 and 1', async () => {
    const record = {
      time: '2022-07-01T12:01:00Z',
      macAddress: '000D3AF87856',
      category: 'NetworkSecurityGroupFlowEvent',
      properties: {
        Version: 2,
        flows: [
          {
            rule: 'DefaultRule_DenyAllInBound',
            flows: [
              {
                mac: '000D3AF87856',
                flowTuples: [
                  `1656676839,${CLIENT},${SERVER},50123,443,T,I,D,B,,,,`,
                  `1656676840,${CLIENT},${SERVER},50124,53,U,O,A,E,1,60,1,90`,
                  `1656676840,${CLIENT},${SERVER},50125,80,T,I,D`,
                ],
              },
            ],
          },
        ],
      },
    };
    const { reader, statements } = await readLog(JSON.stringify({ records: [record, record] }));
    expect(reader.format).toBe('azure-flow-log');
    expect(statements.map((one) => `${flowOf(one)} ${one.action}`).slice(0, 3)).toEqual([
      `${TCP_FLOW} dropped`,
      `${CLIENT}:50124 > ${SERVER}:53 17 allowed`,
      `${CLIENT}:50125 > ${SERVER}:80 6 dropped`,
    ]);
    expect(statements).toHaveLength(6);
    expect(statements[0]).toMatchObject({
      rule: 'DefaultRule_DenyAllInBound',
      seconds: 1_656_676_839,
    });
    expect(statements[1]).toMatchObject({ packets: 1, bytes: 60, packetsBack: 1, bytesBack: 90 });
  });

  test('Azure: virtual networks', async () => {
    const { statements } = await readLog(
      JSON.stringify({
        records: [
          {
            time: '2022-07-01T12:01:00Z',
            macAddress: '000D3AF87856',
            flowRecords: {
              flows: [
                {
                  aclID: '1',
                  flowGroups: [
                    {
                      rule: 'deny-web',
                      flowTuples: [
                        `1656676839123,${CLIENT},${SERVER},50123,443,6,O,D,NX,0,0,0,0`,
                        `1656676839123,${CLIENT},${SERVER},50123,80,6,O,E,NX,3,180,2,120`,
                      ],
                    },
                  ],
                },
              ],
            },
          },
        ],
      }),
    );
    expect(statements.map((one) => `${flowOf(one)} ${one.action}`)).toEqual([
      `${TCP_FLOW} dropped`,
      `${CLIENT}:50123 > ${SERVER}:80 6 allowed`,
    ]);
    expect(statements[0]).toMatchObject({
      seconds: 1_656_676_839,
      nanoseconds: 123_000_000,
      rule: 'deny-web',
    });
  });

  // Google's "VPC firewall rules logging format" and its examples; Elastic's samples.
  // cloud.google.com, "Firewall policy rules logging format" and "VPC firewall rules logging format".
  test('Google: what is intercepted is neither allowed nor denied', async () => {
    const one = await only(
      `${JSON.stringify({ jsonPayload: { connection: { src_ip: CLIENT, dest_ip: SERVER, src_port: 50123, dest_port: 443, protocol: 6 }, disposition: 'INTERCEPTED' } })}\n`,
    );
    expect(one.action).toBe('unknown');
  });

  test('Google', async () => {
    const { reader, statements } = await readLog(
      `${JSON.stringify({
        insertId: '1',
        jsonPayload: {
          connection: {
            dest_ip: SERVER,
            dest_port: 443,
            protocol: 6,
            src_ip: CLIENT,
            src_port: 50123,
          },
          disposition: 'DENIED',
          instance: { vm_name: 'vm1' },
          rule_details: { action: 'DENY', reference: 'network:default/firewall:deny-web' },
        },
        timestamp: '2022-07-01T12:00:39.123456789Z',
      })}\n`,
    );
    expect(reader.format).toBe('google-firewall-log');
    expect(statements.map((one) => `${flowOf(one)} ${one.action}`)).toEqual([
      `${TCP_FLOW} dropped`,
    ]);
    expect(statements[0]).toMatchObject({
      rule: 'network:default/firewall:deny-web',
      device: 'vm1',
      nanoseconds: 123_456_789,
    });
  });
});

describe('Kubernetes', () => {
  // Cilium's "Inspecting Network Flows with the CLI" and flow.proto; transcripts in public repositories.
  test('cilium monitor', async () => {
    const { reader, statements } = await readLog(
      `Listening for events on 8 CPUs with 64x4096 of shared memory\nPress Ctrl-C to quit\n` +
        `xx drop (Policy denied) flow 0xfddd76f6 to endpoint 0, ifindex 29, file bpf_lxc.c:1274, , identity 48447->world: ${CLIENT}:50123 -> ${SERVER}:443 tcp SYN\n` +
        `Policy verdict log: flow 0x1 local EP ID 1, remote ID 2, proto 6, egress, action deny, match none, ${CLIENT}:50123 -> ${SERVER}:443 tcp SYN\n` +
        `-> stack flow 0x2 , identity 1->world state new ifindex 0 orig-ip 0.0.0.0: ${CLIENT}:50124 -> ${SERVER}:80 tcp SYN\n`,
    );
    expect(reader.format).toBe('cilium-monitor');
    expect(statements.map((one) => `${flowOf(one)} ${one.action}`)).toEqual([
      `${TCP_FLOW} dropped`,
      `${TCP_FLOW} dropped`,
      `${CLIENT}:50124 > ${SERVER}:80 6 allowed`,
    ]);
    expect(statements[0]).toMatchObject({ reason: 'Policy denied', tcpFlags: 2 });
  });

  test('hubble observe', async () => {
    const { reader, statements } = await readLog(
      `Jul  1 12:00:39.091: ${CLIENT}:50123 (world) <> ${SERVER}:443 (host) policy-verdict:none INGRESS DENIED (TCP Flags: SYN)\n` +
        `Jul  1 12:00:39.091: ${CLIENT}:50123 (world) <> ${SERVER}:443 (host) Policy denied DROPPED (TCP Flags: SYN)\n` +
        `Jul  1 12:00:39.772: ${CLIENT}:50124 (ID:52749) -> ${SERVER}:80 (ID:7156) to-network FORWARDED (TCP Flags: SYN)\n` +
        'Jul  1 12:00:40.091: default/xwing:50210 (ID:1) <> default/deathstar:80 (ID:2) Policy denied DROPPED (TCP Flags: SYN)\n',
    );
    expect(reader.format).toBe('hubble-compact');
    expect(statements.map((one) => `${flowOf(one)} ${one.action}`)).toEqual([
      `${TCP_FLOW} dropped`,
      `${TCP_FLOW} dropped`,
      `${CLIENT}:50124 > ${SERVER}:80 6 allowed`,
    ]);
    expect(statements[1]).toMatchObject({ reason: 'Policy denied', tcpFlags: 2 });
    // Pods by name: nobody can tell their packets by it.
    expect(told(reader.problems)).toMatchObject([
      { text: expect.stringContaining('names stand where addresses') },
    ]);
  });

  // Tigera's "Flow log data types"; samples of public dashboards.
  test('Calico', async () => {
    expect(
      await said(
        `${JSON.stringify({ start_time: 1656676839, end_time: 1656676899, source_ip: CLIENT, source_port: 50123, dest_ip: SERVER, dest_port: 443, proto: 'tcp', action: 'deny', reporter: 'src', policies: { all_policies: ['0|default|web/deny|deny|0'] } })}\n`,
      ),
    ).toEqual(['calico-flow-log', `${TCP_FLOW} dropped`]);
  });
});
