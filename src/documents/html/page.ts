import type { Report } from '../../diagnosis/report/report.ts';
import { markDefinitions } from './marks.ts';
import { html, Markup } from './markup.ts';
import { TONES } from './palette.ts';
import { STYLE, STYLE_HASH } from './style.ts';

/** A whole page. The policy forbids everything but its own style, so nothing in it can run or load. */
export function page(title: string, content: Markup): string {
  return `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${new Markup(STYLE_HASH)}'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – pcap-verdict</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
${markDefinitions()}
${content}
</body>
</html>`}\n`;
}

/** What stands at the top: the verdict in one sentence, and how sure it is. */
export function verdictHeader(kicker: string, summary: Report['summary']): Markup {
  return html`<header class="${TONES[summary.verdict]}">
<p class="kicker">pcap-verdict · ${kicker}</p>
<p class="status"><span class="verdict">${summary.verdict}</span>${summary.verdict !== 'inconclusive' && html`<span>${pips(summary.confidence)} confidence: <b>${summary.confidence}</b></span>`}</p>
<h1>${summary.text}</h1>
</header>`;
}

/** What every reader of numbers and weights is to know, for a page's foot. */
export const FOOTNOTE =
  'Frame numbers are Wireshark’s. Weights add up like logarithms of odds: 1 is a hint, 2 is telling, 4 is strong; confidence is an order, not a percentage. A capture shows one place of the network: silence looks the same whoever causes it.';

/** Three steps, so many of them filled. */
export function pips(confidence: Report['summary']['confidence']): Markup {
  const filled = { low: 1, medium: 2, high: 3 }[confidence];
  return html`<svg width="34" height="14" aria-hidden="true" focusable="false">${[0, 1, 2].map(
    (step) =>
      html`<rect class="${step < filled ? 'pip on' : 'pip'}" x="${1 + step * 11}" y="${9 - step * 4}" width="8" height="${4 + step * 4}"/>`,
  )}</svg>`;
}
