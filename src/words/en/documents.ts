import { amounts, further } from './amounts.ts';
import { grouped } from './phrases.ts';

/** What documents say of themselves, and between what they are about. */
export const documents = {
  /** Heads of columns. */
  columns: {
    confidence: 'Confidence',
    attempts: 'Attempts',
    retransmissions: 'Retransmissions',
    /** The same where there is little room: Wireshark's word. */
    resent: 'Retrans.',
    answered: 'Answered',
    refused: 'Refused',
    strength: 'Strength',
    server: 'Server',
    client: 'Client',
    port: 'Port',
    name: 'Name',
    verdict: 'Verdict',
    fails: 'Fails',
    /** @param clock whose times these are: `UTC` */
    firstToLast: (clock: string) => `First to last (${clock})`,
    /** A row's number. */
    number: 'No.',
    capture: 'Capture',
    service: 'Service',
    inOneSentence: 'In one sentence',
    endpoint: 'Endpoint',
    observation: 'Observation',
    whatWasSeen: 'What was seen',
    frames: 'Frames',
    time: 'Time',
    source: 'Source',
    destination: 'Destination',
    protocol: 'Protocol',
    length: 'Length',
    info: 'Info',
    outcome: 'Outcome',
  },
  /** Before what is known of a capture: short, as they stand in front of a line. */
  facts: {
    capture: 'Capture',
    file: 'File',
    files: 'Files',
    time: 'Time',
    link: 'Link',
    filter: 'Filter',
    judgedOnly: 'Judged only',
    displayFilter: 'Display filter',
    profile: 'Profile',
    report: 'Report',
    note: 'Note',
    problem: 'Problem',
    problems: 'Problems',
    problemAt: (offset: number) => (offset === 0 ? 'Problem' : `Problem at byte ${offset}`),
    format: 'Format',
    firstPacket: 'First packet',
    lastPacket: 'Last packet',
    interface: 'Interface',
    interfaces: 'Interfaces',
    quality: 'Quality',
    madeBy: 'Made by',
    verdict: 'Verdict',
  },
  /** Titles of parts. */
  headings: {
    capture: 'Capture',
    captures: 'Captures',
    endpoints: 'Endpoints',
    services: 'Services',
    overTime: 'Endpoints over time',
    finding: 'Finding',
    findings: 'Findings',
    furtherFindings: 'Further findings',
    whatToDo: 'What to do',
    whatFails: 'What fails',
    whatToAllow: 'What to allow',
    whatHappened: 'What happened',
    why: 'Why',
    frames: 'Frames',
    evidence: 'Evidence',
    impact: 'Impact',
    scope: 'Scope',
    where: 'Where',
    known: 'Known',
    whereFrom: 'Where it comes from',
    howKnown: 'How the server is known',
    whyNot: 'Why the capture cannot tell',
    whatElse: 'What else it could be',
    howToFindOut: 'How to find out',
    howToConfirm: 'How to confirm',
    notReadable: 'Not readable',
    unreadable: 'unreadable',
    contents: 'Contents',
    authorsNote: 'Author’s note',
  },
  /** What a document about one capture is called. */
  packetCapture: 'Packet capture ',
  /** The client of an endpoint that very many ask for. */
  manyClients: 'many',
  from: (client: string) => `from ${client}`,
  /** The proxy that was asked for a server. */
  via: (proxy: string) => `via ${proxy}`,
  clientIs: (client: string) => `Client: ${client}.`,
  /** @param stage one of `stages` */
  fails: (stage: string) => `it fails ${stage}`,
  /** `12 packets in 3 files`. @param files 0 where it was not written to several */
  sizeOf: (packets: number, files: number) =>
    `${amounts.packets(packets)}${files > 0 ? ` in ${amounts.files(files)}` : ''}`,
  lostWhileCapturing: (packets: number) => `; ${amounts.packets(packets)} lost while capturing`,
  fromFrame: (file: string, frame: number) => `${file} from frame ${grouped(frame)}`,
  packetsFromFrame: (packets: number, frame: number) =>
    `; ${amounts.packets(packets)} from frame ${grouped(frame)}`,
  andMore: (number: number) => `and ${further.any(number)}`,
  andMoreProblems: (number: number) => `and ${further.problems(number)}.`,
  /** Where in a file a problem is; '' at its very start. */
  atByte: (offset: number) => (offset === 0 ? '' : `at byte ${grouped(offset)}: `),
  noTimes: 'none is printed',
  none: 'none',
  frameNumbersAsInWireshark: 'frame numbers as in Wireshark',
  hashLeftOut: 'left out',
  hashNotComputed: 'not computed',
  onlyMatching: ': only endpoints with a matching packet are judged',
  /** In a document's head. */
  isRedacted:
    'Redacted: addresses and names are replaced; the facts on the capture say which are kept',
  snapLength: (length: number) => `snap length ${grouped(length)}`,
  openBefore: 'open before the capture',
  nothingWeakens: 'nothing that weakens the verdicts',
  anyService: 'any service',
  confidenceIs: (confidence: string) => `confidence ${confidence}`,
  /** Behind a verdict. */
  confidenceBeside: (confidence: string) => ` (confidence: ${confidence})`,
  confidenceLine: (confidence: string) => `Confidence: ${confidence}.`,
  endpointsOf: (capture: string) => `Endpoints of ${capture}`,
  endpointsCaption: (number: number, left: number) =>
    `${amounts.endpoints(number)}: a server’s address and port as one client asked for it${rowsLeftOut(left)}`,
  rowsLeftOut,
  failedLeft: (number: number) => `… and ${further.endpoints(number)} that did not answer.`,
  answeredLeft: (number: number) => `… and ${further.services(number)} that answered.`,
  /** Behind what a ticket's field had room for. */
  fieldIsFull: (characters: number) =>
    `The rest is left out: a field of Jira has room for ${grouped(characters)} characters. The HTML report (-f html) has all of it.`,
  endpointsAlike: (number: number) => `… and ${further.endpoints(number)} alike.`,
  furtherFindingsBelow: (number: number, isTerminal: boolean) =>
    `${further.findings(number)}: ${isTerminal ? 'see the JSON report (-f json)' : 'in the JSON report'}.`,
  moreInJson: (number: number) => `and ${further.any(number)}: see the JSON report.`,
  servicesLeft: (number: number) => `… and ${further.services(number)}.`,
  failInOne: 'Services that fail in at least one, by the numbers above',
  failInOneOfThem: 'Services that fail in at least one of them, by the numbers above:',
  /** Behind a finding's verdict in a ticket. */
  inPart: (what: string) => `${what} (in part)`,
  evidenceForAndAgainst: 'Evidence for (+) and against (-) this; frame numbers as in Wireshark',
  evidenceInTable: 'Evidence (+ for, - against the verdict):',
  seenWithFrames: 'What was seen (frame numbers as in Wireshark)',
  seen: 'What was seen:',
  forAllOfThem: 'For all of them',
  allOfThem: 'all of them',
  /** Behind a sentence. @param numbers as they are to be shown */
  framesSentence: (numbers: string, number: number) =>
    ` Frame${number === 1 ? '' : 's'} ${numbers}.`,
  /** "frames 1, 2, 6 …", "line 7": what shows it. @param numbers as they are to be shown */
  numberedFrames: (numbers: string, number: number) =>
    `${number === 1 ? 'frame' : 'frames'} ${numbers}`,
  numberedLines: (numbers: string, number: number) =>
    `${number === 1 ? 'line' : 'lines'} ${numbers}`,
  /** Before where a rule is to be changed. */
  whereStop: 'Where.',
  toAllow: 'To allow (a click selects the list):',
  toAllowLabel: 'To allow: protocol, destination, port',
  moreToAllow: (number: number) => `and ${further.any(number)} in the table of endpoints.`,
  theProof: 'The proof: what happened, why, and the frames ',
  captureFilter: ' Capture filter: ',
  inWireshark: 'In Wireshark: ',
  allInWireshark: 'All of them in Wireshark: ',
  theFirst: (number: number) => `(the first ${number})`,
  framesNotAtHand: 'Their text is not at hand: the capture could not be read a second time.',
  citedFrames: (first: number, last: number, service: string) =>
    `Cited frames ${first} to ${last}: ${service}`,
  citedCaption: (clock: string, left: number) =>
    `Cited frames as Wireshark shows them, times in ${clock}${left > 0 ? `; ${further.frames(left)} left out` : ''}`,
  /** What stands before a verdict, and behind it. */
  nextExplanation: { before: 'The next most likely explanation is ', behind: '.' },
  noOtherExplanation: 'No other explanation is supported.',
  allowedElse:
    'This is what fails in this capture; the findings below have all that the product needs.',
  /** What every reader of numbers and weights is to know. */
  footnote:
    'Frame numbers are Wireshark’s. Before evidence, + is a hint, ++ is clear, +++ is strong, and − speaks against; what works beside it does not undo what fails. Confidence is a ranking, not a percentage. A capture shows one place of the network: silence looks the same whoever causes it.',
  comparisonFootnote:
    'A service is found again by its address, its name, or what it is for, as addresses differ between networks. Frame numbers are Wireshark’s, each of its own capture. Confidence is a ranking, not a percentage.',
  /** Conclusions of comparisons in a few words, for headings. */
  conclusions: {
    network: 'network',
    'network-in-part': 'network, in part',
    'both-fail': 'both fail',
    changed: 'changed',
    swapped: 'swapped',
    'nothing-fails': 'nothing fails',
    'cannot-tell': 'cannot tell',
    'between-sides': 'between the captures',
    'beyond-server-side': "beyond the server's side",
    'before-client-side': "before the client's side",
  },
  sidesFootnote:
    'A packet is found again in the other capture by its sequence number, its options and its payload, whatever its addresses are there. Frame numbers are Wireshark’s, each of its own capture; times are on the first capture’s clock. Confidence is a ranking, not a percentage.',
  /** What a case's files were taken for. */
  fileKinds: {
    capture: 'capture',
    log: 'log',
    'look-up': 'look-up',
    archive: 'archive',
    other: 'not used',
    unreadable: 'unreadable',
  },
  /** Above lines of protocol, source, destination, counts and times. */
  forOwner: 'For the firewall’s owner, to search its log for',
  moreForOwner: (more: number) => `... and ${more} more: see the JSON report (endpoints, failed)`,
  noPackets: 'only a log or a look-up tells of it',
  stoppedAt: (segment: string) => `It is stopped ${segment}, as the captures together show.`,
  deviceUnknown: 'The capture does not tell which device it is.',
  firewallUnknown:
    'The capture does not tell which device it is. Begin with the firewall between the client and the Internet.',
  /** What a second capture would tell, by the verdict. */
  outside: {
    drop: 'Capture on the outside of the firewall at the same time. If the client’s packets do not leave there, the firewall drops them; if they leave and nothing comes back, the cause is further on.',
    reject:
      'Capture on the outside of the firewall at the same time. If the client’s packets do not leave there, the firewall is what refuses; if the refusal comes in there too, it is from further on.',
  },
};

/** Behind a caption: how many rows of a table are not shown; '' for none. */
function rowsLeftOut(left: number): string {
  if (left <= 0) return '';
  return `; ${grouped(left)} ${left === 1 ? 'row' : 'rows'} left out (all are in the JSON report)`;
}

/** What a page says in its tables of evidence and around them. */
export const page = {
  /** What a column of evidence is for. @param verdict its code; null where there is none */
  evidenceFor: (verdict: string | null) =>
    `Evidence for (+) and against (−) ${verdict ?? 'a verdict'}`,
  evidenceOf: (service: string) => `Evidence: ${service}`,
  confidence: 'confidence',
  noVerdict: 'No verdict.',
  endpointsAlike: (number: number) => `and ${further.endpoints(number)} alike.`,
  notDrawn: (endpoints: number) => `${further.endpoints(endpoints)} of this finding not drawn.`,
  /** Legend of a time line's two lanes. */
  packets: 'packets',
  log: 'log',
  /** Before an entry, for who cannot see its mark. */
  ofPackets: 'Packets',
  ofLog: 'Log',
  entriesLeftOut: (number: number) =>
    `Left out: ${number === 1 ? '1 entry' : `${grouped(number)} entries`} that tell least.`,
  /** How long nothing was. */
  later: (minutes: number) => {
    const hours = Math.floor(minutes / 60);
    const time = hours === 0 ? `${minutes} min` : `${grouped(hours)} h ${minutes % 60} min`;
    return `${time} later`;
  },
  inTheLog: (clock: string) => `${clock} in the log`,
};

/** What pictures of packets say. */
export const pictures = {
  marks: {
    try: 'packet that reaches the server',
    answer: 'answer of the server',
    lost: 'packet that vanishes',
    refusal: 'refusal, or an answer in the server’s place',
    open: 'what becomes of it, the capture does not tell',
  },
  /** Where what is in between stands, by where the refusal or the silence comes from. */
  places: {
    'this-host': 'on the client itself',
    'local-network': 'on the local network',
    near: 'near the client',
    'on-the-way': 'on the way',
    'server-end': 'at the server’s end',
    unknown: 'somewhere between',
  },
  /** What is in between, by the verdict. */
  between: {
    answered: 'In between',
    drop: 'Firewall',
    reject: 'Firewall',
    closed: 'In between',
    intercepted: 'Not the server',
    unreachable: 'Network',
    inconclusive: 'Unknown',
  },
  inBetween: 'In between',
  notInCapture: 'not in the capture',
  client: 'Client',
  server: 'Server',
  clients: 'clients',
  pictureOf: (service: string) => `Picture: ${service}`,
  /** Behind who asks whom. @param clock whose time it is: `UTC` */
  fromTime: (time: string, clock: string) => `, from ${time} ${clock}`,
  packetsBetween: (client: string, service: string) => `Packets between ${client} and ${service}`,
  packetsAt: (service: string, one: string, other: string) =>
    `Packets of ${service} at ${one} and at ${other}`,
  /** Before a picture’s content in rows. */
  asTable: 'As a table',
  morePackets: (number: number) => `${grouped(number)} more ${number === 1 ? 'packet' : 'packets'}`,
  packetsNotDrawn: (number: number) => `${further.packets(number)} not drawn.`,
  connectionsAlike: (packets: number) =>
    `${amounts.packets(packets)} of connections that end alike; numbers at each side are frames of its own capture.`,
  /** What a packet is, behind its flags. */
  payload: (bytes: number) => `, ${bytes} bytes`,
  again: ', again',
  newTry: ', new try',
  answer: 'Answer: ',
  /** A packet for who cannot see the picture. @param when `+0.400 s`, or '' */
  frameTold: (frame: number, when: string, what: string, became: string) =>
    `Frame ${frame}${when === '' ? '' : ` at ${when}`}: ${what}, ${became}.`,
  /** @param frames each of its own capture, as `frameAt` has it */
  packetTold: (what: string, when: string, frames: readonly string[]) =>
    `${what} at ${when}: ${frames.join(', ')}.`,
  frameAt: (frame: number, place: string) => `frame ${frame} at ${place}`,
  overTime: (left: number, clock: string) =>
    `Each line reaches from the first to the last packet of the endpoint; marks are frames that this report cites.${left > 0 ? ` ${further.endpoints(left)} not drawn.` : ''} Times are ${clock}.`,
  lineTold: (
    first: string,
    last: string,
    {
      attempts,
      retransmissions,
      answered,
      refused,
    }: { attempts: number; retransmissions: number; answered: number; refused: number },
  ) =>
    `From ${first} to ${last}: ${amounts.tries(attempts)}, ${amounts.repetitions(retransmissions)}, ${answered} answered, ${refused} refused`,
  /** What became of a packet. */
  deliveries: {
    sent: 'client to server',
    refused: 'client to server, stopped in between',
    lost: 'client to server, vanishes on the way',
    open: 'client to server, no answer in the capture',
    answer: 'server to client',
    'answer-lost': 'server to client, not taken in',
    refusal: 'to the client, from something in between',
    'server-refusal': 'refusal, server to client',
  },
};
