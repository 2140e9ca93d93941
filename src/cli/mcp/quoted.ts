import { escapeText } from '../../protocols/escape.ts';
import { mcpWords } from '../../words/command-line/mcp.ts';

/** Characters of one text: a name in a capture may be as long as a message. */
const MAXIMUM_TEXT = 400;

/** What a reader that follows instructions must know before the first result. */
export const INSTRUCTIONS = mcpWords.instructions;

/**
 * Text that a capture may have written: on one line, cut, and between marks that it cannot have itself.
 */
export function quoted(text: string): string {
  const plain = escapeText(text).replace(/[⟦⟧]/g, '?').replace(/\s+/g, ' ');
  const cut = plain.length > MAXIMUM_TEXT ? `${plain.slice(0, MAXIMUM_TEXT)}…` : plain;
  return `⟦${cut}⟧`;
}

export function quotedOrNull(text: string | null): string | null {
  return text === null || text === '' ? null : quoted(text);
}
