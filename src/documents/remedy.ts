import { failingPlaces, wantsOpening } from '../diagnosis/openings.ts';
import type { Report, ReportEndpoint, ReportFinding } from '../diagnosis/report/report.ts';
import { words } from '../words/words.ts';

/** What a firewall rule is to allow, a line each: protocol, destination, port. */
export function openedLines(endpoints: readonly ReportEndpoint[]): string[] {
  const rows = new Map<string, string>();
  for (const { protocol, server, port, name } of endpoints.filter(wantsOpening)) {
    const line = `${protocol.toUpperCase()}  ${server}  ${port}`;
    rows.set(line, name === null ? line : `${line}  # ${name}`);
  }
  return [...rows.values()];
}

/** On which device: by the places of what failed. */
export function device(endpoints: readonly ReportEndpoint[]): string {
  const known = failingPlaces(endpoints);
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
