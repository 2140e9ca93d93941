import { grouped } from '../en/phrases.ts';

/** What stands under verdicts that are not final. */
export const liveWords = {
  notKnownYet: (rest: number) => `${grouped(rest)} not known yet`,
  packetsHeldBackTcpdump: 'packets are held back (tcpdump -U hands them on)',
  ctrlReport: 'Ctrl-C: the report',
  liveCaptureComesThrough: '--live is for one capture that comes through a pipe',
  tryTcpdumpLive: 'Such as: tcpdump -U -w - | pcap-verdict - --live',
  liveNoPlaceDocument: (format: string) =>
    `--live has no place in -f ${format}, which is one document`,
  useNdjsonWriteReport: 'Use -f ndjson, or write the report to a file: -o FILE',
};
