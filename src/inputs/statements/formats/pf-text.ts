import { flagsOf } from '../fields.ts';
import { sentenceFormat } from '../sentence-format.ts';
import { PF_WORDS } from './filterlog.ts';

/** pf's log as tcpdump prints it from pflog: the rule, then the packet. */
const ENDPOINT = (name: string) =>
  `(?<${name}>\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|[0-9a-fA-F:]{2,45})(?:\\.(?<${name}_port>\\d{1,5}|[a-z][\\w-]{0,31}))?`;

export const PF_TEXT = sentenceFormat({
  name: 'pf-text-log',
  sentences: [
    {
      words: new RegExp(
        `\\brule (?<rule>[\\w.-]{1,64}(?:/[\\w.-]{0,64}){0,3})\\((?<reason>[\\w-]{1,32})\\)(?: \\[[^\\]]{0,80}\\])?:? (?<action>pass|block|scrub|nat|rdr|match|unkn\\(\\d{1,3}\\)) (?:in|out) on (?<interface>[\\w.-]{1,64}): (?:IP6? |\\([^()]{0,256}(?:\\([^()]{0,64}\\)[^()]{0,256}){0,2}\\) )?${ENDPOINT('source')} > ${ENDPOINT('destination')}: (?:Flags \\[(?<flags>[SFRPUEW.]{1,8}|none)\\]|(?<old>[SFRPUEW.]{1,8}) \\d|(?<protocol>UDP|udp|ICMP6?|icmp6?))?`,
      ),
      complete(statement, { flags, old, reason }) {
        const printed = flags ?? old;
        if (printed !== undefined) {
          statement.protocol = 6;
          statement.tcpFlags = flagsOf(printed);
        }
        if (reason === 'match') statement.reason = '';
      },
    },
  ],
  actions: PF_WORDS,
});
