import { wholeOrganization } from '../config/attestation.ts';
import { loadAttestations, loadWaivers } from '../config/load.ts';
import { doctor } from '../doctor/doctor.ts';
import { proxyFor, proxyIn } from '../input/proxy.ts';
import { collecting } from './collecting.ts';
import { doctorText } from './doctor-text.ts';
import { load } from './evaluation.ts';
import { whereHistoryIs } from './opened-history.ts';
import type { DoctorOptions } from './options.ts';
import type { Session } from './session.ts';

/** Tries what a scan would do, prints what was found and what to grant, sets the exit code. */
export async function runDoctor(session: Session, options: DoctorOptions): Promise<void> {
  const { env, directory } = session;
  const loaded = load(session, options);
  const { config, policy, warnings, terminal } = loaded;
  const { taken_at, ...asking } = collecting(session, loaded, options);
  const { rules } = policy.catalogue;
  // a scan would refuse a wrong file only after a while
  loadWaivers(config, rules, { directory });
  const attestations = loadAttestations(config, rules, { directory });
  terminal.stage(`trying one key of each account, vault and project, and ${config.confluent.endpoint}`);
  const found = await doctor({
    version: session.version,
    asking: { ...asking, config },
    taken_at,
    policy,
    warnings,
    proxyFor: proxyFor(proxyIn(env), env),
    whole: wholeOrganization(attestations.entries, taken_at),
    history: whereHistoryIs(session, config, options),
    folder: session.path(options.out),
    clock: Date.now,
  });
  session.exitCode = found.exit_code;
  if (options.json === true) session.printJson(found);
  else
    session.print(
      doctorText(found, { width: session.width, color: options.color && session.color, quiet: options.quiet === true }),
    );
}
