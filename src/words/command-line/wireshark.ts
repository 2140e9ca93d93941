/** What the command `wireshark` says. */
export const wiresharkWords = {
  installStatusRemovePlug:
    'install, status, remove: the plug-in; results: what it shows of a capture',
  capture: 'results: the capture',
  displayFilter: 'results: judge only endpoints with a matching packet',
  results: 'results: the file to write; standard output otherwise',
  addsTools: 'adds Tools → pcap-verdict',
  takesEverythingAway: 'takes everything of it away',
  wiresharkTakesNoFile: (action: string) => `wireshark ${action} takes no file`,
  typeWireshark: (action: string) => `Type: wireshark ${action}`,
  wiresharkResultsTakesCapture: 'wireshark results takes one capture',
  typeWiresharkResultsFile: 'Type: wireshark results FILE',
  startWiresharkAgainTools: `Start Wireshark again. Tools → pcap-verdict has it; for colours and buttons choose the profile
pcap-verdict (Edit → Configuration Profiles).
`,
  installAgain: (version: string) => ` (this is ${version}: install again)`,
  nothingInstalled: 'nothing was installed\n',
  evidenceDrop: 'evidence of a drop',
  evidenceReject: 'evidence of a reject',
  profileYours: (profile: string) => `${profile} is a profile of yours`,
  renameWiresharkEditConfiguration:
    'Rename it in Wireshark (Edit, Configuration Profiles): nothing of yours is overwritten.',
};
