import { parseAddress } from '../../../protocols/address-text.ts';
import * as arp from '../../../protocols/arp/codec.ts';
import type { ArpFacts } from '../packet-facts.ts';

const NOTHING = { senderAddress: null, targetAddress: null, senderMac: null, targetMac: null };

/** Reads `Request who-has 192.0.2.1 (00:00:5e:00:53:01) tell 192.0.2.20` and its kin; null for others. */
export function readArp(text: string): ArpFacts | null {
  const line = text.slice(0, 512).replace(/^Ethernet \(len 6\), IPv4 \(len 4\), /, '');
  const asked =
    /^(?:Request )?who-has (\S{1,255})(?: \([^)]{0,64}\))?(?: tell (\S{1,255}?))?(?:,|\s|$)/.exec(
      line,
    );
  if (asked !== null) {
    const facts = { ...NOTHING, operation: arp.REQUEST };
    return { ...facts, targetAddress: address(asked[1]), senderAddress: address(asked[2] ?? '') };
  }
  const told = /^(?:Reply |reply )(\S{1,255}) is-at ([0-9a-fA-F:]{11,17})/.exec(line);
  if (told !== null) {
    const facts = { ...NOTHING, operation: arp.REPLY };
    return { ...facts, senderAddress: address(told[1]), senderMac: readMac(told[2]) };
  }
  const own = /^(Probe|Announcement) (\S{1,255}?)(?:,|\s|$)/.exec(line);
  if (own === null) return null;
  const facts = { ...NOTHING, operation: arp.REQUEST, targetAddress: address(own[2]) };
  return own[1] === 'Probe' ? facts : { ...facts, senderAddress: address(own[2]) };
}

function address(text: string) {
  const found = parseAddress(text);
  return found?.[2] === 0xffff ? found : null;
}

/** Six bytes, also of `0:c:29:3e:61:7a`, as versions before 4 print them; null for names. */
export function readMac(text: string): Uint8Array | null {
  if (text === 'Broadcast') return new Uint8Array(6).fill(0xff);
  if (!/^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i.test(text)) return null;
  return Uint8Array.from(text.split(':'), (byte) => Number.parseInt(byte, 16));
}
