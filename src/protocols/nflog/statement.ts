import type { Statement } from '../../capture/statement.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as nflog from './codec.ts';
import { prefixAction } from './prefix-words.ts';

/**
 * What a rule says of the packet in `view` that it handed to NFLOG: its prefix, in the words that its
 * writer chose (`--nflog-prefix`, `log prefix … group`), as in a line of netfilter's log.
 * @returns false where the packet has none, or one that names no action
 */
export function readNflog(view: PacketView, statement: Statement): boolean {
  const layer = view.findLayer(Protocol.NFLOG);
  if (layer < 0) return false;
  const prefix = nflog.prefix(view.layerBytes(layer), view.layerStart[layer], view.layerEnd[layer]);
  const action = prefixAction(prefix);
  if (action === 'unknown') return false;
  statement.reset();
  statement.action = action;
  statement.rule = prefix.replace(/[\s:=-]+$/, '').slice(0, LONGEST_RULE);
  return true;
}

/** Characters of a prefix that are shown; netfilter has 127. */
const LONGEST_RULE = 128;
