import type { Statement } from '../../../capture/statement.ts';
import { endpointIn, flagsOf } from '../fields.ts';
import { sentenceFormat } from '../sentence-format.ts';

/** `192.0.2.1:1234 -> 198.51.100.2:80 tcp SYN`, as `cilium monitor` ends its lines. */
const FLOW =
  '(?<from>[0-9a-fA-F.:[\\]]{2,52}) -> (?<to>[0-9a-fA-F.:[\\]]{2,52}) (?<protocol>tcp|udp|sctp|icmp|ICMPv[46])\\b(?: (?<flags>[A-Z, ]{3,40}))?';

function ends(statement: Statement, slots: Readonly<Record<string, string>>): void {
  const source = endpointIn(slots.from);
  const destination = endpointIn(slots.to);
  statement.source = source.address;
  statement.sourcePort = source.port;
  statement.destination = destination.address;
  statement.destinationPort = destination.port;
  if (statement.protocol === 6 && slots.flags !== undefined)
    statement.tcpFlags = flagsOf(slots.flags.trim());
}

export const CILIUM_MONITOR = sentenceFormat({
  name: 'cilium-monitor',
  sentences: [
    {
      words: new RegExp(
        `\\bxx drop \\((?<reason>.{1,100}?)\\) (?:flow|to endpoint) .{0,400}?: ${FLOW}`,
      ),
      action: 'dropped',
      complete: ends,
    },
    {
      words: new RegExp(
        `\\bPolicy verdict log: flow .{0,300}?action (?<action>allow|deny|audit|redirect)\\b.{0,200}?, ${FLOW}`,
      ),
      complete: ends,
    },
    {
      words: new RegExp(`(?:^|\\s)-> [\\w -]{1,40} flow 0x[0-9a-f]{1,8} .{0,300}?: ${FLOW}`),
      action: 'allowed',
      complete: ends,
    },
  ],
  actions: { allow: 'allowed', deny: 'dropped', audit: 'allowed', redirect: 'allowed' },
});

/** `hubble observe`, in its compact form, older ones without identities; names of pods stand there but with `--ip-translation=false`. */
export const HUBBLE_COMPACT = sentenceFormat({
  name: 'hubble-compact',
  sentences: [
    {
      words:
        /(?:^|\s)(?<from>[\w.:/[\]-]{2,128})(?: \([^)]{1,80}\))? (?<arrow>->|<-|<>) (?<to>[\w.:/[\]-]{2,128})(?: \([^)]{1,80}\))? (?<reason>[\w :/().-]{1,120}?) (?<action>FORWARDED|DROPPED|DENIED|ALLOWED|AUDITED|REDIRECTED|TRANSLATED|TRACED|ERROR)(?: \((?:(?<name>TCP|UDP|SCTP|ICMPv[46])\b(?: Flags: (?<flags>[A-Z, ]{3,40}))?[^)]{0,60})\))?/,
      complete(statement, slots) {
        ends(statement, slots);
        if (slots.name !== undefined) {
          statement.protocol =
            { TCP: 6, UDP: 17, SCTP: 132, ICMPv4: 1, ICMPv6: 58 }[slots.name] ?? -1;
        }
        if (slots.flags !== undefined) statement.tcpFlags = flagsOf(slots.flags.trim());
        // `<-`: what is shown second sent it.
        if (slots.arrow === '<-') {
          const { source, sourcePort } = statement;
          statement.source = statement.destination;
          statement.sourcePort = statement.destinationPort;
          statement.destination = source;
          statement.destinationPort = sourcePort;
        }
        // Where it was seen, of what went on.
        if (statement.action === 'allowed') statement.reason = '';
      },
    },
  ],
  actions: {
    forwarded: 'allowed',
    allowed: 'allowed',
    audited: 'allowed',
    redirected: 'allowed',
    dropped: 'dropped',
    denied: 'dropped',
  },
});
