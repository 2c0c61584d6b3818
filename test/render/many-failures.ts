import { fingerprintOf } from '../../src/report/fingerprint.ts';
import type { Report, ReportedSubject, ReportedVerdict } from '../../src/report/schema.ts';
import { countByState } from '../../src/report/state.ts';
import { sampleReport } from './sample-report.ts';

/** Says what is different about one of many. */
type Different = (index: number) => { rule?: string; verdict?: Partial<ReportedVerdict>; subject?: Partial<ReportedSubject> };

/** The sample report with as many clusters, and a verdict on each that fails unless it is said to be different. */
export function withMany(count: number, different: Different = () => ({})): Report {
  const report = sampleReport();
  const { organization } = report;
  const [apple] = report.subjects;
  const failed = report.verdicts.find(({ rule, state }) => rule === 'cluster.high' && state === 'fail');
  if (apple === undefined || failed === undefined) throw new Error('the sample has a cluster, and a failure of cluster.high');
  const made = Array.from({ length: count }, (_, index) => {
    const { rule = failed.rule, verdict = {}, subject = {} } = different(index);
    const id = `lkc-${String(index).padStart(6, '0')}`;
    const about = { ...apple, id, name: `apple-${index}`, ...subject };
    const { severity } = report.rules.find((one) => one.id === rule) ?? failed;
    const fingerprint = fingerprintOf(rule, organization.id, about);
    const own = { ...failed, rule, severity, subject: { type: 'cluster', id }, fingerprint, ...verdict };
    return { subject: about, verdict: own };
  });
  const verdicts = made.map(({ verdict }) => verdict);
  const summary = { ...report.summary, by_state: countByState(verdicts) };
  return { ...report, summary, subjects: made.map(({ subject }) => subject), verdicts };
}

/** A verdict that could not be determined. */
export const UNKNOWN: Partial<ReportedVerdict> = {
  status: 'unknown',
  state: 'unknown',
  message: 'Could not be determined.',
  unknown: { cause: 'denied', facts: [] },
};
