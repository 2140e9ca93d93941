/// <reference lib="webworker" />
import { serve } from './worker.ts';

/** Where a worker begins. */
serve(globalThis as unknown as Parameters<typeof serve>[0]);
