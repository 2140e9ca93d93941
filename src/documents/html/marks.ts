import type { Words } from '../../words/words.ts';
import { html, type Markup } from './markup.ts';

/** Marks that are told apart by shape first, and by colour. */
export type Mark = 'try' | 'answer' | 'lost' | 'refusal' | 'open';

/** Drawn around the origin, eight units to each side at the most. */
const SHAPES: Readonly<Record<Mark, Markup>> = {
  try: html`<circle class="outline good" r="4"/>`,
  answer: html`<circle class="solid good" r="4"/>`,
  lost: html`<path class="outline failure" d="M-4.5-4.5 4.5 4.5M-4.5 4.5 4.5-4.5"/>`,
  refusal: html`<path class="solid tone" d="M0-6 6 0 0 6-6 0z"/>`,
  open: html`<path class="outline unknown" d="M-4-4h8v8h-8z"/>`,
};

/** The marks' definitions: once in a page, used by `<use>`. */
export function markDefinitions(): Markup {
  return html`<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>${(
    Object.keys(SHAPES) as Mark[]
  ).map((mark) => html`<g id="m-${mark}">${SHAPES[mark]}</g>`)}</defs></svg>`;
}

/** A mark at a place of an SVG. */
export function markAt(mark: Mark, x: number | string, y: number): Markup {
  return html`<use href="#m-${mark}" x="${x}" y="${y}"/>`;
}

/** What the marks mean, for under a picture. */
export function legend(marks: readonly Mark[], { pictures }: Words): Markup {
  return html`<ul class="legend">${marks.map(
    (mark) =>
      html`<li><svg width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true" focusable="false">${markAt(mark, 0, 0)}</svg> ${pictures.marks[mark]}</li>`,
  )}</ul>`;
}
