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
  },
  howToConfirm: 'How to confirm',
  nextExplanation: 'The next most likely explanation is ',
  noOtherExplanation: 'No other explanation is supported',
  allowedElse:
    'This is what fails in this capture; the findings below have all that the product needs.',
  /** What every reader of numbers and weights is to know. */
  footnote:
    'Frame numbers are Wireshark’s. Before evidence, + is a hint, ++ is telling, +++ is strong, and − speaks against; what works beside it does not undo what fails. Confidence is an order, not a percentage. A capture shows one place of the network: silence looks the same whoever causes it.',
  comparisonFootnote:
    'A service is found again by its address, its name, or what it is for, as addresses differ between networks. Frame numbers are Wireshark’s, each of its own capture. Confidence is an order, not a percentage.',
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
    'A packet is found again in the other capture by its sequence number, its options and its payload, whatever its addresses are there. Frame numbers are Wireshark’s, each of its own capture; times are on the first capture’s clock. Confidence is an order, not a percentage.',
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
