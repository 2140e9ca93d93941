import { escapeText } from '../protocols/escape.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/**
 * Text of anybody, for an element or a quoted attribute. What XML 1.0 cannot hold (2.2: most control
 * characters, halves of surrogate pairs, U+FFFE) is escaped as text, as all that is unprintable.
 */
export function escapeXml(text: string): string {
  return escapeText(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** ` name="value"` for each; those that are null are left out. */
export function attributes(values: Readonly<Record<string, string | number | null>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}
