import { countsInWords } from '../render/changes.ts';
import { aboutWhat, daysLeft } from '../render/exception-words.ts';
import { changedParameters, changeInWords } from '../render/parameters.ts';
import { byRule } from '../render/rules.ts';
import { countInWords, failuresBySeverity } from '../render/state-words.ts';
import { visible } from '../render/visible.ts';
import { obstacles } from '../report/obstacles.ts';
import { plural } from '../report/plural.ts';
import type { Report, ReportedVerdict } from '../report/schema.ts';
import { STATES } from '../report/state.ts';
import { subjectsOf } from '../report/subject-lookup.ts';
import { neglected } from '../report/summary.ts';
import { label, pageOf, SEVERITY_STYLE } from './lines.ts';

type Shown = {
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
export function summary(report: Report, shown: Shown): string {
  const { code, written, withheld } = shown;
  const { lines, paint, say } = pageOf(shown);
  const { organization, run, summary: counted, changes } = report;
  say(visible(`Organization ${organization.name ?? ''} ${organization.id}`.replace(/ +/g, ' ')));
  say(`as of ${run.as_of}, evaluated with ${plural(report.rules.length, 'rule')}`);
  lines.push('');
  say(paint(headlineStyle(code, counted.complete), headline(report, shown)));
  for (const reason of counted.incomplete_because) say(visible(`- ${reason}`), 2);
  const changed = changedParameters(report.scope);
  if (changed.length > 0) say(visible(`Parameters changed: ${changed.map(changeInWords).join(' ')}`));
  if (changes !== null) say(visible(`Since ${changes.baseline.taken_at}: ${countsInWords(changes)}.`));

  const subjectOf = subjectsOf(report);
  const failures = report.verdicts.filter(({ state }) => state === 'fail');
  if (failures.length > 0) lines.push('', paint('bold', 'Failures'));
  for (const { rule, verdicts } of byRule(report, failures)) {
    say(`${paint(SEVERITY_STYLE[rule.severity], rule.severity.padEnd(8))} ${rule.id} (${verdicts.length})`, 2);
    for (const { message, subject } of verdicts.slice(0, MOST_SUBJECTS))
      say(visible(`${label(subjectOf(subject))}: ${message}`), 4);
    if (verdicts.length > MOST_SUBJECTS) say(`and ${verdicts.length - MOST_SUBJECTS} more`, 4);
  }

  const undetermined = reasons(report.verdicts);
  if (undetermined.length > 0) lines.push('', paint('bold', 'Could not be determined'));
  for (const { why, count } of undetermined) say(visible(`${plural(count, 'verdict')}: ${why}`), 2);

  const answered = [
    ...report.waivers.map((one) => ({ one, what: 'waived', by: one.record.owner })),
    ...report.attestations.map((one) => ({ one, what: 'attested', by: one.record.attested_by })),
  ].filter(({ one }) => one.state === 'applied');
  if (answered.length > 0) lines.push('', paint('bold', 'Waivers and attestations'));
  for (const { one, what, by } of answered) {
    const count = one.matches.filter(({ applied }) => applied).length;
    say(visible(`${one.record.id}: ${aboutWhat(one)}: ${count} ${what} by ${by}, ${daysLeft(one.days_left)}`), 2);
  }

  lines.push('', paint('bold', 'Coverage'));
  for (const { subject_type, seen, complete, attested } of report.population) {
    if (subject_type === 'organization') continue;
    const by = attested === null ? '' : ` (attested: ${visible(attested)})`;
    const whole = complete === true ? `all of them${by}` : complete === false ? 'NOT all of them' : 'not proven to be all';
    say(`${`${subject_type}s`.padEnd(13)}${String(seen).padStart(6)} seen, ${whole}`, 2);
  }
  lines.push('', paint('bold', 'Verdicts'));
  say(STATES.map((state) => countInWords(counted.by_state[state], state)).join(', '), 2);
  lines.push('');
  // paths are not wrapped: they are there to be copied
  for (const file of written) lines.push(visible(file));
  for (const { file, withheld: reason } of withheld) say(visible(`${file} was not written: ${reason}`));
  return `${lines.join('\n')}\n`;
}

const headlineStyle = (code: number, complete: boolean) => (code === 1 ? 'red' : code === 0 && complete ? 'green' : 'yellow');

function headline(report: Report, { code, newOnly }: Shown): string {
  const { summary } = report;
  const { fail, waived: covered } = summary.by_state;
  const failures = failuresBySeverity(summary);
  const failed = failures.length === 0 ? 'No failure was seen' : `${plural(fail, 'failure')}: ${failures.join(', ')}`;
  const waived = covered > 0 ? `; ${covered} waived` : '';
  const word = { 0: 'ALLOWED', 1: 'FAIL', 3: 'WAIVERS' }[code] ?? 'INCOMPLETE';
  const allowed = code === 0 || code === 3 ? ', as the flags allow' : '';
  if (!summary.complete) return `${word}  ${failed}${waived}. The audit is incomplete${allowed}:`;
  if (code === 1) return `FAIL  ${failed}${waived}.`;
  if (code === 2) return `INCOMPLETE  ${failed}${waived}. A subject of the baseline was not seen.`;
  const fine = covered > 0 ? `No failure that counts${waived}` : 'Every rule that applies holds';
  const why = newOnly === true ? 'none that is new at or above the threshold' : 'below the threshold';
  const below = failures.length === 0 ? fine : `${failed}, ${why}${waived}`;
  return code === 3
    ? `WAIVERS  ${below}. ${plural(neglected(report), 'waiver or attestation needs', 'waivers or attestations need')} attention: see the warnings.`
    : `OK  ${below}.`;
}

/** Why verdicts could not be determined: one line a call, since one missing permission may hide many verdicts. */
function reasons(verdicts: readonly ReportedVerdict[]): { why: string; count: number }[] {
  const broken = Map.groupBy(
    verdicts.filter(({ state }) => state === 'error'),
    ({ rule }) => rule,
  );
  return [
    ...[...broken].map(([rule, { length }]) => ({ why: `${rule} broke`, count: length })),
    ...obstacles(verdicts.filter(({ state }) => state === 'unknown')).map(
      ({ cause, permission, remedy, call, details, verdicts: count }) => {
        if (remedy !== null) return { why: `${cause}: ${call} (${inFew(details)}): ${remedy}`, count };
        const needed = cause === 'denied' && permission !== null ? ` (needs ${permission})` : '';
        return { why: `${cause}: ${call ?? inFew(details)}${needed}`, count };
      },
    ),
  ].sort((a, b) => b.count - a.count);
}

const MOST_DETAILS = 3;

function inFew(details: ReadonlySet<string>): string {
  const more = details.size - MOST_DETAILS;
  return [...[...details].slice(0, MOST_DETAILS), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
