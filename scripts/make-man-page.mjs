// Writes the manual page, pcap-verdict(1), out of the help texts of the built command, so that there is
// one text only. The build does so at its end.
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const COMMAND = 'dist/cli/main.js';
const FILE = 'dist/pcap-verdict.1';

async function help(...words) {
  const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, ...words, '--help']);
  return stdout.trimEnd();
}

/** Text as roff shows it: no escapes, no requests, and hyphens that can be copied. */
function roff(text) {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1');
}

/** Lines as they stand. */
function verbatim(text) {
  return ['.nf', roff(text), '.fi'];
}

const { version, description } = JSON.parse(readFileSync('package.json', 'utf8'));
const main = await help();
const list = main.slice(main.indexOf('\nCommands:'), main.indexOf('\nPositionals:'));
const commands = [...list.matchAll(/^ {2}pcap-verdict (\w+)/gm)].map(([, name]) => name);
const helps = await Promise.all(commands.map((name) => help(name)));
const about = main.slice(main.indexOf('\n') + 1, main.indexOf('\nCommands:')).trim();
const exitStatus = main.slice(main.indexOf('\nExit status\n') + '\nExit status\n'.length);

const page = [
  `.TH PCAP\\-VERDICT 1 "" "pcap\\-verdict ${roff(version)}" "User Commands"`,
  '.SH NAME',
  `pcap\\-verdict \\- ${roff(description.replace(/\.$/, ''))}`,
  '.SH SYNOPSIS',
  '.B pcap\\-verdict',
  roff('CAPTURE... [options]'),
  '.br',
  '.B pcap\\-verdict',
  roff('COMMAND ...'),
  '.SH DESCRIPTION',
  roff(about),
  '.SH COMMANDS',
  ...commands.flatMap((name, index) => [
    `.SS ${name}`,
    ...verbatim(helps[index].replace(/^ +-h, --help .*\n| +--version .*\n/gm, '')),
  ]),
  '.SH EXIT STATUS',
  ...verbatim(exitStatus),
  '.SH ENVIRONMENT',
  '.TP',
  'NO_COLOR, FORCE_COLOR',
  'never colours, or always; what is set and not empty counts.',
  '.TP',
  'TZ',
  roff('the zone that --time-zone local means.'),
  '.SH SEE ALSO',
  '.BR tshark (1),',
  '.BR capinfos (1),',
  '.BR wireshark\\-filter (4)',
  '',
].join('\n');
writeFileSync(FILE, page);
