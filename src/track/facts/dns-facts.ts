import type { AddressWords } from '../../protocols/address-text.ts';
import { FrameSample } from '../frame-sample.ts';
import type { StrayResponse } from '../stray-responses.ts';
import { NO_CODES, withCode } from './code-frames.ts';

/** Questions of an endpoint that are told apart in the report. */
const QUESTIONS_PER_ENDPOINT = 8;
const NO_QUESTIONS: readonly QuestionFacts[] = Object.freeze([]);
const NO_NOWHERE: readonly NowhereFacts[] = Object.freeze([]);

/** A DNS question that an endpoint did not answer, or answered with an error. */
export interface QuestionFacts {
  readonly name: string;
  readonly type: number;
  /** The name's and type's slot in `Resolutions`. */
  readonly slot: number;
  /** Attempts without any answer. */
  unanswered: number;
  /** Answers with a response code other than NOERROR. */
  denied: number;
  /** Codes of these answers, and the frames with each. */
  codes: ReadonlyMap<number, FrameSample>;
}

/** A name for which an address came that no server has. */
export interface NowhereFacts {
  readonly name: string;
  readonly slot: number;
  readonly address: AddressWords;
  /** It is the asking host's own (127.0.0.1, ::1). */
  readonly isOwnHost: boolean;
  readonly frame: number;
}

/** Questions of which two answers differ: one question, or answers of two distances. */
export class ContradictionFacts {
  questions = 0;
  /** Times to live of the first pair, in their order; -1 where not known. */
  first = -1;
  second = -1;
  readonly frames = new FrameSample();
}

/** DNS questions that failed, or were asked again in vain. */
export class DnsFacts {
  /** What was not answered or denied; bounded. */
  questions: readonly QuestionFacts[] = NO_QUESTIONS;
  /** Response codes other than NOERROR, and the frames with each. */
  responseCodes: ReadonlyMap<number, FrameSample> = NO_CODES;
  /** Questions that the client sent again within seconds, as none does that has its answer. */
  promptRepeats = 0;
  /** The same with the same ID: it waits for an answer still. */
  sameIdRepeats = 0;
  /** Responses that came from where nobody was asked, and the last of them. */
  readonly elsewhere = new FrameSample();
  otherSource: StrayResponse | null = null;
  /** Names that were given an address that no server has; bounded. */
  nowhere = NO_NOWHERE;
  contradictions: ContradictionFacts | null = null;

  /** Takes in such a name. */
  addNowhere(name: string, slot: number, address: Int32Array, frame: number): void {
    if (this.nowhere.length >= QUESTIONS_PER_ENDPOINT) return;
    if (this.nowhere.some((known) => known.slot === slot)) return;
    const [zero, one, two, three] = address;
    this.nowhere = [
      ...this.nowhere,
      { name, slot, address: [zero, one, two, three], isOwnHost: three !== 0, frame },
    ];
  }

  /** Takes in two answers to one question that differ. */
  addContradiction(first: number, second: number, frames: readonly number[]): void {
    this.contradictions ??= new ContradictionFacts();
    if (this.contradictions.questions++ === 0) {
      this.contradictions.first = first;
      this.contradictions.second = second;
    }
    for (const frame of frames) this.contradictions.frames.add(frame);
  }

  /** Takes in a response with an error's code. */
  addResponseCode(code: number, frame: number): void {
    this.responseCodes = withCode(this.responseCodes, code, frame);
  }

  /**
   * Takes in a question that was not answered, or denied.
   * @param code response code of the answer in `frame`; 0 where there was none
   */
  addQuestion(name: string, type: number, slot: number, code = 0, frame = 0): void {
    let question = this.questions.find((known) => known.name === name && known.type === type);
    if (question === undefined) {
      if (this.questions.length >= QUESTIONS_PER_ENDPOINT) return;
      question = { name, type, slot, unanswered: 0, denied: 0, codes: NO_CODES };
      this.questions = [...this.questions, question];
    }
    if (code === 0) {
      question.unanswered++;
      return;
    }
    question.denied++;
    question.codes = withCode(question.codes, code, frame);
  }
}
