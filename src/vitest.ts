/**
 * A matcher for vitest: `import 'pcap-verdict/vitest'` in a setup file, then in a test
 *
 *     await expect('captures/case.pcapng').toHaveVerdict('drop', { server: '203.0.113.55', port: 8443 });
 */

import { expect } from 'vitest';
import { diagnose, openCapture, type Report, type ReportEndpoint } from './index.ts';
import { libraryWords } from './words/library.ts';

/** Which endpoints are meant; what is left out may be anything. */
export interface EndpointSelector {
  /** Addresses as the report writes them. */
  readonly client?: string;
  readonly server?: string;
  readonly port?: number;
  readonly protocol?: 'tcp' | 'udp';
}

/** What a verdict is expected of: a capture's path or bytes, or its report. */
export type Judgeable = string | Uint8Array | Report;

/** Endpoints that a message names, so that a scan's capture fills no screen. */
const NAMED = 12;

async function reportOf(received: Judgeable): Promise<Report> {
  if (typeof received === 'string') return diagnose(await openCapture(received));
  if (received instanceof Uint8Array) return diagnose(await openCapture(received));
  return received;
}

function isMeant(endpoint: ReportEndpoint, selector: EndpointSelector): boolean {
  return Object.entries(selector).every(
    ([key, value]) => value === undefined || endpoint[key as keyof EndpointSelector] === value,
  );
}

function textOf({ client, server, protocol, port, verdict, confidence }: ReportEndpoint): string {
  return `${client} → ${server} ${protocol} ${port}: ${verdict} (${confidence})`;
}

function textOfAll(endpoints: readonly ReportEndpoint[]): string {
  const named = endpoints.slice(0, NAMED).map((endpoint) => `  ${textOf(endpoint)}`);
  const more = endpoints.length - named.length;
  return [...named, ...(more > 0 ? [`  … and ${more} more`] : [])].join('\n');
}

expect.extend({
  async toHaveVerdict(received: Judgeable, verdict: string, selector?: EndpointSelector) {
    const report = await reportOf(received);
    if (selector === undefined) {
      const seen = report.summary.verdict;
      return {
        pass: seen === verdict,
        actual: seen,
        expected: verdict,
        message: () => libraryWords.captureVerdict(seen, this.isNot, verdict, report.summary.text),
      };
    }
    const meant = report.endpoints.filter((endpoint) => isMeant(endpoint, selector));
    const what = JSON.stringify(selector);
    if (meant.length === 0) {
      // Neither it nor its contrary is true of what is not there.
      return {
        pass: this.isNot,
        message: () => libraryWords.noEndpointCapture(what, textOfAll(report.endpoints)),
      };
    }
    return {
      pass: meant.every((endpoint) => endpoint.verdict === verdict),
      message: () => libraryWords.verdictSeen(what, this.isNot, verdict, textOfAll(meant)),
    };
  },
});

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: vitest's own declaration, which this one adds to
  interface Matchers<T = any> {
    /**
     * The capture's verdict, or that of every endpoint that is meant. To be awaited.
     * @param selector which endpoints; the capture as a whole where there is none
     */
    toHaveVerdict(verdict: Report['summary']['verdict'], selector?: EndpointSelector): Promise<T>;
  }
}
