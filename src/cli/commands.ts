import type { CommandTable } from './command.ts';

/** All commands, as help lists them; a new one is a file in `commands/` and a row here. */
export const COMMANDS = {
  diagnose: {
    usage: ['$0 [capture..]', 'diagnose'],
    summary: 'the verdict report (the default command)',
    load: async () => (await import('./commands/diagnose.ts')).diagnose,
  },
  compare: {
    usage: 'compare <first> <second> [more..]',
    summary: 'two captures: what fails where, and is it the network?',
    load: async () => (await import('./commands/compare.ts')).compare,
  },
  evidence: {
    usage: 'evidence <capture..>',
    summary: 'the frames that prove the verdict, as a capture with comments',
    load: async () => (await import('./commands/evidence.ts')).evidence,
  },
  check: {
    usage: 'check <path..>',
    summary: 'captures against the expectation files beside them',
    load: async () => (await import('./commands/check.ts')).check,
  },
  case: {
    usage: 'case <path..>',
    summary: 'one report on all that a user sent: captures, logs, look-ups',
    load: async () => (await import('./commands/case.ts')).caseCommand,
  },
  fleet: {
    usage: 'fleet <action> [path..]',
    summary: 'very many captures, many workers, results in PostgreSQL',
    load: async () => (await import('./commands/fleet.ts')).fleet,
  },
  packets: {
    usage: 'packets <capture..>',
    summary: 'the packet list as Wireshark shows it',
    load: async () => (await import('./commands/packets.ts')).packets,
  },
  flows: {
    usage: 'flows <capture..>',
    summary: "connections and UDP conversations, with Zeek's conn_state",
    load: async () => (await import('./commands/flows.ts')).flows,
  },
  filter: {
    usage: 'filter <expression>',
    summary: 'a display filter in words, and what it selects',
    load: async () => (await import('./commands/filter.ts')).filter,
  },
  fields: {
    usage: 'fields [text]',
    summary: 'the display-filter fields, their types and meaning',
    load: async () => (await import('./commands/fields.ts')).fields,
  },
  explain: {
    usage: 'explain [code]',
    summary: 'a verdict, evidence or note code in plain words, and what to do',
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  profile: {
    usage: 'profile [action] [name]',
    summary: 'what is known of products: shipped profiles, and your own',
    load: async () => (await import('./commands/profile.ts')).profile,
  },
  mcp: {
    usage: 'mcp [folder..]',
    summary: 'a Model Context Protocol server: these commands as tools',
    load: async () => (await import('./commands/mcp.ts')).mcp,
  },
  wireshark: {
    usage: 'wireshark <action> [capture..]',
    summary: 'a plug-in and a profile for Wireshark: verdicts as fields',
    load: async () => (await import('./commands/wireshark.ts')).wireshark,
  },
  completion: {
    usage: 'completion [shell]',
    summary: 'completes what is typed in bash, zsh, fish and PowerShell',
    load: async () => (await import('./commands/completion.ts')).completion,
  },
} as const satisfies CommandTable;
