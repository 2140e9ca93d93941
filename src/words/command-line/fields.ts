/** What the command `fields` says: its options, examples, confirmations and errors. */
export const fieldsWords = {
  positionals: {
    text: 'show only fields with this text',
  },
  nothingFound: (text: string | undefined) => `no field has "${text}" in its name or meaning`,
  nothingFoundAdvice: '`pcap-verdict fields` lists them all.',
  coverage: (protocol: string, covered: number, total: number) =>
    `${protocol}: ${covered} of Wireshark's ${total} fields`,
};
