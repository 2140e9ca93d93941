import { BLOCK, Sha256 } from '../../capture/sha256.ts';
import type { Hash } from './hash.ts';

/** SHA-256. */
export const SHA_256: Hash = {
  blockLength: BLOCK,
  digestLength: 32,
  digest: (bytes) => new Sha256().update(bytes).digest(),
};
