import { type Change, type ChangeClass, isNewFailure } from '../../report/change.ts';
import type { Report } from '../../report/schema.ts';
import { classInWords, countsInWords, detail, isListed, sideInWords, takenInWords, wholenessInWords } from '../changes.ts';
import type { Islands } from './islands.ts';
import { type Table, tableUnlessEmpty } from './table.ts';
import { moment } from './words.ts';

/** With more rows than this the table is folded: it would push the findings off the first page. */
const MOST_OPEN = 8;

/** Classes that are marked beside the verdict itself. */
const MARKED: readonly ChangeClass[] = ['new', 'worsened', 'no_longer_unknown', 'newly_unknown', 'newly_waived'];

/** What changed since the baseline; null where none was given. */
export function changesSince({ changes }: Report, islands: Islands) {
  if (changes === null) return null;
  const { baseline, population, policy_changed, list } = changes;
  const listed = list.filter(isListed);
  return {
    since: takenInWords(baseline, moment),
    run: baseline.run_id,
    counts: countsInWords(changes),
    notes: [...(policy_changed ? ['The baseline was evaluated with another policy.'] : []), ...population.map(wholenessInWords)],
    count: listed.length,
    open: listed.length <= MOST_OPEN,
    table: changeTable(listed, islands),
  };
}

const changeTable = (changes: readonly Change[], islands: Islands): Table | null =>
  tableUnlessEmpty<Change>(
    'changes-table',
    'Changes since the baseline',
    changes,
    {
      Change: (change) => classInWords(change.class),
      Severity: ({ severity }) => severity,
      Rule: ({ rule }) => rule,
      Subject: ({ subject }) => subject.name ?? `unnamed ${subject.type}`,
      Id: ({ subject }) => subject.id,
      Was: (change) => sideInWords(change.was, change),
      Now: (change) => sideInWords(change.now, change),
      Why: detail,
    },
    { islands },
  );

/** By fingerprint, how a verdict is marked. */
export const marks = ({ changes }: Report): ReadonlyMap<string, string> =>
  new Map(
    (changes?.list ?? [])
      .filter((change) => MARKED.includes(change.class) || isNewFailure(change))
      .map((change) => [change.fingerprint, classInWords(change.class)]),
  );
