import { compileDisplayFilter, type DisplayFilter } from '../../filter/display-filter.ts';
import {
  type ExplainedFilter,
  type Explanation,
  explainDisplayFilter,
} from '../../filter/explain.ts';
import { dnsPolicy } from '../../profiles/dns-policy.ts';
import { escapeText, printableJson } from '../../protocols/escape.ts';
import type { PacketView } from '../../protocols/packet-view.ts';
import { Next, runPackets } from '../../track/run-packets.ts';
import { warningLines, withWiresharkNames } from '../display-filter.ts';
import { captureName } from '../errors.ts';
import { pathInput } from '../input.ts';
import { open } from '../open.ts';
import { reportProblems } from '../problems.ts';

export interface FilterOptions {
  readonly filter: string;
  /** Path, or `-` for standard input: packets are counted there. */
  readonly capture: string | undefined;
  readonly format: 'text' | 'json';
}

/** How many packets of a capture a filter selects. */
interface Count {
  readonly capture: string;
  readonly packets: number;
  readonly selected: number;
}

/** `pcap-verdict filter EXPR`: the filter in words, its fields, and how many packets it selects. */
export async function filterCommand(options: FilterOptions): Promise<string> {
  const { filter: text, capture, format } = options;
  const explained = withWiresharkNames(() => explainDisplayFilter(text));
  for (const line of warningLines(text, explained.warnings)) process.stderr.write(`${line}\n`);
  const count = capture === undefined ? null : await countPackets(capture, text);
  return format === 'json' ? jsonText(text, explained, count) : plainText(explained, count);
}

async function countPackets(capture: string, text: string): Promise<Count> {
  const filter: DisplayFilter = compileDisplayFilter(text);
  const { reader } = await open(pathInput(capture), { sha256: false });
  try {
    let packets = 0;
    let selected = 0;
    const observe = (_: PacketView, isSelected: boolean) => {
      packets++;
      if (isSelected) selected++;
      return Next.MORE;
    };
    await runPackets(reader, { filter, observe }, dnsPolicy({ asInWireshark: true }));
    reportProblems(reader.problems);
    return { capture: captureName(capture), packets, selected };
  } finally {
    await reader.close();
  }
}

function plainText({ tree, fields }: ExplainedFilter, count: Count | null): string {
  const lines = tree === null ? ['every packet'] : treeLines(tree, '');
  if (fields.length > 0) {
    const width = Math.max(...fields.map(({ name }) => name.length));
    lines.push('', 'Fields');
    for (const { name, type, meaning } of fields) {
      lines.push(`  ${name.padEnd(width)}  ${type.padEnd(16)}  ${meaning}`);
    }
  }
  if (count !== null) {
    const { selected, packets, capture } = count;
    lines.push('', `Selects ${selected} of ${packets} packets in ${capture}`);
  }
  return `${lines.map(escapeText).join('\n')}\n`;
}

function treeLines({ text, of }: Explanation, indent: string): string[] {
  return [indent + text, ...of.flatMap((part) => treeLines(part, `${indent}  `))];
}

function jsonText(text: string, { tree, fields, warnings }: ExplainedFilter, count: Count | null) {
  const value = {
    filter: text,
    tree,
    fields: fields.map(({ name, type, base, meaning }) => ({ name, type, base, meaning })),
    warnings: warnings.map(({ message, start, end }) => ({ message, start, end })),
    ...(count === null ? {} : { count }),
  };
  return `${printableJson(value)}\n`;
}
