import { BODY, MINIMUM_LENGTH } from './block.ts';

/*
 * Simple Packet Block (pcapng §4.4): no interface (the section's first), no time, and no captured
 * length: that is the original length, cut at the interface's snap length.
 */
export const ORIGINAL_LENGTH = BODY;
export const PACKET = BODY + 4;
export const LENGTH = PACKET - BODY + MINIMUM_LENGTH;
