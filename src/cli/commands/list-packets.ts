import { dnsPolicy } from '../../profiles/dns-policy.ts';
import { pathInput } from '../input.ts';
import { open } from '../open.ts';
import { Output } from '../output.ts';
import { reportProblems } from '../problems.ts';
import { type PacketsOptions, packetsCommand } from './packets.ts';

export interface ListPacketsOptions
  extends Pick<PacketsOptions, 'filter' | 'format' | 'fields' | 'count' | 'timeFormat'> {
  /** Path, or `-` for standard input. */
  readonly capture: string;
}

/** `pcap-verdict packets CAPTURE`: the packet list, or fields, on standard output. */
export async function packets({ capture, ...options }: ListPacketsOptions): Promise<void> {
  const { reader } = await open(pathInput(capture), { sha256: false });
  const output = new Output(process.stdout);
  try {
    await packetsCommand({
      reader,
      ...dnsPolicy({ asInWireshark: true }),
      ...options,
      write: (text) => output.write(text),
    });
    await output.flush();
    reportProblems(reader.problems);
  } finally {
    await reader.close();
  }
}
