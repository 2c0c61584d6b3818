import { Command, Option } from 'commander';
import { DAY } from '../../input/time.ts';
import { durationBetween, examples, type UploadOptions, withTalk } from '../options.ts';
import type { Session } from '../session.ts';

const ABOUT = `
The token comes from GITHUB_TOKEN, else GH_TOKEN. GITHUB_REPOSITORY, GITHUB_REF,
GITHUB_SHA and GITHUB_API_URL are used as GitHub Actions sets them.

Exit code: 0 when GitHub has stored the results; 2 if the scan withholds the
file, since it would close alerts of what was not seen: nothing is sent then.
65 if GitHub rejects the file, 69 if it cannot be reached or refuses the token.
`;

export function uploadCommand(session: Session): Command {
  const command = new Command('upload')
    .argument('[dir]', 'the folder that a scan wrote', 'byok-audit-report')
    .description('send results.sarif of a scan to GitHub code scanning, and wait until it is processed')
    .option('--repository <owner/name>', 'the repository (default: GITHUB_REPOSITORY)')
    .option('--ref <ref>', 'branch, tag or pull request: refs/heads/main (default: GITHUB_REF, else the branch checked out)')
    .option('--sha <commit>', 'the commit that --ref stood at (default: GITHUB_SHA, else the commit checked out)')
    .addOption(
      new Option('--deadline <duration>', 'give up after: 90s, 10m, 1h')
        .argParser(durationBetween(1, DAY, 'a duration up to a day, such as 90s, 10m or 1h'))
        .default(10 * 60_000, '10m'),
    )
    .option('--json', 'print what was uploaded as JSON')
    .addHelpText(
      'after',
      examples(
        'upload',
        'upload report --repository orchard/audit --ref refs/heads/main --sha "$(git rev-parse main)"',
        'upload --json > upload.json',
      ) + ABOUT,
    );
  withTalk(command);
  return command.action(async (dir: string, options: UploadOptions) => {
    const { runUpload } = await import('../upload.ts');
    await runUpload(session, dir, options);
  });
}
