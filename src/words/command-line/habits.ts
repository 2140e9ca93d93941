/** What is otherwise here than in other programs, and what to type. */
export const habitsWords = {
  nothingCaptured: [
    'nothing is captured here',
    'Such as: tcpdump -i eth0 -U -w - | pcap-verdict -',
  ],
  fieldsPrintedCommandPackets: [
    'fields are printed by the command packets',
    'Such as: pcap-verdict packets CAPTURE -T fields -e ip.src -e tcp.stream',
  ],
  detailsPacketsNotPrinted: [
    'the details of packets are not printed here',
    'Such as: pcap-verdict packets CAPTURE -T fields -e tcp.flags; tshark -V -r CAPTURE has all.',
  ],
  bytesPacketsNotPrinted: [
    'the bytes of packets are not printed here',
    'tshark -x -r CAPTURE has them.',
  ],
  packetsNotWrittenAnew: [
    'packets are not written anew here, apart from those that prove a verdict',
    'Such as: pcap-verdict evidence CAPTURE -o proof.pcapng; editcap CAPTURE OUT does the rest.',
  ],
  noConfigurationProfilesWireshark: [
    "there are no configuration profiles of Wireshark's here",
    'Products have profiles: pcap-verdict profile list',
  ],
  nothingCapturedForD: ['nothing is captured here', 'tcpdump -D lists interfaces.'],
  nothingCapturedForL: ['nothing is captured here', 'tcpdump -L lists link types.'],
  nothingCapturedForA: [
    'nothing is captured here',
    'Files of a ring buffer: pcap-verdict ring_*.pcapng --sequence',
  ],
  listTsharkNot: [
    "that list of tshark's is not here",
    'Fields: pcap-verdict fields; captures: tcpdump -G',
  ],
  writesPacketsOnlyThose: [
    '-w writes packets, and only those that prove a verdict are written here',
    'Such as: pcap-verdict evidence CAPTURE -o proof.pcapng',
  ],
  capturesWrittenPcapngAlone: [
    'captures are written as pcapng alone, and filters come from --filter-file',
    'Such as: pcap-verdict evidence CAPTURE -o proof.pcapng; editcap -F pcap proof.pcapng proof.pcap',
  ],
  noMoreDetailThan: [
    'there is no more detail than the report has',
    'Such as: pcap-verdict packets CAPTURE; pcap-verdict --version says which version this is.',
  ],
  noStatisticsKind: [
    'there are no statistics of that kind here',
    'Such as: pcap-verdict flows CAPTURE, for -z conv,tcp and -z conv,udp',
  ],
  displayFilterOld: ['-R was a display filter of old', 'Such as: -Y "ip.addr == 192.0.2.1"'],
  portCarriesToldBytes: [
    'what a port carries is told by its bytes here',
    "DNS on other ports is a profile's: pcap-verdict profile --help",
  ],
  noOption: ['that is no option here', 'As JSON: -f json; several captures at a time: --jobs 4'],
  noOptionForJ: ['that is no option here', 'As JSON: -f json'],
  timesReportsZoneAlone: [
    'times of reports have a zone alone; lists have more',
    'Such as: --time-zone local; pcap-verdict packets CAPTURE -t relative',
  ],
  allCaptureJudgedList: [
    'all of a capture is judged; the list of packets may end early',
    'Such as: pcap-verdict packets CAPTURE -c 10; editcap -r CAPTURE part.pcapng 1-10',
  ],
  timesFixedForm: [
    'times have a fixed form here',
    'Such as: pcap-verdict packets CAPTURE -t epoch',
  ],
  tablesHostsNotRead: [
    'tables of hosts are not read here: addresses are shown as they are',
    'Leave it out.',
  ],
  commandWritesStandardOutput: [
    'this command writes to standard output',
    'Such as: pcap-verdict packets CAPTURE -f csv > packets.csv',
  ],
  commandForm: ['this command has one form', 'Leave -f out.'],
  commandTakesNoDisplay: [
    'this command takes no display filter',
    'Such as: pcap-verdict CAPTURE -Y "tcp.port == 443"',
  ],
  packetsCarryNotTaken: [
    'what packets carry is not taken out of them here',
    'tshark --export-objects http,FOLDER -r CAPTURE does.',
  ],
  everyProtocol: ['every protocol is on here', 'Leave it out.'],
  everyProtocolForOnlyProtocols: ['every protocol is on here', 'Such as: -Y dns'],
  noMoreDetailThanReport: [
    'there is no more detail than the report has',
    'Such as: pcap-verdict packets CAPTURE',
  ],
  versionForm: ['the version has one form', 'Such as: pcap-verdict --version'],
  noPdf: ['there is no PDF here', 'Print the page: -f html -o case.html'],
  twoFormsXml: ['there are two forms of XML', 'Such as: -f junit; of packets: tshark -T pdml'],
  noYaml: ['there is no YAML here', 'Such as: -f json'],
  foldersReadCaseCheck: ['folders are read by case and check', 'Such as: pcap-verdict case FOLDER'],
  nothingForcedWritesOver: [
    'nothing has to be forced here: -o writes over a report of old',
    'Leave it out.',
  ],
  nothingAsked: ['nothing is asked here', 'Leave it out.'],
  nothingButFileWritten: ['nothing but -o FILE is written here', 'Leave it out, and -o too.'],
  captureWatchedThroughPipe: [
    'a capture is watched through a pipe',
    'Such as: tcpdump -i eth0 -U -w - | pcap-verdict -',
  ],
  conversationsNotShownText: [
    'conversations are not shown as text here',
    "Such as: pcap-verdict packets CAPTURE -Y 'tcp.stream == 0'",
  ],
  listsOrderPackets: [
    'lists are in the order of the packets',
    'Such as: pcap-verdict flows CAPTURE -f tsv | sort',
  ],
  timesChosenWord: ['times are chosen by a word', 'Such as: pcap-verdict packets CAPTURE -t epoch'],
  timesChosenWordField: [
    'times are chosen by a word, or are a field',
    'Such as: pcap-verdict packets CAPTURE -T fields -e frame.time_delta_displayed',
  ],
  timesChosenWordForTttt: [
    'times are chosen by a word',
    'Such as: pcap-verdict packets CAPTURE -t utc',
  ],
  timesChosenWordForTtttt: [
    'times are chosen by a word',
    'Such as: pcap-verdict packets CAPTURE -t relative',
  ],
  noDocx: ['there is no DOCX here', 'Word opens the page: -f html -o case.html'],
  listsCsvReportsNot: [
    'lists have CSV, reports have not',
    'Such as: pcap-verdict flows CAPTURE -f csv',
  ],
  listsTsvReportsNot: [
    'lists have TSV, reports have not',
    'Such as: pcap-verdict flows CAPTURE -f tsv',
  ],
  fieldsChosen: ['fields are chosen with -T', 'Such as: packets CAPTURE -T fields -e ip.src'],
  detailsPacketsNotPrintedForPdml: [
    'details of packets are not printed here',
    'tshark -T pdml -r CAPTURE has them.',
  ],
  xmlJUnit: ['of XML there is JUnit', 'Such as: -f junit; of packets: tshark -T pdml'],
  packetsWrittenEvidence: [
    'packets are written by evidence',
    'Such as: pcap-verdict evidence CAPTURE -o proof.pcapng',
  ],
  timesPacketListUtc: [
    'times of the packet list are UTC, not local',
    'Such as: -t utc, -t relative, -t epoch',
  ],
  daysDates: ['days have dates here', 'Such as: -t utc'],
  timeSincePacketBefore: [
    'the time since the packet before is a field',
    'Such as: -T fields -e frame.time_delta',
  ],
  timeSincePacketBeforeField: [
    'the time since the packet before is a field',
    'Such as: -T fields -e frame.time_delta_displayed',
  ],
  jsonRows: [
    'of JSON there are rows here',
    'Such as: -f json; tshark -T json -r CAPTURE has details.',
  ],
  jsonRowsForJsonraw: [
    'of JSON there are rows here',
    'Such as: -f json; tshark -T jsonraw has bytes.',
  ],
  jsonRowsForEk: [
    'of JSON there are rows here',
    'Such as: -f json; tshark -T ek -r CAPTURE has details.',
  ],
  packetListNeedsNo: ['the packet list needs no -T', 'Leave it out.'],
  tabsFormList: ['tabs are a form of the list', 'Such as: -f tsv'],
  commasFormList: [
    'commas are a form of the list',
    'Such as: -f csv; of fields: -T fields -E separator=,',
  ],
  noPsml: ['there is no PSML here', 'Such as: -f csv; tshark -T psml -r CAPTURE has it.'],
  noPostScript: ['there is no PostScript here', 'Such as: -f csv'],
} as const;
