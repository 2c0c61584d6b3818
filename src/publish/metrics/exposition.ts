import { hash } from 'node:crypto';
import { byCodePoint } from '../../input/code-point.ts';
import { visible } from '../../render/visible.ts';

// What two formats have in common: OpenMetrics 1.0, which ends with "# EOF", and the older text format 0.0.4, of which that
// line is a comment. Both know gauges. Neither a timestamp, which node_exporter refuses, nor an empty line stands in it.

/** A value with what it is of; labels stand in this order. */
export type Sample = { labels: Readonly<Record<string, string>>; value: number };

/** A family of gauges. Its name ends with its unit. */
export type Family = { name: string; help: string; unit?: 'seconds' | 'ratio'; samples: readonly Sample[] };

/** Writes families as a text that both formats accept; one without a sample is left out. The order does not depend on that of the samples. */
export function exposition(families: readonly Family[]): string {
  const lines = families.flatMap(({ name, help, unit, samples }) => {
    if (samples.length === 0) return [];
    const head = [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`])];
    return [...head, ...samples.map((sample) => line(name, sample)).sort(byCodePoint)];
  });
  return `${[...lines, '# EOF'].join('\n')}\n`;
}

function line(name: string, { labels, value }: Sample): string {
  // a parser would read it as a number, and nobody would look for what is missing
  if (!Number.isFinite(value)) throw new Error(`${name} has no value: ${value}`);
  return `${seriesName(name, labels)} ${value}`;
}

/** A series as it stands before its value. */
export function seriesName(name: string, labels: Sample['labels']): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${quoted(labelText(text))}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`}`;
}

const quoted = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

/** Longer names are cut: each of them is kept by every system on the way. */
const LONGEST = 128;
const DIGEST = 12;

/** Text from outside as the value of a label. Two that would look alike differ by their digest: no series stands twice in a file. */
export function labelText(text: string): string {
  const shown = visible(text);
  if (shown === text && text.length <= LONGEST) return text;
  const digest = `#${hash('sha256', text).slice(0, DIGEST)}`;
  return `${shown.slice(0, LONGEST - digest.length).toWellFormed()}${digest}`;
}
