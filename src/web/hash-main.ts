import { blobInput } from '../platform/web/blob-input.ts';
import { hashOf } from '../platform/web/web-platform.ts';
import { serve } from './worker.ts';

/** Where the worker begins that makes a file's hash, with the little that this needs. */
serve((progress) => ({
  hash: ({ path, blob }) => hashOf(blobInput(blob, path), progress),
}));
