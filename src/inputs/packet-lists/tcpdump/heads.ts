/* Where a packet begins in a text of tcpdump: what stands in front of its network layer. */

/** The beginning of a packet's text. */
export interface Head {
  /** Its number (`-#`), or -1. */
  readonly number: number;
  /** Its time as printed, or ''. */
  readonly time: string;
  /** Where the link layer's part begins, or else the network's. */
  readonly at: number;
}

const NUMBER = /\s*(\d{1,10})(:?)\s{1,8}(?=\d)/y;
const TIME =
  /(?:(?:\d{4}-\d\d-\d\d[ T])?\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?|\d{1,10}\.\d{6,9}|(?:\d{1,7}\. )?\d{6})(?= |$)/y;

const MAC = '(?:[0-9a-fA-F]{1,2}:){5}[0-9a-fA-F]{1,2}';
/** What a packet without a time begins with, but for addresses. */
const START = new RegExp(
  `(?:IP6? \\(|ip6?: \\S|ARP, |arp (?:who-has|reply) |${MAC} (?:\\(oui [^)]{0,64}\\) )?(?:> )?${MAC}` +
    '|(?:\\S{1,32}\\s+)?(?:In|Out|B|M|P)\\s+(?:ifindex |ethertype |IP6? |ARP|[0-9a-f]{2}:))',
  'y',
);
/** Longest address with its port. */
const LONGEST_END = 320;

/** Whether `192.0.2.1.443 > 192.0.2.2.1024: ` begins at a place, behind `IP` or not. */
function isPair(line: string, from: number): boolean {
  let at = from;
  if (line.startsWith('IP ', at)) at += 3;
  else if (line.startsWith('IP6 ', at)) at += 4;
  const arrow = line.indexOf(' > ', at);
  if (arrow <= at || arrow - at > LONGEST_END) return false;
  const one = line.slice(at, arrow);
  if (one.includes(' ') || !/[.:]/.test(one)) return false;
  const end = line.indexOf(' ', arrow + 3);
  const other = line.slice(arrow + 3, end < 0 ? Math.min(line.length, arrow + LONGEST_END) : end);
  return other.endsWith(':') && /[.:]./.test(other);
}

/** What one with a time may begin with besides: other link types, and protocols that are not IP. */
const TIMED_START =
  /(?:\(|IP6?[ ,]|ip6?: |ARP[, ]|arp |rarp |RARP|\?\s+(?:In|Out|B|M|P) |\S{1,64} \?\s+IP |AF \w|PPPoE|PPP |rule |vlan |802\.|STP|LLDP|CDPv|LLC|LACP|EAPOL|EAP |IS-IS|MPLS|Loopback|IPX|AT |aarp|Unknown|ethertype|truncated|\[\|)/y;

function take(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function spaces(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code === 0x20 || code === 0x09; )
    code = text.charCodeAt(++at);
  return at;
}

function isStart(line: string, at: number): boolean {
  return take(START, line, at) !== null || isPair(line, at);
}

/**
 * Reads the beginning of a packet's text.
 * @param isTimed the text's packets have times: what has none belongs to the packet before
 * @returns null where no packet begins
 */
export function readHead(line: string, isTimed: boolean): Head | null {
  let number = -1;
  const numbered = take(NUMBER, line, 0);
  let at = numbered === null ? spaces(line, 0) : numbered[0].length;
  let time = take(TIME, line, at);
  if (numbered !== null) {
    if (time !== null) number = Number(numbered[1]);
    else {
      at = spaces(line, 0);
      time = take(TIME, line, at);
    }
  }
  if (time === null) {
    if (isTimed || !isStart(line, at)) return null;
    return { number, time: '', at };
  }
  at = spaces(line, at + time[0].length);
  if (take(TIMED_START, line, at) === null && !isStart(line, at)) return null;
  return { number, time: time[0], at };
}

/** A line that has a time in front as a packet has. @returns where that ends, or -1 */
export function timeEnd(line: string): number {
  const at = spaces(line, 0);
  const time = take(TIME, line, at);
  return time === null || time[0].length < 8 ? -1 : spaces(line, at + time[0].length);
}
