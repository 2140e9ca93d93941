import type { DnsFacts, PacketFacts } from '../packet-facts.ts';
import { RecentMap } from '../recent-map.ts';

/** Queries that are remembered until their response; of more, the oldest are forgotten. */
const MAXIMUM_QUERIES = 65_536;

/** Seconds within which an answer from a port that was not asked is one. */
const ANSWERED_WITHIN = 5;

interface Open {
  readonly message: DnsFacts;
  readonly seconds: number;
}

/** A DNS response is printed without its question, which is that of its query. */
export class Questions {
  /** The question that waits at a client's address and port. */
  readonly #open = new RecentMap<Open>(MAXIMUM_QUERIES);
  readonly #asked = new RecentMap<DnsFacts['questions']>(MAXIMUM_QUERIES);

  observe(
    { source, destination, sourcePort, destinationPort, seconds }: PacketFacts,
    dns: DnsFacts,
  ): void {
    const from = `${source?.join()} ${sourcePort}`;
    const to = `${destination?.join()} ${destinationPort}`;
    // A port of the client's asks one question as a rule.
    const waiting = dns.isResponse ? this.#open.get(to) : undefined;
    if (dns.isResponse) this.#open.delete(to);
    else this.#open.set(from, { message: dns, seconds });
    if (!dns.isResponse) this.#asked.set(`${from} ${to} ${dns.id}`, dns.questions);
    else if (dns.questions.length === 0) {
      // Another than who was asked may answer: its response has the client's port and the ID.
      const asked = this.#asked.get(`${to} ${from} ${dns.id}`);
      dns.questions = asked ?? (waiting?.message.id === dns.id ? waiting.message.questions : []);
    }
  }

  /**
   * The response that a datagram is which comes from a port that is not DNS's to one where a question
   * waits; null where none does. tcpdump prints no more of it than its length.
   */
  strayAnswer({ destination, destinationPort, seconds }: PacketFacts): DnsFacts | null {
    const open = this.#open.get(`${destination?.join()} ${destinationPort}`);
    if (open === undefined || seconds - open.seconds > ANSWERED_WITHIN) return null;
    const { id, questions, opcode } = open.message;
    return { id, questions, opcode, isResponse: true, responseCode: 0, answers: [], hasOpt: false };
  }
}
