import type { PacketView } from '../protocols/packet-view.ts';
import * as tls from '../protocols/tls/codec.ts';
import { type TlsOwner, TlsRefusals } from './facts/tls-facts.ts';
import { hopLimit, isNearer } from './hop-limit.ts';

/**
 * Takes in the server's first data behind a ClientHello: whether it ends the handshake by a fatal alert
 * (RFC 8446 §6.2). A server does so, and a filter that reads the server name.
 * @param name index plus 1 of the server name that was asked for, as of `TlsFacts.serverNames`
 * @param accepted time to live of the connection's SYN/ACK; -1 where that is not known
 */
export function tlsAnswer(
  view: PacketView,
  name: number,
  accepted: number,
  endpoint: TlsOwner,
): void {
  const bytes = view.layerBytes(view.transport);
  const { payloadStart: at, payloadEnd: limit } = view;
  if (tls.alertLevel(bytes, at, limit) !== tls.ALERT_FATAL) return;
  const description = tls.alertDescription(bytes, at, limit);
  if (tls.isClosureAlert(description)) return;
  const facts = endpoint.own('tls');
  facts.refused ??= new TlsRefusals();
  const { refused } = facts;
  const timeToLive = hopLimit(view);
  refused.alerts.add(view.frameNumber);
  if (refused.description < 0) refused.description = description;
  if (timeToLive >= 0) refused.timeToLive.add(timeToLive);
  const asked = facts.serverNames[name - 1];
  if (asked !== undefined) refused.addName(asked.name);
  if (!isNearer(timeToLive, accepted)) return;
  refused.injected.add(view.frameNumber);
  if (refused.injectedTimeToLive >= 0) return;
  refused.injectedTimeToLive = timeToLive;
  refused.acceptedTimeToLive = accepted;
}
