import { escapeText } from '../../protocols/escape.ts';

/** What the command `evidence` says: its options, examples, confirmations and errors. */
export const evidenceWords = {
  positionals: {
    capture: 'capture file',
  },
  options: {
    output: 'write the evidence to this file (pcapng)',
    context: 'frames around each cited one that are written, too',
    citedOnly: 'leave out the rest of the conversations that cited frames are of',
    headersOnly: 'cut what follows the transport headers; DNS messages stay',
    displayFilter: 'judge only endpoints with a matching packet',
  },
  contextOutOfRange: '--context takes a whole number from 0 to 1000',
  examples: {
    evidence: 'what to show a colleague in Wireshark',
    redacted: 'what may leave the house',
  },
  packetListWithoutBytes:
    'this list of packets does not hold the packets themselves, so there is no evidence to write',
  packetListWithoutBytesAdvice:
    'Take the capture that it was exported from; tshark -T json -x exports the packets, too.',
  logWithoutPackets: 'this is a log, which has no packets, so there is no evidence to write',
  logWithoutPacketsAdvice:
    'The report cites its lines; pcap-verdict CAPTURE LOG holds it against a capture.',
  citedLeftOut: (leftOut: number) => `; ${leftOut} further cited ones are left out`,
  evidenceWritten: (output: string, packets: number, cited: number, more: string) =>
    `pcap-verdict: wrote ${escapeText(output)} (pcapng): ${packets} frames, ${cited} of them cited${more}\n`,
  outputIsStandardOutput: 'evidence is written to a file',
  outputIsStandardOutputAdvice: 'Such as: -o proof.pcapng, -o /dev/stdout',
  outputOfOtherFormat: (output: string) =>
    `-o ${output}: evidence is written as pcapng, which has comments on the frames`,
  outputOfOtherFormatAdvice: {
    pcap: (stem: string, output: string) =>
      `Such as: -o ${stem}.pcapng; without the comments: editcap -F pcap ${stem}.pcapng ${output}`,
    report: (stem: string, output: string) =>
      `Such as: -o ${stem}.pcapng; a report: pcap-verdict CAPTURE -o ${output}`,
  },
  outputIsFolder: (output: string) => `${output} is a directory; -o takes a file`,
  outputIsCapture: (output: string) => `${output} is the capture itself; -o takes another file`,
  noSuchFolder: 'there is no such folder',
  evidenceUnwritable: (path: string, why: string) => `cannot write the evidence to ${path}: ${why}`,
};
