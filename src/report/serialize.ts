import { isRecord } from '../input/is-record.ts';
import { filed } from './filed.ts';
import { FiledReport } from './filed-schema.ts';
import type { Report } from './schema.ts';
import { withoutDefaults } from './without-defaults.ts';

/**
 * The bytes of `report.json`: a line for each item of a list, so that two reports can be compared line by line. What is at
 * its default is left out.
 */
export function serializeReport(report: Report): string {
  const file = withoutDefaults(FiledReport, filed(report));
  const parts = Object.entries(isRecord(file) ? file : {});
  return `{\n${parts.map(([key, part]) => `${JSON.stringify(key)}: ${linesOf(part)}`).join(',\n')}\n}\n`;
}

/** A list has a line for each item. */
export const linesOf = (value: unknown): string =>
  Array.isArray(value) && value.length > 0
    ? `[\n${value.map((item: unknown) => JSON.stringify(item)).join(',\n')}\n]`
    : JSON.stringify(value);
