// A record of each log that is read, as test/inputs/statements has them: what `inputs.ts` makes long
// logs of, with other addresses, ports and words in each.

const CLIENT = '192.0.2.10';
const SERVER = '198.51.100.20';

/** By its format; what stands before the first record is apart. */
export const LOG_RECORDS: Readonly<
  Record<string, string | readonly [head: string, record: string]>
> = {
  'netfilter-log': `Jul  1 12:00:39 gate kernel: DROP7 IN=eth0 OUT= SRC=${CLIENT} DST=${SERVER} LEN=60 TTL=63 ID=48678 PROTO=TCP SPT=33762 DPT=7638 WINDOW=64240 RES=0x00 SYN URGP=0\n`,
  'pf-filterlog': `filterlog 6,,,02f4bab031b57d1e,enc0,match,block,in,4,0xa0,,63,33476,0,none,6,tcp,60,${CLIENT},${SERVER},50087,5060,0,S,1:2,3,4,,nop\n`,
  'pf-text-log': `12:00:39.123456 rule 12/0(match): block in on em0: ${CLIENT}.50123 > ${SERVER}.443: Flags [S], seq 1, win 65535, length 0\n`,
  'vpc-flow-log': `2 123456789010 eni-0123456789abcdef0 ${CLIENT} ${SERVER} 20641 3389 6 20 4249 1418530010 1418530070 REJECT OK\n`,
  'hubble-json': `{"flow":{"time":"2023-08-21T12:12:18.5Z","verdict":"DROPPED","drop_reason_desc":"POLICY7","IP":{"source":"${CLIENT}","destination":"${SERVER}"},"l4":{"TCP":{"source_port":44916,"destination_port":80,"flags":{"SYN":true}}},"is_reply":false}}\n`,
  'hubble-compact': `Jul  1 12:00:39.091: ${CLIENT}:50123 (world) <> ${SERVER}:443 (host) Policy denied DROPPED (TCP Flags: SYN)\n`,
  'fortigate-debug-flow': `id=20085 trace_id=4 func=print_pkt_detail line=5 msg="vd-root:0 received a packet(proto=6, ${CLIENT}:51422->${SERVER}:443) from port5. flag [S], seq 7"\nid=20085 trace_id=4 func=fw_forward_handler line=719 msg="Denied by forward policy check (policy 9)"\n`,
  'fortigate-traffic-log': `date=2022-07-01 time=12:00:39 devname="fg1" tz="+0200" type="traffic" subtype="forward" srcip=${CLIENT} srcport=50123 srcintf="lan" dstip=${SERVER} dstport=443 proto=6 action="deny" policyid=0 policytype="policy" sentbyte=0 rcvdbyte=0 sentpkt=0\n`,
  'nft-trace': `trace id 09978512 inet filter forward packet: iif "eth0" ip saddr ${CLIENT} ip daddr ${SERVER} ip ttl 63 ip id 19115 ip protocol tcp ip length 60 tcp sport 50123 tcp dport 443 tcp flags == syn tcp window 64240 \ntrace id 09978512 inet filter forward rule tcp dport 443 drop (verdict drop)\n`,
  conntrack: `[1656676839.123456]	    [NEW] tcp      6 120 SYN_SENT src=${CLIENT} dst=${SERVER} sport=50123 dport=443 [UNREPLIED] src=${SERVER} dst=203.0.113.5 sport=443 dport=1025\n`,
  'mikrotik-log': `firewall,info DROP-WAN7 forward: in:ether1 out:bridge1, connection-state:new src-mac 02:00:00:00:00:01, proto TCP (SYN), ${CLIENT}:50123->${SERVER}:443, len 60\n`,
  'cisco-firewall-log': `Jul 01 2022 12:00:39 fw1 : %ASA-4-106023: Deny tcp src inside:${CLIENT}/50123 dst outside:${SERVER}/443 by access-group "inside_in" [0x0, 0x0]\n`,
  'cisco-access-list-log': `000042: *Jul  1 12:00:39.123: %SEC-6-IPACCESSLOGP: list 101 denied tcp ${CLIENT}(50123) (GigabitEthernet0/1 0200.0000.0001) -> ${SERVER}(443), 3 packets\n`,
  'cisco-packet-tracer': `fw1# packet-tracer input inside tcp ${CLIENT} 50123 ${SERVER} https\n\nPhase: 1\nType: ACCESS-LIST\nSubtype: log\nResult: DROP\nConfig:\naccess-list inside_in extended deny tcp any any eq https\n\nResult:\ninput-interface: inside\nAction: drop\nDrop-reason: (acl-drop) Flow is denied by configured rule\n\n`,
  'juniper-flow-log': `Jul  1 12:00:39 srx RT_FLOW: RT_FLOW_SESSION_DENY: session denied ${CLIENT}/50123->${SERVER}/443 0x0 junos-https 6(0) deny-all trust untrust UNKNOWN UNKNOWN N/A(N/A) ge-0/0/1.0\n`,
  'palo-alto-traffic-log': `1,2022/07/01 12:00:41,001801000001,TRAFFIC,drop,2560,2022/07/01 12:00:39,${CLIENT},${SERVER},0.0.0.0,0.0.0.0,deny-web,,,incomplete,vsys1,trust,untrust,ethernet1/1,ethernet1/2,fwd,2022/07/01 12:00:39,12345,1,50123,443,0,0,0x0,tcp,deny,74,74,0,1,2022/07/01 12:00:39,0,any,0,1,0x0,US,US,0,1,0,policy-deny\n`,
  'check-point-drops': `@;92545593;[vs_10];[tid_2];[fw4_2];fw_log_drop_ex: Packet proto=6 ${CLIENT}:50123 -> ${SERVER}:443 dropped by fw_send_log_drop Reason: Rulebase drop - on layer "Network" rule 2018;\n`,
  'windows-firewall-log': [
    '#Version: 1.5\r\n#Fields: date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn tcpack tcpwin icmptype icmpcode info path\r\n\r\n',
    `2022-07-01 12:00:39 DROP TCP ${CLIENT} ${SERVER} 50123 443 52 S 1234 0 8192 - - - SEND\r\n`,
  ],
  'windows-filtering-events': `Event[0]:\n  Log Name: Security\n  Date: 2022-07-01T12:00:39.1230000Z\n  Event ID: 5157\n  Description: \nThe Windows Filtering Platform has blocked a connection.\n\nNetwork Information:\n\tDirection:\t\tOutbound\n\tSource Address:\t\t${CLIENT}\n\tSource Port:\t\t50123\n\tDestination Address:\t${SERVER}\n\tDestination Port:\t\t443\n\tProtocol:\t\t6\n\nFilter Information:\n\tFilter Run-Time ID:\t65727\n\tLayer Name:\t\tConnect\n\n`,
  'azure-flow-log': [
    '{"records":[',
    `{"time":"2022-07-01T12:01:00Z","macAddress":"000D3AF87856","properties":{"Version":2,"flows":[{"rule":"Deny7","flows":[{"mac":"000D3AF87856","flowTuples":["1656676839,${CLIENT},${SERVER},50123,443,T,I,D,B,,,,"]}]}]}},\n`,
  ],
  'google-firewall-log': `{"insertId":"1","jsonPayload":{"connection":{"dest_ip":"${SERVER}","dest_port":443,"protocol":6,"src_ip":"${CLIENT}","src_port":50123},"disposition":"DENIED","instance":{"vm_name":"vm1"},"rule_details":{"action":"DENY","reference":"network:default/firewall:deny-web"}},"timestamp":"2022-07-01T12:00:39.123456789Z"}\n`,
  'cilium-monitor': `xx drop (Policy denied) flow 0xfddd76f6 to endpoint 0, ifindex 29, file bpf_lxc.c:1274, , identity 48447->world: ${CLIENT}:50123 -> ${SERVER}:443 tcp SYN\n`,
  'calico-flow-log': `{"start_time":1656676839,"end_time":1656676899,"source_ip":"${CLIENT}","source_port":50123,"dest_ip":"${SERVER}","dest_port":443,"proto":"tcp","action":"deny","reporter":"src","policies":{"all_policies":["0|default|web/deny|deny|0"]}}\n`,
};

/** Printed packets and packet lists, a record of each. */
export const LIST_RECORDS: Readonly<
  Record<string, string | readonly [head: string, record: string]>
> = {
  'table of packets': `  817 3.145000 ${CLIENT} → ${SERVER} TCP 74 50123 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460\n`,
  'table of DNS': `  817 3.145000 ${CLIENT} → ${SERVER} DNS 74 Standard query 0x1234 A name7.example\n`,
  'CSV of packets': [
    '"No.","Time","Source","Destination","Protocol","Length","Info"\n',
    `"817","3.145000","${CLIENT}","${SERVER}","TCP","74","50123 > 443 [SYN] Seq=0 Win=64240 Len=0"\n`,
  ],
  'PSML of packets': [
    '<?xml version="1.0"?>\n<psml version="0" creator="wireshark/4.0.17">\n<structure>\n<section>No.</section>\n<section>Time</section>\n<section>Source</section>\n<section>Destination</section>\n<section>Protocol</section>\n<section>Length</section>\n<section>Info</section>\n</structure>\n',
    `<packet>\n<section>817</section>\n<section>3.145</section>\n<section>${CLIENT}</section>\n<section>${SERVER}</section>\n<section>TCP</section>\n<section>74</section>\n<section>50123 &gt; 443 [SYN] Seq=0 Win=64240 Len=0</section>\n</packet>\n`,
  ],
  'JSON of packets': [
    '[\n',
    `{"_source":{"layers":{"frame":{"frame.number":"817","frame.time_epoch":"1724740000.5","frame.len":"74"},"ip":{"ip.src":"${CLIENT}","ip.dst":"${SERVER}"},"tcp":{"tcp.srcport":"50123","tcp.dstport":"443","tcp.flags":"0x0002","tcp.seq_raw":"2772894213","tcp.len":"0"}}}},\n`,
  ],
  'tcpdump of TCP': `12:00:39.123456 IP ${CLIENT}.50123 > ${SERVER}.443: Flags [S], seq 2772894213, win 64240, options [mss 1460], length 0\n`,
  'tcpdump of DNS': `12:00:39.123456 IP ${CLIENT}.50123 > ${SERVER}.53: 4660+ A? name7.example. (30)\n`,
  'tcpdump -v': `12:00:39.123456 IP (tos 0x0, ttl 64, id 4660, offset 0, flags [DF], proto TCP (6), length 60)\n    ${CLIENT}.50123 > ${SERVER}.443: Flags [S], cksum 0x1234 (correct), seq 2772894213, win 64240, length 0\n`,
  'FortiGate sniffer': `3.145000 port1 in ${CLIENT}.50123 -> ${SERVER}.443: syn 2772894213\n`,
};
