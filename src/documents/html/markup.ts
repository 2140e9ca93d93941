import { escapeText } from '../../protocols/escape.ts';

/** Text that is HTML or SVG already. */
export class Markup {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

export type Content = string | number | Markup | readonly Content[] | null | false;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text of anybody, for an element or a quoted attribute; what is unprintable is made visible. */
export function escapeHtml(text: string): string {
  return escapeText(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/**
 * HTML from a template: every value is escaped unless it is markup itself, lists are joined, null and
 * false are nothing. The only way to markup, so that nothing gets into a page unescaped.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = parts[0];
  for (let i = 0; i < values.length; i++) text += render(values[i]) + parts[i + 1];
  return new Markup(text);
}

function render(value: Content): string {
  if (value === null || value === false) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return value.map(render).join('');
}

/** Text in which no line ends inside a date and time. */
export function unbroken(text: string): Markup[] {
  return text
    .split(/(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/)
    .map((part, index) =>
      index % 2 === 0 ? html`${part}` : html`<span class="nowrap">${part}</span>`,
    );
}
