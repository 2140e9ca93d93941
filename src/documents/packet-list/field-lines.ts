import type { FieldDefinition } from '../../protocols/fields/field.ts';
import type { PacketView } from '../../protocols/packet-view.ts';
import type { Column } from '../row-formats.ts';
import { FieldValues } from './field-value.ts';
import type { PacketRow } from './row.ts';

/** What `-e` names: a field, or a column of the packet list. */
export type FieldSource =
  | { readonly name: string; readonly field: FieldDefinition }
  | { readonly name: string; readonly column: Column<PacketRow> };

/** How `-T fields` writes; what `-E` changes. */
export interface FieldLineOptions {
  /** A first line with the names. */
  readonly header: boolean;
  /** Between two fields. */
  readonly separator: string;
  /** Which values of a field that a packet has several of. */
  readonly occurrence: 'first' | 'last' | 'all';
  /** Between two values of a field. */
  readonly aggregator: string;
  /** Around each field that is there; empty for none. */
  readonly quote: string;
  /** A byte order mark before everything. */
  readonly byteOrderMark: boolean;
}

/** As tshark without `-E`. */
export const DEFAULT_FIELD_LINES: FieldLineOptions = {
  header: false,
  separator: '\t',
  occurrence: 'all',
  aggregator: ',',
  quote: '',
  byteOrderMark: false,
};

/** Writes a line of fields per packet, as `tshark -T fields` does. */
export class FieldLines {
  readonly #values = new FieldValues();

  constructor(
    private readonly sources: readonly FieldSource[],
    private readonly options: FieldLineOptions,
  ) {}

  /** Whether a column of the packet list is among them, so that `line` needs a row. */
  get needsRow(): boolean {
    return this.sources.some((source) => 'column' in source);
  }

  /** `Analysis` bits that the fields need. */
  get needs(): number {
    return this.sources.reduce(
      (needs, source) => needs | ('field' in source ? source.field.needs : 0),
      0,
    );
  }

  begin(): string {
    const { byteOrderMark, header, separator } = this.options;
    const names = header ? `${this.sources.map(({ name }) => name).join(separator)}\n` : '';
    return (byteOrderMark ? '\ufeff' : '') + names;
  }

  /**
   * The line of a packet.
   * @param row what the columns say of it; null only where `needsRow` is false
   */
  line(view: PacketView, row: PacketRow | null): string {
    const { separator, quote } = this.options;
    let text = '';
    for (let i = 0; i < this.sources.length; i++) {
      if (i > 0) text += separator;
      const cell = this.#cell(this.sources[i], view, row);
      if (cell !== null) text += quote + cell + quote;
    }
    return `${text}\n`;
  }

  #cell(source: FieldSource, view: PacketView, row: PacketRow | null): string | null {
    // Wireshark has every column, if only as an empty one.
    if ('column' in source) return row === null ? '' : String(source.column.value(row) ?? '');
    const { occurrence, aggregator } = this.options;
    const { texts } = this.#values;
    this.#values.read(source.field, view, occurrence === 'first');
    if (texts.length === 0) return null;
    if (occurrence === 'last') return texts[texts.length - 1];
    return texts.length === 1 ? texts[0] : texts.join(aggregator);
  }
}
