import { inWords } from '../../report/message.ts';
import type { Report } from '../../report/schema.ts';
import { visible } from '../visible.ts';
import { type Table, table } from './table.ts';

/** The parameters that the rules measure by; those that are not at their default are marked. */
export const parameterTable = ({ scope }: Report): Table | null =>
  scope === null || scope.parameters.length === 0
    ? null
    : table(
        'parameters',
        'Parameters of the rules',
        ['Parameter', 'Value', 'Default', 'Set by the configuration'],
        scope.parameters.map(({ name, value, default: usual, changed }) => [
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
  [
    { label: 'Snapshot', value: digests.snapshot },
    { label: 'Configuration', value: digests.configuration },
    { label: 'Waivers', value: digests.waivers },
    { label: 'Attestations', value: digests.attestations },
    { label: 'History', value: digests.history },
  ].map(({ label, value }) => ({ label, value: value === null ? 'none' : visible(value) }));
