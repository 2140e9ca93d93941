import type { FirewallAction, Statement } from '../../capture/statement.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as pflog from './codec.ts';

/** PF_PASS and its kin (net/pfvar.h). A rule that answers (`block return`) is logged as PF_DROP too. */
const ACTIONS: readonly FirewallAction[] = [
  ...(['allowed', 'refused', 'allowed', 'unknown', 'unknown', 'unknown', 'unknown'] as const),
  ...(['unknown', 'unknown', 'unknown', 'dropped', 'unknown', 'unknown', 'allowed'] as const),
];
/** PFRES_* (net/pfvar.h), in pfctl's words; a rule that matched needs no word. */
const REASONS: readonly string[] = [
  ...['', 'bad-offset', 'fragment', 'short', 'normalize', 'memory', 'bad-timestamp'],
  ...['congestion', 'ip-option', 'proto-cksum', 'state-mismatch', 'state-insert'],
  ...['state-limit', 'src-limit', 'synproxy', 'map-failed'],
];

/**
 * What pf says of the packet in `view`, which is decoded: fills the statement beside the packet.
 * @returns false where the packet has no such header
 */
export function readPflog(view: PacketView, statement: Statement): boolean {
  const layer = view.findLayer(Protocol.PFLOG);
  if (layer < 0) return false;
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  statement.reset();
  statement.action = ACTIONS[pflog.action(bytes, at)] ?? 'unknown';
  statement.reason = REASONS[pflog.reason(bytes, at)] ?? '';
  statement.interfaceName = pflog.interfaceName(bytes, at);
  // The identifier stays the same when rules are added; the number does not.
  const identifier = pflog.identifier(bytes, at);
  const anchor = pflog.ruleset(bytes, at);
  const subrule = pflog.subrule(bytes, at);
  const number = `${pflog.rule(bytes, at)}${anchor === '' ? '' : `.${anchor}.${subrule}`}`;
  statement.rule = identifier !== 0 ? `${identifier}` : number;
  return true;
}
