import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { HistoryError } from '../history/history-error.ts';
import { stateOfStore } from '../history/state.ts';
import { storeName } from '../history/store-name.ts';
import { diskAt } from './disk.ts';
import type { Doctor } from './schema.ts';

/** Whether the history can be read and written, as far as that shows without writing. @param where null for none */
export async function historyAt(where: string | null): Promise<Doctor['history']> {
  if (where === null)
    return {
      status: 'not_checked',
      detail: 'no history is kept: ages of findings and the reuse of keys stay unknown',
      remedy: null,
      ...{ store: null, format: null, scans: null, last_scan: null },
    };
  const store = storeName(where);
  const about = { store, format: null, scans: null, last_scan: null };
  try {
    const state = await stateOfStore(where);
    if (state === null || state.format === null) {
      const why = state === null ? creatable(where) : null;
      return why === null
        ? {
            status: 'ok',
            detail: `${store}: ${state === null ? 'not there yet' : 'empty'}; the first scan fills it`,
            remedy: null,
            ...about,
          }
        : { status: 'failed', detail: `${store}: ${why}`, remedy: 'Choose another with --history FILE.', ...about };
    }
    const { format, isCurrent, scans, last_scan } = state;
    const parts = [
      `format ${format}${isCurrent ? '' : ", which the next scan brings to today's"}`,
      last_scan === null ? 'no scan yet' : `last scan ${last_scan}`,
    ];
    return { status: 'ok', detail: `${store}: ${parts.join(', ')}`, remedy: null, store, format, scans, last_scan };
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    return { status: 'failed', detail: error.message, remedy: 'See docs/history.md.', ...about };
  }
}

/** Why a file of this name cannot be made; null where it can. */
function creatable(file: string): string | null {
  // no scan makes it
  if (!existsSync(dirname(file))) return 'the folder that it is to be in does not exist';
  const { status, detail } = diskAt(file, 0);
  return status === 'failed' ? detail : null;
}
