import { countsInWords, takenInWords } from '../render/changes.ts';
import { changedParameters, changeInWords } from '../render/parameters.ts';
import { countInWords, failuresBySeverity } from '../render/state-words.ts';
import { visible } from '../render/visible.ts';
import { plural } from '../report/plural.ts';
import type { Report } from '../report/schema.ts';
import { STATES } from '../report/state.ts';
import { neglected } from '../report/summary.ts';
import { cut, pageOf } from './lines.ts';
import { ALL, answered, EVERYTHING, failures, LIMITS, type Limits, undetermined } from './summary-sections.ts';

type Shown = {
  code: number;
  written: readonly string[];
  withheld: readonly { file: string; withheld: string }[];
  width: number;
  color: boolean;
  /** Whether only failures that the baseline does not have count. */
  newOnly?: boolean;
  /** Everything, however long. */
  verbose?: boolean;
};

/** What fits one screen. */
const MOST_LINES = 40;

/** What a person is told; every line fits the width, and says the same without colour. One screen, unless everything is asked for. */
export function summary(report: Report, shown: Shown): string {
  if (shown.verbose === true) return textOf(report, shown, EVERYTHING);
  let text = '';
  for (const limits of LIMITS) {
    text = textOf(report, shown, limits);
    if (text.split('\n').length - 1 <= MOST_LINES) break;
  }
  return text;
}

function textOf(report: Report, shown: Shown, limits: Limits): string {
  const { code, written, withheld } = shown;
  const page = pageOf(shown);
  const { lines, paint, say } = page;
  const { organization, run, summary: counted, changes } = report;
  /** A text that may be long: as many lines of it as there is room for. */
  const tell = (text: string, indent = 0) => say(cut(visible(text), (shown.width - indent) * limits.wrapped), indent);
  tell(`Organization ${organization.name ?? ''} ${organization.id}`.replace(/ +/g, ' '));
  say(`as of ${run.as_of}, evaluated with ${plural(report.rules.length, 'rule')}`);
  lines.push('');
  say(paint(headlineStyle(code, counted.complete), headline(report, shown)));
  const because = counted.incomplete_because;
  for (const reason of because.slice(0, limits.others)) tell(`- ${reason}`, 2);
  if (because.length > limits.others) say(`- and ${plural(because.length - limits.others, 'more reason')}${ALL}`, 2);
  const changed = changedParameters(report.scope);
  if (changed.length > 0) tell(`Parameters changed: ${changed.map(changeInWords).join(' ')}`);
  if (changes !== null) tell(`Since ${takenInWords(changes.baseline)}: ${countsInWords(changes)}.`);

  const inner = { page, width: shown.width, limits, tell };
  failures(report, inner);
  undetermined(report, inner);
  answered(report, inner);

  lines.push('', paint('bold', 'Coverage'));
  for (const { subject_type, seen, complete, attested } of report.population) {
    if (subject_type === 'organization') continue;
    const by = attested === null ? '' : ` (attested: ${attested})`;
    const whole = complete === true ? `all of them${by}` : complete === false ? 'NOT all of them' : 'not proven to be all';
    tell(`${`${subject_type}s`.padEnd(13)}${String(seen).padStart(6)} seen, ${whole}`, 2);
  }
  lines.push('', paint('bold', 'Verdicts'));
  say(STATES.map((state) => countInWords(counted.by_state[state], state)).join(', '), 2);
  lines.push('');
  // paths are not wrapped: they are there to be copied
  for (const file of written.slice(0, limits.files)) lines.push(visible(file));
  if (written.length > limits.files)
    lines.push(`and ${plural(written.length - limits.files, 'more file')} beside ${written.length === 1 ? 'it' : 'them'}`);
  for (const { file, withheld: reason } of withheld) tell(`${file} was not written: ${reason}`);
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
