import { characters } from '../bytes.ts';
import type { Canvas, Mappers } from '../redact/canvas.ts';
import * as socks from './codec.ts';

/** What stands for each character of a user's name and password. */
const FILLED = 0x78;
/** Bytes before the address of a request or reply of version 5, and before the name, whose length comes first. */
const ADDRESS = 4;
const NAME = 5;
const IPV4_LENGTH = 4;
/** Bytes before address and user in a request of version 4. */
const ADDRESS_4 = 4;
const USER_4 = 8;

/**
 * Puts how a client's first data begins SOCKS on the canvas.
 * @returns whether it does
 */
export function redactOpening(
  canvas: Canvas,
  at: number,
  limit: number,
  mappers: Mappers,
): boolean {
  const { from } = canvas;
  if (!socks.isOpening(from, at, limit)) return false;
  if (from[at] === socks.VERSION_5) {
    canvas.copy(at, limit);
    return true;
  }
  canvas.copy(at, at + ADDRESS_4);
  const isNamed = socks.isNamed4(from, at);
  if (isNamed) canvas.copy(at + ADDRESS_4, at + USER_4);
  else canvas.ipv4(at + ADDRESS_4, mappers.addresses);
  const user = from.indexOf(0, at + USER_4);
  canvas.fill(at + USER_4, user, FILLED);
  canvas.put(user, 0);
  if (!isNamed) return true;
  canvas.text(user + 1, mappers.names.host(characters(from, user + 1, limit - 1)));
  canvas.put(limit - 1, 0);
  return true;
}

/**
 * Puts more of a connection that began as SOCKS on the canvas: what either side says until it is connected.
 * @returns whether it is that
 */
export function redactSocks(canvas: Canvas, at: number, limit: number, mappers: Mappers): boolean {
  const { from } = canvas;
  const version = from[at];
  if (
    limit - at === socks.CHOICE_LENGTH &&
    (version === socks.VERSION_5 || version === socks.LOGIN_VERSION)
  ) {
    canvas.copy(at, limit);
    return true;
  }
  if (limit - at === socks.REPLY_4_LENGTH && socks.isReply4(from, at)) {
    canvas.copy(at, at + ADDRESS_4);
    canvas.ipv4(at + ADDRESS_4, mappers.addresses);
    return true;
  }
  if (version === socks.LOGIN_VERSION && at + socks.loginSpan(from, at, limit) === limit) {
    const password = at + 2 + from[at + 1];
    canvas.copy(at, at + 2);
    canvas.fill(at + 2, password, FILLED);
    canvas.put(password, from[password]);
    canvas.fill(password + 1, limit, FILLED);
    return true;
  }
  const span = socks.messageSpan(from, at, limit);
  if (span <= 0 || at + span !== limit) return false;
  canvas.copy(at, at + ADDRESS);
  const port = limit - 2;
  const length = port - at - ADDRESS;
  if (!socks.isNamed(from, at)) {
    if (length === IPV4_LENGTH) canvas.ipv4(at + ADDRESS, mappers.addresses);
    else canvas.ipv6(at + ADDRESS, mappers.addresses);
  } else {
    canvas.put(at + ADDRESS, from[at + ADDRESS]);
    canvas.text(at + NAME, mappers.names.host(characters(from, at + NAME, port)));
  }
  canvas.copy(port, limit);
  return true;
}
