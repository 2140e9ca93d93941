import { join } from 'node:path';
import { openCapture } from '../src/capture/open-capture.ts';
import { compare } from '../src/diagnosis/comparison/compare.ts';
import type { ComparedCapture } from '../src/diagnosis/comparison/networks.ts';
import { diagnose } from '../src/diagnosis/diagnose.ts';
import type { Endpoint } from '../src/diagnosis/diagnosis.ts';
import type {
  ComparedService,
  ComparisonReport,
  Outcome,
} from '../src/diagnosis/report/comparison.ts';
import { comparisonReportOf } from '../src/diagnosis/report/comparison-report-of.ts';
import type { Profile } from '../src/index.ts';
import { openPath } from '../src/platform/node/path-source.ts';
import { type AddressWords, formatAddress, parseAddress } from '../src/protocols/address-text.ts';
import { CAPTURES } from './shipped-captures.ts';

/** A shipped capture, judged to be compared. */
export async function compared(name: string, profile?: Profile): Promise<ComparedCapture> {
  const source = await openPath(join(CAPTURES, name), { sha256: true });
  const reader = await openCapture(source);
  const diagnosis = await diagnose(reader, { profile, sha256: () => source.sha256() });
  await reader.close();
  return { diagnosis, router: diagnosis.capture.router };
}

/** The capture with other endpoints: null takes one away. */
export function withEndpoints(
  capture: ComparedCapture,
  change: (endpoint: Endpoint) => Endpoint | null,
): ComparedCapture {
  const { diagnosis } = capture;
  const endpoints = diagnosis.endpoints.map(change).filter((endpoint) => endpoint !== null);
  // Findings name endpoints by their index: without the endpoints they were about, they go, too.
  const findings = endpoints.length === diagnosis.endpoints.length ? diagnosis.findings : [];
  // Another capture: its hash is another one.
  const sha256 = [...(diagnosis.capture.sha256 ?? '')].reverse().join('');
  return {
    ...capture,
    diagnosis: { ...diagnosis, capture: { ...diagnosis.capture, sha256 }, endpoints, findings },
  };
}

/** The report on two captures. */
export function compareReports(first: ComparedCapture, second: ComparedCapture): ComparisonReport {
  return comparisonReportOf(compare(first, second));
}

export function address(text: string): AddressWords {
  const words = parseAddress(text);
  if (words === null) throw new Error(`not an address: ${text}`);
  return words;
}

export function isAt({ server }: Endpoint, text: string): boolean {
  return formatAddress(...server).startsWith(text);
}

/** `18.135.112.200:443`, as captures/README.md writes it, of services with an outcome, sorted. */
export function withOutcome(comparison: ComparisonReport, outcome: Outcome): string[] {
  return comparison.services
    .filter((service) => service.outcome === outcome)
    .map((service) => serviceOf(comparison, service))
    .sort();
}

function serviceOf({ reports }: ComparisonReport, service: ComparedService): string {
  const index = service.first === null ? 1 : 0;
  const side = service.first ?? service.second;
  const { server } = reports[index].endpoints[side!.endpoints[0]];
  return `${server}:${service.port}${service.protocol === 'udp' ? '/udp' : ''}`;
}
