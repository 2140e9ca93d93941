import type { CaptureNote } from '../../capture/reader.ts';
import { PATTERN_CODES } from '../../evidence/detectors.ts';
import { lineLoss } from '../../evidence/packet-loss.ts';
import { byGravity, type Confidence, isFailure, type Verdict } from '../../evidence/verdict.ts';
import type { Profile, ProfileFunction } from '../../profiles/profile.ts';
import { formatAddress } from '../../protocols/address-text.ts';
import { Protocol } from '../../protocols/protocol.ts';
import type { CaptureFacts } from '../../track/facts.ts';
import type { Finding } from '../findings.ts';
import { isWorthFinding, type JudgedEndpoint, portOf, serverOf } from '../judged-endpoint.ts';
import { stageOf } from '../stage.ts';
import { describeTarget } from '../target-text.ts';
import { captureQuality } from './capture-quality.ts';
import { consequenceText } from './consequence.ts';
import type { Report, ReportCapture, ReportEndpoint, ReportProduct } from './report.ts';
import { isoTime } from './time-text.ts';

/** What the container tells of itself; the rest comes from the facts. */
export type ContainerFacts = Pick<
  ReportCapture,
  'name' | 'sha256' | 'format' | 'compression' | 'packets' | 'bytes' | 'interfaces' | 'problems'
>;

export interface ReportInput {
  readonly version: string;
  readonly container: ContainerFacts;
  /** What the reader says of the capture. */
  readonly notes: readonly CaptureNote[];
  readonly facts: CaptureFacts;
  readonly droppedPackets: number;
  /** Digits of a second's fraction that the capture has. */
  readonly timeDigits: 6 | 9;
  readonly displayFilter: string | null;
  readonly profile: Profile;
  /** Whether somebody asked for this profile; else the capture itself shows that it fits. */
  readonly isProfileGiven: boolean;
  /** Notes on floods that were left out of the endpoints. */
  readonly floods: readonly string[];
  readonly endpoints: readonly JudgedEndpoint[];
  /** How many more were judged, by whether they answered. */
  readonly notListed: { readonly answered: number; readonly others: number };
  readonly findings: readonly Finding[];
}

/** Puts the report object together: the one source of every format. */
export function buildReport(input: ReportInput): Report {
  const { facts, container } = input;
  const lineLosses = lineLoss(
    facts,
    input.endpoints.map((endpoint) => endpoint.facts),
  );
  const time = (seconds: number, nanoseconds: number) =>
    isoTime(seconds, nanoseconds, input.timeDigits);
  const isEmpty = facts.packets === 0;
  return {
    schemaVersion: 1,
    tool: { name: 'pcap-verdict', version: input.version },
    capture: {
      name: container.name,
      sha256: container.sha256,
      format: container.format,
      compression: container.compression,
      packets: container.packets,
      bytes: container.bytes,
      firstTime: isEmpty ? null : time(facts.firstSeconds, facts.firstNanoseconds),
      lastTime: isEmpty ? null : time(facts.lastSeconds, facts.lastNanoseconds),
      interfaces: container.interfaces,
      quality: [
        ...input.notes.map(({ code, text }) => ({ code, text })),
        ...input.floods.map((text) => ({ code: 'syn-flood', text })),
        ...captureQuality(
          facts,
          input.droppedPackets,
          cutOffServices(input.endpoints),
          input.notListed,
          lineLosses,
        ),
      ],
      problems: container.problems,
    },
    displayFilter: input.displayFilter,
    profile: input.profile.name,
    product: productOf(input.profile),
    summary: withAbsence(input, summary(input, lineLosses)),
    findings: input.findings.map(
      ({ id, title, verdict, confidence, endpoints, impact, scope, remedy }) => ({
        id,
        title,
        verdict,
        confidence,
        endpoints,
        impact,
        scope,
        remedy,
      }),
    ),
    endpoints: input.endpoints.map((endpoint) => reportEndpoint(endpoint, time)),
  };
}

/** Services of which nothing is known because the capture ended. */
function cutOffServices(endpoints: readonly JudgedEndpoint[]): number {
  return endpoints.filter(
    ({ facts, judgement }) =>
      judgement.verdict === 'inconclusive' &&
      facts.pendingAttempts > 0 &&
      facts.silentAttempts === 0,
  ).length;
}

/** An endpoint as a report tells of it. */
export function reportEndpoint(
  { facts, judgement, place, match, name, knownBy }: JudgedEndpoint,
  time: (seconds: number, nanoseconds: number) => string,
): ReportEndpoint {
  return {
    client: facts.manyClients ? 'many' : formatAddress(...facts.client),
    server: formatAddress(...facts.server),
    port: facts.port,
    protocol: facts.protocol === Protocol.TCP ? 'tcp' : 'udp',
    application: facts.isDns ? 'dns' : facts.clientHellos > 0 ? 'tls' : null,
    name,
    function: match?.function.id ?? null,
    knownBy,
    verdict: judgement.verdict,
    confidence: judgement.confidence,
    score: judgement.score,
    alternative: judgement.alternative,
    reason: judgement.reason,
    stage: stageOf(judgement, facts.protocol === Protocol.TCP),
    place,
    attempts: facts.attempts,
    retransmissions: facts.retransmissions,
    answered: facts.answered,
    refused: facts.refused,
    firstTime: time(facts.firstSeconds, facts.firstNanoseconds),
    lastTime: time(facts.lastSeconds, facts.lastNanoseconds),
    patterns: judgement.evidence
      .map((evidence) => evidence.code)
      .filter((code) => PATTERN_CODES.has(code)),
    evidence: judgement.evidence.map(({ code, text, weight, frames }) => ({
      code,
      text,
      weight,
      frames,
    })),
  };
}

/** Says first where the product that was asked for is not there. */
function withAbsence(input: ReportInput, told: Report['summary']): Report['summary'] {
  const { endpoints, profile, displayFilter, notListed } = input;
  if (!input.isProfileGiven || endpoints.length === 0 || profile.functions.length === 0)
    return told;
  if (endpoints.some(isConcerned) || notListed.answered + notListed.others > 0) return told;
  const how = endpoints.some(({ match }) => match !== null) ? ' by name or address' : '';
  const where = displayFilter === null ? '' : ', in the packets that the display filter selects';
  const absence = `No server of ${profile.title} was asked for${how}${where}.`;
  return { ...told, text: `${absence} ${told.text}` };
}

/** Of the product or a target. A vendor's range holds others, too: it counts alone where nothing else is known. */
function isConcerned({ match, judgement, target }: JudgedEndpoint): boolean {
  if (match === null) return target !== null;
  const isByRangeOnly = match.function.servers.every(
    ({ addresses = [], names = [] }) => addresses.length + names.length === 0,
  );
  return match.by !== 'range' || isByRangeOnly || isFailure(judgement.verdict);
}

/** The gravest verdict among those that the case is about: targets, the product's endpoints, else all. */
function summary(input: ReportInput, lost: number): Report['summary'] {
  const { endpoints, findings } = input;
  if (endpoints.length === 0) {
    const what =
      input.displayFilter === null
        ? 'No client asks for a service in this capture'
        : 'No service is asked for in the packets that the display filter selects';
    return {
      verdict: 'inconclusive',
      confidence: 'low',
      text: `${what}: there is nothing to judge.`,
    };
  }
  const productEndpoints = endpoints.filter((endpoint) => endpoint.match !== null);
  const subject = new Set(subjectOf(input));
  const judged = [...subject].filter(isWorthFinding);
  const verdicts = judged.map(({ judgement }) => judgement.verdict).sort(byGravity);
  const verdict: Verdict = verdicts[0] ?? 'answered';
  const finding = findings.find(
    (candidate) =>
      candidate.verdict === verdict &&
      candidate.endpoints.some((index) => subject.has(endpoints[index])),
  );
  if (finding !== undefined && (isFailure(verdict) || !verdicts.includes('answered'))) {
    const further = findings.length - 1;
    const consequence = isFailure(verdict)
      ? consequenceFor(finding.functions, productEndpoints)
      : '';
    const more =
      isFailure(verdict) && further > 0
        ? ` ${further} further finding${further === 1 ? '' : 's'} below.`
        : '';
    const first = endpoints[finding.endpoints[0]].judgement;
    const reason = verdict === 'inconclusive' && first.reason !== '' ? ` ${first.reason}` : '';
    return {
      verdict,
      confidence: finding.confidence,
      text: `${finding.title}${consequence}.${reason}${more}`,
    };
  }
  const absent = findings.find(
    ({ verdict: other, endpoints: members }) => other === 'unreachable' && members.length === 0,
  );
  const neighbor = absent === undefined ? '' : ` But: ${absent.impact}`;
  const isNamed = [...subject].some(({ target }) => target?.source === 'user');
  const asked = isNamed ? [...subject] : endpoints;
  const notListed = isNamed ? { answered: 0, others: 0 } : input.notListed;
  const good = asked.filter(({ judgement }) => judgement.verdict === 'answered');
  const confidences: Confidence[] = ['low', 'medium', 'high'];
  const unclear = asked.length - good.length;
  // Services that are not the product's may fail: the capture can tell of these.
  const failing = findings.filter(({ verdict: other }) => isFailure(other)).length;
  const notes = notable(good);
  // A look-up that keeps the product from its servers, whatever this capture has.
  const lookup = findings.find(
    ({ endpoints: members, functions, impact, verdict: other }) =>
      other !== 'unreachable' && members.length === 0 && functions.length > 0 && impact !== '',
  );
  const tail =
    lookup !== undefined
      ? ` But: ${lookup.title}.`
      : failing > 0 && absent === undefined
        ? ` ${failing} finding${failing === 1 ? '' : 's'} on other services below.`
        : unclear > 0
          ? ` For ${unclear} other${unclear === 1 ? '' : 's'} the capture cannot tell.`
          : notes.length > 0
            ? ` But: ${notes.join(' ')}`
            : lost > 0
              ? ` But the line loses packets: about ${Math.round(lost * 100)} % had to be sent again.`
              : ' Nothing in the network is in their way.';
  const isToTell =
    unclear > 0 || notes.length > 0 || lookup !== undefined || (isNamed && failing > 0);
  if (good.length === 0) {
    return {
      verdict: 'inconclusive',
      confidence: 'low',
      text: `The capture cannot tell: ${describeTarget(asked.slice(0, 1))} had no answer, and need not have one.`,
    };
  }
  return {
    verdict: 'answered',
    confidence:
      confidences.find((level) => good.some(({ judgement }) => judgement.confidence === level)) ??
      'high',
    text:
      good.length === 1
        ? `The ${isNamed ? 'target' : 'service that was asked'} answered: ${describeTarget(good)}.${isToTell ? tail : ''}`
        : `${unclear + notListed.others > 0 ? '' : 'All '}${good.length + notListed.answered} ${isNamed ? 'targets' : 'services'} answered.${neighbor === '' ? tail : neighbor}`,
  };
}

/** What the summary is about: what the user named, else what the product needs or was looked up. */
function subjectOf({
  endpoints,
  isProfileGiven,
}: Pick<ReportInput, 'endpoints' | 'isProfileGiven'>): readonly JudgedEndpoint[] {
  const named = endpoints.filter(({ target }) => target?.source === 'user');
  if (named.length > 0) return named;
  if (isProfileGiven && !endpoints.some(isConcerned)) return endpoints;
  const concerned = endpoints.filter(({ match, target }) => match !== null || target !== null);
  return concerned.length > 0 ? concerned : endpoints;
}

function productOf({ title, functions }: Profile): ReportProduct | null {
  if (functions.length === 0) return null;
  return { title, functions: functions.map((fn) => ({ id: fn.id, title: fn.title })) };
}

function consequenceFor(
  functions: readonly ProfileFunction[],
  endpoints: readonly JudgedEndpoint[],
): string {
  const answering = new Set(
    endpoints
      .filter(({ judgement }) => judgement.verdict === 'answered')
      .map(({ match }) => match?.function),
  );
  return consequenceText(functions.map((fn) => ({ function: fn, isPartial: answering.has(fn) })));
}

/** Observations that a reader should know of although the service answered. */
const NOTABLE: ReadonlySet<string> = new Set([
  'late-answers',
  'dns-servfail',
  'dns-refused',
  'attempts-lost',
  'rate-limited',
  'port-assumed-mixed',
  'connection-stalled',
  'connection-reset-later',
]);
const NOTES_SHOWN = 3;

function notable(answered: readonly JudgedEndpoint[]): string[] {
  return answered
    .flatMap((endpoint) =>
      endpoint.judgement.evidence
        .filter(({ code }) => NOTABLE.has(code))
        .map(({ text }) => `${serverOf(endpoint)} ${portOf(endpoint)}: ${text}`),
    )
    .slice(0, NOTES_SHOWN);
}
