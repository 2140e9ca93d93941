/** What is otherwise here than in other programs, and what to type. */
export const habitsWords = {
  captureLive: ['nothing is captured here', 'Such as: tcpdump -i eth0 -U -w - | pcap-verdict -'],
  printFields: [
    'fields are printed by the command packets',
    'Such as: pcap-verdict packets CAPTURE -T fields -e ip.src -e tcp.stream',
  ],
  printDetails: [
    'the details of packets are not printed here',
    'Such as: pcap-verdict packets CAPTURE -T fields -e tcp.flags; tshark -V -r CAPTURE has all.',
  ],
  printBytes: ['the bytes of packets are not printed here', 'tshark -x -r CAPTURE has them.'],
  rewritePackets: [
    'packets are not written anew here, apart from those that prove a verdict',
    'Such as: pcap-verdict evidence CAPTURE -o proof.pcapng; editcap CAPTURE OUT does the rest.',
  ],
  configurationProfile: [
    "there are no configuration profiles of Wireshark's here",
    'Products have profiles: pcap-verdict profile list',
  ],
  listInterfaces: ['nothing is captured here', 'tcpdump -D lists interfaces.'],
  listLinkTypes: ['nothing is captured here', 'tcpdump -L lists link types.'],
  ringBuffer: [
    'nothing is captured here',
    'Files of a ring buffer: pcap-verdict ring_*.pcapng --sequence',
  ],
  glossary: [
    "that list of tshark's is not here",
    'Fields: pcap-verdict fields; captures: tcpdump -G',
  ],
  writePackets: [
    '-w writes packets, and only those that prove a verdict are written here',
    'Such as: pcap-verdict evidence CAPTURE -o proof.pcapng',
  ],
  captureFileType: [
    'captures are written as pcapng alone, and filters come from --filter-file',
    'Such as: pcap-verdict evidence CAPTURE -o proof.pcapng; editcap -F pcap proof.pcapng proof.pcap',
  ],
  verboseOrVersion: [
    'there is no more detail than the report has',
    'Such as: pcap-verdict packets CAPTURE; pcap-verdict --version says which version this is.',
  ],
  statistics: [
    'there are no statistics of that kind here',
    'Such as: pcap-verdict flows CAPTURE, for -z conv,tcp and -z conv,udp',
  ],
  oldDisplayFilter: ['-R was a display filter of old', 'Such as: -Y "ip.addr == 192.0.2.1"'],
  decodeAs: [
    'what a port carries is told by its bytes here',
    "DNS on other ports is a profile's: pcap-verdict profile --help",
  ],
  jobsOrJsonFilter: [
    'that is no option here',
    'As JSON: -f json; several captures at a time: --jobs 4',
  ],
  jsonFilter: ['that is no option here', 'As JSON: -f json'],
  timeFormatOfReport: [
    'times of reports have a zone alone; lists have more',
    'Such as: --time-zone local; pcap-verdict packets CAPTURE -t relative',
  ],
  packetCount: [
    'all of a capture is judged; the list of packets may end early',
    'Such as: pcap-verdict packets CAPTURE -c 10; editcap -r CAPTURE part.pcapng 1-10',
  ],
  secondsFormat: ['times have a fixed form here', 'Such as: pcap-verdict packets CAPTURE -t epoch'],
  hostsFile: [
    'tables of hosts are not read here: addresses are shown as they are',
    'Leave it out.',
  ],
  outputOfList: [
    'this command writes to standard output',
    'Such as: pcap-verdict packets CAPTURE -f csv > packets.csv',
  ],
  formatOfOneForm: ['this command has one form', 'Leave -f out.'],
  displayFilterNotTaken: [
    'this command takes no display filter',
    'Such as: pcap-verdict CAPTURE -Y "tcp.port == 443"',
  ],
  exportObjects: [
    'what packets carry is not taken out of them here',
    'tshark --export-objects http,FOLDER -r CAPTURE does.',
  ],
  switchProtocol: ['every protocol is on here', 'Leave it out.'],
  onlyProtocols: ['every protocol is on here', 'Such as: -Y dns'],
  verbose: ['there is no more detail than the report has', 'Such as: pcap-verdict packets CAPTURE'],
  versionAsJson: ['the version has one form', 'Such as: pcap-verdict --version'],
  format: {
    pdf: ['there is no PDF here', 'Print the page: -f html -o case.html'],
    yaml: ['there is no YAML here', 'Such as: -f json'],
    docx: ['there is no DOCX here', 'Word opens the page: -f html -o case.html'],
    csv: ['lists have CSV, reports have not', 'Such as: pcap-verdict flows CAPTURE -f csv'],
    tsv: ['lists have TSV, reports have not', 'Such as: pcap-verdict flows CAPTURE -f tsv'],
    fields: ['fields are chosen with -T', 'Such as: packets CAPTURE -T fields -e ip.src'],
    pdml: ['details of packets are not printed here', 'tshark -T pdml -r CAPTURE has them.'],
    xml: ['of XML there is JUnit', 'Such as: -f junit; of packets: tshark -T pdml'],
    pcap: [
      'packets are written by evidence',
      'Such as: pcap-verdict evidence CAPTURE -o proof.pcapng',
    ],
  },
  xmlOption: ['there are two forms of XML', 'Such as: -f junit; of packets: tshark -T pdml'],
  recursive: ['folders are read by case and check', 'Such as: pcap-verdict case FOLDER'],
  force: ['nothing has to be forced here: -o writes over a report of old', 'Leave it out.'],
  assumeYes: ['nothing is asked here', 'Leave it out.'],
  dryRun: ['nothing but -o FILE is written here', 'Leave it out, and -o too.'],
  watch: [
    'a capture is watched through a pipe',
    'Such as: tcpdump -i eth0 -U -w - | pcap-verdict -',
  ],
  followConversation: [
    'conversations are not shown as text here',
    "Such as: pcap-verdict packets CAPTURE -Y 'tcp.stream == 0'",
  ],
  sort: [
    'lists are in the order of the packets',
    'Such as: pcap-verdict flows CAPTURE -f tsv | sort',
  ],
  tcpdumpTime: {
    tt: ['times are chosen by a word', 'Such as: pcap-verdict packets CAPTURE -t epoch'],
    ttt: [
      'times are chosen by a word, or are a field',
      'Such as: pcap-verdict packets CAPTURE -T fields -e frame.time_delta_displayed',
    ],
    tttt: ['times are chosen by a word', 'Such as: pcap-verdict packets CAPTURE -t utc'],
    ttttt: ['times are chosen by a word', 'Such as: pcap-verdict packets CAPTURE -t relative'],
  },
  time: {
    local: [
      'times of the packet list are UTC, not local',
      'Such as: -t utc, -t relative, -t epoch',
    ],
    dayOfYear: ['days have dates here', 'Such as: -t utc'],
    delta: [
      'the time since the packet before is a field',
      'Such as: -T fields -e frame.time_delta',
    ],
    deltaDisplayed: [
      'the time since the packet before is a field',
      'Such as: -T fields -e frame.time_delta_displayed',
    ],
  },
  packetType: {
    json: [
      'of JSON there are rows here',
      'Such as: -f json; tshark -T json -r CAPTURE has details.',
    ],
    jsonraw: ['of JSON there are rows here', 'Such as: -f json; tshark -T jsonraw has bytes.'],
    ek: ['of JSON there are rows here', 'Such as: -f json; tshark -T ek -r CAPTURE has details.'],
    text: ['the packet list needs no -T', 'Leave it out.'],
    tabs: ['tabs are a form of the list', 'Such as: -f tsv'],
    csv: ['commas are a form of the list', 'Such as: -f csv; of fields: -T fields -E separator=,'],
    psml: ['there is no PSML here', 'Such as: -f csv; tshark -T psml -r CAPTURE has it.'],
    postScript: ['there is no PostScript here', 'Such as: -f csv'],
  },
} as const;
