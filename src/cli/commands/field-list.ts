import { PACKET_COLUMNS } from '../../documents/packet-list/columns.ts';
import {
  DEFAULT_FIELD_LINES,
  type FieldLineOptions,
  type FieldSource,
} from '../../documents/packet-list/field-lines.ts';
import { findField, nearestNames } from '../../protocols/fields/registry.ts';
import { UsageError } from '../usage-error.ts';
import type { FieldList } from './packets.ts';

/** A column's name as tshark has it: `_ws.col.Info`. */
const COLUMN_PREFIX = '_ws.col.';

function source(name: string): FieldSource {
  if (name.startsWith(COLUMN_PREFIX)) {
    const title = name.slice(COLUMN_PREFIX.length).toLowerCase();
    const column = PACKET_COLUMNS.find((one) => one.title.toLowerCase() === title);
    if (column !== undefined) return { name, column };
    const titles = PACKET_COLUMNS.map((one) => COLUMN_PREFIX + one.title).join(', ');
    throw new UsageError(`${name} is no column`, `Columns: ${titles}`);
  }
  const field = findField(name);
  if (field !== undefined) return { name, field };
  const near = nearestNames(name);
  throw new UsageError(
    `${name} is neither a field nor a protocol name known here`,
    near.length > 0 ? `Did you mean ${near.join(', ')}?` : '`pcap-verdict fields` lists them all.',
  );
}

type Change = (value: string) => Partial<FieldLineOptions> | null;

function yesOrNo(key: 'header' | 'byteOrderMark'): Change {
  return (value) => (/^[yn]/i.test(value) ? { [key]: /^y/i.test(value) } : null);
}

/** `/t`, `/s`, or one character. */
function character(value: string): string | null {
  if (value === '/t') return '\t';
  if (value === '/s') return ' ';
  const [first] = value;
  return first ?? null;
}

/** What tshark's `-E` knows, and what each changes. */
const CHANGES: Readonly<Record<string, Change>> = {
  header: yesOrNo('header'),
  bom: yesOrNo('byteOrderMark'),
  separator(value) {
    const separator = character(value);
    return separator === null ? null : { separator };
  },
  aggregator(value) {
    const aggregator = character(value);
    return aggregator === null ? null : { aggregator };
  },
  occurrence(value) {
    switch (value) {
      case 'f':
        return { occurrence: 'first' };
      case 'l':
        return { occurrence: 'last' };
      case 'a':
        return { occurrence: 'all' };
      default:
        return null;
    }
  },
  quote(value) {
    switch (value) {
      case 'd':
        return { quote: '"' };
      case 's':
        return { quote: "'" };
      case 'n':
        return { quote: '' };
      default:
        return null;
    }
  },
};

/**
 * Reads `-e` and `-E` of `-T fields`.
 * @param names the values of `-e`, in their order
 * @param changes the values of `-E`, each `option=value`
 * @throws UsageError
 */
export function readFieldList(names: readonly string[], changes: readonly string[]): FieldList {
  if (names.length === 0) {
    throw new UsageError(
      '-T fields needs at least one -e NAME',
      'Such as -e frame.number -e ip.src',
    );
  }
  let options = DEFAULT_FIELD_LINES;
  for (const change of changes) {
    const [, key, value] = /^([^=]*)=(.*)$/s.exec(change) ?? [];
    const changed = key !== undefined && Object.hasOwn(CHANGES, key) ? CHANGES[key](value) : null;
    if (changed === null) {
      throw new UsageError(
        `-E ${change} is not known`,
        'header=y|n, separator=/t|/s|CHARACTER, occurrence=f|l|a, aggregator=,|/s|CHARACTER, quote=d|s|n, bom=y|n',
      );
    }
    options = { ...options, ...changed };
  }
  return { sources: names.map(source), ...options };
}
