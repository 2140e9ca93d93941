/// <reference lib="dom" />
import type { ReportFormatName } from '../documents/formats.ts';
import type { DroppedFile } from '../platform/web/web-platform.ts';
import { PROFILES } from '../profiles/profiles.ts';
import {
  LANGUAGE_TAGS,
  LANGUAGES,
  type LanguageTag,
  languageOfLocale,
} from '../words/languages.ts';
import { PAGE_WORDS, type PageWords } from '../words/page.ts';
import type { ListKind, Progressing, ReadAnswer, Saved, TaskName } from './calls.ts';
import { Client, Refusal } from './client.ts';
import { button, choice, element, labelled } from './dom.ts';
import { type FileKind, kindOf } from './file-kind.ts';
import { FrameDialog } from './frame-dialog.ts';
import { ListView } from './list-view.ts';

/** A link to a frame in a report: `#f1-n25`; of a case `#r2-f1-n25`, of its second capture. */
const FRAME_LINK = /^#?(?:r(\d+)-)?(?:[\w-]+-)?n(\d+)$/;
/** What of a link is kept until the browser has saved it (milliseconds). */
const SAVING = 60_000;

type View = 'report' | ListKind;
const VIEWS: readonly View[] = ['report', 'packets', 'flows'];

/** What the page is made of. */
export interface PageParts {
  /** Starts a worker: the one that judges, or the one that makes a file's hash. */
  readonly start: (which: 'judge' | 'hash') => Worker;
  /** Whether it comes from a web server, which has parts that are loaded later. */
  readonly isServed: boolean;
}

/** What the page says, in the language that it is in: there is one page in a document. */
let words: PageWords = PAGE_WORDS.en;

/** Builds the page, in the browser's language. */
export function openPage(parts: PageParts): void {
  show(parts, languageOfLocale(navigator.language), null);
}

/** @param before the page so far, of which everything is kept but the words */
function show(parts: PageParts, tag: LanguageTag, before: Page | null): void {
  words = PAGE_WORDS[tag];
  document.documentElement.lang = tag;
  document.body.replaceChildren(...new Page(parts, tag, before).elements);
}

interface PageFile extends DroppedFile {
  readonly kind: FileKind;
}

class Page {
  #files: PageFile[] = [];
  #answer: ReadAnswer | null = null;
  #isBusy = false;
  readonly #picker = element('input', { type: 'file', multiple: true, className: 'unseen' });
  // The browser's own button speaks the browser's language.
  readonly #drop = element(
    'label',
    { className: 'drop' },
    words.drop,
    this.#picker,
    element('span', { className: 'choose' }, words.chooseFiles),
  );
  readonly #list = element('ul', { className: 'files', aria: { label: words.files } });
  readonly #task = choice(Object.entries(words.tasks));
  readonly #taskField = labelled(words.task, this.#task);
  readonly #filter = element('input', { type: 'text', spellcheck: false, autocomplete: 'off' });
  readonly #profile = choice([
    ['', words.ownProfile],
    ...PROFILES.map(({ name, title }) => [name, title] as const),
  ]);
  readonly #language = choice(LANGUAGE_TAGS.map((tag) => [tag, LANGUAGES[tag].title] as const));
  readonly #redact = element('input', { type: 'checkbox' });
  readonly #password = element('input', { type: 'password', autocomplete: 'off' });
  readonly #run = button(words.run, () => void this.#read(), 'main');
  readonly #cancel = button(words.cancel, () => {
    this.#hasher?.end();
    this.#client.cancel();
  });
  readonly #settings = element('details');
  readonly #bar = element('progress', { aria: { label: words.working } });
  readonly #said = element('p', { aria: { live: 'polite', role: 'status' } });
  readonly #error = element('p', { className: 'error', hidden: true, aria: { role: 'alert' } });
  readonly #title = element('h1', {}, words.claim);
  readonly #results = element('section', { hidden: true, aria: { label: words.report } });
  readonly #tabs = new Map<View, HTMLButtonElement>();
  readonly #panels = new Map<View, HTMLElement>();
  readonly #format = choice([]);
  readonly #capture = choice([]);
  readonly #captureField = labelled(words.capture, this.#capture);
  readonly #headersOnly = element('input', { type: 'checkbox' });
  readonly #report = element('div', { className: 'report' });
  readonly #dialog = new FrameDialog(words);
  readonly #client: Client;
  #hasher: Client | null = null;
  #hashing: Promise<void> = Promise.resolve();
  readonly elements: readonly HTMLElement[];

  constructor(
    readonly parts: PageParts,
    readonly tag: LanguageTag,
    before: Page | null,
  ) {
    this.#client = before === null ? new Client(() => parts.start('judge')) : before.#client;
    this.#settings.append(
      element('summary', {}, words.settings),
      element(
        'div',
        { className: 'fields' },
        labelled(words.filter, this.#filter, words.filterHelp),
        labelled(words.profile, this.#profile),
        labelled(words.password, this.#password),
        check(words.redact, this.#redact),
      ),
    );
    const desk = element(
      'section',
      { className: 'desk', aria: { label: words.files } },
      this.#title,
      this.#drop,
      this.#list,
      element('div', { className: 'fields' }, this.#taskField),
      this.#settings,
      element('div', { className: 'state' }, this.#run, this.#cancel, this.#bar, this.#said),
      this.#error,
    );
    this.#buildResults();
    this.elements = [
      element(
        'header',
        { className: 'brand' },
        element('b', {}, words.title),
        element(
          'span',
          { className: 'quiet' },
          parts.isServed ? words.privacyServed : words.privacy,
        ),
        labelled(words.language, this.#language),
      ),
      element('main', {}, desk, this.#results),
      this.#dialog.element,
    ];
    this.#language.value = tag;
    this.#listen();
    if (before !== null) this.#takeOver(before);
    this.#showFiles();
    this.#setBusy(false);
  }

  /** What stood on the page before it was said in another language. */
  #takeOver(before: Page): void {
    this.#files = before.#files;
    this.#hasher = before.#hasher;
    this.#hashing = before.#hashing;
    this.#settings.open = before.#settings.open;
    this.#task.value = before.#task.value;
    this.#filter.value = before.#filter.value;
    this.#profile.value = before.#profile.value;
    this.#password.value = before.#password.value;
    this.#redact.checked = before.#redact.checked;
    if (before.#answer !== null) void this.#speak(before.#answer);
  }

  /** The report in the page's language. */
  async #speak(answer: ReadAnswer): Promise<void> {
    const html = await this.#during(() => this.#client.call('speak', this.tag));
    if (html !== null) this.#showAnswer({ ...answer, html });
  }

  #listen(): void {
    this.#picker.addEventListener('change', () => {
      void this.#add([...(this.#picker.files ?? [])]);
      // The same file can be chosen again.
      this.#picker.value = '';
    });
    // Wherever on the page it is: assigned, as a page in another language takes its place.
    window.ondragover = (event) => {
      event.preventDefault();
      this.#drop.classList.add('over');
    };
    window.ondragleave = () => this.#drop.classList.remove('over');
    window.ondrop = (event) => {
      event.preventDefault();
      this.#drop.classList.remove('over');
      void this.#add([...(event.dataTransfer?.files ?? [])]);
    };
    this.#language.addEventListener('change', () => {
      show(this.parts, this.#language.value as LanguageTag, this);
      document.querySelector<HTMLElement>('.brand select')?.focus();
    });
    this.#report.addEventListener('click', (event) => this.#clicked(event));
    this.#capture.addEventListener('change', () => this.#listAgain());
  }

  async #add(files: readonly File[]): Promise<void> {
    if (this.#isBusy || files.length === 0) return;
    const kinds = await Promise.all(files.map(kindOf));
    files.forEach((file, index) => {
      const path = this.#freeName(file.webkitRelativePath || file.name);
      this.#files.push({ path, blob: file, kind: kinds[index] });
    });
    // What is judged has an order, and what it is judged by comes behind it.
    this.#files.sort((a, b) => Number(a.kind !== 'judged') - Number(b.kind !== 'judged'));
    this.#showFiles();
    // One capture is what it is; of several somebody says what they are to each other.
    if (this.#judged.length === 1 && !this.#isArchive) void this.#read();
  }

  /** Files that are judged, and not what they are judged by. */
  get #judged(): readonly PageFile[] {
    return this.#files.filter(({ kind }) => kind === 'judged');
  }

  get #isArchive(): boolean {
    const files = this.#judged;
    return files.length === 1 && /\.zip$/i.test(files[0].path);
  }

  /** Two files of one name are told apart by a number. */
  #freeName(name: string): string {
    const isTaken = (path: string) => this.#files.some((file) => file.path === path);
    let path = name;
    for (let number = 2; isTaken(path); number++) path = `${number}-${name}`;
    return path;
  }

  #showFiles(): void {
    const judged = this.#judged;
    const many = judged.length > 1;
    this.#list.replaceChildren(
      ...this.#files.map((file, index) =>
        element(
          'li',
          {},
          element('span', { className: 'name' }, file.path),
          file.kind !== 'judged' && element('span', { className: 'quiet' }, words.kinds[file.kind]),
          index > 0 &&
            file.kind === 'judged' &&
            named('↑', words.moveUp(file.path), () => {
              this.#files.splice(index - 1, 2, file, this.#files[index - 1]);
              this.#showFiles();
            }),
          named('×', words.remove(file.path), () => {
            this.#files.splice(index, 1);
            this.#showFiles();
          }),
        ),
      ),
    );
    this.#list.hidden = this.#files.length === 0;
    this.#taskField.hidden = !many;
    const task: TaskName = many || this.#isArchive ? 'case' : 'report';
    for (const option of this.#task.options) {
      option.disabled =
        (option.value === 'report') === many || (option.value === 'compare' && judged.length !== 2);
    }
    if (this.#task.selectedOptions[0]?.disabled !== false || !many) this.#task.value = task;
    this.#setBusy(this.#isBusy);
  }

  #setBusy(isBusy: boolean): void {
    this.#isBusy = isBusy;
    this.#run.disabled = isBusy || this.#judged.length === 0;
    this.#language.disabled = isBusy;
    this.#cancel.hidden = !isBusy;
    this.#bar.hidden = !isBusy;
  }

  /** Does something in the worker, and shows how far it is and what went wrong. */
  async #during<Result>(
    work: (onProgress: (progress: Progressing) => void) => Promise<Result>,
  ): Promise<Result | null> {
    this.#error.hidden = true;
    this.#setBusy(true);
    this.#said.textContent = words.working;
    this.#bar.removeAttribute('value');
    try {
      const result = await work((progress) => this.#showProgress(progress));
      this.#said.textContent = '';
      return result;
    } catch (error) {
      const lines = error instanceof Refusal ? error.lines : [String(error)];
      this.#said.textContent = lines.length === 0 ? words.cancelled : '';
      this.#error.textContent = lines.join('\n');
      this.#error.hidden = lines.length === 0;
      if (lines.length === 0) this.#forget();
      return null;
    } finally {
      this.#setBusy(false);
    }
  }

  #showProgress({ label, bytesRead, size, packets }: Progressing): void {
    const share = size === null || size === 0 ? null : Math.min(1, bytesRead / size);
    if (share === null) this.#bar.removeAttribute('value');
    else this.#bar.value = share;
    const percent = share === null ? null : Math.floor(share * 100);
    this.#said.textContent = words.progress(label, percent, packets);
  }

  #forget(): void {
    this.#answer = null;
    this.#results.hidden = true;
    this.#title.hidden = false;
  }

  async #read(): Promise<void> {
    const files = this.#judged;
    if (this.#isBusy || files.length === 0) return;
    this.#forget();
    this.#hasher?.end();
    const besides = (kind: FileKind) => this.#files.filter((file) => file.kind === kind);
    const answer = await this.#during((onProgress) =>
      this.#client.call(
        'read',
        {
          task: this.#task.value as TaskName,
          files,
          profiles: besides('profile'),
          keyLogs: besides('keys'),
          filter: this.#filter.value,
          profile: this.#profile.value,
          redact: this.#redact.checked,
          language: this.tag,
          password: this.#password.value,
        },
        onProgress,
      ),
    );
    if (answer === null) return;
    this.#showAnswer(answer);
    const isOne = files.length === 1 && this.#task.value === 'report';
    this.#hashing = isOne && !this.#redact.checked ? this.#hash(files[0]) : Promise.resolve();
  }

  #showAnswer(answer: ReadAnswer): void {
    this.#answer = answer;
    this.#showReport(answer.html);
    this.#format.replaceChildren(
      ...answer.formats.map((name) => element('option', { value: name }, name)),
    );
    this.#format.value = 'html';
    this.#capture.replaceChildren(
      ...answer.captures.map((name, index) => element('option', { value: `${index}` }, name)),
    );
    this.#captureField.hidden = answer.captures.length < 2;
    this.#title.hidden = true;
    this.#results.hidden = false;
    this.#said.textContent = words.done;
    for (const kind of ['packets', 'flows'] as const) this.#panels.get(kind)?.replaceChildren();
    this.#open('report');
  }

  /** After the verdict and beside all else, as it takes as long again. */
  async #hash(file: DroppedFile): Promise<void> {
    const hasher = new Client(() => this.parts.start('hash'));
    this.#hasher = hasher;
    try {
      const sha256 = await hasher.call('hash', file);
      await this.#client.call('hashed', sha256);
      // The report may be said in another language by now.
      for (const name of document.querySelectorAll('.report dt')) {
        if (name.textContent !== 'SHA-256') continue;
        name.nextElementSibling?.replaceChildren(element('code', { className: 'copy' }, sha256));
      }
    } catch {
      // A report without it is one, too.
    } finally {
      hasher.end();
    }
  }

  /** The report's own page without its head: its style is the page's already. */
  #showReport(html: string): void {
    const { body } = new DOMParser().parseFromString(html, 'text/html');
    const main = body.querySelector('main');
    if (main !== null) main.replaceWith(...main.childNodes);
    this.#report.lang = this.tag;
    this.#report.replaceChildren(...body.childNodes);
  }

  #buildResults(): void {
    const tabs = element('div', {
      className: 'tabs',
      aria: { role: 'tablist', label: words.views },
    });
    for (const view of VIEWS) {
      const tab = button(words[view], () => this.#open(view));
      tab.id = `tab-${view}`;
      tab.setAttribute('role', 'tab');
      tab.setAttribute('aria-controls', `panel-${view}`);
      tab.addEventListener('keydown', (event) => this.#moveTab(view, event));
      this.#tabs.set(view, tab);
      tabs.append(tab);
      const panel = element('div', {
        id: `panel-${view}`,
        aria: { role: 'tabpanel', labelledby: tab.id },
      });
      this.#panels.set(view, panel);
    }
    this.#panels.get('report')?.append(this.#report);
    const tools = element(
      'div',
      { className: 'tools' },
      labelled(words.format, this.#format),
      button(words.saveReport, () => void this.#saveReport()),
      this.#captureField,
      button(words.saveEvidence, () => void this.#saveEvidence()),
      check(words.headersOnly, this.#headersOnly),
    );
    this.#results.append(tools, tabs, ...this.#panels.values());
  }

  #moveTab(view: View, event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = VIEWS[(VIEWS.indexOf(view) + step + VIEWS.length) % VIEWS.length];
    this.#open(next);
    this.#tabs.get(next)?.focus();
  }

  #open(view: View): void {
    for (const one of VIEWS) {
      this.#tabs.get(one)?.setAttribute('aria-selected', String(one === view));
      const tab = this.#tabs.get(one);
      if (tab !== undefined) tab.tabIndex = one === view ? 0 : -1;
      const panel = this.#panels.get(one);
      if (panel !== undefined) panel.hidden = one !== view;
    }
    if (view !== 'report' && this.#panels.get(view)?.childElementCount === 0) this.#buildList(view);
  }

  #listAgain(): void {
    for (const view of ['packets', 'flows'] as const) {
      const panel = this.#panels.get(view);
      panel?.replaceChildren();
      if (panel?.hidden === false) this.#buildList(view);
    }
  }

  #buildList(kind: ListKind): void {
    const filter = element('input', { type: 'text', spellcheck: false, autocomplete: 'off' });
    const count = element('span', { className: 'count', aria: { role: 'status' } });
    const place = element('div');
    const fill = async () => {
      const columns = await this.#during(() => this.#client.call('columns', kind));
      if (columns === null) return;
      const view = new ListView({
        label: words[kind],
        className: kind,
        columns,
        page: (page) => this.#client.call('rows', { kind, page }),
        onOpen: ([number]) => void this.#showFrame(Number(this.#capture.value), Number(number)),
      });
      place.replaceChildren(view.element);
      const show = (rows: number) => {
        view.setRows(rows);
        count.textContent = words.rows(rows);
      };
      const answer = await this.#during((onProgress) =>
        this.#client.call(
          'list',
          { kind, capture: Number(this.#capture.value), filter: filter.value },
          (progress) => {
            if (progress.rows !== undefined && progress.rows > 0) show(progress.rows);
            onProgress(progress);
          },
        ),
      );
      if (answer !== null) show(answer.rows);
    };
    filter.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !this.#isBusy) void fill();
    });
    this.#panels.get(kind)?.replaceChildren(
      element('h1', { className: 'unseen' }, words[kind]),
      element(
        'div',
        { className: 'tools' },
        labelled(words.listFilter, filter),
        button(words.apply, () => {
          if (!this.#isBusy) void fill();
        }),
        count,
      ),
      place,
    );
    void fill();
  }

  /** A frame in the report: its number in the evidence, or its row. */
  #clicked(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const link = target.closest('a')?.getAttribute('href') ?? target.closest('tr')?.id ?? '';
    const [, capture = '1', frame] = FRAME_LINK.exec(link) ?? [];
    if (frame === undefined) return;
    event.preventDefault();
    void this.#showFrame(Number(capture) - 1, Number(frame));
  }

  async #showFrame(capture: number, number: number): Promise<void> {
    if (this.#isBusy) return;
    const detail = await this.#during((onProgress) =>
      this.#client.call('frame', { capture, number }, onProgress),
    );
    if (detail !== null) this.#dialog.show(detail);
  }

  async #saveReport(): Promise<void> {
    const name = this.#format.value as ReportFormatName;
    const saved = await this.#during(async () => {
      await this.#hashing;
      return this.#client.call('save', name);
    });
    if (saved !== null) save(saved);
  }

  async #saveEvidence(): Promise<void> {
    const capture = Number(this.#capture.value);
    const headersOnly = this.#headersOnly.checked;
    const saved = await this.#during((onProgress) =>
      this.#client.call('evidence', { capture, headersOnly }, onProgress),
    );
    if (saved !== null) save(saved);
  }
}

function check(text: string, field: HTMLInputElement): HTMLElement {
  const label = labelled(text, field);
  label.className = 'check';
  return label;
}

function named(sign: string, name: string, action: () => void): HTMLElement {
  const made = button(sign, action);
  made.setAttribute('aria-label', name);
  return made;
}

/** Hands a file to the browser. */
function save({ name, type, parts }: Saved): void {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  element('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), SAVING);
}
