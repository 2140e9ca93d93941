import { MemorySource } from '../../../src/capture/byte-source.ts';
import type { LogReading } from '../../../src/inputs/logs/log-event.ts';
import type { ProfileLog } from '../../../src/inputs/logs/profile-log.ts';
import { type ReadLogOptions, readLog } from '../../../src/inputs/logs/read-log.ts';
import { ciscoSecureAccess } from '../../../src/profiles/cisco-secure-access.ts';

export const [linesLog, blocksLog] = ciscoSecureAccess.logs ?? [];

/** Lines of the vendor's article: as its text has them, and cut as its pictures show them. */
export const ARTICLE_LINES = [
  '2024-08-27 03:07:43 [8880] [DEBUG] < 12> Dns Protection IPv4 State Machine: checking reachability of primary OpenDNS resolver candidates using port 443 (candidates are 208.67.222.222, 208.67.220.220)',
  '2024-08-27 03:07:43 [8880] [DEBUG] < 12> Dns Protection IPv4 State Machine: probing for OpenDNS resolvers at addresses 208.67.222.222, 208.67.220.220, port 443',
  '2024-08-27 03:07:43 [8880] [DEBUG] < 13> Dns Protection IPv6 State Machine: rejected all candidate resolvers for port 443',
  '2024-08-27 03:07:48 [8880] [DEBUG] < 12> Dns Protection IPv4 State Machine: checking reachability of pr',
  '2024-08-27 03:07:48 [8880] [DEBUG] < 12> Dns Protection IPv4 State Machine: probing for OpenDNS resolve',
  '2024-08-27 03:07:53 [8880] [DEBUG] < 12> Dns Protection IPv4 State Machine: rejected all candidate reso',
];

export const ARTICLE_BLOCK = [
  'Date : 08/27/2024',
  'Time : 06:41:22',
  'Type : Warning',
  'Source : csc_swgagent',
  '',
  'Description : WARN | Thread 27cc | TCP handshake to SWG Proxy URL was not successful. Since fail open p',
];

/** Reads a log from memory, in chunks of a size. */
export function read(
  text: string | Uint8Array,
  log: ProfileLog = linesLog,
  options: ReadLogOptions & { chunk?: number | undefined } = {},
): Promise<LogReading> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return readLog(new MemorySource(bytes, 'log.txt', options.chunk), log, options);
}

/** What events are, in short: line, local time, id and address family. */
export function short({ events }: LogReading): string[] {
  return events.map(({ line, localTime, event, addressFamily }) => {
    const time = Number.isNaN(localTime) ? 'no time' : new Date(localTime).toISOString();
    return [line, time, event.id, addressFamily ?? '-'].join(' ');
  });
}
