import type { Alert } from './alerts.ts';
import { placeOf } from './place.ts';
import { type AlertPlace, type Place, type Report, SOURCES } from './schema.ts';

/**
 * Where an alert is reported. GitHub takes one with another path for another alert, so it stays where it was, whatever became of the
 * file; it moves once where the repository now says more of the subject than it did, as when Terraform is given for the first time.
 * @param before where it was reported last, if its failure has not ended since
 * @param now where a failure would be mended
 */
export function alertPlace(before: AlertPlace | null, now: Pick<Place, 'uri' | 'source'> | null): AlertPlace | null {
  // a report that was written before its format had sources knows the configuration and inventory files, of which the former says least
  const present = now === null ? null : { uri: now.uri, source: now.source ?? 'configuration' };
  if (before === null || present === null) return before ?? present;
  return rank(present) > rank(before) ? present : before;
}

const rank = ({ source }: AlertPlace): number => SOURCES.indexOf(source);

/** Where an alert of a report is reported to code scanning; null where no file of the repository can be named. */
export function alertPlaceIn({ rules }: Pick<Report, 'rules'>, { rule, subject, alert_at }: Alert): AlertPlace | null {
  const known = rules.find(({ id }) => id === rule);
  return alertPlace(alert_at ?? null, known === undefined ? subject.location : placeOf(known, subject).location);
}
