import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { diagnose as diagnoseReader } from '../src/diagnosis/diagnose.ts';
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts';
import { reportOf as printed } from '../src/diagnosis/report/report-of.ts';
import { diagnose, openCapture, type Report } from '../src/index.ts';
import { pathInput } from '../src/platform/node/node-platform.ts';
import { withFrames } from '../src/tasks/frames.ts';

export const CAPTURES = 'captures';

const CAPTURE_NAME = /\.(?:pcap|pcapng)(?:\.gz|\.zst|\.lz4)?$/;

/** File names of the captures that are written packet by packet. */
export function captureNames(): string[] {
  return readdirSync(CAPTURES)
    .filter((name) => CAPTURE_NAME.test(name))
    .sort();
}

/** `lab/NAME` of the captures that the lab made of real firewalls. */
export function labCaptureNames(): string[] {
  return readdirSync(join(CAPTURES, 'lab'))
    .filter((name) => CAPTURE_NAME.test(name))
    .map((name) => `lab/${name}`)
    .sort();
}

/** The report of a shipped capture, without what changes with every release. */
export async function reportOf(name: string): Promise<Report> {
  const report = await diagnose(await openCapture(join(CAPTURES, name)));
  return { ...report, tool: { ...report.tool, version: 'test' } };
}

/** What a shipped capture says, as typed values. */
export async function diagnosisOf(name: string): Promise<Diagnosis> {
  const capture = await openCapture(join(CAPTURES, name));
  const diagnosis = await diagnoseReader(capture, { sha256: () => capture.sha256() });
  await capture.close();
  return { ...diagnosis, version: 'test' };
}

/** The report of a shipped capture with rows of the frames that it cites. */
export async function framedReport(name: string): Promise<Report> {
  return printed(await withFrames(await diagnosisOf(name), pathInput(join(CAPTURES, name))));
}

/** `192.168.1.20 → 203.0.113.50:443`, `… → [2001:db8::1]:53/udp`. */
export function endpointName(endpoint: Report['endpoints'][number]): string {
  return `${endpoint.client} → ${serviceName(endpoint)}`;
}

/** An endpoint's service as captures/README.md writes it: TCP unless it says otherwise. */
export function serviceName({ server, port, protocol }: Report['endpoints'][number]): string {
  const host = server.includes(':') ? `[${server}]` : server;
  return `${host}:${port}${protocol === 'udp' ? '/udp' : ''}`;
}
