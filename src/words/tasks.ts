/** What cannot be done with an input, and how a report was redacted: in English, as errors are. */
export const taskWords = {
  changedMeanwhile: (path: string) => `${path} has changed meanwhile`,
  archivesLieEachOther: (maximumArchiveDepth: number) =>
    `archives lie in each other more than ${maximumArchiveDepth} deep`,
  archivesInsideArchivesMay: (maximumInnerArchives: number) =>
    `archives inside archives may have ${maximumInnerArchives / 1_048_576} MiB together: unpack the outer one first`,
  doesNotGoFrom: (name: string) => `${name} does not go from thread to thread`,
  bugReadBeforeNot:
    'This is a bug in pcap-verdict; what was read before it is not lost. Please report it with the capture, if you may share it.',
};
