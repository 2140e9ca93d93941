import { TimeSpan } from '../packet-annotations.ts';

/** A DNS message's place in its transaction, as Wireshark tells it. */
export class DnsPlace {
  /** Frame of the question that this response answers; 0 for none. */
  requestFrame = 0;
  /** From the question to the response. */
  readonly responseTime = new TimeSpan();
  /** Frame of the question that this one repeats; 0 where it repeats none. */
  originalRequest = 0;
  /** Frame of the response that this one repeats; 0 where it repeats none. */
  originalResponse = 0;
}

/** The DNS messages of a packet in their transactions. */
export class DnsAnnotation {
  /** How many of `places` speak of the packet in the view. */
  count = 0;
  readonly places: DnsPlace[] = [];
  /** Layer of each place. */
  readonly layers: number[] = [];

  /** The place of layer `layer`, or null. */
  placeOf(layer: number): DnsPlace | null {
    for (let i = 0; i < this.count; i++) if (this.layers[i] === layer) return this.places[i];
    return null;
  }

  /** A place for layer `layer`, to be filled. */
  add(layer: number): DnsPlace {
    if (this.places.length === this.count) this.places.push(new DnsPlace());
    this.layers[this.count] = layer;
    const place = this.places[this.count++];
    place.requestFrame = 0;
    place.originalRequest = 0;
    place.originalResponse = 0;
    return place;
  }
}
