/// <reference lib="dom" />
import type {
  AnswerMessage,
  CallMessage,
  CallName,
  Calls,
  Progressing,
  ProgressMessage,
} from './calls.ts';

/** An answer that is a refusal, in lines for a person. */
export class Refusal extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join(' '));
  }
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
  readonly onProgress: ((progress: Progressing) => void) | undefined;
}

/** The page's side of the worker: calls that are answered, and may be given up. */
export class Client {
  readonly #start: () => Worker;
  #worker: Worker;
  #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(start: () => Worker) {
    this.#start = start;
    this.#worker = this.#started();
  }

  call<Name extends CallName>(
    call: Name,
    argument: Parameters<Calls[Name]>[0],
    onProgress?: (progress: Progressing) => void,
  ): ReturnType<Calls[Name]> {
    const id = ++this.#last;
    const answered = new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onProgress });
    });
    const message: CallMessage = { id, call, argument };
    this.#worker.postMessage(message);
    return answered as ReturnType<Calls[Name]>;
  }

  /** Ends what is under way, whatever it is at; what was read is forgotten. */
  cancel(): void {
    this.#worker.terminate();
    const given = [...this.#waiting.values()];
    this.#waiting = new Map();
    this.#worker = this.#started();
    for (const { reject } of given) reject(new Refusal([]));
  }

  /** Ends it for good: who waits is told so. */
  end(): void {
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(new Refusal([]));
    this.#waiting = new Map();
  }

  #started(): Worker {
    const worker = this.#start();
    worker.onmessage = ({ data }: MessageEvent<AnswerMessage | ProgressMessage>) => {
      const waiting = this.#waiting.get(data.id);
      if (waiting === undefined) return;
      if ('progress' in data) {
        waiting.onProgress?.(data.progress);
        return;
      }
      this.#waiting.delete(data.id);
      if ('error' in data) waiting.reject(new Refusal(data.error));
      else waiting.resolve(data.result);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      const given = [...this.#waiting.values()];
      this.#waiting = new Map();
      for (const { reject } of given) reject(new Refusal([event.message]));
    };
    return worker;
  }
}
