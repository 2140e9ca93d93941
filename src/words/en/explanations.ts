import { type Explanation, explained } from '../explanation.ts';
import type { quality } from './quality.ts';

/** Findings on look-ups: a code is the middle of a finding's id. */
export const lookups = {
  'lookup-differs': explained(
    'A look-up gives another address than the client used',
    'The output of nslookup or dig has an address for a name, and the client used another one for it in the capture. By itself this is no failure: load balancers and cloud services give different addresses at different times and to different DNS servers.',
    "Ask the PC's DNS server for the name, on the affected PC. A firewall rule must name every address that the service may have.",
  ),
  'lookup-failed': explained(
    'A look-up has no address',
    'nslookup or dig had no answer for a name, or one without an address: it does not exist for the DNS server that was asked, is refused, or nobody answered.',
    "Ask the site's DNS server and one outside: where only the first has no address, its filter or its zones are the cause.",
  ),
  'lookup-sinkhole': explained(
    "A look-up gives an address that cannot be the product's",
    "For a name of the product, whose servers are public, the DNS server gives an address of the own host, of a private network or of nobody: it answers in the product's place, as DNS filters do.",
    "Take the product's names out of the DNS server's filter or its own zones.",
  ),
} satisfies Record<string, Explanation>;

/** Findings that a case's logs alone bear: a code is the first part of an id. */
export const caseFindings = {
  log: explained(
    "The client's log tells of a failure that no capture shows",
    'No capture has the packets of that time. A log alone cannot tell a firewall that drops from one that rejects, or from a server that is down.',
    "Capture on the PC's outgoing interface while the client tries, and judge capture and log together.",
  ),
  'log-disagrees': explained(
    "The client's log tells of a failure while its servers answer",
    'At the time of which the log tells, the servers answered in the capture: the network let their packets through, so what fails is on the PC, or log and capture are not of the same PC.',
    'Look at the PC: local firewall or antivirus, another VPN client, a proxy setting, the client itself.',
  ),
} satisfies Record<string, Explanation>;

/** Notes on a capture: what it lacks, and what this means for verdicts. */
export const notes = {
  log: explained(
    'This is a log, not a capture',
    'Each line says what a device did with a packet or a connection. None of them was captured: what the device does not log, and what came back, is not there.',
    'Give the log together with a capture of the same time: pcap-verdict CAPTURE LOG.',
  ),
  'no-year': explained(
    'The times of the log have no year',
    'Syslog in its old form (RFC 3164) writes neither year nor time zone.',
    "Give the zone with --log-time-zone where a capture is beside it; the capture's time tells the year.",
  ),
  'statements-without-ports': explained(
    'The log tells of packets without ports',
    'ICMP, ESP, GRE and fragments have no ports: such lines belong to no service here.',
    'Look them up in the log.',
  ),
  'log-joined': explained(
    'A log was held against the capture',
    'Lines of a firewall’s log belong to a service of the capture by addresses, ports and protocol, by what NAT made of them where the log says so, and by time.',
    'Nothing; where none of its lines is about the capture, look whether both are of the same time and place.',
  ),
  'log-unreadable': explained(
    'A log could not be read again',
    'It is read after the packets; it was not there any more, or could not be read.',
    'Look at the file, and try again.',
  ),
  'statements-left-out': explained(
    'The log tells of more than is kept',
    'Services beyond the bound are counted only.',
    'Give a part of the log, or a display filter (-Y) for the addresses concerned.',
  ),
  'lost-packets': explained(
    'The capture has not all packets',
    'The program that captured lost some, by its own count or because the capture has acknowledgments of data that is not in it. An answer may be among them, so silence weighs less.',
    'Capture with a capture filter for the servers concerned, to a fast disk, or with a larger buffer (dumpcap -B).',
  ),
  'packet-loss': explained(
    'The line loses packets',
    'Much had to be sent again although the services answer: Wi-Fi, an overloaded line or a faulty cable. It is no firewall.',
    'Try a cable, or another place; then ask the provider.',
  ),
  'too-short': explained(
    'The capture ends too soon',
    'A client had just asked when the capture ended: that no answer came until then means nothing.',
    'Capture again, for longer, and on the affected PC itself.',
  ),
  'one-way': explained(
    'Packets of one side only',
    'Of many connections the capture has only one direction, as where the other takes another way: that an answer is not in the capture does not mean that none came.',
    'Capture on the affected PC, or mirror both directions.',
  ),
  'late-start': explained(
    'Connections began before the capture',
    'Their handshake is not in the capture, so who accepted or refused them is not known.',
    'Begin to capture first, then start the application.',
  ),
  duplicates: explained(
    'Packets were captured more than once',
    'A mirrored port or the interface "any" shows a packet on its way in and out.',
    'Nothing: each counts once.',
  ),
  'cut-short': explained(
    'Packets are cut before their transport header ends',
    'The snap length was too small: ports and flags of these packets are not known.',
    'Capture whole packets, or at least 128 bytes of each.',
  ),
  'cut-questions': explained(
    'DNS questions are cut',
    'The snap length cut their names: different questions may count as one asked again.',
    'Capture whole packets.',
  ),
  undecoded: explained(
    'Packets of a kind that is not decoded',
    'What they were captured on carries no IP (USB, Bluetooth), or has a form that is not known here, as what some GRE tunnels carry: no service can be seen in them.',
    'Capture on the network interface that the application uses; of a tunnel, before it goes in or behind where it comes out.',
  ),
  'encrypted-frames': explained(
    'Frames of Wi-Fi are encrypted',
    'They were captured from the air: without the key of each station nothing in them can be read.',
    'Capture on the affected PC itself, where they are decrypted, or behind the access point; or decrypt them first, as airdecap-ng does.',
  ),
  malformed: explained(
    'Packets with malformed headers',
    'Their lengths contradict each other, so they were not followed into their contents.',
    'Look at them in Wireshark: _ws.malformed.',
  ),
  'clock-jumps': explained(
    'The clock went back while capturing',
    'It was set amid the capture. Times across such a jump are not counted.',
    'Nothing; where times matter, capture again.',
  ),
  pauses: explained(
    'The capture has nothing for a while',
    'The host slept, its clock was set, or two captures were put into one file: nobody watched then, and it is not counted as silence.',
    'Nothing; where it was the time that matters, capture again.',
  ),
  'flow-limit': explained(
    'More connections at once than are followed',
    'Quiet ones were ended early to make room. Their silence is not counted as such.',
    'Diagnose a part of the capture: editcap -c, or a capture filter.',
  ),
  'endpoint-limit': explained(
    'More endpoints than are followed',
    'A scan or flood asks for so many that further ones are not judged.',
    "Take the scan out of the capture first: tshark -Y 'not ip.addr == …' -w.",
  ),
  'endpoints-left-out': explained(
    'Endpoints that answered were left out',
    'There are more than are followed; one that answered made room for one that did not.',
    'Nothing: what fails is kept.',
  ),
  'endpoints-not-listed': explained(
    'More endpoints than a report can list',
    'All were judged; the least grave are not in the report.',
    'Use a display filter (-Y) for those that matter.',
  ),
  'address-conflict': explained(
    'Two hosts claim one address',
    'By ARP or neighbor discovery two MAC addresses claim one IP address in turn. Packets to it reach now one host, now the other: connections are reset, hang or go to the wrong host, whatever a firewall does. A pair of routers that fail over back and forth looks the same.',
    'Find the second host by its MAC address, on the switch, and give it another address.',
  ),
  'syn-flood': explained(
    'A SYN flood or scan',
    'Very many SYNs without an end to any handshake: no client that wants a service, so it is left out of the verdicts.',
    'Look for who sends them; a verdict on other services stands.',
  ),
  'target-absent': explained(
    'No client asks for what the case is about',
    'A target or looked-up name has no packets in this capture: its verdict is one on something else. Where the client did try, its name may never have come to an address, or a firewall on that PC itself kept the packets from leaving: no capture on its interface shows those.',
    'Capture while the client tries, or correct the target; look at the DNS answers for its name, and at the firewall and security software of the PC.',
  ),
  'target-not-tried': explained(
    'A name was looked up, and nothing was sent',
    'The capture has the DNS answer for a target, and no packet to any address in it. A look-up with nothing behind it is everyday: browsers look up what may be wanted next, ask for HTTPS records, or leave it to a proxy. Where the client reports a failure all the same, its packets never left: a firewall or security program on that PC refuses them before a capture on its interface can see them.',
    "Look at the client's own message at that time (refused at once, or a time-out), and at the firewall and security software of that PC. Windows: `pktmon` shows what it drops and why.",
  ),
  exported: explained(
    'A packet list without the packets',
    'What Wireshark shows in its columns was put together to packets again. Time to live, MAC addresses and payload are not known, so verdicts that rest on them are less sure.',
    'Send the capture itself.',
  ),
  'files-overlap': explained(
    'The files overlap in time',
    'The files were given as one capture that goes on from file to file, and one begins before the one ahead of it ends. Files of a ring buffer do not: these may be captures of two places, and each packet may be there twice.',
    'Give them without --sequence, or compare the two places: pcap-verdict sides.',
  ),
  'local-times': explained(
    'The times say no time zone',
    'This format has the time of the clock on the wall where the capture was taken, and not the zone. The times are shown as UTC; durations between them are right.',
    'Say in which time zone the capture was taken, where its times are compared with those of a log.',
  ),
  redacted: explained(
    'The report is redacted',
    'Addresses, names and what tells who somebody is are replaced, always by the same under one key: what was equal is equal still. What decides a verdict is kept: ports, times, lengths, hop counts, servers of the product.',
    'Nothing. To compare with another redacted report, give both the same key.',
  ),
  'redaction-differs': explained(
    'Redaction changes verdicts',
    'Judged without redaction, some endpoints get another verdict: something that decides was redacted, such as a name or a payload.',
    'Judge by the report that is made without --redact.',
  ),
  'exported-packets': explained(
    'A packet list with the bytes of its packets',
    'It is as good as a capture, but packets that were filtered out are missing.',
    'Nothing; for all packets, send the capture itself.',
  ),
  'ports-assumed': explained(
    'The list does not show the port of DNS servers',
    "It is taken to be the protocol's own (53; mDNS 5353, LLMNR 5355). A server that is asked on several ports counts as one, and which of them is blocked cannot be told.",
    'Add the column Destination Port and export again, or send the capture itself.',
  ),
  'ports-unknown': explained(
    'Rows that do not show their connection',
    'Without ports they fit several connections, and count for none.',
    'Columns Source Port and Destination Port tell. Export again with that column, or send the capture itself.',
  ),
  'quotation-unknown': explained(
    'ICMP errors that do not show what they are about',
    'Without the quoted packet they count for no connection.',
    'Send the capture itself, or export as JSON.',
  ),
  'names-for-addresses': explained(
    'The list has names for addresses',
    'Who sent what to whom is not known where a name stands for an address.',
    'Export again without name resolution (View, Name Resolution).',
  ),
  'flags-not-printed': explained(
    'TCP packets printed without their flags',
    'Without flags nothing tells a refusal from an answer: they count for no connection.',
    'Print them again without -q, or send the capture itself.',
  ),
  'rows-not-understood': explained(
    'Rows that were not understood',
    'They are left out; an answer may be among them.',
    'Export again without changes by hand, or send the capture itself.',
  ),
  'rows-unordered': explained(
    'Rows with a time before that of the row above',
    'What came first is not certain: question and answer may change places.',
    'Sort by the column No., and export again.',
  ),
  'not-in-order': explained(
    'Rows not in the order of their numbers',
    'They are too many to be put into it: answers may stand before their questions.',
    'Sort by the column No., and export again.',
  ),
  'texts-left-out': explained(
    'Names, comments or key logs of the file were left out',
    'They are more than a file may have kept of it. Packets are not touched; handshakes whose keys were left out stay undecrypted.',
    'Open the file in Wireshark and save it again without its comments and names.',
  ),
  sorted: explained(
    'Rows were put in the order of their numbers',
    'The list was sorted by another column.',
    'Nothing.',
  ),
  'cut-rows': explained(
    'Rows that are too long',
    'What is behind the bytes or columns that are read was left out.',
    'Export with the usual columns.',
  ),
  'no-times': explained(
    'Packets without a time',
    'What depends on time (retransmissions, delays, silence) cannot be told.',
    'Wireshark calls the column Time. Export again with that column, or send the capture itself.',
  ),
  'no-date': explained(
    'Times without a date',
    'They are shown as of 1970-01-01. Verdicts are not touched; a log cannot be compared with them.',
    'Set View, Time Display Format to "Date and Time of Day" and export again, or send the capture itself.',
  ),
  'no-time-zone': explained(
    'Times without a time zone',
    'They are those of the PC that exported the list, and are shown as UTC.',
    'Set View, Time Display Format to "UTC Date and Time of Day", or send the capture itself.',
  ),
  'ambiguous-date': explained(
    'Dates with the day or the month first',
    'Both are possible; they were read as month, day, year.',
    'Set View, Time Display Format to "Date and Time of Day", or send the capture itself.',
  ),
} satisfies Record<string, Explanation> & Record<keyof typeof quality, Explanation>;
