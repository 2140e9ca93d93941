/** What the command `flows` says: its options, examples, confirmations and errors. */
export const flowsWords = {
  capture: 'capture file, or -',
  displayFilter: 'show only flows with a matching packet',
  formList: 'form of the list',
  allTcpConnections: 'all TCP connections',
};
