import { CsvFormat } from './csv.ts';
import { JsonFormat } from './json.ts';
import type { PacketFormat } from './packet-format.ts';
import { TableFormat } from './table.ts';
import { TsvFormat } from './tsv.ts';

/** `-f` of the packet list: name → format. */
export const PACKET_FORMATS = {
  table: () => new TableFormat(),
  tsv: () => new TsvFormat(),
  csv: () => new CsvFormat(),
  json: () => new JsonFormat(),
} satisfies Record<string, () => PacketFormat>;

export type PacketFormatName = keyof typeof PACKET_FORMATS;
