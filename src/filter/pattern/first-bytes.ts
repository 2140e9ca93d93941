import type { ByteSet, Node } from './syntax.ts';

/** The bytes that a match may begin with; null where it may be empty, or begin with anything. */
export function firstBytes(node: Node): ByteSet | null {
  const set = new Uint8Array(256);
  return addFirst(node, set) ? null : set;
}

/** Adds the bytes that a node may begin with. @returns whether it may be passed without a byte */
function addFirst(node: Node, set: ByteSet): boolean {
  switch (node.kind) {
    case 'set':
      for (let byte = 0; byte < 256; byte++) set[byte] |= node.set[byte];
      return false;
    case 'assert':
    case 'look':
      return true;
    case 'sequence':
      return node.of.every((part) => addFirst(part, set));
    case 'either':
      return node.of.map((part) => addFirst(part, set)).some((isPassed) => isPassed);
    case 'repeat':
      // Also where it is written no time at all: bytes too many do no harm.
      return addFirst(node.of, set) || node.minimum === 0;
    case 'capture':
    case 'atomic':
      return addFirst(node.of, set);
    case 'reference':
      // Anything, or nothing.
      set.fill(1);
      return true;
  }
}
