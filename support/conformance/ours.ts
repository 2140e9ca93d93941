// Our side of the conformance runner: filters and the packet list in one pass over a capture.

import { DEFAULT_FIELD_LINES, FieldLines } from '../../src/documents/packet-list/field-lines.ts';
import { ROW_NEEDS, RowWriter } from '../../src/documents/packet-list/row.ts';
import { compileDisplayFilter, type DisplayFilter } from '../../src/filter/display-filter.ts';
import { DisplayFilterError, openCapture } from '../../src/index.ts';
import { dnsPolicy } from '../../src/profiles/dns-policy.ts';
import type { FieldDefinition } from '../../src/protocols/fields/field.ts';
import { fractionDigits } from '../../src/tasks/list-packets.ts';
import { Next, type PacketConsumer, runPackets } from '../../src/track/run-packets.ts';
import { inWords } from '../../src/words/errors/said.ts';

/** A filter that we took, or why we did not. */
export interface OurFilter {
  readonly text: string;
  readonly compiled: DisplayFilter | null;
  readonly refusal: string;
}

/** What we say of a capture; as `TsharkAnswer`. */
export interface OurAnswer {
  readonly frames: readonly (readonly number[])[];
  readonly rows: readonly (readonly string[])[];
}

/** Compiles each filter, or keeps the reason of the refusal. */
export function compileAll(filters: readonly string[]): OurFilter[] {
  return filters.map((text) => {
    try {
      return { text, compiled: compileDisplayFilter(text), refusal: '' };
    } catch (error) {
      // Anything else than a refusal is a crash: that is a disagreement too, and worse.
      const refusal =
        error instanceof DisplayFilterError
          ? `${error.code}: ${inWords(error).message}`
          : `CRASH: ${error}`;
      return { text, compiled: null, refusal };
    }
  });
}

/** What to list of each packet beside the columns. */
export function fieldCells(fields: readonly FieldDefinition[]): FieldLines {
  return new FieldLines(
    fields.map((field) => ({ name: field.name, field })),
    DEFAULT_FIELD_LINES,
  );
}

/** Evaluates filters over a capture, and lists its packets, as `pcap-verdict packets` does. */
export async function askOurs(
  path: string,
  filters: readonly OurFilter[],
  fields: readonly FieldDefinition[],
): Promise<OurAnswer> {
  const frames: number[][] = filters.map(() => []);
  const rows: string[][] = [];
  const lines = fieldCells(fields);
  const needs = filters.reduce((bits, { compiled }) => bits | (compiled?.needs ?? 0), lines.needs);
  const reader = await openCapture(path);
  const writer = new RowWriter('utc');
  const consumer: PacketConsumer = {
    needs: needs | ROW_NEEDS,
    observe(view) {
      writer.observeTime(view);
      filters.forEach(({ compiled }, index) => {
        if (compiled?.matches(view) === true) frames[index].push(view.frameNumber);
      });
      view.frameAnnotation.noteDisplayed(view);
      const row = writer.row(view, fractionDigits(reader, view));
      const { number, time, source, destination, protocol, length, info } = row;
      rows.push([
        ...[String(number), time, source, destination, protocol, String(length), info],
        ...lines.line(view, row).slice(0, -1).split('\t'),
      ]);
      return Next.MORE;
    },
  };
  await runPackets(reader, consumer, dnsPolicy({ asInWireshark: true }));
  await reader.close();
  return { frames, rows };
}
