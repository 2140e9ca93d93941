/** What the command `completion` says: its options, examples, confirmations and errors. */
export const completionWords = {
  positionals: {
    shell: 'by default the one that $SHELL names',
  },
  examples: {
    bash: 'for every new bash',
    zsh: 'for every new zsh, below compinit',
    fish: 'for fish',
    powershell: 'for every new PowerShell',
  },
  shellUnknown: (shells: string) => `which shell? completion takes ${shells}`,
};
