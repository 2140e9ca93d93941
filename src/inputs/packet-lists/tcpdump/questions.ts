import { ownText } from '../../../capture/kept-texts.ts';
import { RecentWords } from '../../../protocols/recent-words.ts';
import { ENDS_WORDS, writeEnd } from '../ends.ts';
import type { DnsFacts, PacketFacts } from '../packet-facts.ts';

/** Queries that are remembered until their response; of more, the oldest are forgotten. */
const MAXIMUM_QUERIES = 16_384;
/** Questions of one of them that are remembered, and characters of a name (RFC 1035 §2.3.4). */
const MAXIMUM_QUESTIONS = 4;
const LONGEST_NAME = 255;

/** Seconds within which an answer from a port that was not asked is one. */
const ANSWERED_WITHIN = 5;

interface Open {
  readonly id: number;
  readonly opcode: number;
  readonly questions: DnsFacts['questions'];
  readonly seconds: number;
}

const CLIENT_WORDS = 5;

/** A DNS response is printed without its question, which is that of its query. */
export class Questions {
  /** What waits at a client's address and port; null where it was answered. */
  readonly #open = new RecentWords<Open | null>(CLIENT_WORDS, MAXIMUM_QUERIES);
  /** What was asked, by both ends and the ID. */
  readonly #asked = new RecentWords<DnsFacts['questions']>(ENDS_WORDS + 1, MAXIMUM_QUERIES);
  readonly #client = new Int32Array(CLIENT_WORDS);
  readonly #query = new Int32Array(ENDS_WORDS + 1);

  observe(facts: PacketFacts, dns: DnsFacts): void {
    const { source, destination, sourcePort, destinationPort, seconds } = facts;
    const client = this.#client;
    const query = this.#query;
    query[ENDS_WORDS] = dns.id;
    if (!dns.isResponse) {
      const questions = kept(dns.questions);
      writeEnd(client, 0, source, sourcePort);
      writeEnd(query, 0, source, sourcePort);
      writeEnd(query, CLIENT_WORDS, destination, destinationPort);
      this.#open.set(client, { id: dns.id, opcode: dns.opcode, questions, seconds });
      this.#asked.set(query, questions);
      return;
    }
    // A port of the client's asks one question as a rule.
    writeEnd(client, 0, destination, destinationPort);
    const waiting = this.#open.get(client) ?? null;
    if (waiting !== null) this.#open.set(client, null);
    if (dns.questions.length > 0) return;
    writeEnd(query, 0, destination, destinationPort);
    writeEnd(query, CLIENT_WORDS, source, sourcePort);
    // Another than who was asked may answer: its response has the client's port and the ID.
    const asked = this.#asked.get(query);
    dns.questions = asked ?? (waiting?.id === dns.id ? waiting.questions : []);
  }

  /**
   * The response that a datagram is which comes from a port that is not DNS's to one where a question
   * waits; null where none does. tcpdump prints no more of it than its length.
   */
  strayAnswer({ destination, destinationPort, seconds }: PacketFacts): DnsFacts | null {
    writeEnd(this.#client, 0, destination, destinationPort);
    const open = this.#open.get(this.#client) ?? null;
    if (open === null || seconds - open.seconds > ANSWERED_WITHIN) return null;
    const { id, questions, opcode } = open;
    return { id, questions, opcode, isResponse: true, responseCode: 0, answers: [], hasOpt: false };
  }
}

/** Questions as they are remembered: no text of the line that they stood in is. */
function kept(questions: DnsFacts['questions']): DnsFacts['questions'] {
  return questions.slice(0, MAXIMUM_QUESTIONS).map(({ name, type }) => ({
    name: ownText(name.slice(0, LONGEST_NAME)),
    type,
  }));
}
