import type { CaptureReader } from '../capture/reader.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { Diagnosis, Note } from '../diagnosis/diagnosis.ts';
import type { FirewallLog } from '../diagnosis/join-logs.ts';
import type { TimeZone } from '../diagnosis/report/time-zone.ts';
import { renamedTarget, type Target } from '../diagnosis/target.ts';
import type { DisplayFilter } from '../filter/display-filter.ts';
import { type Lookup, renamedLookup } from '../inputs/lookups/lookup.ts';
import type { Platform } from '../platform/platform.ts';
import { dnsPolicy } from '../profiles/dns-policy.ts';
import { type Profile, ProfileMatcher } from '../profiles/profile.ts';
import { PROFILES, PUBLIC_PRODUCTS, profileNamed } from '../profiles/profiles.ts';
import { formatAddress, parseAddress } from '../protocols/address-text.ts';
import { hexDigits } from '../protocols/bytes.ts';
import type { Mappers } from '../protocols/redact/canvas.ts';
import type { KeyLog } from '../protocols/tls/key-log.ts';
import { KeptAddresses, KeptNames, keepProfiles } from '../rewrite/redaction/kept.ts';
import { mappersUnder } from '../rewrite/redaction/mappers.ts';
import { redactedProfile, withoutWords } from '../rewrite/redaction/profile.ts';
import { RedactingReader } from '../rewrite/redaction/redacting-reader.ts';
import { PacketAnnotator } from '../track/packet-annotator.ts';
import type { RedactionKeyName } from '../words/en/reader-notes.ts';
import { taskWords } from '../words/tasks.ts';
import { UsageError } from './errors.ts';
import { type CaptureInput, open } from './input.ts';
import type { Progress } from './progress.ts';

/** A key that packets and reports are redacted under. */
export interface RedactionKey {
  readonly bytes: Uint8Array;
  readonly name: RedactionKeyName;
}

/** What is special about how one capture was redacted: under the same key it is so again. To be cloned. */
export interface RedactedCapture {
  /** What its packets are called. */
  readonly name: string;
  readonly profile: Profile | undefined;
  /** Addresses that are kept of this one. */
  readonly addresses: readonly string[];
}

export interface RedactedDiagnosisOptions {
  readonly displayFilter?: DisplayFilter | undefined;
  readonly profile?: Profile | undefined;
  /** The product that another capture of the same comparison is about. */
  readonly product?: Profile | undefined;
  readonly targets?: readonly Target[] | undefined;
  readonly lookups?: readonly Lookup[] | undefined;
  /** For the original: what redacted packets have of TLS, no key reads. */
  readonly keyLog?: KeyLog | undefined;
  /** Logs of firewalls beside the capture, and the zone of their times. */
  readonly firewallLogs?: readonly FirewallLog[] | undefined;
  readonly logZone?: TimeZone | undefined;
  readonly progress: Progress;
  readonly label: string;
  /** Told the original's router. */
  readonly onRouter?: ((mac: string | null) => void) | undefined;
}

const SHOWN_DIGITS = 8;
const utf8 = (text: string) => new TextEncoder().encode(text);
const NAME = /^(?:\*\.)?[\w-]+(?:\.[\w-]+)*\.?$/;

/**
 * Reports and packets without what tells whose they are. A capture is read twice: what is diagnosed
 * the second time are redacted packets, so nothing of the original can be in the report. The first
 * time tells which public servers the argument needs, and that the verdicts are the same.
 */
export class Redaction {
  #input: CaptureInput | undefined;
  #name = '';
  #profile: Profile | undefined;
  /** The profile for the redacted packets of the capture that was diagnosed last. */
  profile: Profile | undefined;
  #addresses = new KeptAddresses();
  #names = new KeptNames();
  /** Of the addresses those that are kept of this capture. */
  #ofCapture = new Set<string>();

  /**
   * @param keep what the user wants to be left as it is
   * @throws UsageError where something to keep is neither an address, a range nor a name
   */
  constructor(
    private readonly platform: Platform,
    readonly key: RedactionKey,
    private readonly keep: readonly string[],
  ) {
    this.#begin(undefined, '', undefined);
  }

  /** What stands for a text under the key, in hexadecimal digits. */
  #digitsOf(text: string): string {
    const bytes = this.#keyed(utf8(text));
    return hexDigits(bytes, 0, bytes.length);
  }

  /** The redacted report of a capture. @throws InputError where it cannot be read */
  async diagnose(input: CaptureInput, options: RedactedDiagnosisOptions): Promise<Diagnosis> {
    const { displayFilter, product, progress, label, onRouter } = options;
    const profile = options.profile && this.forReports(options.profile);
    if (!input.isRepeatable) {
      throw new UsageError(taskWords.redactionTakesTwoLooks, taskWords.writeCaptureFirst);
    }
    const { reader, sha256 } = await open(input, { sha256: true });
    const onProgress = () => progress.update();
    const { targets, lookups, keyLog, logZone, firewallLogs = [] } = options;
    const original = await progress.during(reader, label, () =>
      diagnose(reader, {
        ...{ displayFilter, profile, product, targets, lookups, keyLog, sha256, onProgress },
        ...{ firewallLogs, logZone },
      }),
    );
    const { capture } = original;
    onRouter?.(capture.router);
    // By the hash itself whoever guesses what was redacted would see that it is right.
    const identity = capture.sha256 === null ? null : this.#digitsOf(`capture ${capture.sha256}`);
    const digits = identity === null ? '' : `-${identity.slice(0, SHOWN_DIGITS)}`;
    this.#begin(input, `capture${digits}.${capture.format}`, profile);
    const used = profile ?? profileNamed(original.profile.name);
    const isKept = used !== undefined && this.#keeps(used);
    const known = original.endpoints.filter((endpoint) => endpoint.function !== null);
    // A product's servers are public, whatever their addresses are today.
    for (const { server } of isKept ? known : []) {
      const address = formatAddress(...server);
      this.#keepPublic(address);
    }
    if (isKept) this.#keepLookedUp(lookups ?? [], used);
    const isOwn = used !== undefined && !isKept && !PROFILES.includes(used);
    this.profile = isOwn ? redactedProfile(used, this.#mappers(), known) : used;
    let isMatch = true;
    const annotator = displayFilter && new PacketAnnotator(displayFilter.needs, reader.interfaces);
    const redacted = await this.#open(
      displayFilter &&
        ((view) => {
          annotator?.annotate(view);
          isMatch = displayFilter.matches(view);
        }),
    );
    const report = await progress.during(redacted, label, () =>
      diagnose(redacted, {
        // The filter asks about what is not there any more: what it said of the original counts.
        displayFilter: displayFilter && {
          ...displayFilter,
          text: '(redacted)',
          needs: 0,
          needsTcpAnalysis: false,
          matches: () => isMatch,
        },
        profile: this.profile,
        product,
        targets: (targets ?? []).map((target) => renamedTarget(target, ...this.#renames())),
        lookups: this.redacted(lookups ?? []),
        firewallLogs: firewallLogs.map((log, index) => this.#redactedLog(log, index)),
        logZone,
        onProgress,
      }),
    );
    const noted = this.#withNotes(report, original, isOwn);
    return { ...noted, capture: { ...noted.capture, identity } };
  }

  /** How the capture that was diagnosed last is redacted. */
  get last(): RedactedCapture {
    return { name: this.#name, profile: this.#profile, addresses: [...this.#ofCapture] };
  }

  /**
   * As if these had been diagnosed last, wherever that was done.
   * @param captures what is kept of any of them is kept
   * @param input whose packets `reopen` is to give
   */
  recall(captures: readonly RedactedCapture[], input?: CaptureInput): void {
    const profile = captures.findLast((one) => one.profile !== undefined)?.profile;
    this.#begin(input, captures.at(-1)?.name ?? '', profile);
    for (const { addresses } of captures) {
      for (const address of addresses) this.#keepPublic(address);
    }
  }

  /** The packets of the capture that was diagnosed last, redacted in the same way. */
  reopen(): Promise<CaptureReader> {
    return this.#open(undefined);
  }

  /** Look-ups as reports on the capture that was diagnosed last may have them. */
  redacted(lookups: readonly Lookup[]): Lookup[] {
    return lookups.map((lookup) => renamedLookup(lookup, ...this.#renames()));
  }

  /** What stands for a name, and for an address, as in the packets. */
  #renames(): [(name: string) => string, (address: string) => string] {
    const { names, addresses } = this.#mappers();
    return [
      (name) => names.host(name),
      (text) => {
        const address = parseAddress(text);
        return address === null ? '' : formatAddress(...addresses.words(address));
      },
    ];
  }

  /** Addresses that look-ups give for names of a product: they are its servers, today. */
  #keepLookedUp(lookups: readonly Lookup[], profile: Profile): void {
    const matcher = new ProfileMatcher(profile);
    for (const { names, addresses } of lookups) {
      if (!names.some((name) => matcher.functionNamed(name) !== null)) continue;
      for (const address of addresses) this.#keepPublic(address);
    }
  }

  #keepPublic(address: string): void {
    if (!isPublic(address)) return;
    this.#addresses.add(address);
    this.#ofCapture.add(address);
  }

  /** Makes ready for a capture: what is kept of one must not be kept of another. */
  #begin(input: CaptureInput | undefined, name: string, profile: Profile | undefined): void {
    this.#input = input;
    this.#name = name;
    this.#profile = profile;
    this.#addresses = new KeptAddresses();
    this.#names = new KeptNames();
    this.#ofCapture = new Set();
    keepProfiles(PUBLIC_PRODUCTS, this.#names, this.#addresses);
    // Of ranges, only servers that are asked: a range may be all addresses there are.
    if (profile !== undefined && this.#keeps(profile)) {
      keepProfiles([withoutRanges(profile)], this.#names, this.#addresses);
    }
    for (const text of this.keep) {
      if (this.#addresses.add(text)) continue;
      if (!NAME.test(text)) {
        throw new UsageError(taskWords.noneToKeep(text), taskWords.tryKept);
      }
      this.#names.add(text);
    }
  }

  async #open(onOriginal: ConstructorParameters<typeof RedactingReader>[1]['onOriginal']) {
    // There is one from the diagnosis on, which comes first.
    const { reader } = await open(this.#input as CaptureInput);
    return this.#redacting(reader, this.#name, onOriginal);
  }

  /** A firewall's log whose lines name what the redacted packets have. */
  #redactedLog(log: FirewallLog, index: number): FirewallLog {
    const name = `log-${index + 1}`;
    return {
      name,
      open: async () => {
        try {
          return this.#redacting(await log.open(), name);
        } catch {
          // The reason may have words of it.
          throw new Error(taskWords.cannotRead);
        }
      },
    };
  }

  #redacting(
    reader: CaptureReader,
    name: string,
    onOriginal?: ConstructorParameters<typeof RedactingReader>[1]['onOriginal'],
  ): RedactingReader {
    return new RedactingReader(reader, {
      name,
      keyed: (input) => this.#keyed(input),
      addresses: this.#addresses,
      names: this.#names,
      dns: dnsPolicy({ profile: this.#profile }),
      onOriginal,
    });
  }

  /** The profile as redacted reports speak by it: words of the user's own may name anybody. */
  forReports(profile: Profile): Profile {
    return PROFILES.includes(profile) || this.#keeps(profile) ? profile : withoutWords(profile);
  }

  /** Whether a profile's servers tell of nobody: a vendor's, or one that the user keeps by its name. */
  #keeps(profile: Profile): boolean {
    return PUBLIC_PRODUCTS.includes(profile) || this.keep.includes(profile.name);
  }

  /** Those of the packets: under one key, what they map to is the same. */
  #mappers(): Mappers {
    return mappersUnder((input) => this.#keyed(input), this.#addresses, this.#names);
  }

  #keyed(input: Uint8Array): Uint8Array {
    return this.platform.hmac(this.key.bytes, input);
  }

  #withNotes(report: Diagnosis, original: Diagnosis, isOwnProfile: boolean): Diagnosis {
    const differing = report.endpoints.filter(
      ({ verdict, port, first }, index) =>
        original.endpoints[index]?.verdict !== verdict ||
        original.endpoints[index].port !== port ||
        original.endpoints[index].first.seconds !== first.seconds ||
        original.endpoints[index].first.nanoseconds !== first.nanoseconds,
    ).length;
    const quality: Note[] = [
      ...report.capture.quality,
      { code: 'redacted', sentence: { code: 'redacted', key: this.key.name, isOwnProfile } },
    ];
    if (differing > 0 || report.endpoints.length !== original.endpoints.length) {
      const code = 'redaction-differs';
      quality.push({ code, sentence: { code, number: Math.max(differing, 1) } });
    }
    return { ...report, capture: { ...report.capture, quality } };
  }
}

function withoutRanges(profile: Profile): Profile {
  return {
    ...profile,
    functions: profile.functions.map((fn) => ({
      ...fn,
      servers: fn.servers.map((server) => ({ ...server, ranges: [] })),
    })),
  };
}

/** Whether a server's address, as a report writes it, is none of a site's own. */
function isPublic(address: string): boolean {
  return !/^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd]|fe[89ab]|::1$)/.test(
    address,
  );
}
