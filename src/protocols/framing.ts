/*
 * Where messages of a stream end. Each protocol that TCP carries has a function in its folder
 * (`tls.recordSpan`, `dns.tcpMessageSpan`, `http.messageSpan`) that is given the bytes [at, limit) of
 * a stream from the start of a message on, and says how many bytes the message has, its framing
 * included and however many of them are there; or one of these.
 */

/** More bytes are needed to know; the next segment may tell. */
export const MORE = 0;
/** The message ends with the stream. */
export const UNTIL_CLOSED = Number.POSITIVE_INFINITY;
/** It is no message of that protocol. */
export const NO_MESSAGE = -1;
