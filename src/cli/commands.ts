import { usageWords } from '../words/command-line/usage.ts';
import type { CommandTable } from './command.ts';

/** All commands, as help lists them; a new one is a file in `commands/` and a row here. */
export const COMMANDS = {
  diagnose: {
    usage: ['$0 [capture..]', 'diagnose'],
    summary: usageWords.summary.diagnose,
    load: async () => (await import('./commands/diagnose.ts')).diagnose,
  },
  compare: {
    usage: 'compare <first> <second> [more..]',
    summary: usageWords.summary.compare,
    load: async () => (await import('./commands/compare.ts')).compare,
  },
  evidence: {
    usage: 'evidence <capture..>',
    summary: usageWords.summary.evidence,
    load: async () => (await import('./commands/evidence.ts')).evidence,
  },
  check: {
    usage: 'check <path..>',
    summary: usageWords.summary.check,
    load: async () => (await import('./commands/check.ts')).check,
  },
  case: {
    usage: 'case <path..>',
    summary: usageWords.summary.case,
    load: async () => (await import('./commands/case.ts')).caseCommand,
  },
  fleet: {
    usage: 'fleet <action> [path..]',
    summary: usageWords.summary.fleet,
    load: async () => (await import('./commands/fleet.ts')).fleet,
  },
  packets: {
    usage: 'packets <capture..>',
    summary: usageWords.summary.packets,
    load: async () => (await import('./commands/packets.ts')).packets,
  },
  flows: {
    usage: 'flows <capture..>',
    summary: usageWords.summary.flows,
    load: async () => (await import('./commands/flows.ts')).flows,
  },
  filter: {
    usage: 'filter <expression>',
    summary: usageWords.summary.filter,
    load: async () => (await import('./commands/filter.ts')).filter,
  },
  fields: {
    usage: 'fields [text]',
    summary: usageWords.summary.fields,
    load: async () => (await import('./commands/fields.ts')).fields,
  },
  explain: {
    usage: 'explain [code]',
    summary: usageWords.summary.explain,
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  profile: {
    usage: 'profile [action] [name]',
    summary: usageWords.summary.profile,
    load: async () => (await import('./commands/profile.ts')).profile,
  },
  mcp: {
    usage: 'mcp [folder..]',
    summary: usageWords.summary.mcp,
    load: async () => (await import('./commands/mcp.ts')).mcp,
  },
  wireshark: {
    usage: 'wireshark <action> [capture..]',
    summary: usageWords.summary.wireshark,
    load: async () => (await import('./commands/wireshark.ts')).wireshark,
  },
  completion: {
    usage: 'completion [shell]',
    summary: usageWords.summary.completion,
    load: async () => (await import('./commands/completion.ts')).completion,
  },
} as const satisfies CommandTable;
