import { PROFILES } from '../../profiles/profiles.ts';
import { FIELDS } from '../../protocols/fields/registry.ts';
import { completionWords } from '../../words/command-line/completion.ts';
import { command, type Positional } from '../command.ts';
import { completionScript, SHELLS, type Shell } from '../command-line/completion-scripts.ts';
import { UsageError } from '../errors.ts';
import { codes } from './explain.ts';

/** `pcap-verdict completion [SHELL]`: a script that completes commands, options and their values. */
export const completion = command({
  positionals: {
    shell: {
      type: 'string',
      choices: SHELLS,
      describe: completionWords.positionals.shell,
    } as Positional<Shell | undefined>,
  },
  options: [],
  examples: [
    ['$0 completion bash >> ~/.bashrc', completionWords.examples.bash],
    ['$0 completion zsh >> ~/.zshrc', completionWords.examples.zsh],
    [
      '$0 completion fish > ~/.config/fish/completions/pcap-verdict.fish',
      completionWords.examples.fish,
    ],
    ['$0 completion powershell >> $PROFILE', completionWords.examples.powershell],
  ],
  async run({ shell = shellOf(process.env.SHELL) }, session, commands) {
    session.stdout.write(
      await completionScript(
        shell,
        {
          command: [],
          code: codes(),
          field: [...FIELDS.keys()],
          profile: PROFILES.map(({ name }) => name),
          zone: ['UTC', 'local'],
          nothing: [],
        },
        commands,
      ),
    );
  },
});

/** The shell that a path names, such as `/bin/zsh`. */
function shellOf(path = ''): Shell {
  const name = path.replace(/^.*[/\\]/, '').replace(/\.exe$/i, '');
  const shell = SHELLS.find((one) => one === (name === 'pwsh' ? 'powershell' : name));
  if (shell !== undefined) return shell;
  throw new UsageError(completionWords.shellUnknown(SHELLS.join(', ')));
}
