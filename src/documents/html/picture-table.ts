import type { Words } from '../../words/words.ts';
import { type Content, html, type Markup } from './markup.ts';

/**
 * What a picture shows, as a table that unfolds beside it: for who cannot see it, and to copy from. Every part of
 * the picture is a row, the first cell its head. No landmark: a page has dozens.
 */
export function pictureTable(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly Content[])[],
  { pictures, phrases }: Words,
): Markup {
  return html`<details class="as-table"><summary>${pictures.asTable}<span class="unseen">${phrases.colon}${title}</span></summary><div class="scroll" tabindex="0" role="group" aria-label="${title}"><table>
<caption>${title}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([head, ...cells]) =>
      html`<tr><th scope="row">${head}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody>
</table></div></details>`;
}
