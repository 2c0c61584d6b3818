import type Type from 'typebox';
import { type Report, ReportedSubject, ReportedVerdict } from './schema.ts';

/**
 * The bytes of `report.json`: a line for each item of a list, so that two reports can be compared line by line. What is at
 * its default is left out.
 */
export function serializeReport(report: Report): string {
  const { subjects, verdicts, ...rest } = report;
  const file: Record<string, unknown> = {
    ...rest,
    subjects: subjects.map(withoutDefaults(ReportedSubject)),
    verdicts: verdicts.map(withoutDefaults(ReportedVerdict)),
  };
  const order = Object.keys(report);
  return `{\n${order.map((key) => `${JSON.stringify(key)}: ${lines(file[key])}`).join(',\n')}\n}\n`;
}

const lines = (value: unknown): string =>
  Array.isArray(value) && value.length > 0
    ? `[\n${value.map((item: unknown) => JSON.stringify(item)).join(',\n')}\n]`
    : JSON.stringify(value);

/** Leaves out each property whose value is the default of its schema. */
function withoutDefaults({ properties }: { properties: Record<string, Type.TSchema> }): (item: object) => object {
  const defaults = new Map(
    Object.entries(properties).flatMap(([name, schema]) => ('default' in schema ? [[name, JSON.stringify(schema.default)]] : [])),
  );
  return (item) =>
    Object.fromEntries(Object.entries(item).filter(([name, value]) => defaults.get(name) !== JSON.stringify(value)));
}
