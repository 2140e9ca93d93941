/** What the command `fields` says: its options, examples, confirmations and errors. */
export const fieldsWords = {
  text: 'show only fields with this text',
  noFieldNameMeaning: (text: string | undefined) => `no field has "${text}" in its name or meaning`,
  listsThemAll: '`pcap-verdict fields` lists them all.',
  wiresharkFields: (protocol: string, covered: number, total: number) =>
    `${protocol}: ${covered} of Wireshark's ${total} fields`,
};
