import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SameElsewhere } from '../../../src/diagnosis/case/same-elsewhere.ts';
import type { ComparedCapture } from '../../../src/diagnosis/comparison/networks.ts';
import type { Endpoint } from '../../../src/diagnosis/diagnosis.ts';
import { junit } from '../../../src/documents/junit.ts';
import { nodePlatform } from '../../../src/platform/node/node-platform.ts';
import { profileNamed } from '../../../src/profiles/profiles.ts';
import { formatAddress } from '../../../src/protocols/address-text.ts';
import { Redaction } from '../../../src/tasks/redaction.ts';
import { sayAll } from '../../../src/words/say.ts';
import {
  capture,
  DNS_CAPTURE,
  folderOf,
  readFolder,
  removeFolders,
} from '../../../support/case-folder.ts';
import { address, compared, isAt, withEndpoints } from '../../../support/compared.ts';
import { TEST_KEY } from '../../../support/redaction-key.ts';

// What each capture was built to show is in captures/README.md.
let unprotected: ComparedCapture;
/** The same office, PC and router, on a good day. */
let healthy: ComparedCapture;
/** A phone's hotspot. */
let open: ComparedCapture;

const OFFICE_ROUTER = '00:1b:17:4c:a0:10';

beforeAll(async () => {
  const product = profileNamed('cisco-secure-access');
  [unprotected, healthy, open] = await Promise.all(
    ['dns-unprotected', 'healthy', 'open-network'].map((name) =>
      compared(`secure-access-${name}.pcapng`, product),
    ),
  );
});

/** What the others say of the first capture's first finding. */
function elsewhere(failing: ComparedCapture, ...others: readonly ComparedCapture[]) {
  const [{ endpoints }] = failing.diagnosis.findings;
  const { paragraphs, isCrossChecked } = new SameElsewhere([failing, ...others]).worksElsewhere(
    0,
    endpoints,
  );
  return { sentences: paragraphs.map(sayAll), isCrossChecked };
}

const isResolver = (endpoint: Endpoint) => isAt(endpoint, '208.67.');
/** Of the resolvers one on one port. */
const onlyOne = (capture: ComparedCapture) =>
  withEndpoints(capture, (endpoint) =>
    isResolver(endpoint) &&
    !(formatAddress(...endpoint.server).endsWith('.222') && endpoint.port === 443)
      ? null
      : endpoint,
  );
const ofColleague = (capture: ComparedCapture) =>
  withEndpoints(capture, (endpoint) => ({ ...endpoint, client: address('192.168.0.205') }));
const renamed = (capture: ComparedCapture, name: string): ComparedCapture => ({
  ...capture,
  diagnosis: {
    ...capture.diagnosis,
    capture: { ...capture.diagnosis.capture, name, sha256: name.padEnd(64, '0') },
  },
});

describe('behind another router', () => {
  test('all of it works: the cross-check has been made', () => {
    const { sentences, isCrossChecked } = elsewhere(unprotected, open);
    expect(sentences).toEqual([
      'In secure-access-open-network.pcapng, 8 h later, the same works: what differs between the two networks is the cause, if both captures are of the same PC. ' +
        `The captures are of two networks: client 192.168.0.204 behind router ${OFFICE_ROUTER}, and client 172.20.10.4 behind router 9e:58:3c:41:d2:64.`,
    ]);
    expect(isCrossChecked).toBe(true);
  });

  test('some of it was asked for: how much is told, and the rest is still to be tried', () => {
    const { sentences, isCrossChecked } = elsewhere(unprotected, onlyOne(open));
    expect(sentences[0]).toContain(
      '1 of 4 services that fail here works (resolver1.opendns.com udp 443; of 3 it does not tell): for it, what differs between the two networks is the cause',
    );
    expect(isCrossChecked).toBe(false);
  });

  test('nothing of it was asked for, or all of it fails, too: no word', () => {
    const silent = withEndpoints(open, (endpoint) => (isResolver(endpoint) ? null : endpoint));
    const failing = withEndpoints(open, (endpoint) =>
      isResolver(endpoint) ? { ...endpoint, verdict: 'drop' } : endpoint,
    );
    for (const other of [silent, failing]) {
      expect(elsewhere(unprotected, other)).toEqual({ sentences: [], isCrossChecked: false });
    }
  });

  test('another address of a name fails there: it does not tell of that name', () => {
    const [resolver] = open.diagnosis.endpoints.filter(
      ({ name, port }) => name === 'resolver1.opendns.com' && port === 53,
    );
    const other = renamed(open, 'other');
    const endpoints = [
      ...open.diagnosis.endpoints,
      { ...resolver, server: address('207.67.222.222'), verdict: 'drop' as const },
    ];
    const { sentences, isCrossChecked } = elsewhere(unprotected, {
      ...other,
      diagnosis: { ...other.diagnosis, endpoints },
    });
    expect(sentences[0]).toContain('3 of 4 services that fail here work (');
    expect(sentences[0]).toContain('; of 1 it does not tell)');
    expect(isCrossChecked).toBe(false);
  });
});

describe('behind the same router', () => {
  test('the same client: no proof against the network', () => {
    const { sentences, isCrossChecked } = elsewhere(unprotected, healthy);
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(
      /^In secure-access-healthy\.pcapng, \d+ h later and from the same client address, the same works: something was changed between the two, or the failure comes and goes\. Both captures are probably of the same network: /,
    );
    expect(isCrossChecked).toBe(false);
  });

  test('another PC: the PCs may be what differs, the networks are not', () => {
    const { sentences, isCrossChecked } = elsewhere(unprotected, ofColleague(healthy));
    expect(sentences[0]).toContain(
      'later and from another client address (192.168.0.205), the same works: the PCs differ, something was changed between the two, or the failure comes and goes. Both captures are probably of the same network: ',
    );
    expect(sentences[0]).not.toContain('networks is the cause');
    expect(isCrossChecked).toBe(false);
  });

  test('one resolver on one port is not the same', () => {
    const { sentences } = elsewhere(unprotected, onlyOne(healthy));
    expect(sentences[0]).toContain('1 of 4 services that fail here works (');
    expect(sentences[0]).not.toContain('the same works');
  });
});

test('where no router is known, addresses do not tell two networks', () => {
  const listed = (capture: ComparedCapture) => ({ ...capture, router: null, shownRouter: null });
  for (const other of [healthy, ofColleague(healthy)]) {
    const { sentences, isCrossChecked } = elsewhere(listed(unprotected), listed(other));
    expect(sentences[0]).toContain('they are of two networks all the same, ');
    expect(sentences[0]).toContain('Both captures may be of the same network: ');
    expect(isCrossChecked).toBe(false);
  }
});

test('a capture twice is no other one', () => {
  expect(elsewhere(unprotected, unprotected).sentences).toEqual([]);
});

test('the most telling first, and not more than a few', () => {
  const many = ['a', 'b', 'c', 'd'].map((name) => renamed(healthy, name));
  const { sentences, isCrossChecked } = elsewhere(unprotected, onlyOne(healthy), ...many, open);
  expect(sentences).toHaveLength(4);
  expect(sentences[0]).toContain('secure-access-open-network.pcapng');
  expect(sentences[1]).toMatch(/^In a, /);
  expect(sentences[3]).toBe('In 3 further captures it works, too, at least in part.');
  expect(isCrossChecked).toBe(true);
});

test('sixty-four captures with thousands of services each: only the nearest are compared', () => {
  const [one] = unprotected.diagnosis.endpoints;
  const start = Date.parse('2024-08-27T04:00:00Z') / 1_000;
  const captures = Array.from({ length: 64 }, (_, index): ComparedCapture => {
    const base = renamed(unprotected, `${index}.pcapng`);
    const first = { seconds: start + (index % 60) * 60, nanoseconds: 0 };
    const capture = { ...base.diagnosis.capture, packets: index + 1, first };
    const endpoints = Array.from({ length: 3_000 }, (_, number) => ({
      ...one,
      server: address(`198.18.${number >> 8}.${number & 255}`),
      name: `${number}.example.com`,
      verdict: index === 30 ? ('drop' as const) : ('answered' as const),
    }));
    return { ...base, diagnosis: { ...base.diagnosis, capture, endpoints } };
  });
  const { paragraphs } = new SameElsewhere(captures).worksElsewhere(30, [0]);
  const sentences = paragraphs.map(sayAll);
  expect(sentences[0]).toMatch(/^In (?:29|31)\.pcapng, 60\.0 s /);
  expect(sentences.slice(-2)).toEqual([
    'In 1 further capture it works, too, at least in part.',
    'Compared with 4 captures in which some of it answers, the nearest in time; there are more.',
  ]);
});

describe('the lab', () => {
  const other = { router: '00:00:5e:00:53:99' };

  test('half of the connections to the server fail in the other capture: it does not work there', async () => {
    const [nameDrop, half] = await Promise.all(
      ['name-drop', 'tcp-drop-half'].map((name) => compared(`lab/${name}.pcapng`)),
    );
    expect(elsewhere(nameDrop, half).sentences).toEqual([]);
    expect(elsewhere(nameDrop, { ...half, ...other }).sentences).toEqual([]);
  });

  test('a server name is dropped, and the other capture asks the address for another name', async () => {
    const [nameDrop, good] = await Promise.all(
      ['name-drop', 'healthy'].map((name) => compared(`lab/${name}.pcapng`)),
    );
    const elsewhereNamed = (name: string) =>
      elsewhere(nameDrop, {
        ...withEndpoints(good, (endpoint) =>
          isAt(endpoint, '203.0.113.20') ? { ...endpoint, name } : endpoint,
        ),
        ...other,
      }).sentences.length;
    expect(elsewhereNamed('portal-20.example.net')).toBe(1);
    expect(elsewhereNamed('other.example.net')).toBe(0);
  });
});

describe('a case with the cross-check in it', () => {
  afterAll(removeFolders);
  const OPEN_CAPTURE = 'secure-access-open-network.pcapng';
  const HEALTHY_CAPTURE = 'secure-access-healthy.pcapng';
  const caseOf = (...names: readonly string[]) =>
    folderOf(Object.fromEntries(names.map((name) => [name, capture(name)])));
  const dropOf = async (...names: readonly string[]) => {
    const { findings } = await readFolder(caseOf(...names));
    return findings.find(({ id }) => id === 'drop/dns-protection');
  };

  test('says what it shows, and does not ask for it again', async () => {
    const found = await dropOf(DNS_CAPTURE, OPEN_CAPTURE);
    expect(found?.together.join(' ')).toContain('behind router 9e:58:3c:41:d2:64.');
    expect(found?.remedy.join(' ')).not.toContain('Cross-check');
    expect(found?.remedy.join(' ')).toContain('Allow UDP and TCP 53');
  });

  test('nor does any test of a pipeline', async () => {
    const report = await readFolder(caseOf(DNS_CAPTURE, OPEN_CAPTURE));
    const results = junit.renderCase?.(report, { color: false, width: 80 });
    expect(results).toContain('What to do: Allow UDP and TCP 53');
    expect(results).not.toContain('Cross-check');
  });

  test('another capture of the same network is none', async () => {
    const found = await dropOf(DNS_CAPTURE, HEALTHY_CAPTURE);
    expect(found?.together.join(' ')).toContain('Both captures are probably of the same network');
    expect(found?.remedy.join(' ')).toContain('Cross-check');
  });

  test('redacted: the same, without the routers', async () => {
    const redaction = new Redaction(nodePlatform(), TEST_KEY, []);
    const { findings } = await readFolder(caseOf(DNS_CAPTURE, OPEN_CAPTURE, HEALTHY_CAPTURE), {
      redaction,
    });
    const together = findings.flatMap((finding) => finding.together).join(' ');
    expect(together).toContain('The captures are of two networks: ');
    expect(together).toContain('Both captures are probably of the same network: ');
    expect(together).not.toMatch(/00:1b:17:4c:a0:10|9e:58:3c:41:d2:64|192\.168\.0\.204/);
  });
});
