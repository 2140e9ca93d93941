/** What the command `explain` says: its options, examples, confirmations and errors. */
export const explainWords = {
  positionals: {
    code: 'such as syn-reset; without it, the list of all codes',
  },
  unknownCode: (code: string) =>
    `no verdict, confidence, place, observation or note is called "${code}"`,
  unknownCodeAdvice: '`pcap-verdict explain` lists all codes.',
};
