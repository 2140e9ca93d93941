/** What the command `packets` says: its options, examples, confirmations and errors. */
export const packetsWords = {
  capture: 'capture file, or -',
  displayFilter: 'show only matching packets',
  formList: 'form of the list',
  count: 'show only the first N packets',
  takesWholeNumberAbove: '-c takes a whole number above 0',
  time: 'how times are written',
  fieldsThoseNamesTshark: 'fields: those that -e names, as tshark prints them',
  e: 'a field (tcp.stream) or column (_ws.col.Info); once for each',
  belongFields: '-e and -E belong to -T fields',
  traceDecode:
    'for who adds a protocol: which decoder took which bytes of this frame, and why it ended',
  firstDnsIcmpPackets: 'the first 20 DNS and ICMP packets',
  fieldsPacketsScript: 'fields of packets, for a script',
  noColumn: (name: string) => `${name} is no column`,
  neitherFieldNorProtocol: (name: string) =>
    `${name} is neither a field nor a protocol name known here`,
  didYouMean: (near: string) => `Did you mean ${near}?`,
  listsThemAll: '`pcap-verdict fields` lists them all.',
  fieldsNeedsLeastName: '-T fields needs at least one -e NAME',
  tryFrameNumberIp: 'Such as -e frame.number -e ip.src',
  notKnown: (change: string) => `-E ${change} is not known`,
  everyHeader: 'every header was there',
  captureKeptOnlyStart: 'the capture kept only the start of the packet',
  lengthValueCannotRight: 'a length or a value cannot be right',
  moreThanLayers: (maximumLayers: number) => `there are more than ${maximumLayers} layers`,
  icmpErrorQuotesOnly: 'an ICMP error quotes only the start of the packet',
  noFrameCapture: (frame: number) => `there is no frame ${frame} in the capture`,
  frameLinkType: (frameNumber: number, linkType: number) =>
    `frame ${frameNumber}, link type ${linkType}`,
  fromReassembledDatagram: 'from here on in the reassembled datagram',
  fromQuotedIcmpError: 'from here on quoted by an ICMP error',
};
