import { Desk } from './desk.ts';
import { serve } from './worker.ts';

/** Where the worker begins that judges. */
serve((progress) => new Desk(progress));
