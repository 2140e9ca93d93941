import { describe, expect, it } from 'vitest';
import { DATAGRAM_PROTOCOLS, recogniseDatagram } from '../../src/protocols/datagram-protocols.ts';
import { datagram, Turn } from '../../src/protocols/message-of-datagram.ts';
import { DATAGRAM_EXAMPLES, sip } from '../../support/datagram-messages.ts';
import { dnsQuery, filler } from '../../support/packet-builder.ts';

function recognised(bytes: Uint8Array, port = 40_000, wire = bytes.length) {
  const row = recogniseDatagram(bytes, 0, bytes.length, wire, 50_000, port);
  return row < 0 ? null : { name: DATAGRAM_PROTOCOLS[row].name, ...datagram };
}

it('has an example of each', () => {
  expect(Object.keys(DATAGRAM_EXAMPLES).sort()).toEqual(
    DATAGRAM_PROTOCOLS.map(({ name }) => name).sort(),
  );
});

describe.each(Object.entries(DATAGRAM_EXAMPLES))('%s', (name, { port, request, response }) => {
  const { ports, requests, isAnsweredByAnything } = DATAGRAM_PROTOCOLS.find(
    (row) => row.name === name,
  )!;

  it('is known by its bytes, a request and its response by their transaction', () => {
    const asked = recognised(request, ports === undefined ? 40_000 : port);
    expect(asked).toMatchObject({ name, turn: Turn.REQUEST });
    expect(requests[asked!.what]).not.toBeUndefined();
    // OpenVPN's first byte says no more than that it may be: the request before has told.
    if (name === 'OpenVPN') return;
    const answer = recognised(response, ports === undefined ? 40_000 : port);
    expect(answer).toMatchObject({ name, turn: Turn.RESPONSE });
    if (isAnsweredByAnything !== true) {
      expect([answer!.first, answer!.second]).toEqual([asked!.first, asked!.second]);
    }
  });

  it('is nothing without its first bytes, and cut anywhere no error', () => {
    for (let length = 0; length <= request.length; length++) {
      const seen = recognised(request.slice(0, length), port, request.length);
      if (length < 4) expect(seen).toBeNull();
    }
  });
});

it.each([
  ['DNS', dnsQuery({ id: 1, name: 'www.example.com', type: 'A' })],
  ['zeros', new Uint8Array(64)],
  ['any bytes', filler(300)],
  ['text', new TextEncoder().encode('INVITE everybody to the party\r\n\r\n')],
  ['RTP', Uint8Array.of(0x80, 0, 0, 1, ...filler(168))],
])('%s is none of these', (_, bytes) => {
  expect(recognised(bytes)).toBeNull();
});

it('a transaction of SIP is its Call-ID, branch and method', () => {
  const invite = recognised(sip('INVITE sip:b@example.com SIP/2.0'))!;
  const other = recognised(sip('INVITE sip:b@example.com SIP/2.0', 'z9hG4bK2'))!;
  const cancel = recognised(sip('CANCEL sip:b@example.com SIP/2.0', 'z9hG4bK1', 'CANCEL'))!;
  expect(other.first).toBe(invite.first);
  expect(other.second).not.toBe(invite.second);
  expect(cancel.second).not.toBe(invite.second);
  // Nobody answers an ACK.
  expect(recognised(sip('ACK sip:b@example.com SIP/2.0', 'z9hG4bK1', 'ACK'))!.turn).toBe(
    Turn.NEITHER,
  );
});

it('a request of SIP is one where a snap length cut its first line, and text is none', () => {
  const invite = sip('INVITE sip:b@example.com SIP/2.0');
  const cut = recognised(invite.slice(0, 18), undefined, invite.length);
  expect(cut).toMatchObject({ name: 'SIP', turn: Turn.REQUEST });
  expect(recognised(invite.slice(0, 18))).toBeNull();
  const text = new TextEncoder().encode('INVITE everybody to the party');
  expect(recognised(text.slice(0, 18), undefined, text.length)).toBeNull();
});
