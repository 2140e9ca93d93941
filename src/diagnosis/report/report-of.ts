import { isoTime } from '../../capture/time-text.ts';
import type { Scan } from '../../evidence/scans.ts';
import type { ProfileFunction } from '../../profiles/profile.ts';
import { type AddressWords, formatAddress } from '../../protocols/address-text.ts';
import { said } from '../../words/errors/said.ts';
import { english, type Speaker } from '../../words/say.ts';
import type { Diagnosis, Endpoint, Finding, Instant } from '../diagnosis.ts';
import type { Report, ReportEndpoint, ReportFinding, ReportOpening, ReportScan } from './report.ts';

/**
 * The report: a diagnosis with its sentences, addresses and times as text.
 * @param speaker in whose language; JSON is English
 */
export function reportOf(diagnosis: Diagnosis, speaker = english): Report {
  const { say, sayAll, words } = speaker;
  const { capture, profile, summary } = diagnosis;
  const time = (instant: Instant | null) => instant && instantText(instant, capture.timeDigits);
  return {
    schemaVersion: 2,
    tool: { name: 'pcap-verdict', version: diagnosis.version },
    capture: {
      name: capture.name,
      sha256: capture.sha256,
      ...(capture.files === undefined ? {} : { files: capture.files }),
      format: capture.format,
      compression: capture.compression,
      packets: capture.packets,
      bytes: capture.bytes,
      firstTime: time(capture.first),
      lastTime: time(capture.last),
      interfaces: capture.interfaces,
      quality: capture.quality.map(({ code, sentence }) => ({ code, text: say(sentence) })),
      problems: capture.problems.map(({ code, offset, sentence }) => ({
        ...{ code, offset, text: said(sentence) },
      })),
    },
    displayFilter: diagnosis.displayFilter,
    profile: profile.name,
    product:
      profile.functions.length === 0
        ? null
        : {
            title: words.products(profile.title),
            functions: profile.functions.map((fn) => ({
              id: fn.id,
              title: words.products(fn.title),
              opens: opensOf(fn),
            })),
          },
    summary: {
      verdict: summary.verdict,
      confidence: summary.confidence,
      text: sayAll(summary.sentences),
    },
    findings: diagnosis.findings.map((finding) => reportFinding(finding, speaker)),
    endpoints: diagnosis.endpoints.map((endpoint) =>
      reportEndpoint(endpoint, capture.timeDigits, speaker),
    ),
    ...(diagnosis.frames === undefined ? {} : { frames: diagnosis.frames }),
  };
}

function reportFinding(finding: Finding, { say, sayAll }: Speaker): ReportFinding {
  return {
    id: finding.id,
    title: say(finding.title),
    verdict: finding.verdict,
    confidence: finding.confidence,
    endpoints: finding.endpoints,
    impact: sayAll(finding.impact),
    scope: sayAll(finding.scope),
    remedy: finding.remedy.map(say),
    ...(finding.scan === undefined ? {} : { scan: reportScan(finding.scan) }),
  };
}

function reportScan(scan: Scan): ReportScan {
  const { client, decoys, kind, servers, ports, open, closed, filtered, openPorts } = scan;
  return {
    client: formatAddress(...client),
    decoys: decoys.map((decoy) => formatAddress(...decoy)),
    protocol: kind === 'udp' ? 'udp' : 'tcp',
    ...{ servers, ports, open, closed, filtered },
    openPorts: openPorts.map(({ server, port }) => ({ server: formatAddress(...server), port })),
  };
}

/** @param digits of a second's fraction */
export function reportEndpoint(
  endpoint: Endpoint,
  digits: 6 | 9,
  { say }: Speaker = english,
): ReportEndpoint {
  const { client, server, via, function: fn, knownBy, alternative, reason, place } = endpoint;
  return {
    client: client === null ? 'many' : formatAddress(...client),
    server: (via && endpoint.name) ?? formatAddress(...server),
    via: via && { server: formatAddress(...via.server), port: via.port },
    port: endpoint.port < 0 ? null : endpoint.port,
    protocol: endpoint.protocol,
    application: endpoint.application,
    name: endpoint.name,
    function: fn?.id ?? null,
    knownBy: knownBy && { by: knownBy.by, text: say(knownBy.sentence) },
    verdict: endpoint.verdict,
    confidence: endpoint.confidence,
    score: endpoint.score,
    alternative: alternative && {
      verdict: alternative.verdict,
      text: say(alternative.sentence),
    },
    reason: reason === null ? '' : say(reason),
    stage: endpoint.stage,
    place: place && {
      code: place.code,
      text: say(place.sentence),
      frames: place.frames,
      segment: null,
      direction: null,
    },
    attempts: endpoint.attempts,
    retransmissions: endpoint.retransmissions,
    answered: endpoint.answered,
    refused: endpoint.refused,
    failed: endpoint.failed && {
      count: endpoint.failed.count,
      packets: endpoint.failed.packets,
      clientPorts: endpoint.failed.ports,
      firstTime: instantText(endpoint.failed.first, digits),
      lastTime: instantText(endpoint.failed.last, digits),
    },
    firstTime: instantText(endpoint.first, digits),
    lastTime: instantText(endpoint.last, digits),
    patterns: endpoint.patterns,
    evidence: endpoint.evidence.map((seen) => ({
      code: seen.code,
      text: say({ code: 'evidence', seen }),
      values: plain(seen.values),
      weight: seen.weight,
      frames: seen.frames,
      ...(seen.hasMoreFrames === true ? { hasMoreFrames: true as const } : {}),
      source: seen.source ?? null,
    })),
  };
}

function instantText({ seconds, nanoseconds }: Instant, digits: 6 | 9): string {
  return isoTime(seconds, nanoseconds, digits);
}

/** Values as JSON has them: addresses as text, all else as it is. */
function plain(values: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, plainValue(name, value)]),
  );
}

/** Values that are an address: four words. */
const ADDRESSES: ReadonlySet<string> = new Set(['address', 'other']);

function plainValue(name: string, value: unknown): unknown {
  if (Array.isArray(value)) {
    return ADDRESSES.has(name)
      ? formatAddress(...(value as unknown as AddressWords))
      : value.map((item) => plainValue('', item));
  }
  if (typeof value !== 'object' || value === null) return value;
  // A range of nothing has no bounds.
  return 'count' in value && value.count === 0 ? null : plain(value);
}

function opensOf({ opens = [], servers }: ProfileFunction): ReportOpening[] {
  const names = new Map(servers.flatMap((server) => Object.entries(server.addressNames ?? {})));
  return opens.flatMap(({ to, ports }) =>
    to.flatMap((destination) =>
      ports.map((port) => ({ ...port, destination, name: names.get(destination) ?? null })),
    ),
  );
}
