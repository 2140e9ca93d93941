import type { AddressWords } from '../protocols/address-text.ts';
import * as dns from '../protocols/dns/codec.ts';
import type { PacketView } from '../protocols/packet-view.ts';

/** Responses that are kept: the first of each question. */
const MAXIMUM_RESPONSES = 1_024;

/** A DNS response that came from where nobody was asked. */
export interface StrayResponse {
  readonly address: AddressWords;
  readonly port: number;
  readonly frame: number;
}

/** DNS responses from addresses or ports that were not asked, by their client, its port and their ID. */
export class StrayResponses {
  readonly #byQuestion = new Map<string, StrayResponse>();

  /** Takes in the first packet of a new conversation over UDP; whether it is a response of DNS. */
  observe(view: PacketView): boolean {
    const bytes = view.layerBytes(view.transport);
    const { payloadStart: at, payloadEnd: end } = view;
    if (end - at < dns.HEADER_LENGTH || !dns.isResponse(bytes, at)) return false;
    if (!dns.looksLikeMessage(bytes, at, end, at + view.payloadLength)) return false;
    if (this.#byQuestion.size >= MAXIMUM_RESPONSES) return true;
    const { destination0, destination1, destination2, destination3 } = view;
    const client = [destination0, destination1, destination2, destination3].join();
    const key = `${client} ${view.destinationPort} ${dns.id(bytes, at)}`;
    if (this.#byQuestion.has(key)) return true;
    this.#byQuestion.set(key, {
      address: [view.source0, view.source1, view.source2, view.source3],
      port: view.sourcePort,
      frame: view.frameNumber,
    });
    return true;
  }

  get isEmpty(): boolean {
    return this.#byQuestion.size === 0;
  }

  /** The response to a question with that ID from a client's port; null for none. */
  find(client: AddressWords, port: number, id: number): StrayResponse | null {
    return this.#byQuestion.get(`${client.join()} ${port} ${id}`) ?? null;
  }
}
