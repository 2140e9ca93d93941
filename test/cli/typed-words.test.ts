import { describe, expect, test } from 'vitest';
import { asTyped } from '../../src/cli/typed-words.ts';
import { pcapVerdict } from '../../support/cli.ts';

describe('what one types into tshark and tcpdump', () => {
  test.each([
    ['-r case.pcap', 'case.pcap'],
    ['-rcase.pcap', 'case.pcap'],
    ['-n case.pcap', 'case.pcap'],
    ['-nn -r case.pcap', 'case.pcap'],
    ['-nnr case.pcap', 'case.pcap'],
    ['-nr case.pcap -Y tcp', 'case.pcap -Y tcp'],
    ['-nrcase.pcap', 'case.pcap'],
    ['-2 -r case.pcap -Y tcp', 'case.pcap -Y tcp'],
    ['packets -r case.pcap -c 5', 'packets case.pcap -c 5'],
    ['packets -r case.pcap -c5', 'packets case.pcap -c 5'],
    ['case.pcap -fjson', 'case.pcap -f json'],
    ['case.pcap -f=json', 'case.pcap -f json'],
    ['case.pcap -f JSON', 'case.pcap -f json'],
    ['case.pcap --format JSON', 'case.pcap --format json'],
    ['packets c -Tfields -eip.src -Eheader=y', 'packets c -T fields -e ip.src -E header=y'],
    ['case.pcap -oReport.html', 'case.pcap -o Report.html'],
    ['case.pcap -o -', 'case.pcap -o -'],
    ['-', '-'],
    ['-- -r', '-- -r'],
    ['case.pcap --quiet', 'case.pcap --quiet'],
    ['case.pcap --exit-code --joint other.pcap', 'case.pcap --exit-code --joint other.pcap'],
  ])('%s', (typed, read) => {
    expect(asTyped(typed.split(' ')).join(' ')).toBe(read);
  });

  test('a value stays what it is', () => {
    expect(asTyped(['c', '-Y', '-n'])).toEqual(['c', '-Y', '-n']);
    expect(asTyped(['c', '-o', '-r'])).toEqual(['c', '-o', '-r']);
    expect(asTyped(['c', '-Y', 'ip.src == 192.0.2.1\n'])).toEqual([
      ...['c', '-Y', 'ip.src == 192.0.2.1\n'],
    ]);
  });

  test('the same is read: a report, the packet list, flows, fields', () => {
    const capture = 'captures/syn-drop.pcapng';
    const same = (typed: readonly string[], plain: readonly string[]) => {
      const { out, status } = pcapVerdict(plain);
      expect(status).toBe(0);
      expect(pcapVerdict(typed)).toEqual({ out, errors: [], status });
    };
    same(['-nnr', capture], [capture]);
    same(['-r', capture, '-fjson'], [capture, '-f', 'json']);
    same(['packets', '-nr', capture, '-c3'], ['packets', capture, '-c', '3']);
    same(['flows', '-r', capture], ['flows', capture]);
    const fields = ['-e', 'ip.src', '-E', 'header=y'];
    same(
      ['packets', '-r', capture, '-Tfields', '-eip.src', '-Eheader=y'],
      ['packets', capture, '-T', 'fields', ...fields],
    );
  });

  test('a format given twice is the last one, a display filter given twice is told of', () => {
    const capture = 'captures/syn-drop.pcapng';
    const json = pcapVerdict([capture, '-f', 'json']);
    expect(pcapVerdict([capture, '-f', 'text', '-f', 'json'])).toEqual(json);
    const { errors, status } = pcapVerdict([capture, '-Y', 'tcp', '-Y', 'udp']);
    expect({ errors, status }).toEqual({
      errors: ['pcap-verdict: 2 display filters are given', 'Such as: -Y "(tcp) and (udp)"'],
      status: 2,
    });
  });

  test.each([
    ['-i eth0', /nothing is captured here.*tcpdump -i eth0/],
    ['-r case.pcap -V', /details .*tshark -V/],
    ['-r case.pcap -x', /bytes .*tshark -x/],
    ['-r case.pcap -z conv,tcp', /pcap-verdict flows/],
    ['-r case.pcap -w out.pcap', /evidence CAPTURE -o proof.pcapng/],
    ['-r case.pcap -R tcp', /-Y/],
    ['-r case.pcap -d tcp.port==8443,tls', /told by its bytes/],
  ])('%s: two lines say what to type', (typed, told) => {
    const { errors, out, status } = pcapVerdict(typed.split(' '));
    expect({ out, status, lines: errors.length }).toEqual({ out: '', status: 2, lines: 2 });
    expect(errors.join(' ')).toMatch(told);
  });
});
