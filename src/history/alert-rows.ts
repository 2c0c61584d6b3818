import { alertPlace } from '../report/alert-place.ts';
import type { AlertPlace } from '../report/schema.ts';
import { ends, type StatusChange } from './status-changes.ts';
import { AFTER_ALL, type Tables, write } from './tables.ts';
import type { VerdictRow } from './verdict-rows.ts';

/** Where an alert was reported, and from which scan on. */
type AlertRow = AlertPlace & { since: string };

/** Where each alert was last reported before a time, by the number of the verdict. */
export async function alertRows(tables: Tables, organization: string, before = AFTER_ALL): Promise<Map<number, AlertRow>> {
  const rows = await tables
    .selectFrom('alert_places as p')
    .innerJoin('verdicts as v', 'v.id', 'p.verdict')
    .select(['p.verdict', 'p.since', 'p.uri', 'p.source'])
    .where('v.organization', '=', organization)
    .where('p.since', '<', before)
    .orderBy('p.since')
    .execute();
  return new Map(rows.map(({ verdict, ...row }) => [verdict, row]));
}

/** The place of an alert whose failure has not ended since; null where it has, or where there was none. */
export function standingIn(row: AlertRow | undefined, changes: readonly StatusChange[]): AlertPlace | null {
  if (row === undefined || changes.some(({ since, status }) => since > row.since && ends(status))) return null;
  const { uri, source } = row;
  return { uri, source };
}

/**
 * Writes where the latest scan reports alerts, as far as that is news.
 * @param known the verdicts as they were before this scan, whose changes are all earlier
 * @param reportedAt where this scan reports one; undefined where it does not
 */
export async function recordAlerts(
  tables: Tables,
  organization: string,
  taken_at: string,
  known: readonly VerdictRow[],
  reportedAt: (row: VerdictRow) => AlertPlace | undefined,
): Promise<void> {
  const before = await alertRows(tables, organization);
  const rows = known.flatMap((row) => {
    const reported = reportedAt(row);
    if (reported === undefined) return [];
    const standing = standingIn(before.get(row.id), row.changes);
    const place = alertPlace(standing, reported);
    return place === null || place === standing ? [] : [{ verdict: row.id, since: taken_at, ...place }];
  });
  await write(tables, 'alert_places', rows);
}
