import { BODY, MINIMUM_LENGTH } from './block.ts';

/* Packet Block (pcapng, appendix A; obsolete): as the Enhanced one, but interface and drops are 16 bits. */
export const INTERFACE = BODY;
export const DROPS = BODY + 2;
export const TIME_HIGH = BODY + 4;
export const TIME_LOW = BODY + 8;
export const CAPTURED_LENGTH = BODY + 12;
export const ORIGINAL_LENGTH = BODY + 16;
export const PACKET = BODY + 20;
export const LENGTH = PACKET - BODY + MINIMUM_LENGTH;
/** Drop count of a writer that does not know. */
export const DROPS_UNKNOWN = 0xffff;
