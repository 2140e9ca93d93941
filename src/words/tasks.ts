/** What cannot be done with an input: in English, as errors are. */
export const taskWords = {
  redactionTakesTwoLooks:
    'a redacted report takes two looks at a capture, and standard input or a pipe allows one',
  evidenceFromPipe: 'the evidence takes a second look at the capture, and a pipe allows one',
  writeCaptureFirst: 'Write the capture to a file first.',
  noneToKeep: (text: string) =>
    `--redact-keep takes addresses, ranges and names; "${text}" is none of these`,
  tryKept: 'Such as 192.0.2.1, 2001:db8::/32, www.example.com or *.example.com.',
  cannotRead: 'it cannot be read',
  changedMeanwhile: (path: string) => `${path} has changed meanwhile`,
  archivesLieEachOther: (maximumArchiveDepth: number) =>
    `archives lie in each other more than ${maximumArchiveDepth} deep`,
  archivesInsideArchivesMay: (maximumInnerArchives: number) =>
    `archives inside archives may have ${maximumInnerArchives / 1_048_576} MiB together: unpack the outer one first`,
  doesNotGoFrom: (name: string) => `${name} does not go from thread to thread`,
  bugReadBeforeNot:
    'This is a bug in pcap-verdict; what was read before it is not lost. Please report it with the capture, if you may share it.',
};
