import yargs from 'yargs';
import { command, optionalArgument } from '../command.ts';

/** `pcap-verdict completion [SHELL]`: the script that asks this program how words go on. */
export const completion = command({
  positionals: {
    shell: {
      ...optionalArgument('by default the one that $SHELL names'),
      type: undefined,
      choices: ['bash', 'zsh'],
    },
  },
  options: [],
  examples: [
    ['$0 completion bash >> ~/.bashrc', 'for every new bash'],
    ['$0 completion zsh >> ~/.zshrc', 'for every new zsh'],
  ],
  async run({ shell }, session) {
    const { SHELL } = process.env;
    // yargs knows the shell by this alone, and asks when it begins.
    process.env.SHELL = shell ?? session.env.SHELL;
    const program = yargs([]).scriptName('pcap-verdict').completion('completion');
    process.env.SHELL = SHELL;
    await program.parseAsync(
      ['completion'],
      {},
      (_error: unknown, _argv: unknown, text: string) => {
        session.stdout.write(`${text}\n`);
      },
    );
  },
});
