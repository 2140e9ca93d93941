import { grouped } from '../en/phrases.ts';

/** What stands under verdicts that are not final. */
export const liveWords = {
  restNotKnownYet: (rest: number) => `${grouped(rest)} not known yet`,
  packetsHeldBack: 'packets are held back (tcpdump -U hands them on)',
  howToEnd: 'Ctrl-C: the report',
  liveWithoutPipe: '--live is for one capture that comes through a pipe',
  liveWithoutPipeAdvice: 'Such as: tcpdump -U -w - | pcap-verdict - --live',
  liveOfOneDocument: (format: string) =>
    `--live has no place in -f ${format}, which is one document`,
  liveOfOneDocumentAdvice: 'Use -f ndjson, or write the report to a file: -o FILE',
};
