import { type Node, PatternError } from './syntax.ts';

/** Every alternative of a lookbehind must have one length. */
export function checkLengths(node: Node): void {
  if (lookbehindLengths(node).some((length) => length === null)) {
    throw new PatternError('lookbehind assertion is not fixed length');
  }
}

/** The lengths of the alternatives of a lookbehind; null for one that has none. */
export function lookbehindLengths(node: Node): (number | null)[] {
  return lookbehindBranches(node).map(fixedLength);
}

/** The alternatives of a lookbehind, which are tried each at its own distance. */
export function lookbehindBranches(node: Node): readonly Node[] {
  if (node.kind === 'sequence' && node.of.length === 1) return lookbehindBranches(node.of[0]);
  return node.kind === 'either' ? node.of : [node];
}

/** Bytes that a node always takes; null where that varies. */
function fixedLength(node: Node): number | null {
  switch (node.kind) {
    case 'set':
      return 1;
    case 'assert':
    case 'look':
      return 0;
    case 'sequence':
      return node.of.reduce<number | null>((sum, part) => {
        const length = fixedLength(part);
        return sum === null || length === null ? null : sum + length;
      }, 0);
    case 'either': {
      const lengths = node.of.map(fixedLength);
      return lengths.every((length) => length === lengths[0]) ? lengths[0] : null;
    }
    case 'repeat': {
      const length = fixedLength(node.of);
      return node.minimum === node.maximum && length !== null ? node.minimum * length : null;
    }
    case 'capture':
    case 'atomic':
      return fixedLength(node.of);
    case 'reference':
      throw new PatternError('back references in lookbehinds are not supported', true);
  }
}
