/** Cuts a paragraph into lines of at most `width` columns; further lines are indented. */
export function wrap(paragraph: string, width: number, indent = 0): string[] {
  const lead = /^ */.exec(paragraph)?.[0] ?? '';
  const lines: string[] = [];
  let line = lead;
  let isEmpty = true;
  for (const word of paragraph.trim().split(' ')) {
    if (!isEmpty && visibleLength(line) + 1 + visibleLength(word) > width) {
      lines.push(line);
      line = ' '.repeat(indent);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  lines.push(line);
  return lines;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: our own colour sequences
const ANSI = /\u001b\[[0-9;]*m/g;

function visibleLength(value: string): number {
  return value.replace(ANSI, '').length;
}
