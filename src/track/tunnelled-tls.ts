import { Unknown } from '../capture/packet-record.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import * as tls from '../protocols/tls/codec.ts';
import type { Certificates } from './certificates.ts';
import type { ClientHellos } from './client-hellos.ts';
import type { DecryptedHandshakes } from './decrypted-handshakes.ts';
import type { ProxiedFacts } from './facts/http-facts.ts';
import { FROM_CLIENT } from './flow-table.ts';

/** Tunnels whose beginning is looked at, at once. */
const MAXIMUM_OPEN = 1_024;

/** How far the handshake in a tunnel is. */
enum Stage {
  /** Nothing has come yet, or not the whole of a ClientHello. */
  BEGINS,
  GREETED,
  /** The server has answered. */
  ANSWERED,
}

interface Tunnel {
  readonly target: ProxiedFacts;
  stage: Stage;
  /** A list does not show what the server says: whose certificate it has nobody knows. */
  isUnshown: boolean;
}

/**
 * The TLS in tunnels that proxies made: whose certificate the client got, and whether it accepts it. All
 * of it is the target's; the connection as such is the proxy's.
 */
export class TunnelledTls {
  readonly #open = new Map<number, Tunnel>();

  constructor(
    private readonly clientHellos: ClientHellos,
    private readonly certificates: Certificates,
    private readonly decrypted: DecryptedHandshakes,
  ) {}

  /** A proxy has granted a tunnel to that target. @returns whether it will be looked at */
  begin(flow: number, target: ProxiedFacts): boolean {
    if (this.#open.size === MAXIMUM_OPEN) return false;
    this.#open.set(flow, { target, stage: Stage.BEGINS, isUnshown: false });
    return true;
  }

  looksAt(flow: number): boolean {
    return this.#open.size > 0 && this.#open.has(flow);
  }

  /** Data of a side in such a tunnel. @returns whether there may be more to see of it */
  goOn(view: PacketView, flow: number, direction: number): boolean {
    const tunnel = this.#open.get(flow);
    if (tunnel === undefined) return false;
    const isToGoOn =
      direction === FROM_CLIENT
        ? this.#fromClient(view, flow, tunnel)
        : this.#fromServer(view, flow, tunnel);
    if (this.decrypted.waits(flow)) {
      this.decrypted.goOn(view, flow, direction);
      this.decrypted.addCertificate(tunnel.target, view.frameNumber);
      this.#alert(view, tunnel, this.decrypted.alert);
    }
    if (!isToGoOn && !this.decrypted.waits(flow)) this.forget(flow);
    return this.looksAt(flow);
  }

  forget(flow: number): void {
    if (this.#open.size > 0) this.#open.delete(flow);
  }

  #fromClient(view: PacketView, flow: number, tunnel: Tunnel): boolean {
    const { clientHellos } = this;
    if (tunnel.stage === Stage.BEGINS) {
      const isUnderWay = clientHellos.waits(flow);
      const name = isUnderWay
        ? clientHellos.continue(view, flow, tunnel.target)
        : clientHellos.begin(view, flow, tunnel.target);
      if (name === 0) {
        // A list does not show it: that something was said, its length tells.
        if ((view.unknown & Unknown.PAYLOAD) === 0 || clientHellos.waits(flow)) return false;
        tunnel.stage = Stage.GREETED;
        return true;
      }
      if (clientHellos.secrets !== null) this.decrypted.begin(view, flow, clientHellos.secrets);
      if (!clientHellos.waits(flow)) tunnel.stage = Stage.GREETED;
      return true;
    }
    const { payloadStart: at, payloadEnd: limit } = view;
    const bytes = view.layerBytes(view.transport);
    if (
      view.payloadLength === tls.ALERT_RECORD_LENGTH &&
      tls.alertLevel(bytes, at, limit) === tls.ALERT_FATAL
    ) {
      if (tunnel.isUnshown) tunnel.target.turnedAway.add(view.frameNumber);
      else this.#alert(view, tunnel, tls.alertDescription(bytes, at, limit));
      return false;
    }
    const isShort = view.payloadLength <= tls.LONGEST_ALERT_SEGMENT;
    if (isShort && (view.unknown & Unknown.PAYLOAD) !== 0 && tunnel.stage === Stage.ANSWERED) {
      tunnel.target.turnedAway.add(view.frameNumber);
    }
    // The client goes on with the handshake: it has not refused what it got.
    return tunnel.stage === Stage.GREETED;
  }

  #fromServer(view: PacketView, flow: number, tunnel: Tunnel): boolean {
    if ((view.unknown & Unknown.PAYLOAD) !== 0) tunnel.isUnshown = true;
    // Who speaks first in a tunnel speaks no TLS.
    if (tunnel.stage === Stage.BEGINS) return this.clientHellos.waits(flow);
    if (tunnel.stage === Stage.GREETED) {
      tunnel.stage = Stage.ANSWERED;
      this.certificates.begin(view, flow, tunnel.target);
    } else if (this.certificates.waits(flow)) {
      this.certificates.goOn(view, flow, tunnel.target);
    }
    return true;
  }

  /** An alert of the client's: of whose certificate, the target knows no time to live. */
  #alert({ frameNumber }: PacketView, { target }: Tunnel, description: number): void {
    if (tls.isAboutCertificate(description)) {
      target.own('tls').addDistrust(description, frameNumber, -1, -1);
    }
  }
}
