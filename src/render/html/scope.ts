import { inWords } from '../../report/message.ts';
import { INPUTS, type Report } from '../../report/schema.ts';
import { capital } from '../state-words.ts';
import { visible } from '../visible.ts';
import { type Table, tableUnlessEmpty } from './table.ts';

/** The parameters that the rules measure by; those that are not at their default are marked. */
export const parameterTable = ({ scope }: Report): Table | null =>
  tableUnlessEmpty(
    'parameters',
    'Parameters of the rules',
    ['Parameter', 'Value', 'Default', 'Set by the configuration'],
    (scope?.parameters ?? []).map(({ name, value, default: usual, changed }) => [
      name,
      inWords(value),
      inWords(usual),
      changed ? 'changed from the default' : 'no',
    ]),
  );

/** What the configuration chose. */
export function scopeLines({ scope }: Report): string[] {
  if (scope === null) return [];
  const { production, environments_left_out: leftOut } = scope;
  return [
    production.length === 0
      ? 'Every cluster counts as production: the configuration names no production patterns.'
      : `Production is what these patterns match: ${production.map(({ pattern, matched }) => `${pattern} (${matched})`).join(', ')}.`,
    leftOut.length === 0
      ? 'Every environment that was seen was evaluated.'
      : `Environments that the configuration leaves out: ${leftOut.join(', ')}.`,
  ].map(visible);
}

/** What went into the run, by its digest. */
export const inputs = ({ run: { digests } }: Report): { label: string; value: string }[] =>
  INPUTS.map((name) => ({ label: capital(name), value: visible(digests[name] ?? 'none') }));
