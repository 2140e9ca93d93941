import { compileDisplayFilter, type DisplayFilter } from '../../filter/display-filter.ts';
import { dnsPolicy } from '../../profiles/dns-policy.ts';
import { escapeText, printableJson } from '../../protocols/escape.ts';
import type { PacketView } from '../../protocols/packet-view.ts';
import { open } from '../../tasks/input.ts';
import { Next, runPackets } from '../../track/run-packets.ts';
import { filterWords } from '../../words/command-line/filter.ts';
import { said } from '../../words/errors/said.ts';
import {
  type ExplainedFilter,
  type Explanation,
  explainDisplayFilter,
} from '../../words/explained-filter.ts';
import { argument, command } from '../command.ts';
import { withWiresharkNames, writeWarnings } from '../display-filter.ts';
import { captureName, reportProblems } from '../errors.ts';
import * as option from '../options.ts';
import type { Session } from '../session.ts';

/** How many packets of a capture a filter selects. */
interface Count {
  readonly capture: string;
  readonly packets: number;
  readonly selected: number;
}

/** `pcap-verdict filter EXPR`: the filter in words, its fields, and how many packets it selects. */
export const filter = command({
  positionals: { expression: argument(filterWords.positionals.expression) },
  options: [
    option.options(
      {
        capture: option.text(filterWords.options.capture),
      },
      (given) => given,
    ),
    option.format(['text', 'json'], filterWords.options.format),
  ],
  examples: [["$0 filter 'ip.addr != 192.0.2.1'", filterWords.examples.filter]],
  async run({ expression, capture, format }, session) {
    session.subject = capture ?? '';
    const explained = withWiresharkNames(expression, '', () => explainDisplayFilter(expression));
    writeWarnings(expression, explained.warnings, session);
    const count = capture === undefined ? null : await countPackets(capture, expression, session);
    session.stdout.write(
      format === 'json' ? jsonText(expression, explained, count) : plainText(explained, count),
    );
  },
});

async function countPackets(capture: string, text: string, session: Session): Promise<Count> {
  const filter: DisplayFilter = compileDisplayFilter(text);
  const { reader } = await open(session.platform.input(capture));
  try {
    let packets = 0;
    let selected = 0;
    const observe = (_: PacketView, isSelected: boolean) => {
      packets++;
      if (isSelected) selected++;
      return Next.MORE;
    };
    await runPackets(reader, { filter, observe }, dnsPolicy({ asInWireshark: true }));
    reportProblems(reader.problems, session);
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
    lines.push('', filterWords.packetsSelected(selected, packets, capture));
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
    warnings: warnings.map(({ sentence, start, end }) => ({ message: said(sentence), start, end })),
    ...(count === null ? {} : { count }),
  };
  return `${printableJson(value)}\n`;
}
