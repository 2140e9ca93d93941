// Writes dist/completions/: what `pcap-verdict completion` prints, for packagers to put where shells look.
import { mkdirSync, writeFileSync } from 'node:fs';
import { main } from '../dist/cli/program.js';

/** Names under which the shells' own folders want them. */
const FILES = {
  bash: 'pcap-verdict',
  zsh: '_pcap-verdict',
  fish: 'pcap-verdict.fish',
  powershell: 'pcap-verdict.ps1',
};

mkdirSync('dist/completions', { recursive: true });
for (const [shell, file] of Object.entries(FILES)) {
  let text = '';
  const stdout = { write: (piece) => (text += piece) };
  await main(['completion', shell], { stdout, stderr: process.stderr, env: {}, subject: '' });
  writeFileSync(`dist/completions/${file}`, text);
}
