import { type Change, type ChangeClass, CLASSES, type Comparison, isNewFailure } from '../report/change.ts';
import { ABSENT_NOW } from '../report/classify.ts';
import { agree, plural } from '../report/plural.ts';
import type { Report } from '../report/schema.ts';
import { withMore } from '../report/series.ts';
import { isFailing, STATES, type State } from '../report/state.ts';
import { capital, SHOWN_STATES } from './state-words.ts';

/** When a report's evidence was taken, whether that was interrupted, and as of when it was evaluated, where that is another time. */
export function takenInWords(
  { taken_at, as_of, interrupted_at = null }: Pick<Report['run'], 'taken_at' | 'as_of'> & { interrupted_at?: string | null },
  timeInWords: (time: string) => string = String,
): string {
  const interrupted = interrupted_at === null ? '' : ` (partial: interrupted at ${timeInWords(interrupted_at)})`;
  const evaluated = Date.parse(taken_at) === Date.parse(as_of) ? '' : `, evaluated as of ${timeInWords(as_of)}`;
  return `${timeInWords(taken_at)}${interrupted}${evaluated}`;
}

/** A class as people read it: `no longer unknown`. */
const classInWords = (name: ChangeClass): string => (name === 'unchanged' ? 'still failing' : name.replaceAll('_', ' '));

/** What a change is called: failures that no longer apply are of the class `resolved`, though nothing was mended. */
export type ChangeKind = ChangeClass | 'inapplicable';

const KINDS: readonly ChangeKind[] = CLASSES.flatMap((name) => (name === 'resolved' ? [name, 'inapplicable'] : [name]));

const kindOf = ({ class: name, now }: Change): ChangeKind =>
  name === 'resolved' && now === 'not_applicable' ? 'inapplicable' : name;

/** A change as people read it, in a word or two. */
export const changeInWords = (change: Change): string => kindInWords(kindOf(change));

const kindInWords = (kind: ChangeKind): string => (kind === 'inapplicable' ? 'no longer applies' : classInWords(kind));

const headingOf = (kind: ChangeKind): string =>
  `${capital(kindInWords(kind))}${kind === 'new' || kind === 'worsened' ? ' failures' : ''}`;

/** Classes that hold failures that count as new beside other changes. */
const MIXED: Partial<Record<ChangeClass, (count: number) => string>> = {
  no_longer_unknown: (count) => `${count} failing that ${agree(count, 'was', 'were')} unknown before`,
  incomparable: (count) => `${count} failing by a rule that is new or changed`,
};

/** Classes of which a reader asks what became of their verdicts, or in what state they stayed. */
const BECAME: Partial<Record<ChangeClass, string>> = {
  no_longer_unknown: 'unknown before and now',
  unchanged: 'still',
  still_unknown: 'still',
};

/** The state of a verdict as what comes after `still` and `now`. */
const IN_STATE: Record<State, string> = {
  fail: 'failing',
  waived: 'waived',
  unknown: 'unknown',
  needs_attestation: 'to be attested',
  error: 'in error',
  pass: 'passing',
  attested: 'attested',
  not_applicable: 'not applicable',
};

/** `21 unknown before and now passing`, by each state there is; failures that count as new stand elsewhere. */
function byState(list: readonly Change[], name: ChangeClass, became: string): string[] {
  const own = list.filter((change) => change.class === name && !isNewFailure(change));
  return STATES.flatMap((state) => {
    const count = own.filter(({ now }) => now === state).length;
    return count === 0 ? [] : [`${count} ${became} ${IN_STATE[state]}`];
  });
}

/**
 * `3 new, 1 failing that was unknown before, 2 resolved, 40 still failing`: new and resolved always, the others where there
 * are any. Every failure that counts as new stands before what is resolved.
 */
export function countsInWords({ counts, list }: Pick<Comparison, 'counts' | 'list'>): string {
  const ifAny = (name: ChangeClass): string[] => (counts[name] > 0 ? [`${counts[name]} ${classInWords(name)}`] : []);
  const appeared = (name: ChangeClass): number => list.filter((one) => one.class === name && isNewFailure(one)).length;
  const failing = CLASSES.flatMap((name) => (appeared(name) > 0 ? (MIXED[name]?.(appeared(name)) ?? []) : []));
  const others = CLASSES.filter((name) => !FIRST.includes(name)).flatMap((name) => {
    const became = BECAME[name];
    if (became !== undefined) return byState(list, name, became);
    if (MIXED[name] === undefined || appeared(name) === 0) return ifAny(name);
    const rest = counts[name] - appeared(name);
    return rest > 0 ? [`${rest} other ${classInWords(name)}`] : [];
  });
  const { resolved, inapplicable } = endedIn({ list });
  const ended = [`${resolved.length} resolved`, ...(inapplicable.length > 0 ? [inapplicableInWords(inapplicable.length)] : [])];
  return [`${counts.new} new`, ...ifAny('worsened'), ...failing, ...ended, ...others].join(', ');
}

/** Failures that ended: where the rule holds now, and where it no longer applies, such as to a key that is being deleted. */
export function endedIn({ list }: Pick<Comparison, 'list'>): { resolved: Change[]; inapplicable: Change[] } {
  const of = (kind: ChangeKind) => list.filter((change) => kindOf(change) === kind);
  return { resolved: of('resolved'), inapplicable: of('inapplicable') };
}

const inapplicableInWords = (count: number): string => `${count} that no longer ${agree(count, 'applies', 'apply')}`;

/** That a change may come from the rules, where they are others. */
export const policyInWords = ({ policy_changed }: Pick<Comparison, 'policy_changed'>): string[] =>
  policy_changed ? ['The earlier report was evaluated with another policy: a change may come from its rules'] : [];

/** `2 clusters that are not in the earlier report: orders, billing`; none where there are none. */
export function appearedInWords({ appeared = [] }: Pick<Comparison, 'appeared'>): string[] {
  const byType = Map.groupBy(appeared, ({ type }) => type);
  return [...byType].map(([type, own]) => {
    const named = own.slice(0, MOST_NAMED).map(({ name, id }) => name ?? id);
    const kind = plural(own.length, type);
    return `${kind} that ${agree(own.length, 'is', 'are')} not in the earlier report: ${withMore(named, own.length - named.length)}`;
  });
}

const MOST_NAMED = 8;

/** Those with a place of their own, and what nobody has to know of. */
const FIRST: readonly ChangeClass[] = ['new', 'worsened', 'resolved', 'clear'];

const failing = (state: State | null): boolean => state !== null && isFailing(state);

/** Whether the change is about a failure, now or before. */
export const isAboutFailure = ({ was, now }: Change): boolean => failing(was) || failing(now);

/** What is no news, or was never a failure, is only counted; what is newly unknown is always listed. */
export const isListed = (change: Change): boolean =>
  change.class === 'newly_unknown' || (!NO_NEWS.includes(change.class) && isAboutFailure(change));

const NO_NEWS: readonly ChangeKind[] = ['unchanged', 'still_unknown'];

/** The state of one side of a change; where it has none, why. */
export const sideInWords = (state: State | null, { absence }: Change): string =>
  state === null ? (absence === null ? 'no such rule' : absence.replaceAll('_', ' ')) : SHOWN_STATES[state].words;

/** One change in a sentence or two. */
export function detail({ class: name, why, message, now }: Change): string {
  if (name === 'new' || name === 'newly_waived') return message;
  return failing(now) ? `${why} ${message}` : why;
}

/**
 * The classes whose changes are listed: by rule where there is a verdict, by subject where a subject disappeared with all
 * its verdicts. Changes that involve no failure are only counted, except those that are newly unknown: a pass that can no
 * longer be seen matters as much.
 */
export function sections({ list }: Pick<Comparison, 'list'>) {
  const byKind = Map.groupBy(list, kindOf);
  return KINDS.filter((name) => !NO_NEWS.includes(name)).flatMap((name) => {
    const all = byKind.get(name);
    if (all === undefined) return [];
    const hasDisappeared = ({ now }: Change) => now === null && name !== 'incomparable';
    const seen = all.filter((change) => !hasDisappeared(change));
    const shown = seen.filter(isListed);
    return [
      {
        name,
        heading: headingOf(name),
        count: all.length,
        rules: byRule(shown),
        disappeared: bySubject(all.filter(hasDisappeared)),
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

/** What happened to the subject. */
const reasonOf = ({ absence, why }: Change): string => (absence === null ? why : `${ABSENT_NOW[absence]}.`);

const byRule = (changes: readonly Change[]) =>
  [...Map.groupBy(changes, ({ rule }) => rule)].map(([rule, ofRule]) => ({
    rule,
    severity: ofRule[0]?.severity ?? 'info',
    changes: [...ofRule.filter(isAboutFailure), ...ofRule.filter((change) => !isAboutFailure(change))],
  }));

/** `Clusters: not all seen now; before, all seen`. */
export const wholenessInWords = ({ subject_type, was, now }: Comparison['population'][number]): string =>
  `${capital(subject_type)}s: ${WHOLE[String(now)]} now; before, ${WHOLE[String(was)]}`;

const WHOLE: Record<string, string> = { true: 'all seen', false: 'not all seen', null: 'not proven to be all' };

/** `13 verdicts, failing: cluster.key_unique`. */
export const lost = (verdicts: number, failed: readonly string[]): string =>
  `${plural(verdicts, 'verdict')}, failing before: ${failed.join(', ') || 'none'}.`;
