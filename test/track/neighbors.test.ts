// Who has which address on the local network: ARP (RFC 826) and neighbor discovery (RFC 4861).

import { expect, test } from 'vitest';
import { formatAddress } from '../../src/protocols/address-text.ts';
import { Decoder } from '../../src/protocols/decoder.ts';
import { PacketView } from '../../src/protocols/packet-view.ts';
import { Protocol } from '../../src/protocols/protocol.ts';
import { Neighbors } from '../../src/track/neighbors.ts';
import {
  addressBytes,
  arp,
  concat,
  ethernet,
  etherType,
  hex,
  icmpv6,
  ipProtocol,
  ipv6,
  macBytes,
  tcp,
  tcpFlag,
} from '../../support/packet-builder.ts';

const CLIENT = { mac: '00:00:5e:00:53:20', address: '2001:db8:1::20' };
const SERVER = { mac: '00:00:5e:00:53:80', address: '2001:db8:1::80' };
const ROUTER = { mac: '00:00:5e:00:53:01', address: 'fe80::1' };
const SOLICITATION = 135;
const ADVERTISEMENT = 136;
const ROUTER_ADVERTISEMENT = 134;

const sourceOption = (mac: string) => concat(1, 1, macBytes(mac));
const targetOption = (mac: string) => concat(2, 1, macBytes(mac));

/** @param seconds when it was captured: a second for each frame */
function decode(bytes: Uint8Array, frame = 1, seconds = frame): PacketView {
  const view = new PacketView();
  view.seconds = Math.floor(seconds);
  view.nanoseconds = Math.round((seconds % 1) * 1e9);
  view.bytes = bytes;
  view.end = bytes.length;
  view.originalLength = bytes.length;
  view.linkType = 1;
  view.frameNumber = frame;
  new Decoder().decode(view);
  return view;
}

function discovery(
  from: { mac: string; address: string },
  destination: string,
  type: number,
  body: Uint8Array,
  hopLimit = 255,
): Uint8Array {
  const between = { source: from.address, destination };
  return ethernet(
    { source: from.mac, destination: '33:33:00:00:00:01', etherType: etherType.ipv6 },
    ipv6(
      { ...between, nextHeader: ipProtocol.icmpv6, hopLimit },
      icmpv6({ ...between, type, code: 0 }, body),
    ),
  );
}

function reset(fromMac: string): PacketView {
  const between = { source: SERVER.address, destination: CLIENT.address };
  return decode(
    ethernet(
      { source: fromMac, destination: CLIENT.mac, etherType: etherType.ipv6 },
      ipv6(
        { ...between, nextHeader: ipProtocol.tcp },
        tcp({
          ...between,
          sourcePort: 80,
          destinationPort: 50000,
          flags: tcpFlag.rst,
          sequence: 0,
        }),
      ),
    ),
  );
}

const solicitation = (hopLimit = 255) =>
  discovery(
    CLIENT,
    'ff02::1:ff00:80',
    SOLICITATION,
    concat(addressBytes(SERVER.address), sourceOption(CLIENT.mac)),
    hopLimit,
  );
const advertisement = (options: Uint8Array, hopLimit = 255) =>
  discovery(
    SERVER,
    CLIENT.address,
    ADVERTISEMENT,
    concat(addressBytes(SERVER.address), options),
    hopLimit,
  );

function observed(...frames: Uint8Array[]): Neighbors {
  const neighbors = new Neighbors();
  frames.forEach((bytes, index) => {
    const view = decode(bytes, index + 1);
    const layer = view.findLayer(Protocol.ARP);
    if (layer >= 0) neighbors.observeArp(view, layer);
    else neighbors.observeNeighborDiscovery(view);
  });
  return neighbors;
}

test.each([
  ['an advertisement with its option', advertisement(targetOption(SERVER.mac))],
  // RFC 4861 §4.4: a unicast solicitation may be answered without it.
  ['an advertisement without it', advertisement(new Uint8Array())],
  [
    'a solicitation of the server’s own',
    discovery(
      SERVER,
      CLIENT.address,
      SOLICITATION,
      concat(addressBytes(CLIENT.address), sourceOption(SERVER.mac)),
    ),
  ],
])('%s tells whose frame a RST is', (_, frame) => {
  const neighbors = observed(frame);
  expect(neighbors.isFromOwner(reset(SERVER.mac))).toBe(true);
  expect(neighbors.isFromOwner(reset(ROUTER.mac))).toBe(false);
});

test('a router tells its address in its advertisement', () => {
  const neighbors = observed(
    discovery(
      ROUTER,
      'ff02::1',
      ROUTER_ADVERTISEMENT,
      concat(hex('00000000 00000000'), sourceOption(ROUTER.mac)),
    ),
  );
  const mac = { high: 0x0000, low: 0x5e005301 | 0 } as Parameters<Neighbors['addressesOf']>[0];
  expect(neighbors.addressesOf(mac).map((words) => formatAddress(...words))).toEqual(['fe80::1']);
});

test('what has crossed a router proves nothing (RFC 4861 §7.1)', () => {
  const neighbors = observed(advertisement(targetOption(SERVER.mac), 254));
  expect(neighbors.isFromOwner(reset(SERVER.mac))).toBe(false);
});

test('an option of length 0 ends the message', () => {
  const neighbors = observed(
    discovery(
      CLIENT,
      SERVER.address,
      SOLICITATION,
      concat(addressBytes(SERVER.address), hex('0300'), sourceOption(CLIENT.mac)),
    ),
  );
  expect(neighbors.unansweredBy(() => true)).toHaveLength(1);
});

test('solicitations that nobody answers are kept with who asked and the frames', () => {
  const [requests] = observed(solicitation(), solicitation(), solicitation()).unansweredBy(
    (asker) => formatAddress(...asker) === CLIENT.address,
  );
  expect(formatAddress(...requests.target)).toBe(SERVER.address);
  expect(requests.frames.frames).toEqual([1, 2, 3]);
  expect(
    observed(solicitation(), advertisement(targetOption(SERVER.mac))).unansweredBy(() => true),
  ).toEqual([]);
});

test('a question whether an address is free hopes for silence (RFC 4862 §5.4)', () => {
  const probe = discovery(
    { mac: CLIENT.mac, address: '::' },
    'ff02::1:ff00:20',
    SOLICITATION,
    addressBytes(CLIENT.address),
  );
  expect(observed(probe, probe, probe).unansweredBy(() => true)).toEqual([]);
});

test('ARP and neighbor discovery name both addresses of a host', () => {
  const neighbors = observed(
    ethernet(
      { source: SERVER.mac, destination: CLIENT.mac, etherType: etherType.arp },
      arp({
        operation: 'reply',
        senderMac: SERVER.mac,
        senderAddress: '192.0.2.80',
        targetMac: CLIENT.mac,
        targetAddress: '192.0.2.20',
      }),
    ),
    advertisement(targetOption(SERVER.mac)),
  );
  const mac = { high: 0x0000, low: 0x5e005380 | 0 } as Parameters<Neighbors['addressesOf']>[0];
  expect(neighbors.addressesOf(mac).map((words) => formatAddress(...words))).toEqual([
    '192.0.2.80',
    SERVER.address,
  ]);
});

test('a request that was captured twice is one', () => {
  const neighbors = new Neighbors();
  const times = [0, 0.000_04, 1, 1.000_05, 2];
  times.forEach((seconds, index) => {
    neighbors.observeNeighborDiscovery(decode(solicitation(), index + 1, seconds));
  });
  const [requests] = neighbors.unansweredBy(() => true);
  expect(requests.frames.frames).toEqual([1, 3, 5]);
});
