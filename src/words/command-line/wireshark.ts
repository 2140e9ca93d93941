/** What the command `wireshark` says. */
export const wiresharkWords = {
  positionals: {
    action: 'install, status, remove: the plug-in; results: what it shows of a capture',
    capture: 'results: the capture',
  },
  options: {
    displayFilter: 'results: judge only endpoints with a matching packet',
    results: 'results: the file to write; standard output otherwise',
  },
  examples: {
    install: 'adds Tools → pcap-verdict',
    remove: 'takes everything of it away',
  },
  fileForActionWithoutFile: (action: string) => `wireshark ${action} takes no file`,
  fileForActionWithoutFileAdvice: (action: string) => `Type: wireshark ${action}`,
  resultsWithoutOneCapture: 'wireshark results takes one capture',
  resultsWithoutOneCaptureAdvice: 'Type: wireshark results FILE',
  installed: `Start Wireshark again. Tools → pcap-verdict has it; for colours and buttons choose the profile
pcap-verdict (Edit → Configuration Profiles).
`,
  installedIsOtherVersion: (version: string) => ` (this is ${version}: install again)`,
  nothingToRemove: 'nothing was installed\n',
  colors: {
    evidenceOfDrop: 'evidence of a drop',
    evidenceOfReject: 'evidence of a reject',
  },
  profileIsUsers: (profile: string) => `${profile} is a profile of yours`,
  profileIsUsersAdvice:
    'Rename it in Wireshark (Edit, Configuration Profiles): nothing of yours is overwritten.',
};
