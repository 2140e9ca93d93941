import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import { formatIpv4, formatIpv6 } from '../../src/protocols/address-text.ts';
import { readInt32 } from '../../src/protocols/bytes.ts';
import { Decoder } from '../../src/protocols/decoder.ts';
import { type FieldDefinition, ValueSink } from '../../src/protocols/fields/field.ts';
import { TYPES } from '../../src/protocols/fields/types.ts';
import { PacketView } from '../../src/protocols/packet-view.ts';
import { PacketAnnotator } from '../../src/track/packet-annotator.ts';

/** The values of one field in one frame, each in one spelling for both sides. */
export type Values = readonly string[];

export interface FieldDifference {
  readonly file: string;
  readonly frame: number;
  readonly field: string;
  readonly tshark: Values;
  readonly here: Values;
  readonly protocols: string;
}

const AGGREGATOR = '\x1f';

/** Writes a value as `ours` does: numbers in decimal, bytes in bare hexadecimal. */
function normalise(field: FieldDefinition, text: string): string {
  // Bytes that are none.
  if (text === '<none>' || text === '<missing>') return '';
  switch (field.type) {
    case 'FT_NONE':
    case 'FT_PROTOCOL':
      return 'there';
    case 'FT_STRING':
    case 'FT_IPv4':
      return text;
    case 'FT_IPv6':
      return text.toLowerCase();
    case 'FT_ABSOLUTE_TIME':
      return 'time';
    case 'FT_BOOLEAN':
      return text === 'True' ? '1' : text === 'False' ? '0' : String(Number(text));
    case 'FT_RELATIVE_TIME':
      return /^-?[\d.]+$/.test(text) ? Number(text).toFixed(9) : text;
    default:
      break;
  }
  if (TYPES[field.type]?.valueClass === 'bytes') return text.replaceAll(':', '').toLowerCase();
  const number = /^-?(?:0x[0-9a-f]+|[\d.]+(?:e[-+]\d+)?)/i.exec(text);
  return number === null ? text : String(Number(number[0]));
}

/** What tshark says of these fields, for each frame in one run. */
export function tsharkValues(file: string, fields: readonly FieldDefinition[]): Values[][] {
  // A name that is given twice has no value the first time.
  const names = [...new Set(['frame.protocols', ...fields.map(({ name }) => name)])];
  // A capture that is cut short makes tshark fail, after it has printed what it read.
  const { stdout } = spawnSync(
    'tshark',
    [
      ...['-n', '-r', file, '-T', 'fields', '-E', 'occurrence=a', '-E', `aggregator=${AGGREGATOR}`],
      ...names.flatMap((name) => ['-e', name]),
    ],
    {
      maxBuffer: 1 << 30,
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'latin1',
      env: { ...process.env, TZ: 'UTC' },
    },
  );
  const lines = stdout.split('\n');
  lines.pop();
  const places = fields.map(({ name }) => names.indexOf(name));
  return lines.map((line) => {
    const cells = line.split('\t');
    return [
      [cells[0]],
      ...fields.map((field, i) => {
        const cell = cells[places[i]] ?? '';
        return cell === '' ? [] : cell.split(AGGREGATOR).map((text) => normalise(field, text));
      }),
    ];
  });
}

class TextSink extends ValueSink {
  values: string[] = [];
  field: FieldDefinition | null = null;
  number(value: number): boolean {
    const type = this.field?.type ?? 'FT_UINT32';
    if (type === 'FT_IPv4') this.values.push(formatIpv4(value));
    else this.values.push(String(type.startsWith('FT_INT') ? toSigned(type, value) : value));
    return false;
  }
  bytes(bytes: Uint8Array, start: number, end: number): boolean {
    const type = this.field?.type;
    if (type === 'FT_PROTOCOL') this.values.push('there');
    else if (type === 'FT_IPv6') {
      const word = (i: number) => readInt32(bytes, start + 4 * i);
      this.values.push(formatIpv6(word(0), word(1), word(2), word(3)));
    } else this.values.push(Buffer.from(bytes.subarray(start, end)).toString('hex'));
    return false;
  }
  text(value: string): boolean {
    this.values.push(value);
    return false;
  }
  time(seconds: number, nanoseconds: number): boolean {
    const isAbsolute = this.field?.type === 'FT_ABSOLUTE_TIME';
    this.values.push(isAbsolute ? 'time' : (seconds + nanoseconds / 1e9).toFixed(9));
    return false;
  }
  label(): boolean {
    this.values.push('there');
    return false;
  }
}

function toSigned(type: string, value: number): number {
  if (type === 'FT_INT8') return (value << 24) >> 24;
  if (type === 'FT_INT16') return (value << 16) >> 16;
  return type === 'FT_INT32' ? value | 0 : value;
}

/** What we say of these fields, for each frame. */
export async function ourValues(
  file: string,
  fields: readonly FieldDefinition[],
): Promise<Values[][]> {
  const reader = await openCapture(new MemorySource(readFileSync(file)));
  const view = new PacketView();
  const decoder = new Decoder();
  const needs = fields.reduce((bits, field) => bits | field.needs, 0);
  const annotator = new PacketAnnotator(needs, reader.interfaces);
  const sink = new TextSink();
  const rows: Values[][] = [];
  while (await reader.refill()) {
    while (reader.next(view)) {
      decoder.decode(view);
      annotator.annotate(view);
      rows.push(
        fields.map((field) => {
          sink.values = [];
          sink.field = field;
          if (field.layers === null) field.each(view, -1, sink);
          else {
            for (let layer = 0; layer < view.layerCount; layer++) {
              if (field.layers.includes(view.layerProtocol[layer])) field.each(view, layer, sink);
            }
          }
          return sink.values;
        }),
      );
      view.frameAnnotation.noteDisplayed(view);
    }
  }
  await reader.close();
  return rows;
}

/** Where tshark and we differ. */
export async function compareFields(
  file: string,
  fields: readonly FieldDefinition[],
  theirs: Values[][] = tsharkValues(file, fields),
): Promise<FieldDifference[]> {
  const ours = await ourValues(file, fields);
  const differences: FieldDifference[] = [];
  for (let i = 0; i < Math.min(ours.length, theirs.length); i++) {
    fields.forEach((field, f) => {
      const tshark = theirs[i][f + 1];
      const here = ours[i][f];
      if (
        tshark.length === here.length &&
        tshark.every((value, v) => isSame(field, value, here[v]))
      ) {
        return;
      }
      const [protocols] = theirs[i][0];
      differences.push({ file, frame: i + 1, field: field.name, tshark, here, protocols });
    });
  }
  return differences;
}

function isSame(field: FieldDefinition, tshark: string, here: string): boolean {
  if (tshark === here) return true;
  if (!/TIME|DOUBLE/.test(field.type)) return false;
  const [one, other] = [Number(tshark), Number(here)];
  return Math.abs(one - other) <= 2e-6 * Math.max(1, Math.abs(one));
}
