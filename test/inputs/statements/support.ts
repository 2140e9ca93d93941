import { MemorySource } from '../../../src/capture/byte-source.ts';
import { openCapture } from '../../../src/capture/open-capture.ts';
import { PacketRecord } from '../../../src/capture/packet-record.ts';
import type { CaptureReader } from '../../../src/capture/reader.ts';
import { Statement } from '../../../src/capture/statement.ts';
import { openText } from '../../../src/inputs/open-text.ts';
import { formatAddress } from '../../../src/protocols/address-text.ts';

/** What a log says, each statement copied, and its reader at the end. */
export async function readLog(
  text: string | Uint8Array,
): Promise<{ reader: CaptureReader; statements: Statement[] }> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const reader = await openCapture(new MemorySource(bytes, 'firewall.log'), [openText]);
  const statements: Statement[] = [];
  const record = new PacketRecord();
  while (await reader.refill()) {
    while (reader.next(record)) {
      if (record.statement === null) throw new Error('a packet without a statement');
      statements.push(Object.assign(new Statement(), record.statement));
    }
  }
  await reader.close();
  return { reader, statements };
}

type Words = readonly [number, number, number, number] | null;

/** Who and what a statement is about: `192.0.2.1:1024 > 198.51.100.2:443 tcp`. */
export function flowOf(statement: Statement): string {
  const end = (words: Words, port: number) =>
    `${words === null ? '?' : formatAddress(...words)}${port < 0 ? '' : `:${port}`}`;
  const { source, sourcePort, destination, destinationPort, protocol } = statement;
  return `${end(source, sourcePort)} > ${end(destination, destinationPort)} ${protocol}`;
}
