import { join } from 'node:path';
import { openCapture } from '../../src/capture/open-capture.ts';
import type { ComparedCapture } from '../../src/diagnosis/comparison/compare-networks.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type {
  ComparedService,
  ComparisonReport,
  Outcome,
} from '../../src/diagnosis/report/comparison.ts';
import type { ReportEndpoint } from '../../src/diagnosis/report/report.ts';
import { reportOf } from '../../src/diagnosis/report/report-of.ts';
import type { Profile } from '../../src/index.ts';
import { openPath } from '../../src/platform/node/path-source.ts';
import { CAPTURES } from './shipped-captures.ts';

/** A shipped capture, judged to be compared. */
export async function compared(name: string, profile?: Profile): Promise<ComparedCapture> {
  const source = await openPath(join(CAPTURES, name), { sha256: true });
  const reader = await openCapture(source);
  const diagnosis = await diagnose(reader, { profile, sha256: () => source.sha256() });
  await reader.close();
  const { router } = diagnosis.capture;
  return { report: reportOf(diagnosis), router, shownRouter: router };
}

/** The capture with other endpoints: null takes one away. */
export function withEndpoints(
  capture: ComparedCapture,
  change: (endpoint: ReportEndpoint) => ReportEndpoint | null,
): ComparedCapture {
  const { report } = capture;
  const endpoints = report.endpoints.map(change).filter((endpoint) => endpoint !== null);
  // Findings name endpoints by their index: without the endpoints they were about, they go, too.
  const findings = endpoints.length === report.endpoints.length ? report.findings : [];
  // Another capture: its hash is another one.
  const sha256 = [...(report.capture.sha256 ?? '')].reverse().join('');
  return {
    ...capture,
    report: { ...report, capture: { ...report.capture, sha256 }, endpoints, findings },
  };
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
