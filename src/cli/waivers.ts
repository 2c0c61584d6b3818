import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { wrongUsage } from '../audit-error.ts';
import { loadAttestations, loadWaivers } from '../config/load.ts';
import { readReport } from '../report/file.ts';
import { load } from './evaluation.ts';
import { exceptionListing, exceptionsNow } from './exception-listing.ts';
import { examples, type InputOptions, withAsOf, withExceptions, withInput } from './options.ts';
import type { Session } from './session.ts';

type Options = InputOptions & { out: string; json?: true; asOf?: string; waivers?: string };

export function waiversCommand(session: Session): Command {
  const command = new Command('waivers')
    .argument('[report]', 'a report.json: what they match in it (default: the one in --out, if there)')
    .description('list waivers and attestations, with what they match and days left')
    .option('--out <dir>', 'where the last report lies', 'byok-audit-report')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('waivers', 'waivers --as-of 2026-12-31', 'waivers last-quarter/report.json --json'));
  withAsOf(withExceptions(withInput(command)), 'what to count the terms from, by default today');
  return command.action((named: string | undefined, options: Options) => {
    if (named !== undefined && command.getOptionValueSource('out') === 'cli')
      throw wrongUsage(`--out names where the last report lies, and ${named} is named too: name one of them.`);
    const { config, policy } = load(session, options);
    const { rules } = policy.catalogue;
    const { directory } = session;
    const last = join(options.out, 'report.json');
    // a report that is named has to be there; one that no scan wrote yet need not
    const file = named ?? (existsSync(session.path(last)) ? last : null);
    const listed = exceptionsNow({
      waivers: loadWaivers(config, rules, { named: options.waivers, directory }).entries,
      attestations: loadAttestations(config, rules, { directory }).entries,
      rules,
      as_of: options.asOf ?? new Date().toISOString(),
      from: file === null ? null : { file, report: readReport(file, session.directory) },
    });
    if (options.json === true) session.printJson(listed);
    else session.print(exceptionListing(listed, session.width));
  });
}
