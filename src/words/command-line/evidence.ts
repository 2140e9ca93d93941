import { escapeText } from '../../protocols/escape.ts';

/** What the command `evidence` says: its options, examples, confirmations and errors. */
export const evidenceWords = {
  capture: 'capture file',
  output: 'write the evidence to this file (pcapng)',
  context: 'frames around each cited one that are written, too',
  citedOnly: 'leave out the rest of the conversations that cited frames are of',
  headersOnly: 'cut what follows the transport headers; DNS messages stay',
  contextTakesWholeNumber: '--context takes a whole number from 0 to 1000',
  displayFilter: 'judge only endpoints with a matching packet',
  showColleagueWireshark: 'what to show a colleague in Wireshark',
  mayLeaveHouse: 'what may leave the house',
  evidenceTakesSecondLook: 'the evidence takes a second look at the capture, and a pipe allows one',
  writeCaptureFileFirst: 'Write the capture to a file first.',
  listPacketsDoesNot:
    'this list of packets does not hold the packets themselves, so there is no evidence to write',
  takeCaptureExportedFrom:
    'Take the capture that it was exported from; tshark -T json -x exports the packets, too.',
  logNoPacketsSo: 'this is a log, which has no packets, so there is no evidence to write',
  reportCitesLinesCapture:
    'The report cites its lines; pcap-verdict CAPTURE LOG holds it against a capture.',
  furtherCitedOnesLeft: (leftOut: number) => `; ${leftOut} further cited ones are left out`,
  wrotePcapngFramesThem: (output: string, packets: number, cited: number, more: string) =>
    `pcap-verdict: wrote ${escapeText(output)} (pcapng): ${packets} frames, ${cited} of them cited${more}\n`,
  evidenceWrittenFile: 'evidence is written to a file',
  tryProofPcapngDev: 'Such as: -o proof.pcapng, -o /dev/stdout',
  evidenceWrittenPcapngComments: (output: string) =>
    `-o ${output}: evidence is written as pcapng, which has comments on the frames`,
  tryPcapngWithoutComments: (stem: string, output: string) =>
    `Such as: -o ${stem}.pcapng; without the comments: editcap -F pcap ${stem}.pcapng ${output}`,
  tryPcapngReportCapture: (stem: string, output: string) =>
    `Such as: -o ${stem}.pcapng; a report: pcap-verdict CAPTURE -o ${output}`,
  directoryTakesFile: (output: string) => `${output} is a directory; -o takes a file`,
  captureItselfTakesAnother: (output: string) =>
    `${output} is the capture itself; -o takes another file`,
  noSuchFolder: 'there is no such folder',
  cannotWriteEvidence: (path: string, why: string) =>
    `cannot write the evidence to ${path}: ${why}`,
};
