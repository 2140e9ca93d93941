/** What the command `filter` says: its options, examples, confirmations and errors. */
export const filterWords = {
  positionals: {
    expression: 'Wireshark display filter',
  },
  options: {
    capture: 'count the packets that it selects here: a capture file, or -',
    format: 'for reading, or for scripts',
  },
  examples: {
    filter: 'what does this ask for?',
  },
  packetsSelected: (selected: number, packets: number, capture: string) =>
    `Selects ${selected} of ${packets} packets in ${capture}`,
};
