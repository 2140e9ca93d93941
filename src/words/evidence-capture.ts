/** Comments of evidence captures, and what stands in the place of what was redacted: English, as Wireshark is. */
export const evidenceCaptureWords = {
  speaksAgainst: ' (speaks against it)',
  furtherFindings: (number: number, maximumFindings: number) =>
    `- and ${number - maximumFindings} further findings`,
  ofCapture: (version: string, name: string, packets: number, sha256: string | null) =>
    `Evidence of pcap-verdict ${version} from ${name}, ${packets} packets` +
    `${sha256 === null ? '' : `, SHA-256 ${sha256}`}.`,
  lastFrameCaptureHow:
    'the last frame of the capture: how long was waited for an answer is counted up to here',
  firstFrameCapture: 'the first frame of the capture',
  onlyFramesReportCites: (citedOnly: boolean, context: number) =>
    `Only frames that the report cites${citedOnly ? '' : ', their conversations'}${context > 0 ? `, ${context} frames around each` : ''}, and the capture's first and last; comments say what they prove and which frame of the capture they are. This capture is an extract: whoever judges it anew may see less than the report did.`,
  furtherCitedFramesLeft: (leftOut: number) =>
    `${leftOut} further cited frames are left out: there are too many.`,
  cutBehindTransportHeaders: 'Cut behind the transport headers, DNS messages excepted.',
  timesClockInterfacePlace: (text: string, title: string) =>
    `${text} Times are on the clock of ${title}; an interface is a place of capture.`,
  seenBothPlaces: (head: string) => `${head}: seen at both places`,
  seenAlone: (head: string) => `${head}: seen here alone`,
  profileWhoseWordsLeft: 'a profile whose words are left out',
  wroteEventLog: (number: number, index: number) => `wrote event ${number + 1} of log ${index + 1}`,
  serviceProfile: 'a service of the profile',
};
