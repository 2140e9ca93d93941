import type { CodeExplanation } from '../../words/explanation.ts';

/** What `explain` tells of findings that a case's logs alone bear: a code is the first part of an id. */
export const CASE_EXPLANATIONS: readonly CodeExplanation[] = [
  {
    code: 'log',
    title: "The client's log tells of a failure that no capture shows",
    meaning:
      'No capture has the packets of that time. A log alone cannot tell a firewall that drops from one that rejects, or from a server that is down.',
    advice:
      "Capture on the PC's outgoing interface while the client tries, and judge capture and log together.",
  },
  {
    code: 'log-disagrees',
    title: "The client's log tells of a failure while its servers answer",
    meaning:
      'At the time of which the log tells, the servers answered in the capture: the network let their packets through, so what fails is on the PC, or log and capture are not of the same PC.',
    advice:
      'Look at the PC: local firewall or antivirus, another VPN client, a proxy setting, the client itself.',
  },
];
