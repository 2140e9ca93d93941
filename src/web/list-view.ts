/// <reference lib="dom" />
import { type ListColumn, PAGE_ROWS } from './calls.ts';
import { element } from './dom.ts';

/** Pixels of a row; the style sheet has the same. */
const ROW_HEIGHT = 24;
/** Rows made beyond what is seen, above and below. */
const MARGIN = 8;
/** Browsers draw no higher element: Firefox stops at 17.8 million pixels. */
const MAXIMUM_HEIGHT = 8_000_000;
/** Pages of rows that are kept. */
const KEPT_PAGES = 8;

export interface ListViewOptions {
  readonly label: string;
  readonly columns: readonly ListColumn[];
  /** Class of the table: widths of its columns. */
  readonly className: string;
  /** Rows of a page, of `PAGE_ROWS` each. */
  page(index: number): Promise<readonly (readonly string[])[]>;
  /** A row was chosen. */
  onOpen(cells: readonly string[]): void;
}

/**
 * A list of any length: only the rows that are seen are there. It is a grid for the keyboard (arrows, Page
 * Up and Down, Home, End, Enter) and for a screen reader, which is told how many rows there are.
 */
export class ListView {
  readonly element: HTMLElement;
  readonly #grid: HTMLElement;
  readonly #space: HTMLElement;
  readonly #body: HTMLElement;
  readonly #pages = new Map<number, readonly (readonly string[])[]>();
  readonly #asked = new Set<number>();
  #rows = 0;
  #selected = 0;
  #drawn = '';

  constructor(readonly options: ListViewOptions) {
    const { label, columns, className } = options;
    const head = element(
      'div',
      { className: 'row head', aria: { role: 'row', rowindex: '1' } },
      ...columns.map(({ title, isNumber }) =>
        element(
          'span',
          { className: isNumber ? 'number' : '', aria: { role: 'columnheader' } },
          title,
        ),
      ),
    );
    this.#body = element('div', { className: 'rows', aria: { role: 'rowgroup' } });
    this.#space = element(
      'div',
      { className: 'space', aria: { role: 'presentation' } },
      this.#body,
    );
    this.#grid = element(
      'div',
      { className: `list ${className}`, tabIndex: 0, aria: { role: 'grid', label } },
      element('div', { aria: { role: 'rowgroup' }, className: 'heads' }, head),
      this.#space,
    );
    this.#grid.addEventListener('scroll', () => this.#draw(), { passive: true });
    this.#grid.addEventListener('keydown', (event) => this.#key(event));
    this.#body.addEventListener('click', (event) => {
      const row = (event.target as HTMLElement).closest<HTMLElement>('[data-row]');
      if (row === null) return;
      this.#select(Number(row.dataset.row));
      this.#openSelected();
    });
    new ResizeObserver(() => this.#draw()).observe(this.#grid);
    this.element = this.#grid;
  }

  /** So many rows there are now; more may come. */
  setRows(rows: number): void {
    if (rows === this.#rows) return;
    // The last page was not whole.
    this.#pages.delete(Math.floor(this.#rows / PAGE_ROWS));
    this.#rows = rows;
    this.#grid.setAttribute('aria-rowcount', String(rows + 1));
    this.#space.style.height = `${Math.min(rows * ROW_HEIGHT, MAXIMUM_HEIGHT)}px`;
    this.#drawn = '';
    this.#draw();
  }

  /** Puts a row where it is seen. */
  show(row: number): void {
    this.#select(Math.max(0, Math.min(row, this.#rows - 1)));
  }

  get #visible(): number {
    return Math.max(1, Math.floor(this.#grid.clientHeight / ROW_HEIGHT) - 1);
  }

  /** The row at the top: of a list that is too high to be drawn, scrolling goes over many at once. */
  get #top(): number {
    const range = this.#space.offsetHeight - this.#grid.clientHeight + ROW_HEIGHT;
    if (this.#rows * ROW_HEIGHT <= MAXIMUM_HEIGHT || range <= 0) {
      return Math.floor(this.#grid.scrollTop / ROW_HEIGHT);
    }
    const share = Math.min(1, this.#grid.scrollTop / range);
    return Math.round(share * (this.#rows - this.#visible));
  }

  #scrollTo(top: number): void {
    const range = this.#space.offsetHeight - this.#grid.clientHeight + ROW_HEIGHT;
    this.#grid.scrollTop =
      this.#rows * ROW_HEIGHT <= MAXIMUM_HEIGHT
        ? top * ROW_HEIGHT
        : (top / Math.max(1, this.#rows - this.#visible)) * range;
  }

  #draw(): void {
    const first = Math.max(0, this.#top - MARGIN);
    const last = Math.min(this.#rows, this.#top + this.#visible + MARGIN);
    const pages = new Set<number>();
    for (let row = first; row < last; row++) pages.add(Math.floor(row / PAGE_ROWS));
    for (const page of pages) if (!this.#pages.has(page)) void this.#ask(page);
    const state = `${first} ${last} ${this.#selected} ${[...pages].map((page) => this.#pages.has(page))}`;
    const isLong = this.#rows * ROW_HEIGHT > MAXIMUM_HEIGHT;
    const offset = isLong
      ? this.#grid.scrollTop - (this.#top - first) * ROW_HEIGHT
      : first * ROW_HEIGHT;
    this.#body.style.transform = `translateY(${Math.max(0, offset)}px)`;
    if (state === this.#drawn) return;
    this.#drawn = state;
    const made: HTMLElement[] = [];
    for (let row = first; row < last; row++) made.push(this.#row(row));
    this.#body.replaceChildren(...made);
    this.#grid.setAttribute('aria-activedescendant', `row-${this.#selected}`);
  }

  #row(row: number): HTMLElement {
    const cells = this.#cells(row);
    const made = element('div', {
      className: row === this.#selected ? 'row selected' : 'row',
      id: `row-${row}`,
      aria: {
        role: 'row',
        rowindex: String(row + 2),
        selected: String(row === this.#selected),
      },
    });
    made.dataset.row = String(row);
    this.options.columns.forEach(({ isNumber }, index) => {
      const text = cells?.[index] ?? '';
      made.append(
        element('span', {
          className: isNumber ? 'number' : '',
          title: text,
          textContent: text,
          aria: { role: 'gridcell' },
        }),
      );
    });
    return made;
  }

  #cells(row: number): readonly string[] | undefined {
    return this.#pages.get(Math.floor(row / PAGE_ROWS))?.[row % PAGE_ROWS];
  }

  async #ask(page: number): Promise<void> {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    try {
      const rows = await this.options.page(page);
      this.#pages.set(page, rows);
      for (const old of this.#pages.keys()) {
        if (this.#pages.size <= KEPT_PAGES) break;
        this.#pages.delete(old);
      }
    } finally {
      this.#asked.delete(page);
    }
    this.#draw();
  }

  #select(row: number): void {
    this.#selected = row;
    const top = this.#top;
    if (row < top) this.#scrollTo(row);
    else if (row >= top + this.#visible) this.#scrollTo(row - this.#visible + 1);
    this.#drawn = '';
    this.#draw();
  }

  #openSelected(): void {
    const cells = this.#cells(this.#selected);
    if (cells !== undefined) this.options.onOpen(cells);
  }

  #key(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: this.#selected + 1,
      ArrowUp: this.#selected - 1,
      PageDown: this.#selected + this.#visible,
      PageUp: this.#selected - this.#visible,
      Home: 0,
      End: this.#rows - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) this.show(to);
    else if (event.key === 'Enter' || event.key === ' ') this.#openSelected();
    else return;
    event.preventDefault();
  }
}
