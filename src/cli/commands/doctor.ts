import { Command } from 'commander';
import { type DoctorOptions, examples, withAsOf, withColor, withDeadline, withHistory, withInput, withTalk } from '../options.ts';
import type { Session } from '../session.ts';

export function doctorCommand(session: Session): Command {
  const command = new Command('doctor')
    .description('before a scan: try credentials, permissions and endpoints, and say what is missing and how to grant it')
    .option('--out <dir>', 'where the files of the scan would go', 'byok-audit-report')
    .option('--json', 'print what was found as JSON')
    .addHelpText('after', examples('doctor', 'doctor --json > doctor.json'));
  withDeadline(withAsOf(withHistory(withColor(withTalk(withInput(command)))), 'time of the trial, for a loopback endpoint only'));
  return command.action(async (options: DoctorOptions) => {
    const { runDoctor } = await import('../doctor.ts');
    await runDoctor(session, options);
  });
}
