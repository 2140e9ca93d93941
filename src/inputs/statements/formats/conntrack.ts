import type { Statement } from '../../../capture/statement.ts';
import { fill, isAboutPacket } from '../fields.ts';
import { LineParser, type StatementFormat, Taken } from '../format.ts';
import { KeyValues } from '../key-values.ts';
import type { LogLine } from '../log-line.ts';

/**
 * Connections as the Linux kernel tracks them: `conntrack -E` and `-L`, /proc/net/nf_conntrack. Each has
 * its addresses as they were sent, then as answers are expected: what differs is NAT. A packet that a
 * rule drops leaves no connection behind, so each says that something was let through.
 */
const LINE =
  /(?:^|\s)(?:\[(?:NEW|UPDATE|DESTROY)\]\s{0,8}|ipv[46]\s{1,8}\d{1,3}\s{1,8})?(?<protocol>tcp|udp|icmp|icmpv6|sctp|dccp|gre|udplite)\s{1,8}\d{1,3}\s(?<rest>.{0,80}?src=[0-9a-fA-F.:]{2,45} dst=[0-9a-fA-F.:]{2,45} .{0,500})/;

class Parser extends LineParser {
  readonly #pairs = new KeyValues();

  protected read(line: LogLine, statement: Statement): Taken {
    const found = LINE.exec(line.text.slice(0, 1024))?.groups;
    if (found === undefined) return Taken.NOTHING;
    fill(statement, 'protocol', found.protocol);
    const pairs = this.#pairs;
    pairs.scan(found.rest);
    const [there, back] = [new Map<string, string>(), new Map<string, string>()];
    let part = there;
    for (const [index, key] of pairs.keys.entries()) {
      // The answers' part begins with their source.
      if (key === 'src' && there.has('src')) part = back;
      part.set(key, pairs.values[index]);
    }
    const side = (part: ReadonlyMap<string, string>, key: string) => part.get(key) ?? '';
    fill(statement, 'source', side(there, 'src'));
    fill(statement, 'destination', side(there, 'dst'));
    if (!isAboutPacket(statement)) return Taken.NOTHING;
    fill(statement, 'source-port', side(there, 'sport'));
    fill(statement, 'destination-port', side(there, 'dport'));
    fill(statement, 'icmp-type', side(there, 'type'));
    fill(statement, 'icmp-code', side(there, 'code'));
    fill(statement, 'packets', side(there, 'packets'));
    fill(statement, 'bytes', side(there, 'bytes'));
    fill(statement, 'packets-back', side(back, 'packets'));
    fill(statement, 'bytes-back', side(back, 'bytes'));
    if (side(back, 'dst') !== side(there, 'src') || side(back, 'dport') !== side(there, 'sport')) {
      fill(statement, 'translated-source', side(back, 'dst'));
      fill(statement, 'translated-source-port', side(back, 'dport'));
    }
    if (side(back, 'src') !== side(there, 'dst') || side(back, 'sport') !== side(there, 'dport')) {
      fill(statement, 'translated-destination', side(back, 'src'));
      fill(statement, 'translated-destination-port', side(back, 'sport'));
    }
    statement.action = 'allowed';
    statement.sender = 'client';
    const isOver = line.text.includes('[DESTROY]');
    const isUnanswered = line.text.includes('[UNREPLIED]');
    if (isOver && isUnanswered) {
      statement.reason = 'UNREPLIED';
      if (statement.packetsBack < 0) statement.packetsBack = 0;
    } else if (line.text.includes('[ASSURED]')) {
      statement.reason = 'ASSURED';
      // Of TCP the acknowledgment of the handshake; of UDP packets both ways, more than once.
      statement.isEstablished = true;
    }
    return Taken.STATEMENT;
  }
}

export const CONNTRACK: StatementFormat = {
  name: 'conntrack',
  isCertain: ({ text }) => LINE.test(text.slice(0, 1024)),
  open: () => new Parser(),
};
