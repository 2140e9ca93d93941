import type { CaptureReader } from '../capture/reader.ts';
import type { RenderOptions } from '../documents/format.ts';
import { FORMAT_NAMES, FORMATS, type ReportFormatName } from '../documents/formats.ts';
import type { DisplayFilter } from '../filter/display-filter.ts';
import type { Platform } from '../platform/platform.ts';
import { type DroppedFile, webPlatform } from '../platform/web/web-platform.ts';
import type { Profile } from '../profiles/profile.ts';
import { profileNamed } from '../profiles/profiles.ts';
import { KeyLog } from '../protocols/tls/key-log.ts';
import { UsageError } from '../tasks/errors.ts';
import type { FrameDetail } from '../tasks/frame-detail.ts';
import { openAtFrame } from '../tasks/frames.ts';
import { reopen } from '../tasks/input.ts';
import type { Progress } from '../tasks/progress.ts';
import type { Redaction } from '../tasks/redaction.ts';
import { LANGUAGES, type LanguageTag } from '../words/languages.ts';
import { PAGE_WORDS, type PageWords } from '../words/page.ts';
import { english, type Speaker } from '../words/say.ts';
import type {
  Calls,
  EvidenceRequest,
  ListAnswer,
  ListColumn,
  ListKind,
  ListRequest,
  ReadAnswer,
  ReadRequest,
  Saved,
} from './calls.ts';
import { judgeCapture } from './judge-capture.ts';
import type { Judged, Judging, OpenCapture } from './judged.ts';
import { RowPages } from './row-pages.ts';

/*
 * What a first diagnosis needs is imported above, and comes with the page; all else is loaded when it is
 * asked for.
 */

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

/** Does in a worker what the page asks for. Keeps what was read last. */
export class Desk implements Omit<Calls, 'hash'> {
  #judged: Judged | null = null;
  #redaction: Redaction | undefined;
  #profile: Profile | undefined;
  #speaker: Speaker = english;
  #words: PageWords = PAGE_WORDS.en;
  readonly #rows = new Map<ListKind, RowPages>();
  /** The last call of `list`: an older one ends where it sees that it is not. */
  #listing = 0;

  constructor(readonly progress: Progress & { rows(count: number): void }) {}

  async read(request: ReadRequest): Promise<ReadAnswer> {
    const { files, redact } = request;
    this.#judged = null;
    this.#rows.clear();
    await this.#speakIn(request.language);
    const platform = webPlatform({ files, hashes: request.task === 'case' });
    this.#redaction = redact ? await redactionOn(platform) : undefined;
    this.#profile = await this.#profileOf(request);
    this.#judged = await judge({
      request,
      platform,
      displayFilter: await filterOf(request.filter),
      profile: this.#profile,
      redaction: this.#redaction,
      keyLog: await keyLogOf(request.keyLogs),
      progress: this.progress,
      words: this.#words,
    });
    const html = await this.#page();
    const isComparison = request.task === 'compare' || request.task === 'sides';
    const formats = FORMAT_NAMES.filter((name) => !isComparison || FORMATS[name].hasComparison);
    return { html, formats, captures: this.#judged.captures.map(({ name }) => name) };
  }

  async speak(language: LanguageTag): Promise<string> {
    await this.#speakIn(language);
    return this.#page();
  }

  async #speakIn(language: LanguageTag): Promise<void> {
    this.#words = PAGE_WORDS[language];
    this.#speaker = await LANGUAGES[language].load();
  }

  async #page(): Promise<string> {
    return ((await this.#rendered('html')) ?? []).join('');
  }

  /** The one of somebody's own, in the words that a redacted report may have; else the shipped one. */
  async #profileOf({ profiles, profile: name }: ReadRequest): Promise<Profile | undefined> {
    if (profiles.length > 1) throw new UsageError(this.#words.oneProfile);
    if (profiles.length === 0) return name === '' ? undefined : profileNamed(name);
    const [{ path, blob }] = profiles;
    const { profileOf } = await import('../tasks/profile-of.ts');
    const profile = await profileOf(await blob.text(), path);
    return this.#redaction?.forReports(profile) ?? profile;
  }

  get #open(): Judged {
    if (this.#judged === null) throw new UsageError(this.#words.nothingRead);
    return this.#judged;
  }

  #capture(index: number): OpenCapture {
    const capture = this.#open.captures[index];
    if (capture === undefined) throw new UsageError(this.#words.nothingRead);
    return capture;
  }

  /** What programs read is English, whatever was asked for. */
  async #rendered(name: ReportFormatName): Promise<readonly string[] | null> {
    const row = FORMATS[name];
    const speaker = row.isForPeople ? this.#speaker : english;
    const rendering = { ...RENDERING, words: speaker.words };
    return this.#open.render(await row.load(), speaker, rendering);
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
    if (codes.has('exported') || codes.has('log')) throw new UsageError(this.#words.noPackets);
    const { evidenceFile } = await import('./evidence-file.ts');
    return evidenceFile({
      diagnosis,
      headersOnly,
      isRedacted: redaction !== undefined,
      profile: redaction === undefined ? this.#profile : redaction.profile,
      open: async () => {
        const reader = await reopen(input, redaction);
        this.progress.begin(reader, name);
        return reader;
      },
      onProgress: () => this.progress.update(),
    });
  }

  async columns(kind: ListKind): Promise<readonly ListColumn[]> {
    return (await import('./list-rows.ts')).columnsOf(kind);
  }

  async list({ kind, capture: index, filter: text }: ListRequest): Promise<ListAnswer> {
    const { input, name } = this.#capture(index);
    const filter = await filterOf(text);
    const { listRows } = await import('./list-rows.ts');
    const listing = ++this.#listing;
    const pages = new RowPages();
    this.#rows.set(kind, pages);
    const { progress } = this;
    await progress.during(await this.#reopen(input), name, (reader) =>
      listRows(kind, reader, filter, pages, () => {
        progress.update();
        progress.rows(pages.rows);
      }),
    );
    return { rows: listing === this.#listing ? pages.rows : 0 };
  }

  #reopen(input: OpenCapture['input']): Promise<CaptureReader> {
    return reopen(input, this.#redaction);
  }

  async rows({ kind, page }: { kind: ListKind; page: number }) {
    return (await this.#rows.get(kind)?.page(page)) ?? [];
  }

  async frame({ capture, number }: { capture: number; number: number }): Promise<FrameDetail> {
    const { input, name, diagnosis, marks } = this.#capture(capture);
    const { frameDetail } = await import('../tasks/frame-detail.ts');
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
    if (detail === null) throw new UsageError(this.#words.noSuchFrame(number));
    return detail;
  }
}

async function judge(judging: Judging): Promise<Judged> {
  switch (judging.request.task) {
    case 'report':
      return judgeCapture(judging);
    case 'case':
      return (await import('./judge-case.ts')).judgeCase(judging);
    case 'compare':
    case 'sides':
      return (await import('./judge-comparison.ts')).judgeComparison(judging);
  }
}

async function filterOf(text: string): Promise<DisplayFilter | undefined> {
  if (text.trim() === '') return undefined;
  return (await import('../filter/display-filter.ts')).compileDisplayFilter(text);
}

async function keyLogOf(files: readonly DroppedFile[]): Promise<KeyLog | undefined> {
  if (files.length === 0) return undefined;
  const logs = await Promise.all(files.map(async ({ blob }) => blob.arrayBuffer()));
  return new KeyLog(logs.map((bytes) => new Uint8Array(bytes)));
}

async function redactionOn(platform: Platform): Promise<Redaction> {
  const { Redaction } = await import('../tasks/redaction.ts');
  const bytes = platform.randomBytes(KEY_LENGTH);
  return new Redaction(platform, { bytes, name: { kind: 'random' } }, []);
}
