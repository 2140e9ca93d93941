// Writes the manual page, pcap-verdict(1), out of the help texts of the built command, so that there is
// one text only. The build does so at its end.
import { readFileSync, writeFileSync } from 'node:fs';
import { main } from '../dist/cli/program.js';

const FILE = 'dist/pcap-verdict.1';

async function help(...words) {
  let text = '';
  const stdout = { write: (piece) => (text += piece) };
  await main(['help', ...words], { stdout, stderr: process.stderr, env: {}, subject: '' });
  return text.trimEnd();
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
const overview = await help();
/** A section of the overview: from its heading to the next blank line. */
function section(heading) {
  const from = overview.indexOf(`\n${heading}:\n`) + heading.length + 3;
  return overview.slice(from, overview.indexOf('\n\n', from));
}
const commands = [
  'diagnose',
  ...[...section('Commands').matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name),
];
const helps = [];
for (const name of commands) helps.push(await help(name));
const about = overview.split('\n\n')[1];

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
    ...verbatim(helps[index].replace(/^ +-h, --help .*\n/gm, '')),
  ]),
  '.SH EXIT STATUS',
  ...verbatim(section('Exit status')),
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
