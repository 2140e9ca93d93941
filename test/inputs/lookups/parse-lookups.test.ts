import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MAXIMUM_LOOKUPS } from '../../../src/inputs/lookups/lookup.ts';
import { lookupText, MAXIMUM_BYTES } from '../../../src/inputs/lookups/lookup-text.ts';
import { parseLookups, recognizeLookup } from '../../../src/inputs/lookups/parse-lookups.ts';
import { parseAddress } from '../../../src/protocols/address-text.ts';
import { cpuMilliseconds } from '../../../support/cpu-time.ts';
import { SeededRandom } from '../../../support/packet-builder.ts';

const SWG = 'swg-url-proxy-https-sse.sigproxy.qq.opendns.com';
const PROXY = 'swg-proxy_eu-west-2_1_1n.sigproxy.aws.umbrella.com';
const BALANCER = 'k8s-sigproxy-sigproxy-c8f482b42a-ddf1929ae349b3e5.elb.eu-west-2.amazonaws.com';
/** As the vendor's article prints it. */
const ARTICLE = `C:\\Users\\admin>nslookup ${SWG}
Server: ad.lab.local
Address: 192.168.0.65

Non-authoritative answer:
Name: ${BALANCER}
Address: 18.135.112.200
Aliases: ${SWG}
${PROXY}
`;

function recorded(name: string) {
  return readFileSync(`test/inputs/lookups/recorded/${name}.txt`, 'utf8');
}

/** What a look-up came to, in one line. */
function brief(text: string): string[] {
  return parseLookups(text).map(
    ({ question, type, status, addresses, server }) =>
      `${question} ${type ?? '-'} ${status} [${addresses.join(' ')}] of ${server?.address ?? '?'}`,
  );
}

describe('nslookup on Windows', () => {
  test("the article's: the typed name, the chain in its order, who was asked", () => {
    expect(parseLookups(ARTICLE)).toEqual([
      {
        tool: 'nslookup',
        line: 1,
        server: { name: 'ad.lab.local', address: '192.168.0.65' },
        question: SWG,
        type: null,
        names: [SWG, PROXY, BALANCER],
        addresses: ['18.135.112.200'],
        status: 'answered',
        error: '',
      },
    ]);
  });

  test('without the command line, the first alias is what was asked', () => {
    const [lookup] = parseLookups(ARTICLE.split('\n').slice(1).join('\n'));
    expect(lookup.question).toBe(SWG);
    expect(lookup.names).toEqual([SWG, PROXY, BALANCER]);
  });

  test('a server is no answer, where the address of the first is cut away', () => {
    const lines = ARTICLE.split('\n');
    const cut = lines.toSpliced(2, 1, 'Address:').join('\n');
    const [lookup] = parseLookups(cut + lines.slice(1, 4).join('\n'));
    expect(lookup).toMatchObject({ question: SWG, addresses: ['18.135.112.200'] });
    const later = lines.slice(1, 3).join('\n');
    const bind = `$ nslookup ${SWG}\nServer:\t\t192.168.0.65\nAddress:\t?\n\nName:\t${SWG}\nAddress: 18.135.112.200\n\n${later}`;
    expect(parseLookups(bind).flatMap(({ addresses }) => addresses)).toEqual(['18.135.112.200']);
  });

  // As they stand in public notes of people with a Windows of that language.
  test.each([
    [
      'French',
      'Serveur :   dns.google',
      'Réponse ne faisant pas autorité :',
      'Nom :    google.com',
    ],
    ['German', 'Server:  dns.google', 'Nicht autorisierende Antwort:', 'Name:    google.com'],
    ['Spanish', 'Servidor:  dns.google', 'Respuesta no autoritativa:', 'Nombre:  google.com'],
    ['Chinese', '服务器:  dns.google', '非权威应答:', '名称:    google.com'],
  ])('in %s', (_, server, heading, name) => {
    const text = `${server}\r\nAddress:  8.8.8.8\r\n\r\n${heading}\r\n${name}\r\nAddresses:  2a00:1450:4007:819::200e\r\n          142.250.178.142\r\n\r\n`;
    const expected = 'google.com - answered [2a00:1450:4007:819::200e 142.250.178.142] of 8.8.8.8';
    expect(brief(text)).toEqual([expected]);
    // One after the other in a file, without prompts between them.
    expect(brief(text + text.replaceAll('google.com', 'ynov.com'))).toEqual([
      expected,
      expected.replace('google.com', 'ynov.com'),
    ]);
    expect(recognizeLookup(text)).toBe(true);
  });

  test('in a code page of the console: letters are wrong, addresses are not', () => {
    // "Réponse" and the space before the colon, in code page 850.
    const bytes = Buffer.concat([
      Buffer.from('Serveur\xff:   dns.google\r\nAddress:  8.8.8.8\r\n\r\n', 'latin1'),
      Buffer.from('R\x82ponse ne faisant pas autorit\x82\xff:\r\n', 'latin1'),
      Buffer.from('Nom\xff:    google.com\r\nAddress:  142.250.178.142\r\n', 'latin1'),
    ]);
    expect(brief(lookupText(bytes))).toEqual([
      'google.com - answered [142.250.178.142] of 8.8.8.8',
    ]);
  });

  test('a timeout, and one that is only about the name of the server', () => {
    const timeout = 'DNS request timed out.\n    timeout was 2 seconds.\n';
    expect(
      brief(
        `C:\\>nslookup www.bing.com\n${timeout}Server:  UnKnown\nAddress:  2001:558:feed::1\n\n${timeout.repeat(4)}*** Request to UnKnown timed-out\n`,
      ),
    ).toEqual(['www.bing.com - timeout [] of 2001:558:feed::1']);
    expect(
      brief(
        `PS C:\\htb> nslookup dc.greenhorn.corp\n\n${timeout}Server:  UnKnown\nAddress:  172.16.5.155\n\nName:    dc.greenhorn.corp\nAddress:  172.16.5.155\n`,
      ),
    ).toEqual(['dc.greenhorn.corp - answered [172.16.5.155] of 172.16.5.155']);
    // The last line in Chinese.
    expect(
      brief(
        `> nslookup baidu.com\n${timeout}服务器:  UnKnown\nAddress:  10.18.0.1\n${timeout}*** 请求 UnKnown 超时\n`,
      ),
    ).toEqual(['baidu.com - timeout [] of 10.18.0.1']);
  });

  test.each([
    ["*** dns.google can't find x.lab.local: Non-existent domain", 'nxdomain'],
    ["*** dns.google can't find x.lab.local: Query refused", 'refused'],
    ["*** dns.google can't find x.lab.local: Server failed", 'servfail'],
    ["*** dns.google can't find x.lab.local: No response from server", 'timeout'],
    [
      '*** No internal type for both IPv4 and IPv6 Addresses (A+AAAA) records available for x.lab.local',
      'no-data',
    ],
  ])('%s', (error, status) => {
    const server = 'Server:  dns.google\nAddress:  8.8.8.8\n';
    const expected = [`x.lab.local - ${status} [] of 8.8.8.8`];
    expect(brief(`C:\\>nslookup x.lab.local\n${server}\n${error}\n`)).toEqual(expected);
    // Errors are not buffered, so that in a file they may stand before the server.
    expect(brief(`C:\\>nslookup x.lab.local\n${error}\n${server}`)).toEqual(expected);
  });

  test('the server of a look-up that cannot be found is no answer', () => {
    const text = `C:\\>nslookup -type=PTR 208.97.177.124 in-addr.arpa
*** Can't find server address for 'in-addr.arpa':
Server:  phicomm.me
Address:  192.168.2.1

Non-authoritative answer:
124.177.97.208.in-addr.arpa     name = apache2-argon.william-floyd.dreamhost.com
`;
    expect(brief(text)).toEqual(['208.97.177.124 PTR answered [] of 192.168.2.1']);
  });

  test('several at its own prompt, with types', () => {
    const text = `C:\\Users\\user>nslookup
Standardserver:  resolver1.opendns.com
Address:  208.67.222.222

> set type=ns
> foobar.com
Server:  resolver1.opendns.com
Address:  208.67.222.222

Nicht autorisierende Antwort:
foobar.com      nameserver = ns1-01.azure-dns.com
foobar.com      nameserver = ns2-01.azure-dns.net

ns1-01.azure-dns.com    internet address = 40.90.4.1
> set type=A
> www.foobar.com
Server:  resolver1.opendns.com
Address:  208.67.222.222

Name:    www.foobar.com
Address:  192.0.2.7

> exit
`;
    expect(brief(text)).toEqual([
      'foobar.com NS answered [] of 208.67.222.222',
      'www.foobar.com A answered [192.0.2.7] of 208.67.222.222',
    ]);
  });

  test('quoted in a mail, indented in a ticket, on one line as old systems print it', () => {
    const expected = [`${SWG} - answered [18.135.112.200] of 192.168.0.65`];
    expect(brief(ARTICLE.replace(/^/gm, '> '))).toEqual(expected);
    expect(brief(ARTICLE.replace(/^/gm, '    '))).toEqual(expected);
    const old =
      'Server:  ad\nAddress:  10.0.0.1\n\nName:    b.c\nAddresses:  192.0.2.1, 192.0.2.2\n';
    expect(brief(old)).toEqual(['b.c - answered [192.0.2.1 192.0.2.2] of 10.0.0.1']);
  });

  test('a search domain put behind the name is another name', () => {
    const text =
      'C:\\>nslookup intra\nServer:  ad\nAddress:  10.0.0.1\n\nName:    intra.lab.local\nAddress:  10.0.0.9\n';
    expect(parseLookups(text)[0]).toMatchObject({
      question: 'intra.lab.local',
      names: ['intra.lab.local'],
    });
  });

  test('backwards: an address has no address', () => {
    const text =
      'C:\\>nslookup 8.8.8.8\nServer:  ad\nAddress:  10.0.0.1\n\nName:    dns.google\nAddress:  8.8.8.8\n';
    expect(parseLookups(text)[0]).toMatchObject({
      question: '8.8.8.8',
      type: 'PTR',
      names: ['dns.google'],
      addresses: [],
    });
  });
});

describe('as BIND 9.18 printed them', () => {
  test('nslookup', () => {
    expect(brief(recorded('nslookup-bind'))).toEqual([
      `${SWG} - answered [18.135.112.200] of 127.0.0.65`,
      'alias.example.com - answered [192.0.2.10 192.0.2.11 2001:db8::10] of 127.0.0.65',
      'text.example.com TXT answered [] of 127.0.0.65',
      'alias.example.com MX no-data [] of 127.0.0.65',
      'www.example.com TXT no-data [] of 127.0.0.65',
      'absent.example.com - nxdomain [] of 127.0.0.65',
      'refused.example.com - refused [] of 127.0.0.65',
      'servfail.example.com - servfail [] of 127.0.0.65',
      'silent.example.com - timeout [] of 127.0.0.65',
      // -debug
      'alias.example.com - answered [192.0.2.10 192.0.2.11 2001:db8::10] of 127.0.0.65',
      'www.example.com - timeout [] of 127.0.0.99',
      '192.0.2.10 PTR nxdomain [] of 127.0.0.65',
    ]);
    expect(parseLookups(recorded('nslookup-bind'))[0].names).toEqual([SWG, PROXY, BALANCER]);
  });

  test('nslookup at its own prompt', () => {
    expect(brief(recorded('nslookup-interactive'))).toEqual([
      'alias.example.com - answered [192.0.2.10 192.0.2.11 2001:db8::10] of 127.0.0.65',
      'text.example.com TXT answered [] of 127.0.0.65',
      'absent.example.com TXT nxdomain [] of 127.0.0.65',
    ]);
  });

  test('dig', () => {
    const expected = [
      `${SWG} A answered [18.135.112.200] of 127.0.0.65`,
      'www.example.com AAAA answered [2001:db8::10] of 127.0.0.65',
      'text.example.com TXT answered [] of 127.0.0.65',
      'absent.example.com A nxdomain [] of 127.0.0.65',
      'refused.example.com A refused [] of 127.0.0.65',
      'servfail.example.com A servfail [] of 127.0.0.65',
      'silent.example.com - timeout [] of 127.0.0.65',
      // +short, then +noall +answer
      `${SWG} - answered [18.135.112.200] of 127.0.0.65`,
      `${SWG} - answered [18.135.112.200] of 127.0.0.65`,
      // Two names in one command.
      'www.example.com A answered [192.0.2.10 192.0.2.11] of 127.0.0.65',
      'alias.example.com A answered [192.0.2.10 192.0.2.11] of 127.0.0.65',
      // Its server's name has no address: it asked nobody.
      'www.example.com - failed [] of ?',
      'www.example.com - timeout [] of 127.0.0.99',
      'www.example.com MX no-data [] of 127.0.0.65',
      '10.2.0.192.in-addr.arpa PTR nxdomain [] of 127.0.0.65',
    ];
    const text = recorded('dig');
    expect(brief(text)).toEqual(expected);
    expect(parseLookups(text)[0].names).toEqual([SWG, PROXY, BALANCER]);
  });

  test('dig without the lines that were typed', () => {
    const text = recorded('dig').replace(/^\$ .*\n/gm, '');
    expect(brief(text).slice(0, 3)).toEqual([
      `${SWG} A answered [18.135.112.200] of 127.0.0.65`,
      'www.example.com AAAA answered [2001:db8::10] of 127.0.0.65',
      'text.example.com TXT answered [] of 127.0.0.65',
    ]);
    const short = `${PROXY}.\n${BALANCER}.\n18.135.112.200\n`;
    expect(parseLookups(short)[0]).toMatchObject({ tool: 'dig', addresses: ['18.135.112.200'] });
  });
});

test("PowerShell's Resolve-DnsName", () => {
  const text = `PS C:\\Users\\admin> Resolve-DnsName ${SWG}

Name                           Type   TTL   Section    NameHost
----                           ----   ---   -------    --------
${SWG} CNAME  300   Answer     ${PROXY}

Name       : ${PROXY}
QueryType  : A
TTL        : 60
Section    : Answer
IP4Address : 18.135.112.200

PS C:\\Users\\admin> Resolve-DnsName www.example.com -Type AAAA -Server 192.168.0.65

Name                                           Type   TTL   Section    IPAddress
----                                           ----   ---   -------    ---------
www.example.com                                AAAA   60    Answer     2001:db8::10

PS C:\\Users\\admin> Resolve-DnsName absent.example.com
Resolve-DnsName : absent.example.com : DNS name does not exist
`;
  expect(brief(text)).toEqual([
    `${SWG} - answered [18.135.112.200] of ?`,
    'www.example.com AAAA answered [2001:db8::10] of 192.168.0.65',
    'absent.example.com - nxdomain [] of ?',
  ]);
});

describe('encodings', () => {
  const utf16 = Buffer.from(`\uFEFF${ARTICLE.replaceAll('\n', '\r\n')}`, 'utf16le');
  test.each([
    ['UTF-8', Buffer.from(ARTICLE)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${ARTICLE}`)],
    ["UTF-16, as PowerShell's > writes", utf16],
    ['UTF-16 without a mark', utf16.subarray(2)],
    ['UTF-16, big endian', Buffer.from(utf16).swap16()],
  ])('%s', (_, bytes) => {
    expect(brief(lookupText(bytes))).toEqual([
      `${SWG} - answered [18.135.112.200] of 192.168.0.65`,
    ]);
  });
});

describe('what is no look-up', () => {
  const ipconfig = `Windows IP Configuration

Ethernet adapter Ethernet:

   Connection-specific DNS Suffix  . : lab.local
   IPv4 Address. . . . . . . . . . . : 192.168.0.204
   Default Gateway . . . . . . . . . : 192.168.0.1
`;
  const eventLog = `Date : 08/27/2024
Time : 06:41:22
Type : Warning
Source : csc_swgagent

Description : WARN | Thread 27cc | TCP handshake to SWG Proxy URL was not successful. Since fail open p
`;
  const details = `Domain Name System (response)
    Answers
        www.example.com: type A, class IN, addr 192.0.2.10
            Name: www.example.com
            Type: A (1)
            Class: IN (0x0001)
            Time to live: 60
            Data length: 4
            Address: 192.0.2.10
            Name: www.example.com
            Address: 192.0.2.11
`;
  const list = readFileSync('README.md', 'utf8');
  test.each([
    ['ipconfig', ipconfig],
    ['an event log', eventLog],
    ['details of a packet', details],
    [
      'a licence',
      'ANY WARRANTIES ARE IMPLIED. IN NO EVENT SHALL THE\nAUTHORS BE LIABLE. IN A CASE\n',
    ],
    ['a list of names', 'www.example.com\nwww.example.net\n'],
    ['a settings file', 'user name = bob\nserver.name = x\n[section]\nkey = value\n'],
    ['a page of documentation', list],
    ['nothing', ''],
  ])('%s', (_, text) => expect(recognizeLookup(text)).toBe(false));

  test('but what real tools printed is one', () => {
    for (const name of ['nslookup-bind', 'nslookup-interactive', 'dig']) {
      expect(recognizeLookup(recorded(name)), name).toBe(true);
    }
    expect(recognizeLookup(ARTICLE)).toBe(true);
  });
});

describe('bounds', () => {
  test('look-ups, answers, names, length', () => {
    expect(parseLookups(ARTICLE.repeat(1_000))).toHaveLength(MAXIMUM_LOOKUPS);
    const addresses = Array.from({ length: 1_000 }, (_, i) => `10.1.${i >> 8}.${i & 255}`);
    const many = `Server: a\nAddress: 10.0.0.1\n\nName: b.c\nAddresses: ${addresses.join('\n  ')}\n`;
    expect(parseLookups(many)[0].addresses).toHaveLength(64);
    expect(lookupText(new Uint8Array(4 * MAXIMUM_BYTES).fill(0x41)).length).toBe(MAXIMUM_BYTES);
    const long = 'x'.repeat(300);
    expect(
      parseLookups(`$ nslookup ${long}.com\n** server can't find ${long}.com: NXDOMAIN\n`)[0],
    ).toMatchObject({ question: null, status: 'nxdomain' });
  });

  test('hostile text is read in time that follows its length', () => {
    const pieces = [
      '>',
      'nslookup ',
      ' : ',
      'Address: ',
      'a = ',
      ';; ',
      '*** ',
      ' name ',
      '\u0000',
      '.',
    ];
    for (const piece of pieces) {
      const started = cpuMilliseconds();
      parseLookups(piece.repeat(MAXIMUM_BYTES / piece.length));
      parseLookups(`${piece}\n`.repeat(MAXIMUM_BYTES / (piece.length + 1)));
      expect(cpuMilliseconds() - started, piece).toBeLessThan(5_000);
    }
  });
});

test('damaged output is read without an error, and what comes out is sound', () => {
  const random = new SeededRandom(7);
  const sources = [ARTICLE, recorded('nslookup-bind'), recorded('dig')].map((text) =>
    text.split('\n'),
  );
  for (let i = 0; i < 300; i++) {
    const lines = sources.flat().filter(() => random.between(0, 3) > 0);
    const at = random.between(0, lines.length - 1);
    lines[at] = [...lines[at]].reverse().join('');
    lines.splice(
      random.between(0, lines.length - 1),
      0,
      lines[random.between(0, lines.length - 1)],
    );
    for (const lookup of parseLookups(lines.join('\n'))) {
      for (const address of lookup.addresses) expect(parseAddress(address)).not.toBeNull();
      expect(lookup.status === 'answered' || lookup.addresses.length === 0).toBe(true);
      expect(lookup.line).toBeLessThanOrEqual(lines.length);
    }
  }
});
