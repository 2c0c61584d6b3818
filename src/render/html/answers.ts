import { isNewFailure } from '../../report/change.ts';
import { plural } from '../../report/plural.ts';
import type { Report } from '../../report/schema.ts';
import { endedIn } from '../changes.ts';
import type { ahead } from './ahead.ts';
import { newSince } from './changes.ts';
import type { Resting } from './controls.ts';
import type { Destroyers } from './destroyers.ts';
import { completeness } from './reliance.ts';
import type { usableKeys } from './usable.ts';

/** What the first page says in full. */
type Found = {
  ends: ReturnType<typeof ahead>;
  usable: ReturnType<typeof usableKeys>;
  destroyers: Destroyers;
  resting: Resting | null;
};

/** What readers ask first, each answered in a few words that lead to where it is answered in full. */
export function answersIn(report: Report, { ends: { soonest }, usable: { unread }, destroyers, resting }: Found) {
  const beside = (text: string, count: number): string => (count === 0 ? text : `${text}; ${plural(count, 'key')} not observed`);
  const date = soonest?.date === undefined ? '' : ` (${soonest.date})`;
  const first = soonest === null ? 'no date is known' : `${soonest.what}: ${daysInWords(soonest.days)}${date}`;
  const answer = (question: string, place: string, words: string) => ({ question, place, words });
  return [
    answer('First key to be lost', 'ends', beside(first, unread.items.length + unread.more)),
    answer('Who can destroy a key', 'destroyers', whoDestroys(destroyers)),
    ...(resting === null
      ? []
      : [
          answer(
            'Controls resting on unknowns',
            resting.count === 0 ? 'controls' : 'resting',
            [
              `${resting.count} of ${plural(resting.of, 'requirement')}`,
              ...(resting.contradicted > 0 ? [`a failure contradicts ${resting.contradicted} of these anyway`] : []),
            ].join('; '),
          ),
        ]),
    answer('What is new', 'news', news(report)),
    answer('May I rely on this?', 'reliance', completeness(report)),
  ];
}

/** Each key is in one part, and so the parts add up, but for a key that several others can destroy. */
function whoDestroys({ groups, own, nobody, unread, keys }: Destroyers): string {
  if (keys === 0) return 'no key was seen';
  const parts = [
    ...groups.map(({ who, of }) => [who, of.length] as const),
    ['only the organization', own.length] as const,
    ['nobody found', nobody.length] as const,
    ['not observed', unread.length] as const,
  ];
  const shown = parts.filter(([, count]) => count > 0).map(([who, count]) => `${who} ${count}`);
  return `of ${plural(keys, 'key')}: ${shown.join('; ')}`;
}

const daysInWords = (days: number): string => (days < 0 ? 'past' : plural(days, 'day'));

function news(report: Report): string {
  const seen = newSince(report);
  if (report.changes !== null) {
    const failures = report.changes.list.filter(isNewFailure);
    const unknownBefore = failures.filter((change) => change.class === 'no_longer_unknown').length;
    const parts = [
      plural(failures.length - unknownBefore, 'new failure'),
      ...(unknownBefore > 0 ? [`${unknownBefore} more, unknown before`] : []),
      `${endedIn(report.changes).resolved.length} resolved`,
    ];
    return `since ${report.changes.baseline.taken_at.slice(0, 10)}: ${parts.join(', ')}`;
  }
  if (seen === null) return 'not known: nothing to compare with';
  return `${plural(seen.failures, 'new failure')}, ${seen.unknowns} not determined since`;
}
