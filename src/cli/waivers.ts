import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadAttestations, loadWaivers } from '../config/load.ts';
import { readReport } from '../report/file.ts';
import { load } from './evaluation.ts';
import { exceptionListing, exceptionsNow } from './exception-listing.ts';
import type { WaiversOptions } from './options.ts';
import type { Session } from './session.ts';

/** Lists waivers and attestations, with what they match in a report. */
export function runWaivers(session: Session, named: string | undefined, options: WaiversOptions): void {
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
    from: file === null ? null : { file, report: readReport(file, session.from(options)) },
  });
  if (options.json === true) session.printJson(listed);
  else session.print(exceptionListing(listed, session.width));
}
