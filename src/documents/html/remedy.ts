import type { Report, ReportEndpoint, ReportFinding } from '../../diagnosis/report/report.ts';
import { isFailure, type Verdict } from '../../evidence/verdict.ts';
import { words } from '../../words/words.ts';
import { captureFilterOf, displayFilterOf } from './filters.ts';
import { html, type Markup } from './markup.ts';

const LINES = 40;

const NEW_LINE = html`
`;

/** Patterns of a port that is open: there is nothing to open for them. */
const PORT_IS_OPEN: ReadonlySet<string> = new Set(['attempts-lost', 'rate-limited']);

/** Whether a rule for the port is missing: nothing of the endpoint gets through at all. */
function wantsPort({ verdict, stage, patterns }: ReportEndpoint): boolean {
  return (
    (verdict === 'drop' || verdict === 'reject') &&
    (stage === 'question' || stage === 'after-syn') &&
    !patterns.some((code) => PORT_IS_OPEN.has(code))
  );
}

/** What a firewall rule is to allow: protocol, destination, port, to copy; null where no port is shut. */
export function openings(endpoints: readonly ReportEndpoint[]): Markup | null {
  const rows = new Map<string, string>();
  for (const { protocol, server, port, name } of endpoints.filter(wantsPort)) {
    const line = `${protocol.toUpperCase()}  ${server}  ${port}`;
    rows.set(line, name === null ? line : `${line}  # ${name}`);
  }
  if (rows.size === 0) return null;
  const lines = [...rows.values()].slice(0, LINES);
  const more = rows.size - lines.length;
  return html`<pre class="copy" tabindex="0" aria-label="To allow: protocol, destination, port">${lines.map((line, index) => html`${index > 0 && NEW_LINE}${line}`)}</pre>${more > 0 && html`<p class="quiet">and ${more} more in the table of endpoints.</p>`}`;
}

/** On which device: by the places of what failed. */
export function device(endpoints: readonly ReportEndpoint[]): string {
  const codes = [
    ...new Set(
      endpoints
        .filter(({ verdict }) => isFailure(verdict))
        .flatMap(({ place }) => place?.code ?? []),
    ),
  ];
  const known = codes.filter((code) => code !== 'unknown');
  if (known.length === 0) {
    const isFirewall = endpoints.some(({ verdict }) => verdict === 'drop' || verdict === 'reject');
    return `The capture does not tell which device it is.${isFirewall ? ' Begin with the firewall between the client and the Internet.' : ''}`;
  }
  return known.map((code) => words.places[code].advice).join(' ');
}

/** The product's functions that a finding is about, as its users call them, and whether all of each. */
export function functionTitles(finding: ReportFinding, report: Report): string[] {
  const functions = report.product?.functions ?? [];
  const ids = new Set(finding.endpoints.map((index) => report.endpoints[index].function));
  const answering = new Set(
    report.endpoints.filter(({ verdict }) => verdict === 'answered').map((row) => row.function),
  );
  return functions
    .filter(({ id }) => ids.has(id))
    .map(({ id, title }) => (answering.has(id) ? `${title} (in part)` : title));
}

/** What would settle what is left of a doubt: lines for a list. */
export function settling(verdict: Verdict, members: readonly ReportEndpoint[]): Markup[] {
  const lines: Markup[] = [];
  const alternatives = new Map(
    members.flatMap(({ alternative }) =>
      alternative === null ? [] : [[alternative.text, alternative.verdict] as const],
    ),
  );
  for (const [text, other] of [...alternatives].slice(0, 3)) {
    lines.push(html`The runner-up is <b>${other}</b>. ${text}`);
  }
  if (verdict === 'drop' || verdict === 'reject') {
    const tell =
      verdict === 'reject'
        ? 'If the client’s packets do not leave there, the firewall is what refuses; if the refusal comes in there too, it is from further on.'
        : 'If the client’s packets do not leave there, the firewall drops them; if they leave and nothing comes back, the cause is further on.';
    lines.push(
      html`Capture on the outside of the firewall at the same time. ${tell} Capture filter: <code class="copy">${captureFilterOf(members)}</code>`,
    );
  }
  if (members.length > 0) {
    lines.push(html`In Wireshark: <code class="copy">${displayFilterOf(members)}</code>`);
  }
  return lines;
}
