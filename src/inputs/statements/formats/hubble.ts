import type { Statement } from '../../../capture/statement.ts';
import { type ActionWords, fill, flagOf, isAboutPacket, wordsOf } from '../fields.ts';
import { LineParser, type StatementFormat, Taken } from '../format.ts';
import { objectAt, textAt } from '../json.ts';
import type { LogLine } from '../log-line.ts';

/** Verdicts of Cilium's flow API: an audited packet is forwarded although a policy would deny it. */
const WORDS: ActionWords = {
  forwarded: 'allowed',
  dropped: 'dropped',
  audit: 'allowed',
  redirected: 'allowed',
  translated: 'unknown',
  error: 'unknown',
};

/** `hubble observe -o json`: a line of JSON for each flow, in `flow` or, of older ones, bare. */
class Parser extends LineParser {
  protected read({ object }: LogLine, statement: Statement): Taken {
    const flow = objectAt(object, 'flow') ?? object;
    if (flow === null || textAt(flow, 'verdict') === '') {
      this.reason = { code: 'no-flow-verdict' };
      // Lost events and the state of nodes stand between the flows.
      return object === null ? Taken.NOT_UNDERSTOOD : Taken.NOTHING;
    }
    fill(statement, 'action', textAt(flow, 'verdict'), WORDS);
    fill(statement, 'source', textAt(flow, 'IP.source'));
    fill(statement, 'destination', textAt(flow, 'IP.destination'));
    if (!isAboutPacket(statement)) return Taken.NOTHING;
    const layer4 = objectAt(flow, 'l4');
    for (const name of ['TCP', 'UDP', 'SCTP', 'ICMPv4', 'ICMPv6']) {
      const carried = objectAt(layer4, name);
      if (carried === null) continue;
      fill(statement, 'protocol', name);
      fill(statement, 'source-port', textAt(carried, 'source_port'));
      fill(statement, 'destination-port', textAt(carried, 'destination_port'));
      if (name.startsWith('ICMP')) {
        fill(statement, 'icmp-type', textAt(carried, 'type'));
        fill(statement, 'icmp-code', textAt(carried, 'code'));
      }
      const flags = objectAt(carried, 'flags');
      if (flags !== null) {
        statement.tcpFlags = Object.keys(flags)
          .filter((flag) => flags[flag] === true)
          .reduce((bits, flag) => bits | flagOf(flag), 0);
      }
    }
    fill(statement, 'time', textAt(flow, 'time'));
    fill(statement, 'device', textAt(flow, 'node_name'));
    const reason = textAt(flow, 'drop_reason_desc');
    statement.reason = wordsOf(reason === 'DROP_REASON_UNKNOWN' ? '' : reason);
    const isIngress = textAt(flow, 'traffic_direction') === 'INGRESS';
    statement.rule = wordsOf(policyOf(flow, isIngress ? 'ingress' : 'egress'));
    const isReply = textAt(flow, 'is_reply');
    if (isReply !== '') statement.sender = isReply === 'true' ? 'server' : 'client';
    return Taken.STATEMENT;
  }
}

/** Name of the first policy that decided. */
function policyOf(flow: unknown, direction: string): string {
  for (const kind of ['denied', 'allowed']) {
    const name = textAt(flow, `${direction}_${kind}_by.0.name`);
    const space = textAt(flow, `${direction}_${kind}_by.0.namespace`);
    if (name !== '') return space === '' ? name : `${space}/${name}`;
  }
  return '';
}

export const HUBBLE: StatementFormat = {
  name: 'hubble-json',
  isCertain: ({ text }) =>
    text.startsWith('{') &&
    /"verdict"\s*:\s*"[A-Z_]+"/.test(text) &&
    /"IP"\s*:\s*\{/.test(text) &&
    /"(?:l4|event_type|traffic_direction)"\s*:/.test(text),
  open: () => new Parser(),
};
