/** What the command `completion` says: its options, examples, confirmations and errors. */
export const completionWords = {
  defaultShellNames: 'by default the one that $SHELL names',
  everyNewBash: 'for every new bash',
  everyNewZshBelow: 'for every new zsh, below compinit',
  forFish: 'for fish',
  everyNewPowerShell: 'for every new PowerShell',
  shellCompletionTakes: (shells: string) => `which shell? completion takes ${shells}`,
};
