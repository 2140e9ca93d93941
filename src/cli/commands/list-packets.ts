import { knownDnsServers } from '../../diagnose.ts';
import type { DisplayFilter } from '../../filter/display-filter.ts';
import { open } from '../open.ts';
import { Output } from '../output.ts';
import { reportProblems } from '../problems.ts';
import { type PacketsOptions, packetsCommand } from './packets.ts';

/** `pcap-verdict packets CAPTURE`: the packet list on standard output. */
export async function packets(
  path: string,
  filter: DisplayFilter | undefined,
  format: PacketsOptions['format'],
  count: number | undefined,
  timeFormat: PacketsOptions['timeFormat'],
): Promise<void> {
  const { reader } = await open(path, { sha256: false });
  const output = new Output(process.stdout);
  try {
    await packetsCommand({
      reader,
      filter,
      dnsServers: knownDnsServers(),
      format,
      count,
      timeFormat,
      write: (text) => output.write(text),
    });
    await output.flush();
    reportProblems(reader.problems);
  } finally {
    await reader.close();
  }
}
