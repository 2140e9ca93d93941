import type { DnsFacts, PacketFacts } from '../packet-facts.ts';
import { RecentMap } from '../recent-map.ts';

/** Queries that are remembered until their response; of more, the oldest are forgotten. */
const MAXIMUM_QUERIES = 65_536;

/** A DNS response is printed without its question, which is that of its query. */
export class Questions {
  readonly #asked = new RecentMap<DnsFacts['questions']>(MAXIMUM_QUERIES);

  observe({ source, destination, sourcePort, destinationPort }: PacketFacts, dns: DnsFacts): void {
    const from = `${source?.join()} ${sourcePort}`;
    const to = `${destination?.join()} ${destinationPort}`;
    if (!dns.isResponse) this.#asked.set(`${from} ${to} ${dns.id}`, dns.questions);
    else if (dns.questions.length === 0) {
      dns.questions = this.#asked.get(`${to} ${from} ${dns.id}`) ?? [];
    }
  }
}
