/** What the command `flows` says: its options, examples, confirmations and errors. */
export const flowsWords = {
  positionals: {
    capture: 'capture file, or -',
  },
  options: {
    displayFilter: 'show only flows with a matching packet',
    format: 'form of the list',
  },
  examples: {
    tcp: 'all TCP connections',
  },
};
