import { describe, expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ciscoSecureAccess } from '../../src/profiles/cisco-secure-access.ts';
import { type Profile, ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { tlsAlert, tlsClientHello, tlsServerHello } from '../../support/packet-builder.ts';
import { ACK, FIN, PSH, SYN, Tracked } from '../../support/tracked.ts';

const CLIENT = '192.168.1.20';
const NAME = 'games.example.com';

/** A TLS handshake to each server that the client ends, or lets go on. */
function run(
  servers: readonly string[],
  alert: Uint8Array | null,
  profile: Profile = GENERIC_PROFILE,
) {
  const tracked = new Tracked();
  servers.forEach((address, i) => {
    const client = { address: CLIENT, port: 50_000 + i };
    const server = { address, port: 443 };
    const hello = tlsClientHello(NAME);
    const answer = tlsServerHello();
    tracked.segment(i, client, server, { flags: SYN, sequence: 1000 });
    const accepted = { flags: SYN | ACK, sequence: 5000, acknowledgment: 1001, ttl: 52 };
    tracked.segment(i + 0.02, server, client, accepted);
    const asks = { flags: PSH | ACK, sequence: 1001, acknowledgment: 5001 };
    tracked.segment(i + 0.021, client, server, { ...asks, data: hello });
    const next = 1001 + hello.length;
    const says = { flags: PSH | ACK, sequence: 5001, acknowledgment: next, ttl: 52 };
    tracked.segment(i + 0.04, server, client, { ...says, data: answer });
    const acknowledgment = 5001 + answer.length;
    const data = alert ?? new Uint8Array(60).fill(0x17);
    tracked.segment(i + 0.05, client, server, {
      ...{ flags: PSH | ACK, sequence: next, acknowledgment, data },
    });
    tracked.segment(i + 0.051, client, server, {
      ...{ flags: FIN | ACK, sequence: next + data.length, acknowledgment },
    });
  });
  const endpoints = tracked.finish(servers.length + 60);
  const context = detectContext(tracked.tracker, new ProfileMatcher(profile), 0);
  return endpoints.map((endpoint) => {
    const observations = observe(endpoint, context);
    return {
      verdict: judge(observations).verdict,
      function: context.functionOf(endpoint),
      seen: (code: string) => observations.find((one) => one.code === code),
    };
  });
}

const FATAL = 2;
const UNKNOWN_CA = 48;
const HANDSHAKE_FAILURE = 40;

describe('block pages', () => {
  it.each(ciscoSecureAccess.blockPages?.pages ?? [])(
    '$address answers in place of what is blocked for $reason',
    ({ address, reason }) => {
      const [one] = run([address], tlsAlert(FATAL, UNKNOWN_CA), ciscoSecureAccess);
      expect(one.verdict).toBe('intercepted');
      expect(one.seen('block-page')?.values).toEqual({
        ...{ service: 'Cisco Umbrella', reason, names: [NAME] },
      });
      // It lies in a range of the product's, and is no server that the product needs.
      expect(one.function).toBeNull();
    },
  );

  it('are known without the profile, and whatever the client makes of the certificate', () => {
    const [one] = run(['146.112.61.106'], null);
    expect(one.verdict).toBe('intercepted');
  });

  it('are no neighbours in the same range', () => {
    const [one] = run(['146.112.61.111'], null, ciscoSecureAccess);
    expect(one.verdict).toBe('answered');
    expect(one.function?.by).toBe('range');
  });
});

describe('certificates that the client refuses', () => {
  it('were sent by a server that answers', () => {
    const [one] = run(['203.0.113.9'], tlsAlert(FATAL, UNKNOWN_CA));
    expect(one.verdict).toBe('answered');
    expect(one.seen('certificate-refused')?.values).toEqual({
      ...{ connections: 1, alert: UNKNOWN_CA, issuer: '', subject: '' },
    });
  });

  it('are not what other alerts are about', () => {
    const [one] = run(['203.0.113.9'], tlsAlert(FATAL, HANDSHAKE_FAILURE));
    expect(one.verdict).toBe('inconclusive');
    expect(one.seen('certificate-refused')).toBeUndefined();
  });
});
