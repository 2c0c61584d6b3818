import type { Database } from './database.ts';
import { text } from './recall.ts';

/**
 * Forgets scans from before a time, in one transaction. What they told of clusters on keys stays, and so does each
 * verdict's status at that time; what ends is how far back the history reaches.
 * @returns how many scans went
 */
export function prune(database: Database, before: string): Promise<number> {
  return database.transaction(async () => {
    const old = 'SELECT id FROM snapshots WHERE taken_at < ?';
    const [row] = await database.all('SELECT COUNT(*) AS count FROM snapshots WHERE taken_at < ?', [before]);
    await database.all(`DELETE FROM states WHERE snapshot IN (${old})`, [before]);
    await database.all(`DELETE FROM runs WHERE snapshot IN (${old})`, [before]);
    await database.all('DELETE FROM snapshots WHERE taken_at < ?', [before]);
    // what came before a verdict was last answered well tells nothing any more; what came after it tells since when it stands open
    await database.all(
      `DELETE FROM statuses WHERE since < ? AND EXISTS (
        SELECT 1 FROM statuses later WHERE later.verdict = statuses.verdict AND later.since > statuses.since AND later.since < ?
          AND later.status IN ('pass', 'not_applicable', 'gone'))`,
      [before, before],
    );
    return Number(text(row?.count));
  });
}
