import { answers, readAnswers } from '../protocols/dns/answers.ts';
import * as dns from '../protocols/dns/codec.ts';
import { firstWords, WordTable, wordsUpTo } from '../protocols/hash-tables.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { FirstMessage, messageTraits, Outcome } from './connection-log.ts';
import { RecentAnswers } from './dns-answers.ts';
import type { EndpointTable } from './endpoint-table.ts';
import type { CaptureFacts } from './facts/capture-facts.ts';
import type { EndpointFacts } from './facts/endpoint-facts.ts';
import { FLOW_WORDS, Flow, type FlowTable, FROM_CLIENT } from './flow-table.ts';
import { hopLimit, hopsOf, UNCLEAR_HOPS } from './hop-limit.ts';
import { hashName, nameHash } from './name-hash.ts';
import type { Names } from './names.ts';
import type { Outcomes } from './outcomes.ts';
import { isCopy, looksOf } from './packet-copy.ts';
import type { StrayResponse } from './stray-responses.ts';
import {
  DNS_SILENCE,
  DUPLICATE_WITHIN,
  EVICTED_SILENCE,
  isPlausibleDelay,
  microsecondsBetween,
  PROMPT_REPEAT_FROM,
  PROMPT_REPEAT_WITHIN,
  QUESTION_RETRY_WITHIN,
} from './time.ts';

/** Questions without an answer that are followed at once. */
const MAXIMUM_OPEN_QUESTIONS = 65_536;
/** Names of the own host (RFC 6761 §6.3). */
const LOCAL = /(?:^|\.)localhost$/i;
/** Names that are kept as text, for questions that fail. */
const MAXIMUM_NAMES = 16_384;
/** IDs of one question that an answer may come to. */
const IDS_PER_QUESTION = 4;

/*
 * A question is known by endpoint, name (two hashes) and type, never by its ID: a client that asks
 * again often takes a new one.
 */
const KEY_WORDS = 4;
/** Stands for the type of a question that is not whole; no type has it. */
const TYPE_UNKNOWN = -1;

/** Words of an open question's record. */
enum Question {
  SENT = 0,
  FRAMES = 1, // 8 words: the first eight
  IDS = 9, // 4 words: ring, ID plus 1
  FIRST_SECONDS = 13,
  FIRST_NANOSECONDS = 14,
  LAST_SECONDS = 15,
  LAST_NANOSECONDS = 16,
  /** Slot of the name in the tracker's names plus 1; 0 where there was no room. */
  NAME = 17,
  KEY = 18, // 4 words
  OPEN = 22,
  /** The flow that asked last, plus 1, and the question plus 1 that it had asked before. */
  FLOW = 23,
  PREVIOUS = 24,
  /** Frame of a response's first fragment, whose rest has not come. */
  BEGUN = 25,
  PORTS = 26, // 4 words: the ring of IDs' client ports
  /** What the last one looked like, where there are no times. */
  LOOKS = 30,
}
const QUESTION_WORDS = 31;
const ALL_QUESTION_WORDS = MAXIMUM_OPEN_QUESTIONS * QUESTION_WORDS;
/** Questions of one flow that an ICMP error without the question may be about. */
const QUESTIONS_PER_FLOW = 8;
const FRAMES_PER_QUESTION = 8;

/** Where what would become of open questions goes. */
export interface OpenOutcomes extends Outcomes {
  /** Facts of the endpoint with that reference, to add to; null where it is there no longer. */
  at(reference: number): EndpointFacts | null;
  /** Whether to look at a question of it that was asked once. */
  wantsOnce(reference: number): boolean;
}

/** DNS over UDP: which questions were answered, how, and which never. */
export class DnsTracker {
  readonly #slots = new WordTable(KEY_WORDS, MAXIMUM_OPEN_QUESTIONS);
  #words = firstWords(ALL_QUESTION_WORDS);
  readonly #key = new Int32Array(KEY_WORDS);
  readonly #nameSlots = new WordTable(3, MAXIMUM_NAMES);
  readonly #nameKey = new Int32Array(3);
  readonly #names: string[] = [];
  readonly #answers = new RecentAnswers();
  #hand = 0;
  #used = 0;

  constructor(
    readonly endpoints: EndpointTable,
    readonly flows: FlowTable,
    readonly names: Names,
    readonly capture: CaptureFacts,
  ) {}

  /**
   * Takes in a DNS message over UDP.
   * @param layer its layer in the view
   * @param flow its flow, whose endpoint is set
   * @param direction from the client or from the server
   */
  observe(view: PacketView, layer: number, flow: number, direction: number): void {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const limit = view.layerEnd[layer];
    if (dns.isResponse(bytes, at)) {
      this.names.learn(bytes, at, limit, view);
      if (direction !== FROM_CLIENT) this.#response(view, bytes, at, limit, flow);
    } else if (direction === FROM_CLIENT) {
      this.#query(view, bytes, at, limit, flow);
    }
  }

  /** Takes in the first fragment of a response, [at, limit): its question is not without any answer. */
  begins(view: PacketView, at: number, limit: number, flow: number): void {
    const bytes = view.bytes;
    const endpoint = this.endpoints.of(this.flows.words, flow * FLOW_WORDS);
    if (endpoint === null || limit - at < dns.HEADER_LENGTH || !dns.isResponse(bytes, at)) return;
    if (this.#setKey(endpoint.reference, bytes, at, limit) < 0) return;
    const question = this.#slots.find(this.#key);
    const base = question * QUESTION_WORDS;
    if (question < 0 || !this.#hasId(base, dns.id(bytes, at) + 1)) return;
    this.#words[base + Question.BEGUN] = view.frameNumber;
  }

  #setKey(endpoint: number, bytes: Uint8Array, at: number, limit: number): number {
    const end = dns.questionNameEnd(bytes, at, limit);
    const key = this.#key;
    // Cut by the snap length: what there is of the question tells it from others.
    const nameEnd = end < 0 ? limit : end;
    key[0] = endpoint;
    hashName(bytes, at + dns.HEADER_LENGTH, nameEnd);
    key[1] = nameHash.first;
    key[2] = nameHash.second;
    key[3] = end < 0 ? TYPE_UNKNOWN : dns.questionType(bytes, end);
    return end;
  }

  #query(view: PacketView, bytes: Uint8Array, at: number, limit: number, flow: number): void {
    const endpoint = this.endpoints.of(this.flows.words, flow * FLOW_WORDS);
    if (endpoint === null) return;
    const slot = endpoint.reference;
    if (this.#setKey(slot, bytes, at, limit) < 0) this.capture.cutQuestions++;
    const id = dns.id(bytes, at) + 1;
    let question = this.#slots.find(this.#key);
    if (question >= 0) {
      const base = question * QUESTION_WORDS;
      const pause = this.#sinceLast(base, view);
      const isAlike = view.hasTime
        ? Math.abs(pause) < DUPLICATE_WITHIN
        : this.#words[base + Question.LOOKS] === looksOf(view);
      if (isAlike && this.#hasId(base, id)) {
        this.capture.duplicates++;
        return;
      }
      // Without times nobody knows how soon it came.
      if (view.hasTime && pause >= PROMPT_REPEAT_FROM && pause <= PROMPT_REPEAT_WITHIN)
        endpoint.own('dns').promptRepeats++;
      if (!view.hasTime || (pause >= 0 && pause <= QUESTION_RETRY_WITHIN)) {
        if (this.#hasId(base, id)) endpoint.own('dns').sameIdRepeats++;
        this.#sentAgain(base, view, id);
        this.#asks(flow, question);
        return;
      }
      this.#close(question, view.seconds, view.nanoseconds);
    } else if (this.#slots.count === MAXIMUM_OPEN_QUESTIONS) {
      this.#evict(view);
      this.#setKey(slot, bytes, at, limit);
    }
    question = this.#slots.insert(this.#key);
    if (question >= this.#used) this.#used = question + 1;
    const base = question * QUESTION_WORDS;
    this.#words = wordsUpTo(this.#words, base + QUESTION_WORDS, ALL_QUESTION_WORDS);
    const words = this.#words;
    for (let i = base; i < base + QUESTION_WORDS; i++) words[i] = 0;
    for (let i = 0; i < KEY_WORDS; i++) words[base + Question.KEY + i] = this.#key[i];
    words[base + Question.OPEN] = 1;
    words[base + Question.FIRST_SECONDS] = view.seconds;
    words[base + Question.FIRST_NANOSECONDS] = view.nanoseconds;
    words[base + Question.NAME] = this.#nameOf(bytes, at, limit);
    endpoint.isDns = true;
    this.#sentAgain(base, view, id);
    this.#asks(flow, question);
  }

  /** Makes a question the last of its flow. */
  #asks(flow: number, question: number): void {
    const at = flow * FLOW_WORDS + Flow.APPLICATION;
    const base = question * QUESTION_WORDS;
    const last = this.flows.words[at];
    const isLast = last === question + 1;
    if (isLast && this.#words[base + Question.FLOW] === flow + 1) return;
    this.#words[base + Question.FLOW] = flow + 1;
    // A question that was over may have left its place to this one.
    this.#words[base + Question.PREVIOUS] = isLast ? 0 : last;
    this.flows.words[at] = question + 1;
  }

  /** The last question of a flow that is still open, or -1. */
  #lastOpen(flow: number): number {
    const words = this.#words;
    let question = this.flows.words[flow * FLOW_WORDS + Flow.APPLICATION] - 1;
    for (let i = 0; i < QUESTIONS_PER_FLOW && question >= 0; i++) {
      const base = question * QUESTION_WORDS;
      if (words[base + Question.FLOW] !== flow + 1) return -1;
      if (words[base + Question.OPEN] === 1) return question;
      question = words[base + Question.PREVIOUS] - 1;
    }
    return -1;
  }

  #sentAgain(base: number, view: PacketView, id: number): void {
    const words = this.#words;
    const sent = words[base + Question.SENT]++;
    if (sent < FRAMES_PER_QUESTION) words[base + Question.FRAMES + sent] = view.frameNumber;
    words[base + Question.IDS + (sent % IDS_PER_QUESTION)] = id;
    words[base + Question.PORTS + (sent % IDS_PER_QUESTION)] = view.sourcePort;
    words[base + Question.LAST_SECONDS] = view.seconds;
    words[base + Question.LAST_NANOSECONDS] = view.nanoseconds;
    if (!view.hasTime) words[base + Question.LOOKS] = looksOf(view);
  }

  #sinceLast(base: number, view: PacketView): number {
    return microsecondsBetween(
      this.#words[base + Question.LAST_SECONDS] >>> 0,
      this.#words[base + Question.LAST_NANOSECONDS],
      view.seconds,
      view.nanoseconds,
    );
  }

  #hasId(base: number, id: number): boolean {
    for (let i = 0; i < IDS_PER_QUESTION; i++) {
      if (this.#words[base + Question.IDS + i] === id) return true;
    }
    return false;
  }

  /** Slot plus 1 of the question's name and type: text is made once for each. */
  #nameOf(bytes: Uint8Array, at: number, limit: number): number {
    const key = this.#nameKey;
    key[0] = this.#key[1];
    key[1] = this.#key[2];
    key[2] = this.#key[3];
    let slot = this.#nameSlots.find(key);
    if (slot < 0) {
      slot = this.#nameSlots.insert(key);
      if (slot < 0) return 0;
      this.#names[slot] = dns.nameText(bytes, at, at + dns.HEADER_LENGTH, limit) ?? '';
    }
    return slot + 1;
  }

  #response(view: PacketView, bytes: Uint8Array, at: number, limit: number, flow: number): void {
    const flowBase = flow * FLOW_WORDS;
    const endpoint = this.endpoints.of(this.flows.words, flowBase);
    if (endpoint === null) return;
    const slot = endpoint.reference;
    const id = dns.id(bytes, at) + 1;
    // A UDP flow has no sequence numbers: their words keep what its last packets looked like.
    if (isCopy(view, this.flows.words, flowBase, Flow.SERVER_NEXT)) {
      this.capture.duplicates++;
      return;
    }
    const code = dns.responseCode(bytes, at);
    if (code !== dns.RCODE_NO_ERROR) endpoint.own('dns').addResponseCode(code, view.frameNumber);
    endpoint.isDns = true;
    endpoint.addAnswer(view.frameNumber);
    const ttl = hopLimit(view);
    endpoint.addAnswerTimeToLive(ttl);
    let question = -1;
    const nameEnd = this.#setKey(slot, bytes, at, limit);
    if (nameEnd >= 0) {
      question = this.#slots.find(this.#key);
      readAnswers(bytes, at, nameEnd, limit);
    } else {
      // No question (some errors), or a cut one: the flow knows what was asked last.
      question = this.flows.words[flowBase + Flow.APPLICATION] - 1;
      if (question >= 0) {
        const base = question * QUESTION_WORDS;
        if (this.#words[base + Question.OPEN] === 0) question = -1;
        else if (this.#words[base + Question.KEY] !== slot) question = -1;
      }
    }
    if (question < 0) {
      if (nameEnd >= 0) {
        this.#answeredAgain(view, flow, id, endpoint, ttl);
        if (this.flows.words[flowBase + Flow.APPLICATION] === 0) {
          this.#answeredAlone(view, bytes, at, limit, endpoint, code);
        }
      }
      // Asked before the capture began, or answered twice.
      endpoint.own('partial').midstreamExchanges++;
      return;
    }
    const base = question * QUESTION_WORDS;
    const sent = this.#words[base + Question.SENT];
    // Another ID is no answer, unless it may be one of the first that had to make room.
    if (sent <= IDS_PER_QUESTION && !this.#hasId(base, id)) return;
    endpoint.attempts++;
    endpoint.retransmissions += sent - 1;
    endpoint.answered++;
    this.#log(base, true);
    if (nameEnd >= 0) this.#resolved(view, flow, id, base, endpoint, ttl);
    const delay = this.#sinceLast(base, view);
    if (isPlausibleDelay(delay)) endpoint.addDelay(delay);
    if (code !== dns.RCODE_NO_ERROR) this.#addQuestion(endpoint, base, code, view.frameNumber);
    this.#free(question);
  }

  /** What a first answer says of the name; it is remembered, to be held against another. */
  #resolved(
    view: PacketView,
    flow: number,
    id: number,
    base: number,
    endpoint: EndpointFacts,
    timeToLive: number,
  ): void {
    const words = this.#words;
    const [, name, , type] = this.#key;
    const { frameNumber: frame, seconds } = view;
    const sent = words[base + Question.SENT];
    this.#answers.add(flow, id, name, type, answers.digest, frame, timeToLive, sent, seconds);
    const slot = words[base + Question.NAME] - 1;
    if (slot >= 0) this.#addresses(view, slot, endpoint);
  }

  /** The capture lacks the query: the answer shows what was asked, and what is said of it. */
  #answeredAlone(
    view: PacketView,
    bytes: Uint8Array,
    at: number,
    limit: number,
    endpoint: EndpointFacts,
    code: number,
  ): void {
    const slot = this.#nameOf(bytes, at, limit) - 1;
    if (slot < 0) return;
    if (code === dns.RCODE_NO_ERROR) this.#addresses(view, slot, endpoint);
    else {
      const type = this.#key[3];
      endpoint.own('dns').addQuestion(this.#names[slot], type, slot, code, view.frameNumber);
    }
  }

  /** Addresses that an answer gives for a name, to be held against others. */
  #addresses(view: PacketView, slot: number, endpoint: EndpointFacts): void {
    const frame = view.frameNumber;
    if (answers.addresses === 0) return;
    if (answers.nowhere === answers.addresses) {
      // A name whose own address is its host's is its owner's joke, or none: `localhost`.
      if (!LOCAL.test(this.#names[slot])) {
        endpoint.own('dns').addNowhere(this.#names[slot], slot, answers.first, frame);
      }
      return;
    }
    const { resolutions } = this.capture;
    const { source0, source1, source2, source3 } = view;
    if (resolutions.has(slot, source3, source2, source1, source0)) return;
    const server = [source0, source1, source2, source3] as const;
    resolutions.add(slot, this.#names[slot], server, answers.first, frame);
  }

  /**
   * A second answer, where the first was another: of one question, or of two hosts. A question that was sent
   * again may rightly have another answer, of the same server.
   */
  #answeredAgain(
    view: PacketView,
    flow: number,
    id: number,
    endpoint: EndpointFacts,
    timeToLive: number,
  ): void {
    const first = this.#answers;
    const [, name, , type] = this.#key;
    if (!first.differs(flow, id, name, type, answers.digest, view.seconds)) return;
    const hops = hopsOf(timeToLive);
    const before = hopsOf(first.timeToLive);
    const areTwoHosts = hops >= 0 && before >= 0 && Math.abs(hops - before) > UNCLEAR_HOPS;
    if (first.sent > 1 && !areTwoHosts) return;
    const frames = [first.frame, view.frameNumber];
    endpoint.own('dns').addContradiction(first.timeToLive, timeToLive, frames);
  }

  #addQuestion(endpoint: EndpointFacts, base: number, code = 0, frame = 0): void {
    const name = this.#words[base + Question.NAME];
    const type = this.#words[base + Question.KEY + 3];
    if (name > 0 && type !== TYPE_UNKNOWN) {
      endpoint.own('dns').addQuestion(this.#names[name - 1], type, name - 1, code, frame);
    }
  }

  /**
   * An ICMP error refused a question: the one that it quotes, else what the flow asked last.
   * @param layer layer of the quoted DNS message in the view, or -1
   */
  refused(view: PacketView, layer: number, flow: number): void {
    const endpoint = this.endpoints.of(this.flows.words, flow * FLOW_WORDS);
    if (endpoint === null) return;
    const slot = endpoint.reference;
    let question = -1;
    if (
      layer >= 0 &&
      this.#setKey(slot, view.layerBytes(layer), view.layerStart[layer], view.layerEnd[layer]) >= 0
    ) {
      question = this.#slots.find(this.#key);
    } else {
      // A question for A and one for AAAA often share a port: an error for each.
      question = this.#lastOpen(flow);
    }
    if (question < 0) return;
    const base = question * QUESTION_WORDS;
    if (this.#words[base + Question.OPEN] === 0) return;
    if (slot !== this.#words[base + Question.KEY]) return;
    endpoint.attempts++;
    endpoint.retransmissions += this.#words[base + Question.SENT] - 1;
    endpoint.refused++;
    this.#addQuestion(endpoint, base);
    this.#free(question);
  }

  /** What became of the question, for statistics of loss. */
  #log(base: number, isAnswered: boolean, capture = this.capture): void {
    const words = this.#words;
    // Cut questions that differ may count as one, asked again.
    if (words[base + Question.KEY + 3] === TYPE_UNKNOWN) return;
    capture.attempts.add(
      words[base + Question.KEY],
      words[base + Question.FIRST_SECONDS],
      words[base + Question.FIRST_NANOSECONDS],
      words[base + Question.SENT],
      isAnswered,
    );
    capture.connections.add(
      words[base + Question.KEY],
      words[base + Question.FRAMES],
      words[base + Question.FIRST_SECONDS],
      0,
      isAnswered ? Outcome.WORKED : Outcome.SILENT,
      0,
      messageTraits(FirstMessage.QUESTION, words[base + Question.KEY + 3]),
      words[base + Question.NAME],
    );
  }

  #free(question: number): void {
    const base = question * QUESTION_WORDS;
    this.#words[base + Question.OPEN] = 0;
    for (let i = 0; i < KEY_WORDS; i++) this.#key[i] = this.#words[base + Question.KEY + i];
    this.#slots.remove(this.#key);
  }

  /**
   * Ends a question without an answer; silent where it had time enough, else pending.
   * @param isEvicted it makes room for others
   */
  #close(question: number, seconds: number, nanoseconds: number, isEvicted = false): void {
    const endpoint = this.endpoints.at(this.#words[question * QUESTION_WORDS + Question.KEY]);
    if (endpoint === null) this.endpoints.notFollowed++;
    else this.#count(question, endpoint, this.capture, 0, seconds, nanoseconds, isEvicted);
    this.#free(question);
  }

  /**
   * Adds what became of a question without an answer to facts.
   * @param patience as for `Outcomes`
   */
  #count(
    question: number,
    endpoint: EndpointFacts,
    capture: CaptureFacts,
    patience: number,
    seconds: number,
    nanoseconds: number,
    isEvicted: boolean,
  ): void {
    const words = this.#words;
    const base = question * QUESTION_WORDS;
    const sent = words[base + Question.SENT];
    const sinceFirst = capture.clock.watched(
      words[base + Question.FRAMES],
      words[base + Question.FIRST_SECONDS] >>> 0,
      words[base + Question.FIRST_NANOSECONDS],
      seconds,
      nanoseconds,
    );
    const isSilent = sinceFirst >= DNS_SILENCE + patience;
    endpoint.attempts++;
    endpoint.retransmissions += sent - 1;
    if (isEvicted && (capture.isUntimed || this.#mayBeAnswered(base, seconds, nanoseconds))) {
      endpoint.own('pending').evicted++;
      return;
    }
    const stray = this.#strayResponse(base, endpoint, capture);
    if (stray !== null) {
      const dnsFacts = endpoint.own('dns');
      dnsFacts.elsewhere.add(stray.frame);
      dnsFacts.otherSource = stray;
      return;
    }
    if (words[base + Question.BEGUN] !== 0) {
      // A capture filter by ports left out the rest, or somebody dropped it.
      const pending = endpoint.own('pending');
      pending.attempts++;
      pending.unfinished.add(words[base + Question.BEGUN]);
      return;
    }
    if (isSilent) {
      this.#log(base, false, capture);
      endpoint.own('silence').add(sent - 1, sinceFirst);
    } else {
      const pending = endpoint.own('pending');
      pending.attempts++;
      if (sent > 1) pending.again++;
    }
    const { packets } = isSilent ? endpoint.silence : endpoint.pending;
    for (let i = 0; i < Math.min(sent, FRAMES_PER_QUESTION); i++) {
      packets.add(words[base + Question.FRAMES + i]);
    }
    packets.addUnkept(sent - FRAMES_PER_QUESTION);
    this.#addQuestion(endpoint, base);
  }

  /** A response to the question that came from where nobody was asked; null for none. */
  #strayResponse(
    base: number,
    { client }: EndpointFacts,
    { strayResponses }: CaptureFacts,
  ): StrayResponse | null {
    const words = this.#words;
    if (strayResponses.isEmpty) return null;
    for (let i = 0; i < IDS_PER_QUESTION; i++) {
      const id = words[base + Question.IDS + i] - 1;
      if (id < 0) continue;
      const found = strayResponses.find(client, words[base + Question.PORTS + i], id);
      if (found !== null) return found;
    }
    return null;
  }

  /** Whether an answer may still come, and too late to be known for one. */
  #mayBeAnswered(base: number, seconds: number, nanoseconds: number): boolean {
    const words = this.#words;
    const sinceLast = microsecondsBetween(
      words[base + Question.LAST_SECONDS] >>> 0,
      words[base + Question.LAST_NANOSECONDS],
      seconds,
      nanoseconds,
    );
    return words[base + Question.SENT] < 2 || sinceLast < EVICTED_SILENCE;
  }

  /** Makes room: ends the question that the hand comes to. */
  #evict(view: PacketView): void {
    for (;;) {
      const question = this.#hand;
      this.#hand = question + 1 === this.#used ? 0 : question + 1;
      if (this.#words[question * QUESTION_WORDS + Question.OPEN] === 1) {
        this.#close(question, view.seconds, view.nanoseconds, true);
        return;
      }
    }
  }

  /**
   * Adds the questions that are open to facts as if they ended at a time; they stay open.
   */
  count(
    endpoints: OpenOutcomes,
    capture: CaptureFacts,
    seconds: number,
    nanoseconds: number,
  ): void {
    for (let question = 0; question < this.#used; question++) {
      const base = question * QUESTION_WORDS;
      if (this.#words[base + Question.OPEN] !== 1) continue;
      const reference = this.#words[base + Question.KEY];
      if (this.#words[base + Question.SENT] === 1 && !endpoints.wantsOnce(reference)) continue;
      const endpoint = endpoints.at(reference);
      if (endpoint === null) continue;
      this.#count(question, endpoint, capture, endpoints.patience, seconds, nanoseconds, false);
    }
  }

  /** Ends all questions at the capture's end. */
  finish(seconds: number, nanoseconds: number): void {
    for (let question = 0; question < this.#used; question++) {
      if (this.#words[question * QUESTION_WORDS + Question.OPEN] === 1) {
        this.#close(question, seconds, nanoseconds);
      }
    }
  }
}
