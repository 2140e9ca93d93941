// What a look-up beside a capture adds to its report, on captures written for it.

import { describe, expect, test } from 'vitest';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Report } from '../../src/diagnosis/report/report.ts';
import { reportOf } from '../../src/diagnosis/report/report-of.ts';
import { parseTarget } from '../../src/diagnosis/target.ts';
import { parseLookups } from '../../src/inputs/lookups/parse-lookups.ts';
import { type WrittenPacket, writePcap } from '../../support/capture-writer.ts';
import {
  dnsQuery,
  dnsResponse,
  ethernet,
  etherType,
  ipProtocol,
  ipv4,
  tcp,
  tcpFlag,
  tlsClientHello,
  tlsServerHello,
  udp,
} from '../../support/packet-builder.ts';

const CLIENT = '192.168.0.204';
const RESOLVER = '192.168.0.65';
const GATEWAY = '18.135.112.200';
const OTHER = '3.10.20.30';
const NAME = 'swg-url-proxy-https-sse.sigproxy.qq.opendns.com';
const PROXY = 'swg-proxy_eu-west-2_1_1n.sigproxy.aws.umbrella.com';
const BALANCER = 'k8s-sigproxy.elb.eu-west-2.amazonaws.com';
const CHECKS = 'ocsp.digicert.com';

/** Packets of a capture, a tenth of a second apart. */
class Written {
  readonly #packets: WrittenPacket[] = [];

  #add(source: string, destination: string, protocol: number, payload: Uint8Array): void {
    const isOut = source === CLIENT;
    const packet = ipv4({ source, destination, protocol, ttl: isOut ? 128 : 52 }, payload);
    const [pc, router] = ['00:00:5e:00:53:01', '00:00:5e:00:53:02'];
    const [from, to] = isOut ? [pc, router] : [router, pc];
    const bytes = ethernet({ source: from, destination: to, etherType: etherType.ipv4 }, packet);
    const at = this.#packets.length;
    const nanoseconds = (at % 10) * 100_000_000;
    this.#packets.push({ bytes, seconds: 1_724_740_847 + Math.floor(at / 10), nanoseconds });
  }

  #segment(
    source: string,
    destination: string,
    ports: [number, number],
    flags: number,
    sequence: number,
    acknowledgment: number,
    data?: Uint8Array,
  ): void {
    const [sourcePort, destinationPort] = ports;
    const segment = {
      source,
      destination,
      sourcePort,
      destinationPort,
      flags,
      sequence,
      acknowledgment,
    };
    this.#add(source, destination, ipProtocol.tcp, tcp(segment, data));
  }

  /** The client's query, which `answer` answers. */
  query(name: string): this {
    const ports = {
      source: CLIENT,
      destination: RESOLVER,
      sourcePort: 50_053,
      destinationPort: 53,
    };
    this.#add(CLIENT, RESOLVER, ipProtocol.udp, udp(ports, dnsQuery({ id: 7, name, type: 'A' })));
    return this;
  }

  /** The resolver's answer: the name, its aliases, its address. */
  answer(chain: readonly string[], address: string): this {
    const aliases = chain
      .slice(1)
      .map((data, at) => ({ name: chain[at], type: 'CNAME', data }) as const);
    const last = chain[chain.length - 1];
    const answers = [...aliases, { name: last, type: 'A', data: address } as const];
    const message = dnsResponse({ id: 7, name: chain[0], type: 'A', answers });
    const ports = {
      source: RESOLVER,
      destination: CLIENT,
      sourcePort: 53,
      destinationPort: 50_053,
    };
    this.#add(RESOLVER, CLIENT, ipProtocol.udp, udp(ports, message));
    return this;
  }

  /** SYNs into silence, for long enough to mean something. */
  silence(server: string, port = 443): this {
    for (let i = 0; i < 3; i++) {
      this.#segment(CLIENT, server, [50_000 + i, port], tcpFlag.syn, 1_000, 0);
      for (let again = 0; again < 3; again++) {
        for (let pause = 0; pause < 10; pause++) this.noise();
        this.#segment(CLIENT, server, [50_000 + i, port], tcpFlag.syn, 1_000, 0);
      }
    }
    for (let pause = 0; pause < 300; pause++) this.noise();
    return this;
  }

  /** Something else, so that time passes. */
  noise(): this {
    const ports = {
      source: CLIENT,
      destination: '224.0.0.251',
      sourcePort: 5353,
      destinationPort: 5353,
    };
    this.#add(CLIENT, '224.0.0.251', ipProtocol.udp, udp(ports, Uint8Array.of(0)));
    return this;
  }

  /** A TLS handshake for a server name, answered. */
  handshake(server: string, name: string): this {
    const hello = tlsClientHello(name);
    const answer = tlsServerHello();
    const { syn, ack, psh } = tcpFlag;
    const [out, back]: [number, number][] = [
      [51_000, 443],
      [443, 51_000],
    ];
    this.#segment(CLIENT, server, out, syn, 1_000, 0);
    this.#segment(server, CLIENT, back, syn | ack, 5_000, 1_001);
    this.#segment(CLIENT, server, out, ack, 1_001, 5_001);
    this.#segment(CLIENT, server, out, ack | psh, 1_001, 5_001, hello);
    this.#segment(server, CLIENT, back, ack | psh, 5_001, 1_001 + hello.length, answer);
    return this;
  }

  async report(lookups = '', targets: readonly string[] = []): Promise<Report> {
    const reader = await openCapture(new MemorySource(writePcap(this.#packets), 'x.pcap'));
    const diagnosis = await diagnose(reader, {
      lookups: parseLookups(lookups),
      targets: targets.map(
        (text) => parseTarget(text) as NonNullable<ReturnType<typeof parseTarget>>,
      ),
    });
    return reportOf(diagnosis);
  }
}

const server = `Server: ad.lab.local\nAddress: ${RESOLVER}\n\n`;
const gives = (name: string, ...addresses: string[]) =>
  `C:\\>nslookup ${name}\n${server}Name: ${name}\nAddresses: ${addresses.join('\n  ')}\n\n`;
const CHAIN = `C:\\>nslookup ${NAME}\n${server}Name: ${BALANCER}\nAddress: ${GATEWAY}\nAliases: ${NAME}\n${PROXY}\n\n`;
const fails = (name: string, why: string) =>
  `C:\\>nslookup ${name}\n${server}*** ad.lab.local can't find ${name}: ${why}\n\n`;
const ids = ({ findings }: Report) =>
  findings.map(({ id }) => id).filter((id) => id.includes('lookup'));
const endpointOf = ({ endpoints }: Report, address: string) =>
  endpoints.find((endpoint) => endpoint.server === address);

describe('a look-up names an address that the capture does not', () => {
  test("it is the product's server, and the report says who says so", async () => {
    const capture = () => new Written().silence(GATEWAY);
    const without = await capture().report();
    expect(without.profile).toBe('generic');
    expect(endpointOf(without, GATEWAY)).toMatchObject({
      function: null,
      knownBy: null,
      name: null,
    });

    const report = await capture().report(CHAIN);
    expect(report.profile).toBe('cisco-secure-access');
    expect(endpointOf(report, GATEWAY)).toMatchObject({
      name: NAME,
      function: 'web-protection',
      verdict: 'drop',
      knownBy: {
        by: 'look-up',
        text: `${GATEWAY} is the Secure Web Gateway: nslookup, asked of ad.lab.local (${RESOLVER}), gives it for ${NAME}, through ${PROXY} and ${BALANCER}.`,
      },
    });
    expect(report.summary.text).toContain('Web protection fails');
    expect(ids(report)).toEqual([]);
  });

  test('what the capture says comes first', async () => {
    const report = await new Written()
      .answer([NAME, PROXY, BALANCER], GATEWAY)
      .silence(GATEWAY)
      .report(CHAIN);
    expect(endpointOf(report, GATEWAY)?.knownBy).toEqual({
      by: 'dns-answer',
      text: `${GATEWAY} is the Secure Web Gateway: a DNS answer in this capture (frame 1) gives it for ${NAME}, through ${PROXY} and ${BALANCER}.`,
    });
  });

  test('an address of many names is what the client asks it for', async () => {
    const capture = new Written().handshake('203.0.113.20', 'www.example.com');
    const report = await capture.report(gives(CHECKS, '203.0.113.20'));
    expect(endpointOf(report, '203.0.113.20')).toMatchObject({
      name: 'www.example.com',
      function: null,
      knownBy: { by: 'look-up' },
    });
  });

  test("a product's address and port: on another port it is not the function", async () => {
    const report = await new Written().silence(GATEWAY, 8443).report(CHAIN);
    expect(endpointOf(report, GATEWAY)).toMatchObject({
      function: null,
      knownBy: { by: 'look-up' },
    });
  });
});

describe('a look-up that differs from what the client used', () => {
  const capture = () => new Written().answer([NAME], GATEWAY).silence(GATEWAY);

  test('is told, with both sides and where they come from, and is no failure', async () => {
    const report = await capture().report(gives(NAME, OTHER));
    const finding = report.findings.find(({ id }) => id.includes('lookup-differs'));
    expect(finding).toMatchObject({
      verdict: 'inconclusive',
      title: `A look-up of ${NAME} gives ${OTHER}, the client used ${GATEWAY}`,
      endpoints: [],
    });
    expect(finding?.scope).toContain(
      `nslookup, asked of ad.lab.local (${RESOLVER}), gives ${OTHER}; the client used ${GATEWAY} (DNS answer of ${RESOLVER}, frame 1).`,
    );
    // The verdict is as without it.
    expect(report.summary.verdict).toBe('drop');
    expect(endpointOf(report, GATEWAY)?.score).toBe(
      endpointOf(await capture().report(), GATEWAY)?.score,
    );
  });

  test.each([
    ['the same address among others', gives(NAME, OTHER, GATEWAY)],
    ['only the other kind of address', gives(NAME, '2001:db8::1')],
    ['another name', gives('www.example.com', OTHER)],
    ['a look-up backwards', gives(GATEWAY, GATEWAY)],
  ])('nothing is told of %s', async (_, lookup) => {
    expect(ids(await capture().report(lookup))).toEqual([]);
  });
});

describe('a look-up without an answer', () => {
  test.each([
    ['Non-existent domain', `The DNS server says that there is no ${NAME}`],
    ['Query refused', `The DNS server refuses to look ${NAME} up`],
    ['Server failed', `The DNS server cannot look ${NAME} up (SERVFAIL)`],
    [
      'No response from server',
      `The DNS server ${RESOLVER} does not answer when ${NAME} is looked up`,
    ],
  ])('%s', async (why, title) => {
    const report = await new Written()
      .handshake('203.0.113.20', 'www.example.com')
      .report(fails(NAME, why));
    expect(ids(report)).toEqual([`inconclusive/lookup-failed/${NAME}`]);
    expect(report.findings[0]).toMatchObject({
      title,
      impact: 'Without an address for it Web protection cannot reach the Secure Web Gateway.',
      scope: `So says nslookup, asked of ad.lab.local (${RESOLVER}).`,
    });
    // Its product is what the case is about; what works in the capture works.
    expect(report.profile).toBe('cisco-secure-access');
    expect(report.summary.verdict).toBe('answered');
    expect(report.summary.text).toContain(`But: ${title}.`);
  });

  test('where the capture has an address, it says so and claims no impact', async () => {
    const report = await new Written()
      .answer([NAME], GATEWAY)
      .silence(GATEWAY)
      .report(fails(NAME, 'Non-existent domain'));
    const finding = report.findings.find(({ id }) => id.includes('lookup-failed'));
    expect(finding?.impact).toBe('');
    expect(finding?.scope).toContain(
      `In this capture the client has ${GATEWAY} (DNS answer of ${RESOLVER}, frame 1) for it: the same server, at another time.`,
    );
  });

  test('whether the same server was asked is said as far as it is known', async () => {
    const elsewhere = fails(NAME, 'Non-existent domain').replaceAll(RESOLVER, '192.0.2.53');
    const why = async (capture: Written) =>
      (await capture.report(elsewhere)).findings
        .find(({ id }) => id.includes('lookup-failed'))
        ?.scope.replace(/^.* for it: /, '');
    expect(await why(new Written().answer([NAME], GATEWAY).silence(GATEWAY))).toBe(
      'another server was asked.',
    );
    // The answer was before the capture began.
    expect(await why(new Written().handshake(GATEWAY, NAME))).toBe(
      'another server was asked, or at another time.',
    );
  });
});

describe("a DNS filter in the product's place", () => {
  test.each([
    ['0.0.0.0', 'medium'],
    ['127.0.0.1', 'medium'],
    ['10.1.2.3', 'low'],
  ])('%s', async (address, confidence) => {
    const report = await new Written()
      .handshake('203.0.113.20', 'a.example')
      .report(gives(NAME, address));
    expect(ids(report)).toEqual([`intercepted/lookup-sinkhole/${NAME}`]);
    expect(report.findings[0].confidence).toBe(confidence);
    // The look-up may have been made on another PC.
    expect(report.findings[0].impact).toMatch(/^Where the PC gets the same answer: /);
  });

  test('where the client uses another address, it says so and claims no impact', async () => {
    const report = await new Written()
      .query(NAME)
      .answer([NAME], GATEWAY)
      .handshake(GATEWAY, NAME)
      .report(gives(NAME, '10.1.2.3'));
    const [finding] = report.findings;
    expect(finding).toMatchObject({ id: `intercepted/lookup-sinkhole/${NAME}`, impact: '' });
    expect(finding.scope).toContain(`In this capture the client has ${GATEWAY} (DNS answer of`);
    expect(report.summary).toMatchObject({ verdict: 'answered' });
    expect(report.summary.text).not.toContain('But:');
  });

  test("a name that is nobody's may have a private address", async () => {
    const report = await new Written()
      .handshake('203.0.113.20', 'a.example')
      .report(gives('intra.lab.local', '10.1.2.3'));
    expect(ids(report)).toEqual([]);
  });
});

describe('targets', () => {
  const capture = () =>
    new Written()
      .handshake('203.0.113.20', 'www.example.com')
      .silence('203.0.113.77')
      .silence('198.51.100.9');

  test('the summary is about them, and they stand first', async () => {
    const report = await capture().report('', ['198.51.100.9:443']);
    expect(report.endpoints[0]).toMatchObject({
      server: '198.51.100.9',
      knownBy: { by: 'user', text: '198.51.100.9 is a target of this case: it was given as one.' },
    });
    expect(report.findings[0].endpoints).toContain(0);

    const answered = await capture().report('', ['www.example.com']);
    expect(answered.summary).toMatchObject({ verdict: 'answered' });
    expect(answered.summary.text).toMatch(/^The target answered: TCP 443 to 203\.0\.113\.20/);
    expect(answered.endpoints[0].knownBy).toEqual({
      by: 'server-name',
      text: '203.0.113.20 is a target of this case: the client asks it for www.example.com (TLS server name).',
    });
  });

  test('a name is asked for where an address is that a look-up gives for it', async () => {
    const absent = async (address: string, target: string) =>
      (await capture().report(gives('x.example', address), [target])).capture.quality
        .filter(({ code }) => code === 'target-absent')
        .map(({ text }) => text.slice(0, 30));
    expect(await absent('203.0.113.77', 'x.example')).toEqual([]);
    expect(await absent('203.0.113.77', 'X.example:443')).toEqual([]);
    expect(await absent('203.0.113.77', 'x.example:80')).toHaveLength(1);
    expect((await absent('192.0.2.99', 'x.example')).length).toBeGreaterThan(0);
  });

  test('one that nobody asks for is said to be absent', async () => {
    const report = await capture().report(gives('x.example', '192.0.2.99'), [
      '192.0.2.1:443',
      '203.0.113.20:80',
      'www.example.com',
    ]);
    expect(report.capture.quality.filter(({ code }) => code === 'target-absent')).toEqual([
      {
        code: 'target-absent',
        text: 'No client asks for 192.0.2.1:443, a target of this case, in this capture.',
      },
      {
        code: 'target-absent',
        text: 'No client asks for 203.0.113.20:80, a target of this case, in this capture.',
      },
      {
        code: 'target-absent',
        text: 'No client asks for x.example (192.0.2.99), looked up with nslookup, in this capture.',
      },
    ]);
  });
});
