/** What the command `packets` says: its options, examples, confirmations and errors. */
export const packetsWords = {
  positionals: {
    capture: 'capture file, or -',
  },
  options: {
    displayFilter: 'show only matching packets',
    format: 'form of the list',
    count: 'show only the first N packets',
    time: 'how times are written',
    T: 'fields: those that -e names, as tshark prints them',
    e: 'a field (tcp.stream) or column (_ws.col.Info); once for each',
    traceDecode:
      'for who adds a protocol: which decoder took which bytes of this frame, and why it ended',
  },
  countOutOfRange: '-c takes a whole number above 0',
  fieldsWithoutT: '-e and -E belong to -T fields',
  examples: {
    filtered: 'the first 20 DNS and ICMP packets',
    fields: 'fields of packets, for a script',
  },
  unknownColumn: (name: string) => `${name} is no column`,
  unknownField: (name: string) => `${name} is neither a field nor a protocol name known here`,
  unknownFieldNearest: (near: string) => `Did you mean ${near}?`,
  unknownFieldAdvice: '`pcap-verdict fields` lists them all.',
  noFieldNamed: '-T fields needs at least one -e NAME',
  noFieldNamedAdvice: 'Such as -e frame.number -e ip.src',
  unknownFieldSetting: (change: string) => `-E ${change} is not known`,
  decodeEnd: {
    complete: 'every header was there',
    cutShort: 'the capture kept only the start of the packet',
    malformed: 'a length or a value cannot be right',
    tooDeep: (maximumLayers: number) => `there are more than ${maximumLayers} layers`,
    quoteCut: 'an ICMP error quotes only the start of the packet',
  },
  frameNotInCapture: (frame: number) => `there is no frame ${frame} in the capture`,
  tracedFrame: (frameNumber: number, linkType: number) =>
    `frame ${frameNumber}, link type ${linkType}`,
  layerReassembled: 'from here on in the reassembled datagram',
  layerQuoted: 'from here on quoted by an ICMP error',
};
