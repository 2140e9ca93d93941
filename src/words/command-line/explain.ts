/** What the command `explain` says: its options, examples, confirmations and errors. */
export const explainWords = {
  code: 'such as syn-reset; without it, the list of all codes',
  noVerdictConfidencePlace: (code: string) =>
    `no verdict, confidence, place, observation or note is called "${code}"`,
  listsAllCodes: '`pcap-verdict explain` lists all codes.',
};
