import { prefixAction } from '../../../protocols/nflog/prefix-words.ts';
import { endpointIn, flagsOf } from '../fields.ts';
import { sentenceFormat } from '../sentence-format.ts';

/** RouterOS' firewall log: prefix, chain, interfaces, then the packet. */
export const MIKROTIK = sentenceFormat({
  name: 'mikrotik-log',
  sentences: [
    {
      words:
        /(?:^|firewall,\w{1,10}(?:,\w{1,10})? |[:>] )(?<prefix>[^:>]{0,64}?)\b(?<chain>[\w-]{1,40}): in:(?<interface>[^,\s]{1,64}) out:[^,]{1,80}, (?:[\w-]{1,32}[: ][^,]{1,64}, ){0,4}?(?:src-mac [0-9a-fA-F:]{17}, )?proto (?<protocol>[\w-]{1,16})(?: \((?<flags>[^)]{1,40})\))?, (?<from>[0-9a-fA-F.:[\]]{2,52})->(?<to>[0-9a-fA-F.:[\]]{2,52})(?:, NAT (?:\([^)]{1,110}->(?<source_nat>[^)]{1,52})\)->\S{1,52}|[^(,]{1,52}->\([^)]{1,110}->(?<destination_nat>[^)]{1,52})\)))?,? ?(?:.{0,64}\blen (?<length>\d{1,6}))?/,
      complete(statement, slots) {
        const source = endpointIn(slots.from);
        const destination = endpointIn(slots.to);
        statement.source = source.address;
        statement.sourcePort = source.port;
        statement.destination = destination.address;
        statement.destinationPort = destination.port;
        // The topics that the log has it under, and the rule's prefix, stand before the chain.
        const prefix = (slots.prefix ?? '').replace(/^firewall,\w{1,10}(?:,\w{1,10})? /, '').trim();
        const rule = `${prefix} ${slots.chain}`.trim();
        statement.rule = rule;
        statement.action = prefixAction(rule);
        if (statement.protocol === 6) statement.tcpFlags = flagsOf(slots.flags ?? '');
        const types = /type (\d{1,3}), code (\d{1,3})/.exec(slots.flags ?? '');
        if (types !== null) {
          statement.icmpType = Number(types[1]);
          statement.icmpCode = Number(types[2]);
        }
        if (slots.source_nat !== undefined) {
          const { address, port } = endpointIn(slots.source_nat);
          statement.translatedSource = address;
          statement.translatedSourcePort = port;
        }
        if (slots.destination_nat !== undefined) {
          const { address, port } = endpointIn(slots.destination_nat);
          statement.translatedDestination = address;
          statement.translatedDestinationPort = port;
        }
      },
    },
  ],
});
