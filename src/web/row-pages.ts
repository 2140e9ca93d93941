import { PAGE_ROWS } from './calls.ts';

/**
 * Rows of a list that may be longer than memory has room for: pages of them as compressed text. A row of
 * the packet list has 150 characters, of which some 20 bytes are left.
 */
export class RowPages {
  readonly #pages: (Promise<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer>)[] = [];
  #open: (readonly string[])[] = [];
  #waiting: Promise<unknown>[] = [];
  rows = 0;

  add(row: readonly string[]): void {
    this.#open.push(row);
    this.rows++;
    if (this.#open.length === PAGE_ROWS) this.#close();
  }

  #close(): void {
    const index = this.#pages.length;
    const packed = pack(JSON.stringify(this.#open)).then((bytes) => {
      this.#pages[index] = bytes;
      return bytes;
    });
    this.#pages.push(packed);
    this.#waiting.push(packed);
    this.#open = [];
  }

  /** Waits for the compression to come after, so that text does not pile up. */
  async settle(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    await Promise.all(waiting);
  }

  async page(index: number): Promise<readonly (readonly string[])[]> {
    if (index >= this.#pages.length) return index === this.#pages.length ? this.#open : [];
    return JSON.parse(await unpack(await this.#pages[index]));
  }
}

async function pack(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).text();
}
