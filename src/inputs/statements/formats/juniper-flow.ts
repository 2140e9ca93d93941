import type { Statement } from '../../../capture/statement.ts';
import { keyValueFormat } from '../key-value-format.ts';
import { sentenceFormat } from '../sentence-format.ts';

/** Sessions as Junos logs them (RT_FLOW): in a sentence, or structured (RFC 5424). */
export const JUNIPER_FLOW = sentenceFormat({
  name: 'juniper-flow-log',
  sentences: [
    {
      words:
        /RT_FLOW_SESSION_DENY: session denied (?<source>[0-9a-fA-F.:]{2,45})\/(?<source_port>\d{1,5})->(?<destination>[0-9a-fA-F.:]{2,45})\/(?<destination_port>\d{1,5}) (?:\S{1,64} ){1,3}?(?<protocol>\d{1,3})\((?<icmp_type>\d{1,5})\) (?<rule>\S{1,128})/,
      action: 'refused',
      complete: withoutIcmpPorts,
    },
    {
      words:
        /RT_FLOW_SESSION_CREATE: session created (?<source>[0-9a-fA-F.:]{2,45})\/(?<source_port>\d{1,5})->(?<destination>[0-9a-fA-F.:]{2,45})\/(?<destination_port>\d{1,5}) (?:0x[0-9a-f]{1,8} )?\S{1,64} (?<translated_source>[0-9a-fA-F.:]{2,45})\/(?<translated_source_port>\d{1,5})->(?<translated_destination>[0-9a-fA-F.:]{2,45})\/(?<translated_destination_port>\d{1,5}) (?:0x[0-9a-f]{1,8} )?.{0,128}? (?<protocol>\d{1,3}) (?<rule>[A-Za-z]\S{0,127}) /,
      action: 'allowed',
      complete: withoutIcmpPorts,
    },
  ],
});

export const JUNIPER_STRUCTURED = keyValueFormat({
  name: 'juniper-structured-log',
  mark: /\bRT_FLOW_SESSION_(?:DENY|CREATE|CLOSE)(?:_LS)? \[junos@/,
  keys: {
    'source-address': 'source',
    'destination-address': 'destination',
    'source-port': 'source-port',
    'destination-port': 'destination-port',
    'protocol-id': 'protocol',
    'nat-source-address': 'translated-source',
    'nat-source-port': 'translated-source-port',
    'nat-destination-address': 'translated-destination',
    'nat-destination-port': 'translated-destination-port',
    'icmp-type': 'icmp-type',
    'policy-name': 'rule',
    'packet-incoming-interface': 'interface',
    'packets-from-client': 'packets',
    'packets-from-server': 'packets-back',
    'bytes-from-client': 'bytes',
    'bytes-from-server': 'bytes-back',
    reason: 'reason',
  },
  actions: {},
  complete(statement, pairs) {
    statement.action = pairs.words.some((word) => word.includes('SESSION_DENY'))
      ? 'refused'
      : 'allowed';
    statement.sender = 'client';
    withoutIcmpPorts(statement);
  },
});

/** Each session has ports and a type: of ICMP the ports are an identifier's, of others the type is 0. */
function withoutIcmpPorts(statement: Statement): void {
  if (statement.protocol !== ICMP && statement.protocol !== ICMPV6) {
    statement.icmpType = -1;
    return;
  }
  statement.sourcePort = -1;
  statement.destinationPort = -1;
  statement.translatedSourcePort = -1;
  statement.translatedDestinationPort = -1;
}

const ICMP = 1;
const ICMPV6 = 58;
