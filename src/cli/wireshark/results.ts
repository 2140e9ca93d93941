import type { Report } from '../../diagnosis/report/report.ts';

/**
 * What the plug-in shows of a report, as lines of columns: every endpoint, then each frame that is cited, with
 * the number of its endpoint from 1 and the code of its evidence. Addresses, numbers and codes: nothing that a
 * capture could have written.
 */
export function resultsText({ endpoints }: Report): string {
  const lines: string[] = [];
  for (const one of endpoints) {
    const { client, server, protocol, port, verdict, confidence, patterns } = one;
    const columns = [client, server, protocol, port, verdict, confidence, patterns.join(',')];
    lines.push(['endpoint', ...columns].join('\t'));
  }
  for (const [index, { evidence, verdict }] of endpoints.entries()) {
    if (verdict === 'answered') continue;
    for (const { frames, code } of evidence) {
      for (const frame of frames) lines.push(['frame', frame, index + 1, code].join('\t'));
    }
  }
  return `${lines.join('\n')}\n`;
}
