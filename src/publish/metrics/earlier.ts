import { seriesName } from './exposition.ts';
import { FAMILIES, LAST_COMPLETE } from './families.ts';

/** Whether a text begins as a file of metrics does. */
export const isMetrics = (text: string): boolean => text.startsWith(`# HELP ${FAMILIES[0]?.name} `);

/** When the last complete scan of an organization was taken, as a file of metrics has it; null where it has no such line. */
export function lastCompleteIn(text: string, organization: string): number | null {
  const series = `${seriesName(LAST_COMPLETE, { organization })} `;
  const line = text.split('\n').find((one) => one.startsWith(series));
  const value = Number(line?.slice(series.length));
  return line !== undefined && Number.isFinite(value) && value > 0 ? value : null;
}
