import { countsInWords } from '../render/changes.ts';
import { aboutWhat, daysLeft } from '../render/exception-words.ts';
import { visible } from '../render/visible.ts';
import { plural } from '../report/plural.ts';
import type { Report, ReportedVerdict, Severity } from '../report/schema.ts';
import { SEVERITIES } from '../report/schema.ts';
import { neglected } from '../report/summary.ts';
import { label, pageOf, SEVERITY_STYLE } from './lines.ts';

type Told = {
  code: number;
  written: readonly string[];
  withheld: readonly { file: string; withheld: string }[];
  width: number;
  color: boolean;
  /** Whether only failures that the baseline does not have count. */
  newOnly?: boolean;
};

const MOST_SUBJECTS = 3;

/** One screen for a person; every line fits the width, and says the same without colour. */
export function summary(report: Report, told: Told): string {
  const { code, written, withheld } = told;
  const { lines, paint, say } = pageOf(told);
  const { organization, run, summary: counted, changes } = report;
  say(visible(`Organization ${organization.name ?? ''} ${organization.id}`.replace(/ +/g, ' ')));
  say(`as of ${run.as_of}, judged by ${report.rules.length} rules`);
  lines.push('');
  say(paint(headlineStyle(code, counted.complete), headline(report, told)));
  for (const reason of counted.incomplete_because) say(visible(`- ${reason}`), 2);
  if (changes !== null) say(visible(`Since ${changes.baseline.taken_at}: ${countsInWords(changes.counts)}.`));

  const failures = report.verdicts.filter(({ status, waiver }) => status === 'fail' && waiver === null);
  if (failures.length > 0) lines.push('', paint('bold', 'Failures'));
  for (const group of byRule(report, failures)) {
    say(`${paint(SEVERITY_STYLE[group.severity], group.severity.padEnd(8))} ${group.rule} (${group.verdicts.length})`, 2);
    for (const { message, subject } of group.verdicts.slice(0, MOST_SUBJECTS)) say(visible(`${label(subject)}: ${message}`), 4);
    if (group.verdicts.length > MOST_SUBJECTS) say(`and ${group.verdicts.length - MOST_SUBJECTS} more`, 4);
  }

  const open = report.verdicts.filter(
    ({ status, unknown }) => status === 'error' || (status === 'unknown' && unknown?.cause !== 'unsupported'),
  );
  if (open.length > 0) lines.push('', paint('bold', 'Could not be determined'));
  for (const { why, verdicts } of byReason(open)) say(visible(`${plural(verdicts.length, 'verdict')}: ${why}`), 2);

  const answered = [
    ...report.waivers.map((told) => ({ told, what: 'waived', by: told.record.owner })),
    ...report.attestations.map((told) => ({ told, what: 'attested', by: told.record.attested_by })),
  ].filter(({ told }) => told.state === 'applied');
  if (answered.length > 0) lines.push('', paint('bold', 'Answered for by people'));
  for (const { told, what, by } of answered) {
    const count = told.matches.filter(({ applied }) => applied).length;
    say(visible(`${told.record.id}: ${aboutWhat(told)}: ${count} ${what} by ${by}, ${daysLeft(told.days_left)}`), 2);
  }

  lines.push('', paint('bold', 'Coverage'));
  for (const { subject_type, seen, complete, attested } of report.population) {
    if (subject_type === 'organization') continue;
    const word = attested === null ? '' : ` (attested: ${visible(attested)})`;
    const whole = complete === true ? `all of them${word}` : complete === false ? 'NOT all of them' : 'not proven to be all';
    say(`${`${subject_type}s`.padEnd(13)}${String(seen).padStart(6)} seen, ${whole}`, 2);
  }
  const byWord = report.verdicts.filter(({ attestation }) => attestation !== null).length;
  const attest = report.verdicts.filter(({ unknown }) => unknown?.cause === 'unsupported').length;
  lines.push('', paint('bold', 'Verdicts'));
  say(
    `${counted.pass} pass${byWord > 0 ? ` (${byWord} attested)` : ''}, ${counted.fail} fail, ${counted.waived} waived, ${counted.unknown} unknown${attest > 0 ? ` (${attest} need attestation)` : ''}, ` +
      `${counted.error} error, ${counted.not_applicable} not applicable`,
    2,
  );
  lines.push('');
  // paths are not wrapped: they are there to be copied
  for (const file of written) lines.push(visible(file));
  for (const { file, withheld: reason } of withheld) say(visible(`${file} was not written: ${reason}`));
  return `${lines.join('\n')}\n`;
}

const headlineStyle = (code: number, complete: boolean) => (code === 1 ? 'red' : code === 0 && complete ? 'green' : 'yellow');

function headline(report: Report, { code, newOnly }: Told): string {
  const { summary } = report;
  const failures = SEVERITIES.filter((severity) => summary.fail_by_severity[severity] > 0).map(
    (severity) => `${summary.fail_by_severity[severity]} ${severity}`,
  );
  const failed = failures.length === 0 ? 'No failure was seen' : `${plural(summary.fail, 'failure')}: ${failures.join(', ')}`;
  const waived = summary.waived > 0 ? `; ${summary.waived} waived` : '';
  const word = { 0: 'ALLOWED', 1: 'FAIL', 3: 'WAIVERS' }[code] ?? 'INCOMPLETE';
  const allowed = code === 0 || code === 3 ? ', as the flags allow' : '';
  if (!summary.complete) return `${word}  ${failed}${waived}. The audit is incomplete${allowed}:`;
  if (code === 1) return `FAIL  ${failed}${waived}.`;
  if (code === 2) return `INCOMPLETE  ${failed}${waived}. Something that the baseline knows was not seen.`;
  const fine = summary.waived > 0 ? `No failure that counts${waived}` : 'Every rule that applies holds';
  const why = newOnly === true ? 'none that is new at or above the threshold' : 'below the threshold';
  const below = failures.length === 0 ? fine : `${failed}, ${why}${waived}`;
  return code === 3
    ? `WAIVERS  ${below}. To be seen to: ${plural(neglected(report), 'waiver or attestation', 'waivers or attestations')}, see the warnings.`
    : `OK  ${below}.`;
}

function byRule({ rules }: Report, verdicts: readonly ReportedVerdict[]) {
  const groups = rules.map(({ id, severity }) => ({ rule: id, severity, verdicts: verdicts.filter(({ rule }) => rule === id) }));
  const rank = (severity: Severity) => SEVERITIES.indexOf(severity);
  return groups.filter((group) => group.verdicts.length > 0).sort((a, b) => rank(a.severity) - rank(b.severity));
}

/** One line a call, since one missing permission may hide many verdicts. */
function byReason(verdicts: readonly ReportedVerdict[]) {
  const groups = new Map<string, ReportedVerdict[]>();
  for (const verdict of verdicts) {
    const fact = verdict.unknown?.facts[0];
    const why =
      fact === undefined
        ? `${verdict.rule} broke`
        : `${fact.cause}: ${fact.call ?? fact.detail}${fact.cause === 'denied' && fact.permission !== null ? ` (needs ${fact.permission})` : ''}`;
    groups.set(why, [...(groups.get(why) ?? []), verdict]);
  }
  return [...groups].map(([why, list]) => ({ why, verdicts: list })).sort((a, b) => b.verdicts.length - a.verdicts.length);
}
