import Type from 'typebox';
import { compile } from '../../input/json-schema.ts';
import { once } from '../../input/once.ts';
import { enumeration, text } from '../../input/shapes.ts';
import { seriesName } from './exposition.ts';
import { FAMILIES, KEY_END, LAST_COMPLETE, SCANNED } from './families.ts';
import { END_NAMES, type KeyEnd } from './key-ends.ts';
import { Production, Use } from './labels.ts';

/** Whether a text begins as a file of metrics does. */
export const isMetrics = (text: string): boolean => text.startsWith(`# HELP ${FAMILIES[0]?.name} `);

/** Whether a file of metrics is of one of these organizations. */
export const isOf = (text: string, organizations: readonly string[]): boolean =>
  organizations.some((organization) => text.includes(`\n${seriesName(SCANNED, { organization })} `));

/** When the last complete scan of an organization was taken, as a file of metrics has it; null where it has no such line. */
export function lastCompleteIn(text: string, organization: string): number | null {
  const series = `${seriesName(LAST_COMPLETE, { organization })} `;
  const line = text.split('\n').find((one) => one.startsWith(series));
  const value = Number(line?.slice(series.length));
  return line !== undefined && Number.isFinite(value) && value > 0 ? value : null;
}

// with the organization, and whatever a later version adds
const labelsChecked = once(() =>
  compile(Type.Object({ key: text, cloud: text, production: Production, in_use: Use, end: enumeration(...END_NAMES) })),
);

/** The ends of keys of an organization that a file of metrics has. */
export function keyEndsIn(content: string, organization: string): KeyEnd[] {
  const isLabels = labelsChecked();
  const start = seriesName(KEY_END, { organization }).replace(/\}$/, ',');
  return content.split('\n').flatMap((line) => {
    const [, pairs, value] = (line.startsWith(start) && /\{(.*)\} (\S+)$/.exec(line)) || [];
    const labels: unknown = Object.fromEntries(
      [...(pairs ?? '').matchAll(PAIR)].map(([, name, quoted = '']) => [name, unquoted(quoted)]),
    );
    const at = Number(value);
    if (!isLabels(labels) || !Number.isFinite(at)) return [];
    const { key, cloud, production, in_use, end } = labels;
    return [{ key, cloud, production, in_use, end, at }];
  });
}

const PAIR = /(\w+)="((?:[^"\\]|\\.)*)"/g;
const unquoted = (quoted: string): string => quoted.replace(/\\(.)/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped));
