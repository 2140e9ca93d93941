import { reportOf } from '../../diagnosis/report/report-of.ts';
import { VERSION } from '../../version.ts';
import { wiresharkWords } from '../../words/command-line/wireshark.ts';
import { command, type Positional, paths } from '../command.ts';
import { diagnoseCapture } from '../diagnose-capture.ts';
import { UsageError } from '../errors.ts';
import * as option from '../options.ts';
import { Output } from '../output.ts';
import { loadProfile } from '../profile-file.ts';
import { programCommand } from '../program-files.ts';
import { Progress } from '../progress.ts';
import { wiresharkFolders } from '../wireshark/folders.ts';
import { type Installed, install, installed, remove } from '../wireshark/install.ts';
import { resultsText } from '../wireshark/results.ts';
import { writeText } from '../write-text.ts';

const ACTIONS = ['install', 'status', 'remove', 'results'] as const;

/** `pcap-verdict wireshark ACTION`: the plug-in and the profile in the user's own Wireshark. */
export const wireshark = command({
  positionals: {
    action: {
      choices: ACTIONS,
      describe: wiresharkWords.positionals.action,
    } as Positional<(typeof ACTIONS)[number]>,
    capture: paths(wiresharkWords.positionals.capture),
  },
  options: [
    option.displayFilter(wiresharkWords.options.displayFilter),
    option.options({ results: option.text(wiresharkWords.options.results) }, (given) => given),
    option.profile,
  ],
  examples: [
    ['$0 wireshark install', wiresharkWords.examples.install],
    ['$0 wireshark remove', wiresharkWords.examples.remove],
  ],
  async run({ action, capture, displayFilter, results, ...options }, session) {
    const output = new Output(session.stdout);
    if (action !== 'results') {
      if (capture.length > 0) {
        throw new UsageError(
          wiresharkWords.fileForActionWithoutFile(action),
          wiresharkWords.fileForActionWithoutFileAdvice(action),
        );
      }
      const folders = wiresharkFolders(session.env);
      if (action === 'install') {
        await output.write(`${installedText(install(folders, programCommand()))}${HOW_TO_USE}`);
      } else if (action === 'remove') await output.write(removedText(remove(folders)));
      else await output.write(installedText(installed(folders)));
      await output.flush();
      return 0;
    }
    const [path, ...more] = capture;
    if (path === undefined || more.length > 0) {
      throw new UsageError(
        wiresharkWords.resultsWithoutOneCapture,
        wiresharkWords.resultsWithoutOneCaptureAdvice,
      );
    }
    session.subject = path;
    const report = reportOf(
      await diagnoseCapture(session.platform.input(path), {
        profile: await loadProfile(options.profile),
        displayFilter,
        progress: new Progress(session, true),
        label: path,
      }),
    );
    const text = resultsText(report);
    if (results === undefined) await output.write(text);
    else writeText(results, text);
    await output.flush();
    return 0;
  },
});

const HOW_TO_USE = wiresharkWords.installed;

function installedText({ plugin, profile, version, hasProfile }: Installed): string {
  const age =
    version === null || version === VERSION ? '' : wiresharkWords.installedIsOtherVersion(VERSION);
  return [
    `plug-in  ${version === null ? 'not installed' : `${plugin}, version ${version}${age}`}`,
    `profile  ${hasProfile ? profile : 'not installed'}`,
    '',
  ].join('\n');
}

function removedText({ plugin, profile, version, hasProfile }: Installed): string {
  const gone = [...(version === null ? [] : [plugin]), ...(hasProfile ? [profile] : [])];
  return gone.length === 0
    ? wiresharkWords.nothingToRemove
    : gone.map((path) => `removed  ${path}\n`).join('');
}
