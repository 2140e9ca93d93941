export {
  bitsOf,
  type PartReader,
  PartTable,
  type PartWalker,
  uint8At,
  uint16At,
  uint24At,
  uint32At,
} from './field.ts';
