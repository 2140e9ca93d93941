import type { PacketView } from '../protocols/packet-view.ts';
import * as socks from '../protocols/socks/codec.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import { historyText } from './connection-state.ts';
import type { EndpointTable } from './endpoint-table.ts';
import type { EndpointFacts } from './facts/endpoint-facts.ts';
import type { ProxiedFacts } from './facts/http-facts.ts';
import { FLOW_WORDS, Flow, FROM_CLIENT } from './flow-table.ts';
import { withFrame } from './frame-sample.ts';
import { type ProxiedTargets, touch } from './proxied-targets.ts';
import type { TunnelledTls } from './tunnelled-tls.ts';

/** Connections to SOCKS proxies that are followed at once. */
const MAXIMUM_OPEN = 4_096;

/** How far a client has come with a proxy. */
enum Step {
  /** It has said how it can log in. */
  GREETED,
  /** The proxy wants user and password, and then has them. */
  ASKED_TO_LOG_IN,
  LOGGED_IN,
  READY,
  REQUESTED,
  /** The proxy says that it is connected; nothing has come of the target yet. */
  CONNECTED,
}

interface OpenSocks {
  step: Step;
  readonly isVersion4: boolean;
  /** Sequence number of the next byte, of client and server; null where nothing was seen yet. */
  readonly next: [client: number, server: number | null];
  target: ProxiedFacts | null;
  /** Of a request that only its answer tells from what another protocol says. */
  name: string;
  port: number;
  requestFrame: number;
  requestSeconds: number;
  /** The client has sent what is the target's. */
  hasSpoken: boolean;
}

/** What clients ask SOCKS proxies for, and what these answer: each target has facts of its own. */
export class SocksRequests {
  readonly #open = new Map<number, OpenSocks>();

  constructor(
    private readonly targets: ProxiedTargets,
    private readonly tunnels: TunnelledTls,
  ) {}

  /** The client's first data on a connection is how SOCKS begins (`socks.isOpening`). */
  begin(view: PacketView, flow: number, endpoint: EndpointFacts): void {
    if (this.#open.size === MAXIMUM_OPEN) return;
    const bytes = view.layerBytes(view.transport);
    const { payloadStart: at, payloadEnd: limit } = view;
    const isVersion4 = socks.version(bytes, at) === socks.VERSION_4;
    const open: OpenSocks = {
      step: isVersion4 ? Step.REQUESTED : Step.GREETED,
      isVersion4,
      next: [
        (tcp.sequenceWord(bytes, view.layerStart[view.transport]) + view.payloadLength) | 0,
        null,
      ],
      target: null,
      ...{ name: '', port: 0, requestFrame: 0, requestSeconds: 0, hasSpoken: false },
    };
    this.#open.set(flow, open);
    if (!isVersion4) return;
    const isConnect = socks.code(bytes, at) === socks.CONNECT;
    this.#request(view, open, socks.host4Text(bytes, at, limit), socks.port4(bytes, at));
    if (!isConnect) this.#open.delete(flow);
    else if (endpoint.port === socks.PORT) this.#take(view, open, endpoint);
  }

  follows(flow: number): boolean {
    return this.#open.size > 0 && this.#open.has(flow);
  }

  /** More data of either side. @returns whether there may be more to see of it */
  goOn(view: PacketView, flow: number, direction: number, endpoint: EndpointFacts | null): boolean {
    const open = this.#open.get(flow);
    const { payloadStart: at, payloadEnd: limit, payloadLength } = view;
    if (open === undefined || endpoint === null) return false;
    const bytes = view.layerBytes(view.transport);
    const sequence = tcp.sequenceWord(bytes, view.layerStart[view.transport]);
    const isOpened = open.step === Step.CONNECTED;
    const ahead = (sequence - (open.next[direction] ?? sequence)) | 0;
    // Sent again.
    if (ahead < 0) return true;
    const isWhole = ahead === 0 && limit - at === payloadLength;
    open.next[direction] = (sequence + payloadLength) | 0;
    if (isOpened) return this.#tunnelled(view, flow, direction, open);
    if (isWhole && this.#read(view, flow, direction, open, endpoint)) return true;
    this.#open.delete(flow);
    return this.tunnels.looksAt(flow);
  }

  /**
   * A connection ends, or the capture does.
   * @param seconds to which an answer could have come
   */
  end(flow: number, words: Int32Array, seconds: number, endpoints: EndpointTable): void {
    const open = this.#open.size === 0 ? undefined : this.#open.get(flow);
    if (open === undefined) return;
    this.#open.delete(flow);
    const base = flow * FLOW_WORDS;
    const { step, target } = open;
    const isClosed = isServerFirst(historyText(words, base));
    // The proxy may close in place of saying that user or password are wrong.
    if (step === Step.LOGGED_IN && isClosed) {
      endpoints
        .of(words, base)
        ?.ownSocks()
        .loginsRefused.add(words[base + Flow.LAST_FRAME]);
    }
    if (target === null || (step !== Step.REQUESTED && step !== Step.CONNECTED)) return;
    if (isClosed) {
      // Some say that they are connected before they are. Of who says nothing in a tunnel nothing is due.
      if (step === Step.REQUESTED || open.hasSpoken)
        target.closed.add(words[base + Flow.LAST_FRAME]);
    } else if (step === Step.REQUESTED) {
      const isOver = /[fr]/i.test(historyText(words, base));
      const until = isOver ? words[base + Flow.LAST_SECONDS] >>> 0 : seconds;
      target.unanswered.add(open.requestFrame);
      target.longestWait = Math.max(target.longestWait, until - open.requestSeconds);
    }
  }

  /** Reads the messages of a segment. @returns whether there may be more to see */
  #read(
    view: PacketView,
    flow: number,
    direction: number,
    open: OpenSocks,
    endpoint: EndpointFacts,
  ): boolean {
    const { payloadEnd: limit } = view;
    for (let at = view.payloadStart; at < limit; ) {
      const span =
        direction === FROM_CLIENT
          ? this.#fromClient(view, at, open, endpoint)
          : this.#fromServer(view, at, open, endpoint);
      if (span <= 0 || at + span > limit) return false;
      at += span;
      if (open.step !== Step.CONNECTED) continue;
      if (open.target === null) return false;
      this.tunnels.begin(flow, open.target);
      // What the target says at once comes behind the proxy's word, sometimes in one segment.
      if (at < limit && direction !== FROM_CLIENT) this.#granted(view, open.target);
      return at === limit;
    }
    return true;
  }

  /** @returns bytes of the client's message at `at`; 0 or less where it is none that is followed */
  #fromClient(view: PacketView, at: number, open: OpenSocks, endpoint: EndpointFacts): number {
    const bytes = view.layerBytes(view.transport);
    const { payloadEnd: limit } = view;
    if (open.step === Step.ASKED_TO_LOG_IN) {
      open.step = Step.LOGGED_IN;
      return socks.loginSpan(bytes, at, limit);
    }
    if (open.step === Step.REQUESTED) {
      // Sent without waiting for the proxy's word.
      open.hasSpoken = true;
      return limit - at;
    }
    const span = open.step === Step.READY ? socks.messageSpan(bytes, at, limit) : 0;
    if (span <= 0 || at + span > limit || socks.code(bytes, at) !== socks.CONNECT) return 0;
    this.#request(view, open, socks.hostText(bytes, at), socks.port(bytes, at, span));
    this.#take(view, open, endpoint);
    open.step = Step.REQUESTED;
    return span;
  }

  /** As of the client's, for the proxy's message. */
  #fromServer(view: PacketView, at: number, open: OpenSocks, endpoint: EndpointFacts): number {
    const bytes = view.layerBytes(view.transport);
    const { payloadEnd: limit, frameNumber } = view;
    if (limit - at < socks.CHOICE_LENGTH) return 0;
    const version = socks.version(bytes, at);
    const said = socks.code(bytes, at);
    switch (open.step) {
      case Step.GREETED:
        if (version !== socks.VERSION_5) return 0;
        if (said === socks.NONE_ACCEPTABLE) endpoint.ownSocks().turnedDown.add(frameNumber);
        if (said === socks.NO_LOGIN) open.step = Step.READY;
        else if (said === socks.USER_AND_PASSWORD) open.step = Step.ASKED_TO_LOG_IN;
        else return 0;
        return socks.CHOICE_LENGTH;
      case Step.LOGGED_IN:
        // RFC 1929 has its own version, which some proxies do not know of.
        if (version !== socks.LOGIN_VERSION && version !== socks.VERSION_5) return 0;
        if (said !== 0) {
          endpoint.ownSocks().loginsRefused.add(frameNumber);
          return 0;
        }
        open.step = Step.READY;
        return socks.CHOICE_LENGTH;
      case Step.REQUESTED:
        return open.isVersion4
          ? this.#reply4(view, at, open, endpoint)
          : this.#reply(view, at, open);
      default:
        return 0;
    }
  }

  #reply(view: PacketView, at: number, open: OpenSocks): number {
    const bytes = view.layerBytes(view.transport);
    const span = socks.messageSpan(bytes, at, view.payloadEnd);
    if (span <= 0 || open.target === null) return 0;
    const reply = socks.code(bytes, at);
    touch(open.target, view);
    if (reply === socks.Reply.SUCCEEDED) {
      open.step = Step.CONNECTED;
      return span;
    }
    const { frameNumber } = view;
    const { target } = open;
    const words = socks.REPLIES[reply] ?? '';
    if (reply === socks.Reply.NOT_ALLOWED) target.addRefusal(frameNumber, reply, words);
    else if (reply === socks.Reply.REFUSED) target.refusedElsewhere.add(frameNumber);
    else if (reply === socks.Reply.GENERAL_FAILURE || reply === socks.Reply.EXPIRED) {
      target.addVague(frameNumber, reply, words);
    } else target.addFailure(frameNumber, reply, words);
    return 0;
  }

  #reply4(view: PacketView, at: number, open: OpenSocks, endpoint: EndpointFacts): number {
    const bytes = view.layerBytes(view.transport);
    const { payloadEnd: limit, frameNumber } = view;
    const reply = socks.code(bytes, at);
    // A proxy of version 5 alone turns it down so.
    if (socks.version(bytes, at) === socks.VERSION_5 && reply === socks.NONE_ACCEPTABLE) {
      endpoint.ownSocks().turnedDown.add(frameNumber);
      open.target = null;
      return 0;
    }
    if (!socks.isReply4(bytes, at) || limit - at < socks.REPLY_4_LENGTH) return 0;
    if (open.target === null) this.#take(view, open, endpoint);
    const { target } = open;
    if (target === null) return 0;
    touch(target, view);
    if (reply === socks.GRANTED_4) {
      open.step = Step.CONNECTED;
      return socks.REPLY_4_LENGTH;
    }
    const words = socks.REPLIES_4[reply] ?? '';
    if (reply === socks.FAILED_4) target.addVague(frameNumber, reply, words);
    else target.addRefusal(frameNumber, reply, words);
    return 0;
  }

  #request(view: PacketView, open: OpenSocks, name: string, port: number): void {
    open.name = name;
    open.port = port;
    open.requestFrame = view.frameNumber;
    open.requestSeconds = view.seconds;
  }

  /** The request is one: its target has an attempt. */
  #take(view: PacketView, open: OpenSocks, endpoint: EndpointFacts): void {
    open.target = this.targets.of(endpoint, open.name, open.port);
    if (open.target === null) return;
    open.target.attempts++;
    touch(open.target, view);
  }

  /** Data in a tunnel that the proxy says it has made. */
  #tunnelled(view: PacketView, flow: number, direction: number, open: OpenSocks): boolean {
    const { target } = open;
    if (target === null) return false;
    if (direction === FROM_CLIENT) open.hasSpoken = true;
    else {
      this.#granted(view, target);
      this.#open.delete(flow);
    }
    const isLookedAt = this.tunnels.looksAt(flow) && this.tunnels.goOn(view, flow, direction);
    return isLookedAt || this.#open.has(flow);
  }

  #granted(view: PacketView, target: ProxiedFacts): void {
    touch(target, view);
    target.granted++;
    target.answers = withFrame(target.answers, view.frameNumber);
  }
}

/** Whether the server ended a connection, or reset it, before the client did, by Zeek's letters for it. */
function isServerFirst(history: string): boolean {
  const first = /[fr]/i.exec(history);
  return first !== null && (first[0] === 'f' || first[0] === 'r');
}
