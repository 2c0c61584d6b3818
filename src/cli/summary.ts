import { basename } from 'node:path';
import { countsInWords, takenInWords } from '../render/changes.ts';
import { FORMATS } from '../render/index.ts';
import { leftOutInWords } from '../render/left-out.ts';
import { changedParameters, changeInWords } from '../render/parameters.ts';
import { failuresBySeverity } from '../render/state-words.ts';
import { visible } from '../render/visible.ts';
import { plural } from '../report/plural.ts';
import type { Report } from '../report/schema.ts';
import { series } from '../report/series.ts';
import { neglected } from '../report/summary.ts';
import { type Contents, contentsOf } from './contents.ts';
import { EVERYTHING, FEW_FAILURES, GROWTH, LEAST, type Limits, WHOLE } from './limits.ts';
import { cut, pageOf } from './lines.ts';
import {
  ALL,
  answered,
  coverage,
  failures,
  type Inner,
  stateCounts,
  toBeAttested,
  undetermined,
  undeterminedCount,
} from './summary-sections.ts';

type Shown = {
  code: number;
  written: readonly string[];
  withheld: readonly { file: string; withheld: string }[];
  /** What a file leaves out. */
  shortened?: readonly { file: string; shortened: string }[];
  width: number;
  color: boolean;
  /** Whether only failures that the baseline does not have count. */
  newOnly?: boolean;
  /** Everything, however long. */
  verbose?: boolean;
};

/** What nobody may have asked for. */
const BESIDE_PAGE = Object.values(FORMATS).flatMap(({ file, written }) => (written === 'on overflow' ? [file] : []));

/** What fits one screen. */
const MOST_LINES = 40;

/** What a person reads; every line fits the width, and says the same without colour. One screen, unless everything is asked for. */
export function summary(report: Report, shown: Shown): string {
  const contents = contentsOf(report, shown.verbose === true);
  const print = (limits: Limits) => textOf(report, contents, shown, limits);
  if (shown.verbose === true) return print(EVERYTHING);
  const fits = (text: string) => text.split('\n').length - 1 <= MOST_LINES;
  if (report.summary.by_state.fail <= FEW_FAILURES) {
    const whole = print(WHOLE);
    if (fits(whole)) return whole;
  }
  let [limits, text] = [LEAST, print(LEAST)];
  for (const [part, most] of GROWTH)
    while (limits[part] < most) {
      const larger = { ...limits, [part]: limits[part] + 1 };
      const longer = print(larger);
      if (longer === text || !fits(longer)) break;
      [limits, text] = [larger, longer];
    }
  return text;
}

function textOf(report: Report, contents: Contents, shown: Shown, limits: Limits): string {
  const { code, written, withheld, shortened = [] } = shown;
  const page = pageOf(shown);
  const { lines, paint, say } = page;
  const { organization, run, summary: counted, changes } = report;
  const tell = (text: string, indent = 0) => say(cut(visible(text), (shown.width - indent) * limits.wrapped), indent);
  tell(`Organization ${organization.name ?? ''} ${organization.id}`.replace(/ +/g, ' '));
  say(`as of ${run.as_of}, evaluated with ${plural(report.rules.length, 'rule')}`);
  lines.push('');
  const because = counted.incomplete_because;
  const [only] = because;
  const style = headlineStyle(code, counted.complete);
  if (only !== undefined && because.length === 1)
    say(`${paint(style, headline(report, shown))} ${cut(visible(only), shown.width * limits.wrapped)}`);
  else {
    say(paint(style, headline(report, shown)));
    for (const reason of because.slice(0, limits.reasons)) tell(`- ${reason}`, 2);
  }
  if (because.length > limits.reasons) say(`- and ${plural(because.length - limits.reasons, 'more reason')}${ALL}`, 2);
  const leftOut = leftOutInWords(report.scope);
  if (leftOut !== null) tell(leftOut);
  const changed = changedParameters(report.scope);
  if (changed.length > 0) tell(`Parameters changed: ${changed.map(changeInWords).join(' ')}`);
  if (changes !== null) tell(`Since ${takenInWords(changes.baseline)}: ${countsInWords(changes)}.`);

  const orPage = written.some((file) => basename(file) === FORMATS.html.file) ? `, or ${FORMATS.html.file}` : '';
  const inner: Inner = { page, width: shown.width, limits, tell, orPage };
  failures(report, contents, inner);
  undetermined(contents, inner);
  if (!limits.listed) lines.push('');
  undeterminedCount(contents, inner);
  toBeAttested(contents, inner);
  answered(report, inner);
  coverage(report, inner);
  stateCounts(report, inner);
  lines.push('');
  // paths are not wrapped: they are there to be copied
  for (const file of written.slice(0, limits.files)) lines.push(visible(file));
  const more = written.slice(limits.files).map((file) => basename(file));
  const unasked = more.filter((file) => BESIDE_PAGE.includes(file));
  if (more.length > 0)
    say(
      `and ${plural(more.length, 'more file')} beside ${limits.files === 1 ? 'it' : 'them'}${unasked.length === 0 ? '' : `, ${series(unasked)} among them`}`,
    );
  for (const { file, shortened: what } of shortened) tell(`${file} does not hold everything: ${what}`);
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
