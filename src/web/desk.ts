import type { CaptureReader } from '../capture/reader.ts';
import { compare } from '../diagnosis/comparison/compare.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { caseReportOf } from '../diagnosis/report/case-report-of.ts';
import type { ComparisonReport } from '../diagnosis/report/comparison.ts';
import { comparisonReportOf } from '../diagnosis/report/comparison-report-of.ts';
import { reportOf } from '../diagnosis/report/report-of.ts';
import { sidesReportOf } from '../diagnosis/report/sides-report-of.ts';
import { areSides, compareSides, mayBeSides } from '../diagnosis/sides/compare-sides.ts';
import { FLOW_COLUMNS } from '../documents/flow-list.ts';
import type { RenderOptions, ReportFormat } from '../documents/format.ts';
import { FORMAT_NAMES, FORMATS, type ReportFormatName } from '../documents/formats.ts';
import { PACKET_COLUMNS } from '../documents/packet-list/row.ts';
import { compileDisplayFilter, type DisplayFilter } from '../filter/display-filter.ts';
import type { Input, Platform } from '../platform/platform.ts';
import { blobInput } from '../platform/web/blob-input.ts';
import { type DroppedFile, hashOf, webPlatform } from '../platform/web/web-platform.ts';
import { dnsPolicy } from '../profiles/dns-policy.ts';
import type { Profile } from '../profiles/profile.ts';
import { GENERIC_PROFILE, profileNamed } from '../profiles/profiles.ts';
import { writeEvidence } from '../rewrite/evidence-capture/write-evidence.ts';
import { readCase } from '../tasks/case/read-case.ts';
import { diagnoseInput, diagnoseToCompare } from '../tasks/diagnose-input.ts';
import { UsageError } from '../tasks/errors.ts';
import { type FrameDetail, frameDetail } from '../tasks/frame-detail.ts';
import { ChunkMarks, openAtFrame, withFrames } from '../tasks/frames.ts';
import { reopen } from '../tasks/input.ts';
import { journalOf } from '../tasks/journal.ts';
import { listFlows } from '../tasks/list-flows.ts';
import { listPackets } from '../tasks/list-packets.ts';
import type { Progress } from '../tasks/progress.ts';
import { Redaction } from '../tasks/redaction.ts';
import { LANGUAGES } from '../words/languages.ts';
import { pageWords } from '../words/page.ts';
import { english, type Speaker } from '../words/say.ts';
import type {
  Calls,
  EvidenceRequest,
  ListAnswer,
  ListKind,
  ListRequest,
  ReadAnswer,
  ReadRequest,
  Saved,
} from './calls.ts';
import { RowPages } from './row-pages.ts';

const KEY_LENGTH = 32;
/** Text reports are made for a screen, not for a terminal of some width. */
const RENDERING: RenderOptions = { color: false, width: 100 };
/** What browsers call the files. */
const TYPES: Readonly<Record<ReportFormatName, string>> = {
  text: 'text/plain',
  html: 'text/html',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  markdown: 'text/markdown',
  wiki: 'text/plain',
  adf: 'application/json',
  eml: 'message/rfc822',
  junit: 'application/xml',
  sarif: 'application/sarif+json',
};

/** A capture whose packets can be asked for. */
interface OpenCapture {
  readonly name: string;
  readonly input: Input;
  readonly diagnosis: Diagnosis;
  readonly marks: ChunkMarks | undefined;
}

/** What was judged, and how each format writes it; null where a format has no form for it. */
interface Judged {
  readonly captures: readonly OpenCapture[];
  readonly name: string;
  /** Whether a format has a form for it. */
  readonly has: (format: ReportFormat) => boolean;
  readonly render: (
    format: ReportFormat,
    speaker: Speaker,
    rendering: RenderOptions,
  ) => readonly string[] | null;
}

/** Does in a worker what the page asks for. Keeps what was read last. */
export class Desk implements Calls {
  #judged: Judged | null = null;
  #redaction: Redaction | undefined;
  #profile: Profile | undefined;
  #speaker: Speaker = english;
  readonly #rows = new Map<ListKind, RowPages>();
  /** The last call of `list`: an older one ends where it sees that it is not. */
  #listing = 0;

  constructor(readonly progress: Progress & { rows(count: number): void }) {}

  async read(request: ReadRequest): Promise<ReadAnswer> {
    const { files, redact } = request;
    this.#judged = null;
    this.#rows.clear();
    const platform = webPlatform({ files, hashes: request.task === 'case' });
    this.#redaction = redact ? redactionOn(platform) : undefined;
    this.#profile = request.profile === '' ? undefined : profileNamed(request.profile);
    const filter = filterOf(request.filter);
    this.#judged = await this.#judge(request, platform, filter);
    this.#speaker = await LANGUAGES[request.language].load();
    const html = ((await this.#rendered('html')) ?? []).join('');
    const formats: ReportFormatName[] = [];
    for (const name of FORMAT_NAMES) {
      if (this.#judged.has(await FORMATS[name].load())) formats.push(name);
    }
    return { html, formats, captures: this.#judged.captures.map(({ name }) => name) };
  }

  #judge(
    request: ReadRequest,
    platform: Platform,
    displayFilter: DisplayFilter | undefined,
  ): Promise<Judged> {
    switch (request.task) {
      case 'report':
        return this.#report(platform.input(request.files[0].path), displayFilter);
      case 'case':
        return this.#case(request, platform, displayFilter);
      case 'compare':
      case 'sides':
        return this.#compare(request, platform, displayFilter);
    }
  }

  async #report(input: Input, displayFilter: DisplayFilter | undefined): Promise<Judged> {
    const capture = await this.#diagnosed(input, displayFilter);
    const { diagnosis } = capture;
    return {
      captures: [capture],
      name: diagnosis.capture.name,
      has: () => true,
      render(format, speaker, rendering) {
        // Frames are for the formats that show them, as on the command line.
        const { frames: _, ...bare } = diagnosis;
        const report = reportOf(format.usesFrames === true ? diagnosis : bare, speaker);
        return [...(format.renderInPieces?.(report) ?? [format.render(report, rendering)])];
      },
    };
  }

  async #diagnosed(input: Input, displayFilter: DisplayFilter | undefined): Promise<OpenCapture> {
    const { progress } = this;
    const redaction = this.#redaction;
    const marks = redaction === undefined ? new ChunkMarks() : undefined;
    const options = {
      displayFilter,
      profile: this.#profile,
      progress,
      label: '',
      redaction,
      marks,
    };
    const bare = await diagnoseInput(input, options);
    const diagnosis = await withFrames(bare, input, { redaction, marks });
    return { name: diagnosis.capture.name, input, diagnosis, marks };
  }

  async #case(
    { files, password }: ReadRequest,
    platform: Platform,
    displayFilter: DisplayFilter | undefined,
  ): Promise<Judged> {
    let inputs: readonly Input[] = [];
    const judged = await readCase({
      platform,
      name: files.length === 1 ? files[0].path : pageWords.caseName,
      roots: [{ path: '', name: '' }],
      displayFilter,
      profile: this.#profile,
      logZone: undefined,
      targets: [],
      lookups: [],
      redaction: this.#redaction,
      usesFrames: true,
      zipPassword: password === '' ? undefined : new TextEncoder().encode(password),
      progress: this.progress,
      onInputs: (found) => {
        inputs = found;
      },
    });
    return {
      captures: judged.diagnoses.map((diagnosis, index) => ({
        name: diagnosis.capture.name,
        input: inputs[index],
        diagnosis,
        marks: undefined,
      })),
      name: judged.name,
      has: ({ renderCase }) => renderCase !== undefined,
      render: (format, speaker, rendering) => {
        const text = format.renderCase?.(caseReportOf(judged, speaker), rendering);
        return text === undefined ? null : [text];
      },
    };
  }

  async #compare(
    { files, task }: ReadRequest,
    platform: Platform,
    displayFilter: DisplayFilter | undefined,
  ): Promise<Judged> {
    const { progress } = this;
    const redaction = this.#redaction;
    const judge = async (index: number, profile: Profile | undefined) => {
      const input = platform.input(files[index].path);
      const label = files[index].path;
      const options = { displayFilter, profile, progress, label, redaction };
      return { input, ...(await diagnoseToCompare(input, options)) };
    };
    const journal = async (one: Awaited<ReturnType<typeof judge>>) => ({
      diagnosis: one.diagnosis,
      journal: await journalOf(
        await reopen(one.input, redaction),
        one.diagnosis.profile,
        progress,
        one.diagnosis.capture.name,
      ),
    });
    if (task === 'sides') {
      const judged = [];
      const places = [];
      for (const index of files.keys()) {
        const one = await judge(index, this.#profile ?? judged[0]?.diagnosis.profile);
        judged.push(one);
        places.push(await journal(one));
      }
      const sides = compareSides(places);
      return this.#compared((speaker) => sidesReportOf(sides, speaker), judged);
    }
    if (files.length !== 2) throw new UsageError(pageWords.twoCaptures);
    let one = await judge(0, this.#profile);
    const product = this.#profile ?? productOf(one.diagnosis);
    const other = await judge(1, product);
    // The first has none of the product's servers, which may be what is wrong with it.
    const late = product === undefined ? productOf(other.diagnosis) : undefined;
    if (late !== undefined) one = await judge(0, late);
    if (redaction === undefined && mayBeSides(one.diagnosis, other.diagnosis)) {
      const sides = compareSides([await journal(one), await journal(other)]);
      if (areSides(sides)) {
        return this.#compared((speaker) => sidesReportOf(sides, speaker), [one, other]);
      }
    }
    const comparison = compare(one, other);
    return this.#compared((speaker) => comparisonReportOf(comparison, speaker), [one, other]);
  }

  #compared(
    reportIn: (speaker: Speaker) => ComparisonReport,
    judged: readonly { readonly input: Input; readonly diagnosis: Diagnosis }[],
  ): Judged {
    return {
      captures: judged.map(({ input, diagnosis }) => ({
        name: diagnosis.capture.name,
        input,
        diagnosis,
        marks: undefined,
      })),
      name: pageWords.comparisonName,
      has: ({ renderComparison }) => renderComparison !== undefined,
      render(format, speaker, rendering) {
        const text = format.renderComparison?.(reportIn(speaker), rendering);
        return text === undefined ? null : [text];
      },
    };
  }

  get #open(): Judged {
    if (this.#judged === null) throw new UsageError(pageWords.nothingRead);
    return this.#judged;
  }

  #capture(index: number): OpenCapture {
    const capture = this.#open.captures[index];
    if (capture === undefined) throw new UsageError(pageWords.nothingRead);
    return capture;
  }

  /** What programs read is English, whatever was asked for. */
  async #rendered(name: ReportFormatName): Promise<readonly string[] | null> {
    const row = FORMATS[name];
    const speaker = row.isForPeople ? this.#speaker : english;
    const rendering = { ...RENDERING, words: speaker.words };
    return this.#open.render(await row.load(), speaker, rendering);
  }

  hash({ path, blob }: DroppedFile): Promise<string> {
    return hashOf(blobInput(blob, path), this.progress);
  }

  async hashed(sha256: string): Promise<void> {
    // The report is the same object that the formats write.
    Object.assign(this.#capture(0).diagnosis.capture, { sha256 });
  }

  async save(name: ReportFormatName): Promise<Saved> {
    const row = FORMATS[name];
    const pieces = (await this.#rendered(name)) ?? [];
    return { name: `${this.#open.name}.${row.extension}`, type: TYPES[name], parts: [...pieces] };
  }

  async evidence({ capture: index, headersOnly }: EvidenceRequest): Promise<Saved> {
    const { input, diagnosis, name } = this.#capture(index);
    const redaction = this.#redaction;
    const codes = new Set(diagnosis.capture.quality.map(({ code }) => code));
    if (codes.has('exported') || codes.has('log')) throw new UsageError(pageWords.noPackets);
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const profile = redaction === undefined ? this.#profile : redaction.profile;
    await writeEvidence(
      async () => {
        const reader = await reopen(input, redaction);
        this.progress.begin(reader, name);
        return reader;
      },
      (bytes) => parts.push(new Uint8Array(bytes)),
      {
        diagnosis,
        context: 0,
        citedOnly: false,
        headersOnly,
        isRedacted: redaction !== undefined,
        dns: dnsPolicy({ profile }),
        onProgress: () => this.progress.update(),
      },
    );
    const stem = name.replace(/\.(?:pcap|pcapng|cap)(?:\.gz|\.zst|\.lz4)?$/i, '');
    return { name: `${stem}-evidence.pcapng`, type: 'application/octet-stream', parts };
  }

  async list({ kind, capture: index, filter: text }: ListRequest): Promise<ListAnswer> {
    const { input, name } = this.#capture(index);
    const filter = filterOf(text);
    const listing = ++this.#listing;
    const pages = new RowPages();
    this.#rows.set(kind, pages);
    const { progress } = this;
    const onBatch = async () => {
      progress.update();
      progress.rows(pages.rows);
      await pages.settle();
    };
    await progress.during(await this.#reopen(input), name, async (reader) => {
      if (kind === 'flows') {
        await listFlows(
          reader,
          filter,
          async (rows) => {
            for (const row of rows) pages.add(FLOW_COLUMNS.map((one) => `${one.value(row) ?? ''}`));
            await pages.settle();
          },
          () => progress.update(),
        );
        return;
      }
      await listPackets(reader, {
        filter,
        timeFormat: 'utc',
        take(row) {
          pages.add(PACKET_COLUMNS.map((one) => `${one.value(row) ?? ''}`));
          return true;
        },
        async onBatch() {
          await onBatch();
        },
      });
    });
    await pages.settle();
    return { rows: listing === this.#listing ? pages.rows : 0 };
  }

  #reopen(input: Input): Promise<CaptureReader> {
    return reopen(input, this.#redaction);
  }

  async rows({ kind, page }: { kind: ListKind; page: number }) {
    return (await this.#rows.get(kind)?.page(page)) ?? [];
  }

  async frame({ capture, number }: { capture: number; number: number }): Promise<FrameDetail> {
    const { input, name, diagnosis, marks } = this.#capture(capture);
    const near = marks && (await openAtFrame(input, diagnosis, marks, number));
    if (near) {
      try {
        const found = await frameDetail(near, number);
        if (found !== null) return found;
      } finally {
        await near.close();
      }
    }
    const detail = await this.progress.during(await this.#reopen(input), name, (reader) =>
      frameDetail(reader, number),
    );
    if (detail === null) throw new UsageError(pageWords.noSuchFrame(number));
    return detail;
  }
}

function filterOf(text: string): DisplayFilter | undefined {
  return text.trim() === '' ? undefined : compileDisplayFilter(text);
}

function redactionOn(platform: Platform): Redaction {
  const bytes = platform.randomBytes(KEY_LENGTH);
  return new Redaction(platform, { bytes, text: 'a random key that is not kept' }, []);
}

function productOf({ profile }: Diagnosis): Profile | undefined {
  return profile.name === GENERIC_PROFILE.name ? undefined : profileNamed(profile.name);
}
