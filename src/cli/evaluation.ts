import type { Evaluation } from '../audit.ts';
import { wrongUsage } from '../audit-error.ts';
import { loadAttestations, loadConfig, loadWaivers } from '../config/load.ts';
import { parameterSchemas } from '../evaluate/catalogue.ts';
import { loadPolicy } from '../evaluate/policy.ts';
import { historyAt } from '../history/history.ts';
import { learnFromFiles } from '../input/known-secrets.ts';
import { bytesOf } from '../input/named-file.ts';
import { type Baseline, baselineOf } from '../report/diff.ts';
import { readReport } from '../report/file.ts';
import { whereHistoryIs } from './opened-history.ts';
import type { AuditOptions, InputOptions, TalkOptions } from './options.ts';
import type { Session } from './session.ts';
import { terminalOf } from './terminal.ts';

/** What `scan`, `collect` and `evaluate` have in common before they start: configuration and policy, checked. */
export function load(session: Session, options: InputOptions & TalkOptions) {
  const terminal = terminalOf(session, options);
  learnFromFiles(session.secrets, session.env);
  const policy = loadPolicy(options.policy, session.directory);
  const { config, warnings } = loadConfig(options.config, session.directory, parameterSchemas(policy.catalogue));
  for (const warning of warnings) terminal.warn(warning);
  return { terminal, policy, config, warnings };
}

/** What to evaluate by, with the waivers and attestations, checked. @throws AuditError 65 */
export function evaluationOf(
  session: Session,
  loaded: ReturnType<typeof load>,
  options: AuditOptions,
  as_of: string,
): Evaluation {
  const { config, policy, warnings } = loaded;
  const { rules } = policy.catalogue;
  const { directory } = session;
  const at = whereHistoryIs(session, config, options);
  return {
    version: session.version,
    config,
    policy,
    waivers: loadWaivers(config, rules, { named: options.waivers, directory }),
    attestations: loadAttestations(config, rules, { directory }),
    as_of,
    workers: options.workers,
    policyTimeout: options.policyTimeout,
    history: at === null ? null : historyAt(at, session.secrets),
    warnings,
    warn: loaded.terminal.warn,
    directory,
  };
}

/**
 * The report to compare with, read before a scan takes its time.
 * @throws AuditError 64 if new failures are to count and no report says which are new
 */
export function baselineOption(session: Session, options: AuditOptions): Baseline | null {
  const { baseline, failOnNew, maxInput } = options;
  if (baseline !== undefined) {
    const report = readReport(baseline, session.from(options));
    const file = { file: session.path(baseline), named: baseline, advice: 'Make one with: byok-audit scan', maxInput };
    return baselineOf(report, bytesOf(file));
  }
  if (failOnNew === true) throw wrongUsage('--fail-on-new needs an earlier report to compare with: --baseline REPORT.json');
  return null;
}
