import { Writable } from 'node:stream';
import { type Session, SYSTEM_CLOCK } from '../src/cli/session.ts';
import { nodePlatform } from '../src/platform/node/node-platform.ts';

/** A session that keeps what is written. */
export interface CapturedSession {
  readonly session: Session;
  /** What was written to standard output so far. */
  readonly out: () => string;
  /** The same of standard error. */
  readonly errors: () => string;
}

/** @param changes what is otherwise than in an empty session without a terminal */
export function capturedSession(changes: Partial<Session> = {}): CapturedSession {
  const stdin = changes.stdin ?? 0;
  const [stdout, out] = keeping();
  const [stderr, errors] = keeping();
  const session: Session = {
    platform: nodePlatform(stdin),
    stdin,
    stdout,
    stderr,
    env: {},
    clock: SYSTEM_CLOCK,
    isOwnProcess: false,
    onSignal() {},
    exit() {},
    subject: '',
    ...changes,
  };
  return { session, out, errors };
}

function keeping(): [Writable, () => string] {
  const pieces: Buffer[] = [];
  const stream = new Writable({
    write(bytes: Buffer, _encoding, done) {
      pieces.push(bytes);
      done();
    },
  });
  return [stream, () => Buffer.concat(pieces).toString()];
}
