import { wrongUsage } from '../audit-error.ts';
import { importFile } from '../history/import.ts';
import { prune } from '../history/prune.ts';
import { scansListed, scansShown } from '../history/scans.ts';
import { exported } from '../history/transfer.ts';
import { DAY } from '../input/time.ts';
import { visible } from '../render/visible.ts';
import { plural } from '../report/plural.ts';
import { withHistory } from './opened-history.ts';
import type { HistoryOptions, LimitOptions } from './options.ts';
import { scanList } from './scan-list.ts';
import type { Session } from './session.ts';

/** Lists the scans, oldest first. */
export async function list(session: Session, options: HistoryOptions & { json?: true }): Promise<void> {
  const scans = await withHistory(session, options, scansListed, { answer: [] });
  if (options.json === true) session.printJson(scans);
  else session.print(scans.length === 0 ? 'The history holds no scan yet.\n' : scanList(scans, session.width));
}

/** Shows one scan. @param start the beginning of its digest @throws AuditError 64 where no scan or several begin with it */
export async function show(session: Session, start: string, options: HistoryOptions): Promise<void> {
  const found = await withHistory(session, options, (store) => scansShown(store, start));
  if (found.length !== 1)
    throw wrongUsage(
      found.length === 0
        ? `no scan's digest begins with "${start}". All of them: byok-audit history list`
        : `the digests of ${found.length} scans begin with "${start}". Give more of it.`,
    );
  session.printJson(found[0]);
}

/** Imports files, and says of each what it was. */
export const importFiles = (session: Session, files: readonly string[], options: HistoryOptions & LimitOptions): Promise<void> =>
  withHistory(
    session,
    options,
    async (store) => {
      for (const file of files) {
        const { what, summary } = await importFile(store, file, session.from(options));
        session.print(`${visible(file)}: ${what}, ${visible(summary)}.\n`);
      }
    },
    { create: true },
  );

/** Writes everything to stdout as JSON lines. */
export const exportAll = (session: Session, options: HistoryOptions): Promise<void> =>
  withHistory(session, options, async (store) => {
    session.print(`${(await exported(store)).map((line) => JSON.stringify(line)).join('\n')}\n`);
  });

/** Deletes scans that are older than so many days. */
export async function pruneOld(session: Session, options: HistoryOptions & { keep: number; asOf?: string }): Promise<void> {
  const now = options.asOf === undefined ? Date.now() : Date.parse(options.asOf);
  const before = new Date(now - options.keep * DAY).toISOString();
  const deleted = await withHistory(session, options, (store) => prune(store, before));
  session.print(
    `Deleted: ${plural(deleted, 'scan')} from before ${before.slice(0, 10)}. The history reaches back to that day at most.\n`,
  );
}
