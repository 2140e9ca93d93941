/// <reference lib="dom" />
import type { FrameDetail, FrameLayer } from '../tasks/frame-detail.ts';
import type { PageWords } from '../words/page.ts';
import { button, element } from './dom.ts';

/** Bytes of a line of the dump. */
const LINE = 16;
/** Bytes of a frame that are shown. */
const MAXIMUM_BYTES = 65_536;

/** Shows frames: layers with their fields, and the bytes, of which those of a layer can be marked. */
export class FrameDialog {
  readonly element: HTMLDialogElement;
  readonly #body = element('div', { className: 'frame' });
  readonly #title = element('h2', { id: 'frame-title' });

  constructor(readonly words: PageWords) {
    this.element = element(
      'dialog',
      { className: 'frame-dialog', aria: { labelledby: 'frame-title' } },
      element(
        'div',
        { className: 'bar' },
        this.#title,
        button(words.close, () => this.element.close()),
      ),
      this.#body,
    );
  }

  show({ number, layers, bytes, length }: FrameDetail): void {
    const dump = element('pre', {
      className: 'dump',
      tabIndex: 0,
      aria: { label: this.words.bytes, role: 'region' },
    });
    const mark = (layer: FrameLayer | null) => {
      dump.replaceChildren(...dumpOf(bytes, layer?.from ?? -1, layer?.to ?? -1));
    };
    mark(null);
    const { words } = this;
    this.#title.textContent = `${words.frame(number)}: ${words.frameBytes(bytes.length, length)}`;
    this.#body.replaceChildren(
      element('div', { className: 'layers' }, ...layers.map((layer) => layerOf(layer, mark))),
      dump,
    );
    if (!this.element.open) this.element.showModal();
  }
}

function layerOf(layer: FrameLayer, mark: (layer: FrameLayer | null) => void): HTMLElement {
  const details = element(
    'details',
    {},
    element('summary', {}, layer.title),
    element(
      'dl',
      {},
      ...layer.fields.flatMap(([name, value]) => [
        element('dt', {}, name),
        element('dd', {}, value),
      ]),
    ),
  );
  details.addEventListener('toggle', () => mark(details.open ? layer : null));
  return details;
}

/** `0000  45 00 …  E.…`, the bytes of a layer marked. */
function dumpOf(bytes: Uint8Array, from: number, to: number): (string | HTMLElement)[] {
  const shown = bytes.subarray(0, MAXIMUM_BYTES);
  const parts: (string | HTMLElement)[] = [];
  let plain = '';
  const put = (text: string, isMarked: boolean) => {
    if (!isMarked) plain += text;
    else {
      if (plain !== '') parts.push(plain);
      plain = '';
      parts.push(element('mark', {}, text));
    }
  };
  for (let at = 0; at < shown.length; at += LINE) {
    plain += `${at.toString(16).padStart(4, '0')}  `;
    const end = Math.min(at + LINE, shown.length);
    // A run of bytes at a time: those before the layer, its own, those behind it.
    const cuts = [at, Math.min(Math.max(from, at), end), Math.min(Math.max(to, at), end), end];
    for (let run = 0; run < 3; run++) {
      const [start, stop] = [cuts[run], cuts[run + 1]];
      if (start >= stop) continue;
      const digits = Array.from(shown.subarray(start, stop), (byte) =>
        byte.toString(16).padStart(2, '0'),
      );
      put(digits.join(' '), run === 1);
      plain += ' ';
    }
    plain += '   '.repeat(LINE - (end - at));
    const text = Array.from(shown.subarray(at, end), (byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
    );
    plain += ` ${text.join('')}\n`;
  }
  parts.push(plain);
  return parts;
}
