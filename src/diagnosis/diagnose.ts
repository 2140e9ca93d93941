import { type CaptureReader, isPacketList } from '../capture/reader.ts';
import { captureTimeDigits } from '../capture/time-text.ts';
import { findAbsentNeighbors } from '../evidence/absent-neighbors.ts';
import { lineLoss } from '../evidence/loss.ts';
import { findSynFloods, isNothingAsked, isTraceroute } from '../evidence/no-service.ts';
import { findScans } from '../evidence/scans.ts';
import { isPlainlyAnswered, observe } from '../evidence/table.ts';
import { findOneWayTunnels } from '../evidence/tunnels.ts';
import { isFailure } from '../evidence/verdict.ts';
import type { DisplayFilter } from '../filter/display-filter.ts';
import type { Lookup } from '../inputs/lookups/lookup.ts';
import { dnsPolicy } from '../profiles/dns-policy.ts';
import { type Profile, ProfileMatcher } from '../profiles/profile.ts';
import { GENERIC_PROFILE, PROFILES } from '../profiles/profiles.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { KeyLog } from '../protocols/tls/key-log.ts';
import type { CaptureFacts } from '../track/facts/capture-facts.ts';
import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { TrackedFacts } from '../track/interim-facts.ts';
import { Next, type PacketConsumer, type PacketSource, runPackets } from '../track/run-packets.ts';
import type { StatementTracker } from '../track/statement-tracker.ts';
import { MAXIMUM_FLOWS, MAXIMUM_FLOWS_OF_LIST, Tracker } from '../track/tracker.ts';
import { VERSION } from '../version.ts';
import type { Sentence } from '../words/say.ts';
import { absentTargets, UnresolvedTargets } from './absent-targets.ts';
import { obstaclesOf } from './all-clear.ts';
import { askedEndpoints } from './asked-endpoints.ts';
import { detectContext, functionsBy, namesOf } from './context.ts';
import type { DiagnosedCapture, Diagnosis, Note } from './diagnosis.ts';
import { groupFindings, neighborFinding, scanFinding, tunnelFinding } from './findings.ts';
import { type FirewallLog, joinLogs } from './join-logs.ts';
import { judge, PLAINLY_ANSWERED } from './judge.ts';
import { endpointOf, isOfLog, type JudgedEndpoint } from './judged-endpoint.ts';
import { knownBy } from './known-by.ts';
import { type Judged, ListedEndpoints } from './listed-endpoints.ts';
import { lookupFindings } from './lookup-findings.ts';
import { placeOf } from './place.ts';
import { allUndecoded, qualityOf } from './quality.ts';
import type { TimeZone } from './report/time-zone.ts';
import { summaryOf } from './summary.ts';
import { type Target, Targets, targetsOf } from './target.ts';

export interface DiagnoseOptions {
  /** Only endpoints of which a packet matches are judged; the rest serves as context. */
  readonly displayFilter?: DisplayFilter | undefined;
  /** The product that the case is about; by default the one whose servers the capture has. */
  readonly profile?: Profile | undefined;
  /** Where none is asked for: the product that another capture of the same comparison has servers of. */
  readonly product?: Profile | undefined;
  /** Services that the case is about: judged first, and what the summary is about. */
  readonly targets?: readonly Target[] | undefined;
  /** DNS look-ups that somebody made beside the capture: they name addresses, and are compared. */
  readonly lookups?: readonly Lookup[] | undefined;
  /** Secrets of TLS connections, beside those that the capture brings along. */
  readonly keyLog?: KeyLog | undefined;
  /** Logs of firewalls that are held against the packets. */
  readonly firewallLogs?: readonly FirewallLog[] | undefined;
  /** The zone of their times, where these do not say. */
  readonly logZone?: TimeZone | undefined;
  /** SHA-256 of the capture file, asked for when all of it has been read. */
  readonly sha256?: (() => Promise<string | null>) | undefined;
  /** Told after each chunk, for a progress display. */
  readonly onProgress?: ((bytesRead: number, packets: number) => void) | undefined;
  /** Told when the last packet has been taken in, for who measures what comes then. */
  readonly onRead?: (() => void) | undefined;
}

/**
 * Reads a capture to its end and judges every endpoint in it. Problems of the capture are in the
 * diagnosis, not thrown.
 */
export async function diagnose(
  reader: CaptureReader,
  options: DiagnoseOptions = {},
): Promise<Diagnosis> {
  const diagnosis = new OngoingDiagnosis(reader, options);
  await diagnosis.read(reader, () => options.onProgress?.(reader.bytesRead, reader.packets));
  options.onRead?.();
  return diagnosis.end();
}

/** What can be said while a capture goes on. */
export interface Look {
  /** The most important first. */
  readonly endpoints: readonly Judged[];
  /** Adds what is found out only for endpoints that are shown. */
  complete(endpoint: Judged): JudgedEndpoint;
}

/** A diagnosis under way: reads, is asked for verdicts so far, then ended. */
export class OngoingDiagnosis {
  readonly #tracker: Tracker;

  constructor(
    readonly reader: CaptureReader,
    readonly options: DiagnoseOptions = {},
  ) {
    const isLog = reader.isLog === true;
    this.#tracker = new Tracker({
      // A log has no packets to follow.
      maximumFlows: isLog ? 1 : flowsIn(reader),
      keys: new KeyLog(reader.tlsKeyLogs, options.keyLog),
    });
    this.#tracker.capture.isLog = isLog;
    this.#tracker.logName = isLog ? reader.name : '';
    this.#tracker.capture.isPacketList = !isLog && isPacketList(reader.format);
    this.#tracker.capture.isSelection = isPacketList(reader.format);
  }

  /** The capture as a whole, so far. */
  get capture(): CaptureFacts {
    return this.#tracker.capture;
  }

  /**
   * Takes in all packets of the reader.
   * @param source the reader itself, or what waits for it
   * @param afterChunk called when the packets of a chunk have been taken in
   */
  read(source: PacketSource = this.reader, afterChunk?: () => void | Promise<void>): Promise<void> {
    const { displayFilter, profile } = this.options;
    return runPackets(
      source,
      new Following(this.#tracker, displayFilter, afterChunk),
      dnsPolicy({ profile }),
    );
  }

  /**
   * Verdicts so far: as if the capture ended at that time, but silence needs longer to mean anything.
   * Nothing ends, and the report will be the same.
   */
  interim(seconds: number, nanoseconds: number): Look {
    const { listed, complete } = this.#judge(this.#tracker.interim(seconds, nanoseconds));
    return { endpoints: listed.sorted(), complete };
  }

  /** Ends all that is open, after the last chunk. */
  async end(): Promise<Diagnosis> {
    const { reader, options } = this;
    const tracker = this.#tracker;
    const filter = options.displayFilter;
    tracker.finish();
    const joined = await joinLogs(options.firewallLogs ?? [], options.logZone, tracker);
    tracker.capture.isSelection = reader.isSelection;
    tracker.capture.isUntimed ||= reader.notes.some(({ code }) => code === 'no-times');
    // What verdicts take comes in its place.
    tracker.flows.release();

    const { flood, scans, lookups, matcher, isProfileGiven, listed, complete } =
      this.#judge(tracker);
    const endpoints = listed.sorted().map(complete);
    const grouped = groupFindings(endpoints, filter === undefined);
    const firstUnclear = grouped.findIndex(({ verdict }) => !isFailure(verdict));
    const failing = firstUnclear < 0 ? grouped.length : firstUnclear;
    const findings = [
      ...grouped.slice(0, failing),
      ...(filter === undefined ? findAbsentNeighbors(tracker).map(neighborFinding) : []),
      ...(filter === undefined ? findOneWayTunnels(tracker).map(tunnelFinding) : []),
      ...grouped.slice(failing),
      ...lookupFindings(lookups, { matcher, tracker }),
      ...scans.map(scanFinding),
    ];
    const notListed = { answered: listed.answered.leftOut, others: listed.others.leftOut };
    const lineLosses = lineLoss(
      tracker.capture,
      endpoints.map(({ facts }) => facts),
    );
    const quality: Note[] = [
      ...reader.notes,
      ...tracker.neighbors.conflicts.map(({ address, macs, frames: { frames } }) => {
        const shown = frames.slice(0, CONFLICT_FRAMES);
        const sentence = { code: 'address-conflict', address, macs, frames: shown } as const;
        return { code: sentence.code, sentence };
      }),
      ...statementNotes(tracker.statements),
      ...joined.map((sentence) => ({ code: sentence.code, sentence })),
      ...flood.services.map((service) => {
        const sentence = { code: 'syn-flood', ...service } as const;
        return { code: sentence.code, sentence };
      }),
      ...qualityOf(tracker.capture, {
        droppedPackets: this.#droppedPackets,
        cutOff: endpoints.filter(isCutOff).length,
        notListed,
        inScans: scans.reduce((sum, { notFollowed }) => sum + notFollowed, 0),
        lineLosses,
      }),
    ];
    const ofDns = endpoints.map(({ facts, target }) => (facts.isDns ? target : null));
    const absent =
      filter === undefined ? absentTargets(options.targets ?? [], lookups, tracker, ofDns) : [];
    quality.splice(reader.notes.length, 0, ...absent);
    return {
      version: VERSION,
      capture: { ...(await this.#container()), quality },
      displayFilter: filter?.text ?? null,
      profile: matcher.profile,
      summary: summaryOf({
        isFiltered: filter !== undefined,
        profile: matcher.profile,
        isProfileGiven,
        endpoints,
        notListed,
        findings,
        lineLosses,
        undecoded: allUndecoded(tracker.capture),
        obstacles: obstaclesOf({
          capture: tracker.capture,
          endpoints: tracker.endpoints.endpoints,
          droppedPackets: this.#droppedPackets,
          isDamaged: reader.problems.length > 0,
          absentTargets: absent.flatMap(({ sentence }) =>
            sentence.code === 'target-absent' && 'given' in sentence.target
              ? [sentence.target.given]
              : [],
          ),
        }),
      }),
      findings,
      endpoints: endpoints.map(endpointOf),
    };
  }

  /** What is known of the file beside its packets. */
  async #container(): Promise<Omit<DiagnosedCapture, 'quality'>> {
    const { reader, options } = this;
    const facts = this.#tracker.capture;
    const { times } = this.#tracker.statements;
    const ofLog = facts.isLog && times.count > 0 ? times : null;
    const isTimeless =
      facts.packets === 0 ||
      (facts.isPacketList && facts.untimedPackets === facts.packets) ||
      (facts.isPacketList &&
        isZero(facts.firstSeconds, facts.firstNanoseconds) &&
        isZero(facts.lastSeconds, facts.lastNanoseconds));
    return {
      name: reader.name,
      sha256: (await options.sha256?.()) ?? null,
      ...(reader.files === undefined ? {} : { files: reader.files }),
      format: reader.format,
      compression: reader.compression,
      packets: reader.packets,
      bytes: reader.bytesRead,
      first:
        ofLog !== null
          ? { seconds: ofLog.minimum, nanoseconds: 0 }
          : isTimeless
            ? null
            : { seconds: facts.firstSeconds, nanoseconds: facts.firstNanoseconds },
      last:
        ofLog !== null
          ? { seconds: ofLog.maximum, nanoseconds: 0 }
          : isTimeless
            ? null
            : { seconds: facts.lastSeconds, nanoseconds: facts.lastNanoseconds },
      timeDigits: captureTimeDigits(reader.interfaces),
      interfaces: reader.interfaces.map(({ linkTypeName, snapLength, packets, dropped }) => ({
        linkType: linkTypeName,
        snapLength,
        packets,
        dropped,
      })),
      router: facts.publicMac.text,
      problems: reader.problems.map(({ code, offset, sentence }) => ({ code, offset, sentence })),
    };
  }

  get #droppedPackets(): number {
    return this.reader.interfaces.reduce((sum, { dropped }) => sum + (dropped ?? 0), 0);
  }

  /** Judges every endpoint that is asked for. */
  #judge(tracked: TrackedFacts) {
    const flood = findSynFloods(tracked.endpoints.endpoints);
    const services = tracked.endpoints.endpoints.filter(
      (endpoint) =>
        endpoint.inScope &&
        !flood.endpoints.has(endpoint) &&
        !isTraceroute(endpoint) &&
        !isNothingAsked(endpoint),
    );
    // A scan is told by its packets: a log's lines are the firewall's choice.
    const captured = services.filter((endpoint) => !isOfLog(endpoint));
    const found = findScans(captured, {
      isUntimed: tracked.capture.isUntimed,
      hasName: (address) => tracked.names.of(address).length > 0,
      askedOnce: (client) => tracked.endpoints.askedOnce(client),
      mayTrace: (client) => tracked.capture.tracers.has(client.join()),
    });
    const lookups = this.options.lookups ?? [];
    const targets = new Targets([...(this.options.targets ?? []), ...lookups.flatMap(targetsOf)]);
    // Of what a scan asks, only a service that the user names is one that somebody needs.
    const isNamed = (endpoint: EndpointFacts) => {
      const target = targets.find(endpoint.server, endpoint.port, namesOf(endpoint, tracked));
      return target?.source === 'user' && target.port !== null;
    };
    const scoped = services.filter(
      (endpoint) => !found.endpoints.has(endpoint) || isNamed(endpoint),
    );
    const { profile, product } = this.options;
    const own = profile === undefined ? chooseProfile(scoped, tracked, targets) : null;
    // What the capture shows by itself nobody gives: with the other capture or without, it is judged alike.
    const asked = profile ?? (own?.profile === product ? undefined : product);
    const matcher = asked === undefined ? (own as ProfileMatcher) : new ProfileMatcher(asked);
    const context = detectContext(tracked, matcher, this.#droppedPackets, targets);
    const unresolved = new UnresolvedTargets(this.options.targets ?? [], tracked);
    const listed = new ListedEndpoints();
    const withAsked = scoped.some(({ proxied }) => proxied.length > 0)
      ? scoped.flatMap((one) => [one, ...askedEndpoints(one)])
      : scoped;
    for (const facts of withAsked) {
      const judgement = isPlainlyAnswered(facts, context)
        ? PLAINLY_ANSWERED
        : judge(observe(facts, context));
      const match = context.functionOf(facts);
      const own = context.targetOf(facts);
      // A name that never came to an address is known by its look-up alone.
      const target = own ?? (isFailure(judgement.verdict) ? unresolved.of(facts) : null);
      listed.add({ facts, judgement, match, target });
    }
    const complete = ({ facts, judgement, match, target }: Judged): JudgedEndpoint => ({
      facts,
      judgement: judgement === PLAINLY_ANSWERED ? judge(observe(facts, context)) : judgement,
      match,
      // Who did it says so; where that device stands is not in its log.
      place: isOfLog(facts) ? null : placeOf(facts, judgement, context, tracked.neighbors),
      name:
        facts.asked?.name ??
        matcher.nameOf(facts.server) ??
        namesOf(facts, tracked)[0] ??
        targets.namesOf(facts.server)[0] ??
        null,
      target,
      knownBy: knownBy(facts, match, target, { names: tracked.names, targets }),
    });
    const isProfileGiven = asked !== undefined;
    return { flood, scans: found.scans, lookups, matcher, isProfileGiven, listed, complete };
  }
}

/** What a log tells of and no endpoint has. */
function statementNotes({ withoutPorts, refusedWithoutPorts, leftOut }: StatementTracker): Note[] {
  const sentences: Sentence[] = [
    ...(withoutPorts > 0
      ? [
          {
            ...({ code: 'statements-without-ports', number: withoutPorts } as const),
            refused: refusedWithoutPorts,
          },
        ]
      : []),
    ...(leftOut > 0 ? [{ code: 'statements-left-out', number: leftOut } as const] : []),
  ];
  return sentences.map((sentence) => ({ code: sentence.code, sentence }));
}

/** Frames shown of an address that two hosts claim. */
const CONFLICT_FRAMES = 8;

/** Whether nothing is known of a service because the capture ended. */
function isCutOff({ facts, judgement }: JudgedEndpoint): boolean {
  return (
    judgement.verdict === 'inconclusive' &&
    facts.pending.attempts > 0 &&
    facts.silence.attempts === 0
  );
}

/** Has a tracker follow all packets. */
class Following implements PacketConsumer {
  readonly stopsAtTcp = true;

  constructor(
    readonly tracker: Tracker,
    readonly filter: DisplayFilter | undefined,
    readonly afterBatch: (() => void | Promise<void>) | undefined,
  ) {}

  observe(view: PacketView, inScope: boolean): Next {
    this.tracker.observe(view, inScope);
    return Next.MORE;
  }
}

/** A flow takes at least a packet: record header and the smallest headers, in bytes. */
const SMALLEST_PACKET = 16 + 28;

/** Flows that there can be in a capture of that size: a small one needs no large table. */
function flowsIn({ compression, format, size }: CaptureReader): number {
  const maximum = isPacketList(format) ? MAXIMUM_FLOWS_OF_LIST : MAXIMUM_FLOWS;
  if (compression !== null || size === null) return maximum;
  return Math.min(maximum, Math.ceil(size / SMALLEST_PACKET) + 1);
}

/** The first profile of whose product the capture has an endpoint, or the case a target. */
function chooseProfile(
  endpoints: readonly EndpointFacts[],
  tracker: TrackedFacts,
  targets: Targets,
): ProfileMatcher {
  for (const profile of PROFILES) {
    if (!profile.functions.some(({ marksProduct }) => marksProduct)) continue;
    const matcher = new ProfileMatcher(profile);
    const functionOf = functionsBy(matcher, tracker, targets);
    const isNamed = targets.targets.some(({ names }) =>
      names.some((name) => matcher.functionNamed(name)?.marksProduct === true),
    );
    if (isNamed) return matcher;
    const isPresent = endpoints.some((endpoint) => {
      const match = functionOf(endpoint);
      return match !== null && match.by !== 'range' && match.function.marksProduct;
    });
    if (isPresent) return matcher;
  }
  return new ProfileMatcher(GENERIC_PROFILE);
}

/** Whether a time is the one that stands where a list has none. */
function isZero(seconds: number, nanoseconds: number): boolean {
  return seconds === 0 && nanoseconds === 0;
}
