import { formatAddress } from '../../protocols/address-text.ts';
import { english, type Sentence, type Speaker } from '../../words/say.ts';
import { type Conclusion, OUTCOMES, type Outcome } from '../comparison/comparison.ts';
import type { Segment, SidedEndpoint, Sides } from '../sides/sides.ts';
import type { ComparisonConclusion, ComparisonReport } from './comparison.ts';
import type { Report } from './report.ts';
import { reportOf } from './report-of.ts';
import type { SegmentReport, SidedEndpointReport, SidesReport } from './sides.ts';
import { isoTime } from './time-text.ts';

/**
 * The report of captures of several places, with its sentences as text.
 * @param speaker in whose language; JSON is English
 */
export function sidesReportOf(
  sides: Sides,
  speaker = english,
): ComparisonReport & { readonly sides: SidesReport } {
  const { places, conclusion } = sides;
  const inOrder = places.toSorted((one, other) => one.given - other.given);
  const [first] = inOrder;
  const { version, profile, displayFilter } = first.diagnosis;
  return {
    schemaVersion: 2,
    kind: 'comparison',
    tool: { name: 'pcap-verdict', version },
    profile: profile.name,
    displayFilter,
    conclusion: conclusionReportOf(conclusion, speaker),
    counts: Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>,
    services: [],
    reports: inOrder.map(({ diagnosis, given }) =>
      withSegments(
        reportOf(diagnosis, speaker),
        sides,
        places.findIndex((one) => one.given === given),
        speaker,
      ),
    ) as [Report, Report, ...Report[]],
    sides: placesReportOf(sides, (given) => given, speaker),
  };
}

export function conclusionReportOf(
  conclusion: Conclusion,
  { say, sayAll }: Speaker,
): ComparisonConclusion {
  return {
    code: conclusion.code,
    confidence: conclusion.confidence,
    text: sayAll(conclusion.sentences),
    reasons: conclusion.reasons.map(say),
    advice: conclusion.advice.map(say),
  };
}

/** @param reportAt index of the report of the capture that was given at a position */
export function placesReportOf(
  { places, segments, endpoints, notes }: Sides,
  reportAt: (given: number) => number,
  speaker: Speaker,
): SidesReport {
  const { words, say } = speaker;
  return {
    places: places.map(({ diagnosis, given }, place) => ({
      name: diagnosis.capture.name,
      title: words.sideParts.placeName(place, places.length),
      report: reportAt(given),
    })),
    segments: segments.map(segmentReportOf),
    endpoints: endpoints.map((endpoint) => endpointReportOf(endpoint, places.length, speaker)),
    notes: notes.map(say),
  };
}

/** A capture's own report, with what the others add to where its endpoints fail. */
export function withSegments(
  report: Report,
  { endpoints, places }: Sides,
  place: number,
  { words }: Speaker,
): Report {
  const known = new Map(
    endpoints.flatMap((one) =>
      one.segment === null ? [] : [[one.endpoints[place], one] as const],
    ),
  );
  return {
    ...report,
    endpoints: report.endpoints.map((endpoint, index) => {
      const sided = known.get(index);
      if (endpoint.place === null || sided === undefined || sided.segment === null) return endpoint;
      const segment = words.sideParts.segmentText(sided.segment, places.length);
      const direction = sided.way === 'both' ? null : sided.way;
      return { ...endpoint, place: { ...endpoint.place, segment, direction } };
    }),
  };
}

/** Nanoseconds as whole microseconds with up to three digits. */
function microseconds(nanoseconds: number): number {
  return Math.round(nanoseconds) / 1_000;
}

function partsInMillion(share: number): number {
  return Number((share * 1e6).toFixed(3));
}

function segmentReportOf({
  isOnePlace: _,
  certain: __,
  clock,
  ...segment
}: Segment): SegmentReport {
  const { boundedBy, offset, error, drift, driftError, isUnsteady } = clock;
  return {
    ...segment,
    clock: {
      boundedBy,
      offset: boundedBy === 'none' ? null : microseconds(offset),
      error: error === null ? null : microseconds(error),
      drift: partsInMillion(drift),
      driftError: partsInMillion(driftError),
      isUnsteady,
    },
  };
}

function endpointReportOf(
  endpoint: SidedEndpoint,
  places: number,
  { words, say }: Speaker,
): SidedEndpointReport {
  const { client, server, port, protocol, name, verdict, confidence, fate } = endpoint;
  const { segment, way, connections, failing, from, to, packets } = endpoint;
  return {
    ...{ client: client === null ? null : formatAddress(...client) },
    ...{ server: formatAddress(...server), port, protocol, name, verdict, confidence, fate },
    place:
      segment === null
        ? null
        : {
            ...{ segment: segment.code, from: segment.from, to: segment.to, direction: way },
            text: words.sideParts.segmentAndWay(segment, places, way),
          },
    ...{ connections, failing, from, to, packets },
    changes: endpoint.changes.map((change) => ({
      code: change.code,
      text: say(change as Sentence),
      count: change.count,
      frames: change.frames,
    })),
    evidence: endpoint.evidence.map(({ sentence, place, frames }) => ({
      ...{ code: sentence.code, text: say(sentence), place, frames },
    })),
    doubts: endpoint.doubts.map(say),
    timeline: endpoint.timeline.map(({ time, ...step }) => ({
      time: isoTime(time.seconds, time.nanoseconds, 9),
      ...step,
    })),
    endpoints: endpoint.endpoints.map((index) => (index < 0 ? null : index)),
  };
}
