/*
 * Bridge protocol data units (IEEE 802.1D-2004 §9.3), behind LLC; a part that Wireshark's `stp` names.
 *
 *  0      2       3    4     5      13   17       25   27   29   31    33
 * +------+-------+----+-----+------+----+--------+----+----+----+-----+-------+
 * | prot | versn |kind|flags| root |cost| bridge |port|age |max |hello|forward|
 * +------+-------+----+-----+------+----+--------+----+----+----+-----+-------+
 *
 * A bridge is 16 bits of priority and system identifier extension (§9.2.5), and its MAC address.
 */
export const PROTOCOL = 0;
export const VERSION = 2;
export const TYPE = 3;
export const FLAGS = 4;
export const ROOT = 5;
export const COST = 13;
export const BRIDGE = 17;
export const PORT = 25;
export const MESSAGE_AGE = 27;
export const MAXIMUM_AGE = 29;
export const HELLO_TIME = 31;
export const FORWARD_DELAY = 33;

/** Bytes in a configuration unit. */
export const LENGTH = 35;
/** Of a bridge: where its MAC address stands. */
export const BRIDGE_ADDRESS = 2;

/** Types. */
export const CONFIGURATION = 0x00;
export const RAPID = 0x02;
export const TOPOLOGY_CHANGE = 0x80;
