import { describe, expect, test } from 'vitest';
import * as tls from '../../src/protocols/tls/codec.ts';
import {
  concat,
  hex,
  text,
  tlsAlert,
  tlsClientHello,
  tlsServerHello,
} from '../../support/packet-builder.ts';

describe('ClientHello', () => {
  const hello = tlsClientHello('www.example.com');

  test('the server name', () => {
    expect(tls.serverNameText(hello, 0, hello.length)).toBe('www.example.com');
  });

  test('no server name', () => {
    const bare = tlsClientHello(null);
    expect(tls.findHandshake(bare, 0, bare.length, tls.CLIENT_HELLO)).toBe(5);
    expect(tls.serverNameText(bare, 0, bare.length)).toBe(null);
  });

  test('cut anywhere, the name is whole or absent', () => {
    const nameEnd = new TextDecoder('latin1').decode(hello).indexOf('www.example.com') + 15;
    for (let length = 0; length < hello.length; length++) {
      const name = tls.serverNameText(hello, 0, length);
      expect(name).toBe(length >= nameEnd ? 'www.example.com' : null);
    }
  });

  test('after another record', () => {
    const alert = tlsAlert(1, 0);
    const both = concat(alert, hello);
    expect(tls.nextRecord(both, 0, both.length)).toBe(alert.length);
    expect(tls.findRecord(both, 0, both.length, tls.HANDSHAKE)).toBe(alert.length);
    expect(tls.serverNameText(both, 0, both.length)).toBe('www.example.com');
  });
});

test('ServerHello', () => {
  const hello = tlsServerHello();
  const at = tls.findHandshake(hello, 0, hello.length, tls.SERVER_HELLO);
  expect(at).toBe(5);
  expect(tls.helloVersion(hello, at, hello.length)).toBe(0x0303);
  expect(tls.helloVersion(hello, at, at + 5)).toBe(-1);
});

test('alerts: in the clear, encrypted, cut', () => {
  const alert = tlsAlert(2, 112);
  expect(tls.alertLevel(alert, 0, alert.length)).toBe(tls.ALERT_FATAL);
  expect(tls.alertDescription(alert, 0, alert.length)).toBe(112);
  expect(tls.alertDescription(alert, 0, alert.length - 1)).toBe(-1);
  const encrypted = hex('15 0303 001a 0000000000000001 a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1');
  expect(tls.alertDescription(encrypted, 0, encrypted.length)).toBe(-1);
});

test.each([
  ['a record of TLS 1.2', '16 0303 0004 00000000', true],
  ['an empty record', '16 0303 0000', false],
  ['a length above 2^14 + 2048', '17 0303 4801', false],
  ['another content type', '19 0303 0004', false],
  ['another version', '16 0405 0004', false],
  ['four bytes', '16 0303 00', false],
])('%s', (_name, digits, isRecord) => {
  const bytes = hex(digits);
  expect(tls.looksLikeRecord(bytes, 0, bytes.length)).toBe(isRecord);
});

test('text is no record', () => {
  const bytes = text('GET / HTTP/1.1');
  expect(tls.looksLikeRecord(bytes, 0, bytes.length)).toBe(false);
});
