import { type Change, type ChangeClass, CLASSES, type Comparison, type State } from '../report/change.ts';
import { plural } from '../report/plural.ts';

/** The classes as people read them: in a sum, and above a list. */
export const CLASS_WORDS: Record<ChangeClass, { word: string; heading: string }> = {
  new: { word: 'new', heading: 'New failures' },
  worsened: { word: 'worsened', heading: 'Failures that weigh more' },
  no_longer_unknown: { word: 'no longer unknown', heading: 'No longer unknown' },
  newly_unknown: { word: 'newly unknown', heading: 'Newly unknown' },
  incomparable: { word: 'incomparable', heading: 'Incomparable' },
  newly_waived: { word: 'newly waived', heading: 'Newly waived' },
  resolved: { word: 'resolved', heading: 'Resolved' },
  out_of_scope: { word: 'out of scope', heading: 'Out of scope' },
  unchanged: { word: 'still failing', heading: 'Still failing' },
  still_unknown: { word: 'still unknown', heading: 'Still unknown' },
  clear: { word: 'clear', heading: 'Clear' },
};

export const STATE_WORDS: Record<State, string> = {
  fail: 'failing',
  waived: 'failing, waived',
  error: 'rule broke',
  unknown: 'unknown',
  attested: 'attested by a person',
  pass: 'passing',
  not_applicable: 'not applicable',
};

/** `3 new, 2 resolved, 1 newly unknown, 40 still failing`: the two that everybody asks for, and what else there is. */
export function countsInWords(counts: Comparison['counts']): string {
  const parts: ChangeClass[] = ['new', 'resolved'];
  parts.push(...CLASSES.filter((name) => !parts.includes(name) && name !== 'clear' && counts[name] > 0));
  return parts.map((name) => `${counts[name]} ${CLASS_WORDS[name].word}`).join(', ');
}

const failing = (state: State | null): boolean => state === 'fail' || state === 'waived';

/** Whether the change is about a failure, now or before. */
export const isAboutFailure = ({ was, now }: Change): boolean => failing(was) || failing(now);

/** What a reader is told of one change. */
export function detail({ class: name, why, message, now }: Change): string {
  if (name === 'new' || name === 'newly_waived') return message;
  return failing(now) ? `${why} ${message}` : why;
}

/**
 * The classes that are told one by one: by rule where there is a verdict, by subject where a subject is gone with all its
 * verdicts. What is about no failure is a number, but where sight was lost: there a pass is as much at stake.
 */
export function told({ list }: Pick<Comparison, 'list'>) {
  const byClass = Map.groupBy(list, (change) => change.class);
  return CLASSES.filter((name) => name !== 'unchanged' && name !== 'still_unknown').flatMap((name) => {
    const all = byClass.get(name);
    if (all === undefined) return [];
    const isGone = ({ now }: Change) => now === null && name !== 'incomparable';
    const seen = all.filter((change) => !isGone(change));
    const shown = name === 'newly_unknown' ? seen : seen.filter(isAboutFailure);
    return [
      {
        name,
        heading: CLASS_WORDS[name].heading,
        count: all.length,
        rules: byRule(shown),
        gone: bySubject(all.filter(isGone)),
        others: seen.length - shown.length,
      },
    ];
  });
}

/** Subjects of the older report alone, those with failures first. */
const bySubject = (changes: readonly Change[]) =>
  [...Map.groupBy(changes, ({ subject }) => `${subject.type} ${subject.id}`).values()]
    .flatMap((ofSubject) => {
      const [first] = ofSubject;
      const failed = ofSubject.filter(isAboutFailure).map(({ rule }) => rule);
      return first === undefined ? [] : [{ subject: first.subject, why: reasonOf(first), count: ofSubject.length, failed }];
    })
    .sort((a, b) => b.failed.length - a.failed.length);

/** What happened to the subject: the part of the sentence that its verdicts share. */
const reasonOf = ({ why }: Change): string => why.slice(why.indexOf('; ') + 2);

const byRule = (changes: readonly Change[]) =>
  [...Map.groupBy(changes, ({ rule }) => rule)].map(([rule, ofRule]) => ({
    rule,
    severity: ofRule[0]?.severity ?? 'info',
    changes: [...ofRule.filter(isAboutFailure), ...ofRule.filter((change) => !isAboutFailure(change))],
  }));

/** `clusters: not all of them were seen, before: all`. */
export const wholenessInWords = ({ subject_type, was, now }: Comparison['population'][number]): string =>
  `${subject_type}s: ${WHOLE[String(now)]} now, ${WHOLE[String(was)]} before`;

const WHOLE: Record<string, string> = { true: 'all of them seen', false: 'not all of them seen', null: 'not proven to be all' };

/** `13 verdicts, failing: cluster.key_unique`. */
export const lost = (verdicts: number, failed: readonly string[]): string =>
  `${plural(verdicts, 'verdict')}, failing before: ${failed.join(', ') || 'none'}.`;
