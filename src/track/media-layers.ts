import { nameOfData } from '../protocols/dissectors.ts';
import { datagram, Turn } from '../protocols/message-of-datagram.ts';
import { MAXIMUM_LAYERS, type PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import { RecentMap } from '../protocols/recent-map.ts';
import { RecentWords } from '../protocols/recent-words.ts';
import * as rtcp from '../protocols/rtcp/codec.ts';
import * as rtp from '../protocols/rtp/codec.ts';
import { isPort, type MediaPlace, mediaPlaces } from '../protocols/sdp/codec.ts';
import * as sip from '../protocols/sip/codec.ts';
import { writeDestination, writeSource } from './address-key.ts';

/** Places that calls want media at, and their requests that wait for an answer; the oldest make room. */
const MAXIMUM_PLACES = 8_192;
const MAXIMUM_REQUESTS = 4_096;

/** Words of a place's key: address and port. */
const KEY_WORDS = 5;
/** A sequence number is counted on from here: a first packet may come behind its next. */
const FIRST_SEQUENCE = 0x10000;
const HALF_OF_SEQUENCES = 0x8000;
const RTP_VERSION = 2;
/** Status of responses that are final (RFC 3261 §7.2). */
const FIRST_FINAL = 200;

/** Where one side of a call wants media, or reports on it. */
interface Place {
  readonly media: MediaPlace;
  readonly isControl: boolean;
  /** Frame of the offer. */
  readonly setupFrame: number;
  extendedSequence: number;
}

/**
 * Names RTP and RTCP by what calls say of their ports, as Wireshark does: whatever is sent to a place that a session
 * description names, or from it. RTCP is known by its looks, too. Changes the view's last layer, and fills
 * `view.mediaAnnotation`.
 */
export class MediaLayers {
  readonly #places = new RecentWords<Place>(KEY_WORDS, MAXIMUM_PLACES);
  readonly #key = new Int32Array(KEY_WORDS);
  /** Frames of requests that offer media, by their transaction. */
  readonly #offers = new RecentMap<string, number>(MAXIMUM_REQUESTS);

  annotate(view: PacketView): void {
    view.mediaAnnotation.clear();
    const last = view.layerCount - 1;
    if (last < 1 || view.quotedFrom >= 0) return;
    const protocol: Protocol = view.layerProtocol[last];
    if (protocol === Protocol.SIP) this.#learn(view, last);
    if (protocol !== Protocol.DATA || view.layerProtocol[last - 1] !== Protocol.UDP) return;
    if (last - 1 !== view.transport) return;
    const place = this.#find(view);
    if (place === null) {
      if (this.#isReport(view, last)) this.#showReports(view, last);
      else this.#learn(view, last);
    } else this.#show(view, last, place);
  }

  /** The place that the packet goes to, else the one that it comes from. */
  #find(view: PacketView): Place | null {
    if (this.#places.isEmpty) return null;
    const key = this.#key;
    writeDestination(view, key);
    key[4] = view.destinationPort;
    const found = this.#places.get(key);
    if (found !== undefined) return found;
    writeSource(view, key);
    key[4] = view.sourcePort;
    return this.#places.get(key) ?? null;
  }

  /** Whether what no call names looks like RTCP, where neither bytes nor ports tell another protocol. */
  #isReport(view: PacketView, layer: number): boolean {
    const at = view.layerStart[layer];
    const end = view.layerEnd[layer];
    return (
      rtcp.looksLikeRtcp(view.layerBytes(layer), at, end, view.payloadLength) &&
      nameOfData(view, layer) === 'data'
    );
  }

  #show(view: PacketView, layer: number, place: Place): void {
    const note = view.mediaAnnotation;
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const end = view.layerEnd[layer];
    if (rtp.version(bytes, at) !== RTP_VERSION) {
      note.refusedAs = place.isControl ? 'RTCP' : 'RTP';
      return;
    }
    note.setupFrame = place.setupFrame;
    note.isSecure = place.media.isSecure;
    if (place.isControl || rtp.isControl(bytes, at, end)) {
      note.isMultiplexed = !place.isControl;
      this.#showReports(view, layer);
      return;
    }
    view.layerProtocol[layer] = Protocol.RTP;
    if (end - at < rtp.HEADER_LENGTH) return;
    const type = rtp.payloadType(bytes, at);
    if (type >= rtp.FIRST_DYNAMIC) note.encoding = place.media.encodings.get(type) ?? '';
    const sequence = rtp.sequence(bytes, at);
    const before = place.extendedSequence;
    let extended = (before & ~0xffff) | sequence;
    if (extended + HALF_OF_SEQUENCES < before) extended += FIRST_SEQUENCE;
    else if (before + HALF_OF_SEQUENCES < extended) extended -= FIRST_SEQUENCE;
    place.extendedSequence = extended;
    note.extendedSequence = extended >>> 0;
  }

  /** One layer for each packet of the datagram. */
  #showReports(view: PacketView, first: number): void {
    const bytes = view.layerBytes(first);
    const { isSecure } = view.mediaAnnotation;
    const end = view.layerEnd[first];
    let at = view.layerStart[first];
    let layer = first;
    while (layer < MAXIMUM_LAYERS && rtcp.isPacket(bytes, at, end)) {
      const stop = Math.min(end, rtcp.packetEnd(bytes, at));
      view.layerProtocol[layer] = Protocol.RTCP;
      view.layerStart[layer] = at;
      view.layerEnd[layer] = stop;
      layer++;
      at = stop;
      // What follows the first report is encrypted.
      if (isSecure) break;
    }
    if (layer > first) view.layerCount = layer;
  }

  /** Takes in where media is wanted by the session description that a message carries. */
  #learn(view: PacketView, layer: number): void {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const end = view.layerEnd[layer];
    if (sip.method(bytes, at, end) < 0) return;
    const session = sip.sessionAt(bytes, at, end);
    if (!sip.read(bytes, at, end, end)) return;
    const transaction = `${datagram.first} ${datagram.second}`;
    const offer = this.#offers.get(transaction);
    if (datagram.turn === Turn.REQUEST && offer === undefined) {
      this.#offers.set(transaction, view.frameNumber);
    }
    if (session < 0) return;
    // What comes before the answer proper is one by itself.
    const isAnswer = datagram.turn === Turn.RESPONSE && sip.status(bytes, at, end) >= FIRST_FINAL;
    const setupFrame = (isAnswer ? offer : undefined) ?? view.frameNumber;
    for (const media of mediaPlaces(bytes, session, end)) {
      this.#add(media, media.port, false, setupFrame);
      const { controlPort } = media;
      if (controlPort !== media.port && isPort(controlPort)) {
        this.#add(media, controlPort, true, setupFrame);
      }
    }
  }

  #add(media: MediaPlace, port: number, isControl: boolean, setupFrame: number): void {
    const key = this.#key;
    key.set(media.address);
    key[4] = port;
    this.#places.set(key, { media, isControl, setupFrame, extendedSequence: FIRST_SEQUENCE });
  }
}
