import { type Change, type ChangeClass, isNewFailure } from '../../report/change.ts';
import type { Report } from '../../report/schema.ts';
import { inState } from '../../report/verdict-columns.ts';
import {
  appearedInWords,
  changeInWords,
  countsInWords,
  detail,
  endedIn,
  isListed,
  policyInWords,
  sideInWords,
  takenInWords,
  wholenessInWords,
} from '../changes.ts';
import { ruleText } from '../rules.ts';
import { ruleAnchor } from './links.ts';
import type { Room } from './room.ts';
import { type Table, tableUnlessEmpty } from './table.ts';
import { moment, nameOf } from './words.ts';

/** Classes that are marked beside the verdict itself. */
const MARKED: readonly ChangeClass[] = ['new', 'worsened', 'no_longer_unknown', 'newly_unknown', 'newly_waived'];

/** What changed since the baseline; null where none was given. */
export function changesSince({ changes }: Report, room: Room) {
  if (changes === null) return null;
  const { baseline, population, list } = changes;
  const listed = list.filter(isListed);
  return {
    since: takenInWords(baseline, moment),
    run: baseline.run_id,
    counts: countsInWords(changes),
    notes: [...policyInWords(changes), ...population.map(wholenessInWords), ...appearedInWords(changes)],
    table: changeTable(listed, room),
  };
}

/** What changed, by name: the first of what is new and of what ended. */
export function newsIn({ changes, verdicts, rules }: Report, room: Room) {
  if (changes === null) return [];
  const headlines = new Map(inState(verdicts, ['fail']).map(({ fingerprint, headline }) => [fingerprint, headline]));
  const titles = new Map(rules.map(({ id, title }) => [id, ruleText(title)]));
  const named = (heading: string, own: readonly Change[]) => ({
    heading,
    items: own.slice(0, MOST_NAMED).map(({ subject, rule, fingerprint }) => ({
      name: nameOf(subject),
      href: room.sectionOf(subject),
      what: headlines.get(fingerprint) ?? `"${titles.get(rule) ?? rule}"`,
    })),
    more: Math.max(0, own.length - MOST_NAMED),
  });
  const { resolved, inapplicable } = endedIn(changes);
  const failing = Object.groupBy(changes.list.filter(isNewFailure), (change) =>
    change.class === 'no_longer_unknown' || change.class === 'incomparable' ? change.class : 'new',
  );
  return [
    named('New failures', failing.new ?? []),
    named('Failing, unknown before', failing.no_longer_unknown ?? []),
    named('Failing by a new or changed rule', failing.incomparable ?? []),
    named(
      'No longer known',
      changes.list.filter((change) => change.class === 'newly_unknown'),
    ),
    named('Resolved', resolved),
    named('Failed before, no longer applies', inapplicable),
  ].filter(({ items }) => items.length > 0);
}

/** Changes on the first page. */
const MOST_NAMED = 5;

/** What this scan saw first, by the history; null without one, or where it has no earlier scan. */
export function newSince({ history, verdicts, run }: Report) {
  if (history === null || history.unread || history.scans === 0) return null;
  const isNew = ({ first_seen }: { first_seen: string | null }) => first_seen !== null && first_seen >= run.taken_at;
  const count = (state: 'fail' | 'unknown') => inState(verdicts, [state]).filter(isNew).length;
  return { scans: history.scans, failures: count('fail'), unknowns: count('unknown') };
}

const changeTable = (changes: readonly Change[], room: Room): Table | null =>
  tableUnlessEmpty<Change>(
    'changes-table',
    'Changes since the baseline',
    changes,
    {
      Change: changeInWords,
      Severity: ({ severity }) => severity,
      Rule: ({ rule }) => ({ text: rule, href: ruleAnchor(rule) }),
      Subject: ({ subject }) => ({ text: nameOf(subject), href: room.sectionOf(subject) }),
      Id: ({ subject }) => ({ text: subject.id, code: true }),
      Was: (change) => sideInWords(change.was, change),
      Now: (change) => sideInWords(change.now, change),
      Why: detail,
    },
    { sortable: true },
  );

/** By fingerprint, how a verdict is marked. */
export const marks = ({ changes }: Report): ReadonlyMap<string, string> =>
  new Map(
    (changes?.list ?? [])
      .filter((change) => MARKED.includes(change.class) || isNewFailure(change))
      .map((change) => [change.fingerprint, changeInWords(change)]),
  );
