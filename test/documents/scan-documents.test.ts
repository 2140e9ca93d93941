import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { reportOf } from '../../src/diagnosis/report/report-of.ts';
import { parseTarget, type Target } from '../../src/diagnosis/target.ts';
import { FORMATS } from '../../src/documents/formats.ts';
import schema from '../../src/documents/schemas/report.schema.json' with { type: 'json' };
import { compileDisplayFilter } from '../../src/filter/display-filter.ts';
import { type WrittenPacket, writePcap } from '../../support/capture-writer.ts';
import { ethernet, etherType } from '../../support/packet-builder.ts';
import { ACK, RST, SYN, segmentBytes } from '../../support/tracked.ts';

const SCANNER = { address: '192.0.2.20', port: 51_000 };
const MACS = { source: '00:00:5e:00:53:01', destination: '00:00:5e:00:53:02' };

/** A capture of nothing but a tool's SYNs to 200 ports, as `nmap -sS` sends them. */
function scan(): Uint8Array {
  const packets: WrittenPacket[] = [];
  const add = (at: number, bytes: Uint8Array) =>
    packets.push({
      bytes: ethernet({ ...MACS, etherType: etherType.ipv4 }, bytes),
      seconds: 1_700_000_000 + Math.floor(at),
      nanoseconds: Math.round((at % 1) * 1e9),
    });
  for (let port = 1; port <= 200; port++) {
    const server = { address: '203.0.113.10', port };
    const at = port / 1_000;
    add(at, segmentBytes(SCANNER, server, { flags: SYN, sequence: 7, window: 1024 }));
    if (port === 22 || port === 80) {
      const answer = { flags: SYN | ACK, sequence: 99, acknowledgment: 8 };
      add(at + 0.0001, segmentBytes(server, SCANNER, answer));
      add(at + 0.0002, segmentBytes(SCANNER, server, { flags: RST, sequence: 8 }));
    } else if (port <= 190) {
      const refusal = { flags: RST | ACK, sequence: 0, acknowledgment: 8 };
      add(at + 0.0001, segmentBytes(server, SCANNER, refusal));
    } else {
      const again = { ...SCANNER, port: SCANNER.port + 1 };
      add(at + 1.2, segmentBytes(again, server, { flags: SYN, sequence: 7, window: 1024 }));
    }
  }
  packets.sort((a, b) => a.seconds - b.seconds || a.nanoseconds - b.nanoseconds);
  packets.push({ ...packets[0], seconds: packets[0].seconds + 5 });
  return writePcap(packets);
}

async function reported(options: { targets?: readonly Target[]; filter?: string } = {}) {
  const reader = await openCapture(new MemorySource(scan(), 'nmap.pcap'));
  const { targets = [], filter } = options;
  const displayFilter = filter === undefined ? undefined : compileDisplayFilter(filter);
  return reportOf(await diagnose(reader, { targets, displayFilter }));
}

describe('a capture of a scan', () => {
  it('is one finding, and no list of ports', async () => {
    const report = await reported();
    expect(report.endpoints).toEqual([]);
    expect(report.findings).toHaveLength(1);
    expect(report.summary.verdict).toBe('inconclusive');
    expect(report.summary.text).toBe(
      '192.0.2.20 scans 200 TCP ports of 203.0.113.10: 2 open, 188 closed, 10 filtered. ' +
        'No client asks for a service otherwise: there is nothing to judge.',
    );
    expect(report.findings[0].scan).toEqual({
      ...{ client: '192.0.2.20', decoys: [], protocol: 'tcp', servers: 1, ports: 200 },
      ...{ open: 2, closed: 188, filtered: 10 },
      openPorts: [
        { server: '203.0.113.10', port: 22 },
        { server: '203.0.113.10', port: 80 },
      ],
    });
    const validate = new Ajv2020({ strict: true, strictTypes: false }).compile(schema);
    expect(validate(report) ? [] : validate.errors).toEqual([]);
  });

  it('a port of it that is a target is judged, the others are not', async () => {
    const target = parseTarget('203.0.113.10:195') as Target;
    const { endpoints, findings } = await reported({ targets: [target] });
    expect(endpoints.map(({ port }) => port)).toEqual([195]);
    expect(findings.map(({ scan }) => scan?.filtered)).toContain(10);
    // A host as a whole is no port that somebody needs.
    const host = parseTarget('203.0.113.10') as Target;
    expect((await reported({ targets: [host] })).endpoints).toEqual([]);
  });

  it('ports that a display filter chooses are judged where they are few', async () => {
    const { endpoints, findings } = await reported({ filter: 'tcp.port == 22 || tcp.port == 195' });
    expect(endpoints.map(({ port }) => port).sort()).toEqual([195, 22]);
    expect(findings.filter(({ scan }) => scan !== undefined)).toEqual([]);
  });

  it('is no failure, and no all-clear for services that nobody asked for', async () => {
    const junit = (await FORMATS.junit.load()).render(await reported(), {
      color: false,
      width: 80,
    });
    expect(junit).toContain('failures="0"');
    expect(junit.match(/<error /g)).toHaveLength(1);
    expect(junit).toContain('<testcase name="all-clear"');
    const sarif = (await FORMATS.sarif.load()).render(await reported(), {
      color: false,
      width: 80,
    });
    const [{ results }] = JSON.parse(sarif).runs;
    expect(results).toHaveLength(1);
    expect(['none', 'note']).toContain(results[0].level);
  });

  it('says in text what to do if one of the ports matters', async () => {
    const text = (await FORMATS.text.load()).render(await reported(), { color: false, width: 80 });
    expect(text).toContain('1. 192.0.2.20 scans 200 TCP ports of 203.0.113.10');
    expect(text).toContain('Open: TCP 22 and 80. Filtered: TCP 191, 192,');
    expect(text).toContain('--target 203.0.113.10:191');
  });
});
