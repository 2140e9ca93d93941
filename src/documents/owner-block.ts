import type { ReportEndpoint } from '../diagnosis/report/report.ts';
import { type TimeZone, timeSpanText } from '../diagnosis/report/time-zone.ts';
import { hostAndPort } from '../protocols/address-text.ts';
import type { Words } from '../words/words.ts';
import { clientText } from './service-text.ts';
import type { CopyBlock } from './tree.ts';

/** Verdicts that are somebody's rule: who has set it can look it up. */
const BY_RULE: ReadonlySet<string> = new Set(['drop', 'reject', 'intercepted']);
/** Client's ports of one line. */
const PORTS_SHOWN = 6;

/**
 * What the owner of the firewall is to search its log for: 5-tuples, how often, and from when to when.
 * Null where no rule is blamed, or nothing is known to search for.
 * @param zone of the times; UTC where it is undefined
 * @param shown lines that there is room for
 * @param hasTimes the capture's packets have times
 */
export function ownerBlock(
  verdict: string,
  members: readonly ReportEndpoint[],
  zone: TimeZone | undefined,
  shown: number,
  words: Words,
  hasTimes = true,
): CopyBlock | null {
  if (!BY_RULE.has(verdict)) return null;
  const lines = members.flatMap((endpoint) => ownerLine(endpoint, zone, words, hasTimes) ?? []);
  if (lines.length === 0) return null;
  const more = lines.length - shown;
  return {
    kind: 'copy-block',
    title: words.documents.forOwner,
    label: words.documents.forOwner,
    lines: [...lines.slice(0, shown), ...(more > 0 ? [words.documents.moreForOwner(more)] : [])],
  };
}

/**
 * `tcp 192.0.2.20:50528,50530 -> 203.0.113.52:443, 2 tries, 9 packets, 2026-11-02 10:00:00.241 to
 * 2026-11-02 10:00:21.900 UTC`.
 */
function ownerLine(
  endpoint: ReportEndpoint,
  zone: TimeZone | undefined,
  words: Words,
  hasTimes: boolean,
): string | null {
  const { server, port, protocol, failed } = endpoint;
  const { amounts, phrases } = words;
  const client = clientText(endpoint, words);
  if (failed === null) return null;
  // A packet list may not show ports.
  const ports = failed.clientPorts.filter((number) => number !== 0).sort((a, b) => a - b);
  const some = `${ports.slice(0, PORTS_SHOWN).join(',')}${ports.length > PORTS_SHOWN ? ',...' : ''}`;
  const parts = [
    `${protocol} ${ports.length === 0 ? client : hostAndPort(client, some)}`,
    `-> ${port === null ? server : hostAndPort(server, port)},`,
    `${amounts.tries(failed.count)},`,
    `${amounts.packets(failed.packets)}${hasTimes ? ',' : ''}`,
    ...(hasTimes
      ? [
          timeSpanText(
            ...([milliseconds(failed.firstTime), milliseconds(failed.lastTime)] as const),
            ...([zone, phrases.span] as const),
          ),
        ]
      : []),
  ];
  return parts.join(' ');
}

/** A log has no more digits than that. */
function milliseconds(time: string): string {
  return time.replace(/(\.\d{3})\d*Z$/, '$1Z');
}
