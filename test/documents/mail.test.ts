import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { html } from '../../src/documents/emit-html.ts';
import { mail } from '../../src/documents/emit-mail.ts';
import { text } from '../../src/documents/emit-text.ts';
import { encodedHeader, quotedPrintable } from '../../src/documents/mail-encoding.ts';
import { seedCase } from '../../support/case-report.ts';
import { forbiddenCharacter } from '../../support/fuzz/pipeline.ts';
import { reportOf } from '../../support/shipped-captures.ts';
import { HOSTILE_NAMES } from '../hostile/hostile-packets.ts';
import { hostileReports, LIVE_TEXTS } from './hostile-report.ts';

const OPTIONS = { color: false, width: 78 };

const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn('skipped: mails read by Python, which is not installed');
const withPython = test.skipIf(!hasPython);

interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly defects: readonly string[];
  readonly parts: readonly { readonly type: string; readonly text: string }[];
}

/** What Python's `email` makes of messages: a reader that is none of ours. */
function readByPython(messages: readonly string[]): Message[] {
  const script = `
import email, email.policy, json, sys
def read(text):
    m = email.message_from_bytes(text.encode(), policy=email.policy.default)
    parts = list(m.iter_parts())
    return {"headers": {k: str(v) for k, v in m.items()},
      "defects": [str(d) for p in [m, *parts] for d in p.defects]
        + [str(d) for v in m.values() for d in v.defects],
      "parts": [{"type": p["Content-Type"], "text": p.get_payload(decode=True).decode("utf-8")} for p in parts]}
print(json.dumps([read(t) for t in json.load(sys.stdin)]))`;
  const { stdout, stderr } = spawnSync('python3', ['-c', script], {
    input: JSON.stringify(messages),
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

function bare(document: string): string {
  return document.replace(/\n$/, '').replaceAll('\ud800', '\ufffd');
}

describe('a report as a mail', () => {
  withPython('has the verdict as its subject, and both reports, for who sends it', async () => {
    const report = await reportOf('secure-access-dns-unprotected.pcapng');
    const written = mail.render(report, OPTIONS);
    const [{ headers, defects, parts }] = readByPython([written]);
    expect(defects).toEqual([]);
    expect(headers).toEqual({
      Subject: 'drop: secure-access-dns-unprotected.pcapng',
      'X-Unsent': '1',
      'MIME-Version': '1.0',
      'Content-Language': 'en',
      'Content-Type': 'multipart/alternative; boundary="=_pcap-verdict"',
    });
    expect(parts.map(({ type }) => type)).toEqual([
      'text/plain; charset="utf-8"',
      'text/html; charset="utf-8"',
    ]);
    expect(parts.map((part) => part.text.replaceAll('\r\n', '\n'))).toEqual([
      text.render(report, OPTIONS),
      html.render(report, OPTIONS),
    ]);
    for (const line of written.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
    expect(written.replaceAll('\r\n', '')).toMatch(/^[\x20-\x7e]*$/);
  });

  withPython('a title of somebody’s own is the subject', async () => {
    const report = await reportOf('syn-drop.pcapng');
    const [{ headers, parts }] = readByPython([
      mail.render(report, { ...OPTIONS, title: 'Case 12: é\r\nTo: x' }),
    ]);
    expect(headers.Subject).toMatch(/^Case 12: é\S+To: x$/);
    expect(headers.To).toBeUndefined();
    expect(parts[0].text).toContain('Case 12: é');
  });

  withPython('several captures, a case', async () => {
    const one = await reportOf('syn-drop.pcapng');
    const [joint, alone, ofCase] = readByPython([
      mail.renderAll([one, one], OPTIONS, [{ name: 'no.pcap', text: 'is not a capture' }]),
      mail.renderAll([one], OPTIONS),
      mail.renderCase(await seedCase(), OPTIONS),
    ]);
    expect(joint.headers.Subject).toBe('3 captures');
    expect(joint.parts[0].text).toContain('is not a capture');
    expect(alone.headers.Subject).toBe('drop: syn-drop.pcapng');
    expect(ofCase.headers.Subject).toMatch(/^drop: /);
  });

  withPython('no name ends a header, a line or a part', async () => {
    const reports = await hostileReports();
    const first = reports.filter((_, index) => index % 3 === 0);
    const written = first.map((report) => mail.render(report, OPTIONS));
    for (const [index, { headers, defects, parts }] of readByPython(written).entries()) {
      const { name } = first[index].capture;
      expect(forbiddenCharacter(written[index], '\r\n'), name).toBeNull();
      expect(defects, name).toEqual([]);
      expect(Object.keys(headers), name).toHaveLength(5);
      expect(parts, name).toHaveLength(2);
      expect(bare(parts[0].text.replaceAll('\r\n', '\n')), name).toBe(
        bare(text.render(first[index], OPTIONS)),
      );
    }
  });

  withPython('subjects come back as they were, in lines of 76 characters', () => {
    const subjects = [
      ...[
        'drop: a.pcap',
        '차단: 캡처.pcapng',
        'x=?UTF-8?B?eA==?=',
        '捕获'.repeat(60),
        'a'.repeat(300),
      ],
      ...LIVE_TEXTS.filter((one) => !/[\ud800\ufffe]|^ | {2}/.test(one)),
    ];
    const written = subjects.map((one) => `Subject: ${encodedHeader(one, 9)}\r\n\r\n`);
    for (const [index, { headers }] of readByPython(written).entries()) {
      expect(headers.Subject).toBe(subjects[index]);
      for (const line of written[index].split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
    }
    for (const name of HOSTILE_NAMES) {
      expect(encodedHeader(name, 9).replaceAll('\r\n ', '')).toMatch(/^[\x20-\x7e]*$/);
    }
  });

  test('quoted-printable: what mail servers take for something is quoted', () => {
    expect(quotedPrintable('.\nFrom x\na \na=b é')).toBe('=2E\r\n=46rom x\r\na=20\r\na=3Db =C3=A9');
    expect(quotedPrintable('x'.repeat(76))).toBe('x'.repeat(76));
    expect(quotedPrintable('x'.repeat(77))).toBe(`${'x'.repeat(75)}=\r\nxx`);
  });
});
