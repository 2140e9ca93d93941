import type { CodeExplanation } from '../words/explanation.ts';

const EXPORT_AGAIN = 'Export again with that column, or send the capture itself.';
const NEW_CAPTURE = 'Capture again, for longer, and on the affected PC itself.';

/** What `explain` tells of notes on a capture: of what it lacks, and what this means for verdicts. */
export const NOTE_EXPLANATIONS: readonly CodeExplanation[] = [
  {
    code: 'lost-packets',
    title: 'The capture has not all packets',
    meaning:
      'The program that captured lost some, by its own count or because the capture has acknowledgments of data that is not in it. An answer may be among them, so silence weighs less.',
    advice:
      'Capture with a capture filter for the servers concerned, to a fast disk, or with a larger buffer (dumpcap -B).',
  },
  {
    code: 'packet-loss',
    title: 'The line loses packets',
    meaning:
      'Much had to be sent again although the services answer: Wi-Fi, an overloaded line or a faulty cable. It is no firewall.',
    advice: 'Try a cable, or another place; then ask the provider.',
  },
  {
    code: 'too-short',
    title: 'The capture ends too soon',
    meaning:
      'A client had just asked when the capture ended: that no answer came until then means nothing.',
    advice: NEW_CAPTURE,
  },
  {
    code: 'one-way',
    title: 'Packets of one side only',
    meaning:
      'Of many connections the capture has only one direction, as where the other takes another way: that an answer is not in the capture does not mean that none came.',
    advice: 'Capture on the affected PC, or mirror both directions.',
  },
  {
    code: 'late-start',
    title: 'Connections began before the capture',
    meaning: 'Their handshake is not in the capture, so who accepted or refused them is not known.',
    advice: 'Begin to capture first, then start the application.',
  },
  {
    code: 'duplicates',
    title: 'Packets were captured more than once',
    meaning: 'A mirrored port or the interface "any" shows a packet on its way in and out.',
    advice: 'Nothing: each counts once.',
  },
  {
    code: 'cut-short',
    title: 'Packets are cut before their transport header ends',
    meaning: 'The snap length was too small: ports and flags of these packets are not known.',
    advice: 'Capture whole packets, or at least 128 bytes of each.',
  },
  {
    code: 'cut-questions',
    title: 'DNS questions are cut',
    meaning: 'The snap length cut their names: different questions may count as one asked again.',
    advice: 'Capture whole packets.',
  },
  {
    code: 'malformed',
    title: 'Packets with malformed headers',
    meaning: 'Their lengths contradict each other, so they were not followed into their contents.',
    advice: 'Look at them in Wireshark: _ws.malformed.',
  },
  {
    code: 'clock-jumps',
    title: 'The clock went back while capturing',
    meaning: 'It was set amid the capture. Times across such a jump are not counted.',
    advice: 'Nothing; where times matter, capture again.',
  },
  {
    code: 'pauses',
    title: 'The capture has nothing for a while',
    meaning:
      'The host slept, or its clock was set: nobody could answer then, and it is not counted as silence.',
    advice: 'Nothing; where it was the time that matters, capture again.',
  },
  {
    code: 'flow-limit',
    title: 'More connections at once than are followed',
    meaning: 'Quiet ones were ended early to make room. Their silence is not counted as such.',
    advice: 'Diagnose a part of the capture: editcap -c, or a capture filter.',
  },
  {
    code: 'endpoint-limit',
    title: 'More endpoints than are followed',
    meaning: 'A scan or flood asks for so many that further ones are not judged.',
    advice: "Take the scan out of the capture first: tshark -Y 'not ip.addr == …' -w.",
  },
  {
    code: 'endpoints-left-out',
    title: 'Endpoints that answered were left out',
    meaning: 'There are more than are followed; one that answered made room for one that did not.',
    advice: 'Nothing: what fails is kept.',
  },
  {
    code: 'endpoints-not-listed',
    title: 'More endpoints than a report can list',
    meaning: 'All were judged; the least grave are not in the report.',
    advice: 'Use a display filter (-Y) for those that matter.',
  },
  {
    code: 'syn-flood',
    title: 'A SYN flood or scan',
    meaning:
      'Very many SYNs without an end to any handshake: no client that wants a service, so it is left out of the verdicts.',
    advice: 'Look for who sends them; a verdict on other services stands.',
  },
  {
    code: 'target-absent',
    title: 'Nobody asks for what the case is about',
    meaning:
      'A target or looked-up name has no packets in this capture: its verdict is one on something else.',
    advice: 'Capture while the client tries, or correct the target.',
  },
  {
    code: 'exported',
    title: 'A packet list without the packets',
    meaning:
      'What Wireshark shows in its columns was put together to packets again. Time to live, MAC addresses and payload are not known, so verdicts that rest on them are less sure.',
    advice: 'Send the capture itself.',
  },
  {
    code: 'exported-packets',
    title: 'A packet list with the bytes of its packets',
    meaning: 'It is as good as a capture, but packets that were filtered out are missing.',
    advice: 'Nothing; for all packets, send the capture itself.',
  },
  {
    code: 'ports-assumed',
    title: 'The list does not show the port of DNS servers',
    meaning:
      "It is taken to be the protocol's own (53; mDNS 5353, LLMNR 5355). A server that is asked on several ports counts as one, and which of them is blocked cannot be told.",
    advice: 'Add the column Destination Port and export again, or send the capture itself.',
  },
  {
    code: 'ports-unknown',
    title: 'Rows that do not show their connection',
    meaning: 'Without ports they fit several connections, and count for none.',
    advice: `Columns Source Port and Destination Port tell. ${EXPORT_AGAIN}`,
  },
  {
    code: 'quotation-unknown',
    title: 'ICMP errors that do not show what they are about',
    meaning: 'Without the quoted packet they count for no connection.',
    advice: 'Send the capture itself, or export as JSON.',
  },
  {
    code: 'names-for-addresses',
    title: 'The list has names for addresses',
    meaning: 'Who sent what to whom is not known where a name stands for an address.',
    advice: 'Export again without name resolution (View, Name Resolution).',
  },
  {
    code: 'rows-not-understood',
    title: 'Rows that were not understood',
    meaning: 'They are left out; an answer may be among them.',
    advice: 'Export again without changes by hand, or send the capture itself.',
  },
  {
    code: 'rows-unordered',
    title: 'Rows with a time before that of the row above',
    meaning: 'What came first is not certain: question and answer may change places.',
    advice: 'Sort by the column No., and export again.',
  },
  {
    code: 'not-in-order',
    title: 'Rows not in the order of their numbers',
    meaning: 'They are too many to be put into it: answers may stand before their questions.',
    advice: 'Sort by the column No., and export again.',
  },
  {
    code: 'sorted',
    title: 'Rows were put in the order of their numbers',
    meaning: 'The list was sorted by another column.',
    advice: 'Nothing.',
  },
  {
    code: 'cut-rows',
    title: 'Rows that are too long',
    meaning: 'What is behind the bytes or columns that are read was left out.',
    advice: 'Export with the usual columns.',
  },
  {
    code: 'no-times',
    title: 'Packets without a time',
    meaning: 'What depends on time (retransmissions, delays, silence) cannot be told.',
    advice: `Wireshark calls the column Time. ${EXPORT_AGAIN}`,
  },
  {
    code: 'no-date',
    title: 'Times without a date',
    meaning:
      'They are shown as of 1970-01-01. Verdicts are not touched; a log cannot be held against them.',
    advice:
      'Set View, Time Display Format to "Date and Time of Day" and export again, or send the capture itself.',
  },
  {
    code: 'no-time-zone',
    title: 'Times without a time zone',
    meaning: 'They are those of the PC that exported the list, and are shown as UTC.',
    advice:
      'Set View, Time Display Format to "UTC Date and Time of Day", or send the capture itself.',
  },
  {
    code: 'ambiguous-date',
    title: 'Dates with the day or the month first',
    meaning: 'Both are possible; they were read as month, day, year.',
    advice: 'Set View, Time Display Format to "Date and Time of Day", or send the capture itself.',
  },
];
