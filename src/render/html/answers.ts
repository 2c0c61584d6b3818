import { isNewFailure } from '../../report/change.ts';
import { plural } from '../../report/plural.ts';
import type { Report } from '../../report/schema.ts';
import { endedIn } from '../changes.ts';
import type { ahead } from './ahead.ts';
import { newSince } from './changes.ts';
import type { Destroyers } from './destroyers.ts';
import { completeness } from './reliance.ts';
import type { usableKeys } from './usable.ts';

/** What the first page says in full. @property resting how many requirements rest on unknowns, of how many; null where there are none */
type Found = {
  ends: ReturnType<typeof ahead>;
  usable: ReturnType<typeof usableKeys>;
  destroyers: Destroyers;
  resting: { count: number; of: number } | null;
};

/** What readers ask first, each answered in a few words that lead to where it is answered in full. */
export function answersIn(report: Report, { ends: { soonest }, usable: { unread }, destroyers, resting }: Found) {
  const beside = (text: string, count: number): string => (count === 0 ? text : `${text}; ${plural(count, 'key')} not observed`);
  const date = soonest?.date === undefined ? '' : ` (${soonest.date})`;
  const first = soonest === null ? 'no date is known' : `${soonest.what}: ${daysInWords(soonest.days)}${date}`;
  const [sole, second] = destroyers.groups;
  const who = sole !== undefined && second === undefined ? sole.who : 'others than the organization';
  const others = `${who}: ${destroyers.others.size} of ${plural(destroyers.keys, 'key')}`;
  const answer = (question: string, place: string, words: string) => ({ question, place, words });
  return [
    answer('First key to be lost', 'ends', beside(first, unread.items.length + unread.more)),
    answer('Who can destroy a key', 'destroyers', beside(others, destroyers.unread.length)),
    ...(resting === null
      ? []
      : [
          answer(
            'Controls on unknowns',
            resting.count === 0 ? 'controls' : 'resting',
            `${resting.count} of ${plural(resting.of, 'requirement')}`,
          ),
        ]),
    answer('What is new', 'news', news(report)),
    answer('May I rely on this?', 'reliance', completeness(report)),
  ];
}

const daysInWords = (days: number): string => (days < 0 ? 'past' : plural(days, 'day'));

function news(report: Report): string {
  const seen = newSince(report);
  if (report.changes !== null) {
    const failures = report.changes.list.filter(isNewFailure);
    const unknownBefore = failures.filter((change) => change.class === 'no_longer_unknown').length;
    return [
      plural(failures.length - unknownBefore, 'new failure'),
      ...(unknownBefore > 0 ? [`${unknownBefore} unknown before`] : []),
      `${endedIn(report.changes).resolved.length} resolved`,
    ].join(', ');
  }
  if (seen === null) return 'not known: nothing to compare with';
  return `${plural(seen.failures, 'new failure')}, ${seen.unknowns} not determined since`;
}
