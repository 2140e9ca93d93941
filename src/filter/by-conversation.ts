import { operandsOf, type Test } from './test.ts';

/** Fields whose values are the same set for both directions of a conversation, packet for packet. */
const OF_CONVERSATIONS = new Set(
  'ip.addr ip.host ipv6.addr ipv6.host tcp.port udp.port ip ipv6 tcp udp'.split(' '),
);

/**
 * Whether a filter takes all packets of a TCP or UDP conversation or none of them, tunnels aside: it
 * asks for addresses and ports of either side, and for nothing else. What is said of a packet that it
 * takes depends on no packet that it leaves out.
 */
export function selectsConversations(test: Test): boolean {
  switch (test.kind) {
    case 'and':
    case 'or':
    case 'xor':
      return test.of.every(selectsConversations);
    case 'not':
      return selectsConversations(test.of);
    default:
      return operandsOf(test).every(
        (operand) =>
          operand.kind === 'constant' ||
          (operand.kind === 'field' &&
            operand.layers === null &&
            OF_CONVERSATIONS.has(operand.field.name)),
      );
  }
}
