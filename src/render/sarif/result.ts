import type { Result } from 'sarif';
import type { Alert } from '../../report/alerts.ts';
import type { Report } from '../../report/schema.ts';
import { nameAndId } from '../../report/subject-name.ts';
import { cut } from '../cut.ts';
import { missing } from '../missing.ts';
import { visible } from '../visible.ts';
import { type Placed, sarifLocation } from './place.ts';
import { LEVEL } from './severity.ts';
import { linkTo, withoutLinks } from './text.ts';

/** A name is a label of a person's choice: a longer one says no more. */
const MOST_OF_A_NAME = 100;

/** An alert. Its first sentence is what GitHub's lists show, and what it links are the related locations that GitHub shows at all. */
export function resultOf(alert: Alert, ruleIndex: number | undefined, place: Placed, obstacles: Report['obstacles']): Result {
  const { rule, state, severity, fingerprint } = alert;
  const { location, source, address, related } = place;
  return {
    ruleId: visible(rule),
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: state === 'fail' ? LEVEL[severity] : 'warning',
    message: { text: messageOf(alert, place, obstacles) },
    locations: [sarifLocation(location)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((one, index) => ({
            id: index + 1,
            ...sarifLocation(one.location),
            message: { text: withoutLinks(visible(one.label)) },
          })),
        }),
    partialFingerprints: { primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1` },
    properties: { locationSource: source, ...(address === null ? {} : { terraformAddress: visible(address) }) },
  };
}

function messageOf(alert: Alert, { moved, related }: Placed, obstacles: Report['obstacles']): string {
  const { subject, message, notes, unknown } = alert;
  const unseen = missing(subject.type, unknown?.facts ?? []).map(
    ({ facts, cause, call, permission }) =>
      `Not observed: ${facts} (${[cause, call, permission === null ? null : `needs ${permission}`].filter((part) => part !== null).join(', ')}).`,
  );
  const { first, further } = namesOf(subject);
  const text = [`${subject.type} ${first}: ${message}`, ...notes, ...unseen, ...remedyOf(alert, obstacles), ...further];
  const links = related.map(({ label }, index) => linkTo(index + 1, visible(label)));
  const [declared, ...others] = moved ? links : [undefined, ...links];
  return [
    ...text.map(visible).map(withoutLinks),
    ...(declared === undefined
      ? []
      : [`The alert keeps the file in which it was opened; what would be changed is now in ${declared}.`]),
    ...(others.length === 0 ? [] : [`See also ${others.join(', ')}.`]),
  ].join(' ');
}

/** A name that ends a sentence would end the one that GitHub shows. */
function namesOf({ id, name }: Alert['subject']): { first: string; further: string[] } {
  if (name === null) return { first: id, further: [] };
  const short = cut(name.toWellFormed(), MOST_OF_A_NAME);
  return /[.!?:]\s|[\r\n]/.test(short)
    ? { first: id, further: [`Its name is ${short}.`] }
    : { first: nameAndId({ id, name: short }), further: [] };
}

/** What to do about the cause of an unknown. */
function remedyOf({ unknown }: Alert, obstacles: Report['obstacles']): string[] {
  const place = unknown?.facts[0]?.obstacle;
  const obstacle = place === undefined ? undefined : obstacles[place];
  return obstacle === undefined ? [] : [`What to do: ${obstacle.remedy.text}`];
}
