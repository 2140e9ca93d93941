import { usageWords } from '../words/command-line/usage.ts';
import type { CommandTable } from './command.ts';

/** All commands, as help lists them; a new one is a file in `commands/` and a row here. */
export const COMMANDS = {
  diagnose: {
    usage: ['$0 [capture..]', 'diagnose'],
    summary: usageWords.verdictReportDefaultCommand,
    load: async () => (await import('./commands/diagnose.ts')).diagnose,
  },
  compare: {
    usage: 'compare <first> <second> [more..]',
    summary: usageWords.twoCapturesFailsNetwork,
    load: async () => (await import('./commands/compare.ts')).compare,
  },
  evidence: {
    usage: 'evidence <capture..>',
    summary: usageWords.framesProveVerdictCapture,
    load: async () => (await import('./commands/evidence.ts')).evidence,
  },
  check: {
    usage: 'check <path..>',
    summary: usageWords.capturesAgainstExpectationFiles,
    load: async () => (await import('./commands/check.ts')).check,
  },
  case: {
    usage: 'case <path..>',
    summary: usageWords.reportAllUserSent,
    load: async () => (await import('./commands/case.ts')).caseCommand,
  },
  fleet: {
    usage: 'fleet <action> [path..]',
    summary: usageWords.veryManyCapturesMany,
    load: async () => (await import('./commands/fleet.ts')).fleet,
  },
  packets: {
    usage: 'packets <capture..>',
    summary: usageWords.packetListWiresharkShows,
    load: async () => (await import('./commands/packets.ts')).packets,
  },
  flows: {
    usage: 'flows <capture..>',
    summary: usageWords.connectionsUdpConversationsZeek,
    load: async () => (await import('./commands/flows.ts')).flows,
  },
  filter: {
    usage: 'filter <expression>',
    summary: usageWords.displayFilterWordsSelects,
    load: async () => (await import('./commands/filter.ts')).filter,
  },
  fields: {
    usage: 'fields [text]',
    summary: usageWords.displayFilterFieldsTheir,
    load: async () => (await import('./commands/fields.ts')).fields,
  },
  explain: {
    usage: 'explain [code]',
    summary: usageWords.verdictEvidenceNoteCode,
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  profile: {
    usage: 'profile [action] [name]',
    summary: usageWords.knownProductsShippedProfiles,
    load: async () => (await import('./commands/profile.ts')).profile,
  },
  mcp: {
    usage: 'mcp [folder..]',
    summary: usageWords.modelContextProtocolServer,
    load: async () => (await import('./commands/mcp.ts')).mcp,
  },
  wireshark: {
    usage: 'wireshark <action> [capture..]',
    summary: usageWords.plugProfileWiresharkVerdicts,
    load: async () => (await import('./commands/wireshark.ts')).wireshark,
  },
  completion: {
    usage: 'completion [shell]',
    summary: usageWords.completesTypedBashZsh,
    load: async () => (await import('./commands/completion.ts')).completion,
  },
} as const satisfies CommandTable;
