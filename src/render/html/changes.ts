import type { Change, ChangeClass } from '../../report/change.ts';
import type { Report } from '../../report/schema.ts';
import { CLASS_WORDS, countsInWords, detail, isAboutFailure, STATE_WORDS, wholenessInWords } from '../changes.ts';
import { visible } from '../visible.ts';
import { type Table, table } from './table.ts';
import { moment } from './words.ts';

/** As many rows stand open: more would push the findings off the first page. */
const MOST_OPEN = 8;

/** Classes that a finding of the page is marked with. */
const MARKED: readonly ChangeClass[] = ['new', 'worsened', 'no_longer_unknown', 'newly_unknown', 'newly_waived'];

/** What changed since the baseline; null where none was given. */
export function changesSince({ changes }: Report) {
  if (changes === null) return null;
  const { baseline, counts, population, policy_changed, list } = changes;
  const told = list.filter(isTold);
  return {
    since: moment(baseline.taken_at),
    run: visible(baseline.run_id),
    counts: countsInWords(counts),
    notes: [
      ...(policy_changed ? ['The baseline was judged by another policy.'] : []),
      ...population.map((change) => visible(wholenessInWords(change))),
    ],
    count: told.length,
    open: told.length <= MOST_OPEN,
    table: told.length === 0 ? null : changeTable(told),
  };
}

/** What is no news, and what was at no time a failure, is told by its number; but lost sight is told in full. */
const isTold = (change: Change): boolean =>
  change.class === 'newly_unknown' ||
  (change.class !== 'unchanged' && change.class !== 'still_unknown' && isAboutFailure(change));

const changeTable = (changes: readonly Change[]): Table =>
  table(
    'changes-table',
    'Changes since the baseline',
    ['Change', 'Severity', 'Rule', 'Subject', 'Id', 'Was', 'Now', 'Why'],
    changes.map((change) => [
      CLASS_WORDS[change.class].word,
      change.severity,
      change.rule,
      change.subject.name ?? `unnamed ${change.subject.type}`,
      change.subject.id,
      change.was === null ? '–' : STATE_WORDS[change.was],
      change.now === null ? '–' : STATE_WORDS[change.now],
      detail(change),
    ]),
  );

/** By fingerprint, what is to be said beside a finding. */
export const marks = ({ changes }: Report): ReadonlyMap<string, string> =>
  new Map(
    (changes?.list ?? [])
      .filter((change) => MARKED.includes(change.class))
      .map((change) => [change.fingerprint, CLASS_WORDS[change.class].word]),
  );
