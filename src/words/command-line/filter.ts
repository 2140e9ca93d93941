/** What the command `filter` says: its options, examples, confirmations and errors. */
export const filterWords = {
  wiresharkDisplayFilter: 'Wireshark display filter',
  capture: 'count the packets that it selects here: a capture file, or -',
  readingScripts: 'for reading, or for scripts',
  doesAsk: 'what does this ask for?',
  selectsPackets: (selected: number, packets: number, capture: string) =>
    `Selects ${selected} of ${packets} packets in ${capture}`,
};
