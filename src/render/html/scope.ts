import { isRecord } from '../../input/is-record.ts';
import { cloudInWords, inWhole } from '../../report/message.ts';
import type { Report, Scope } from '../../report/schema.ts';
import type { Parameter } from '../parameters.ts';
import { type Table, tableUnlessEmpty } from './table.ts';

/** What the audit was about, and by which settings; null in a report that does not say. */
export function scopeOf({ scope }: Report) {
  if (scope === null) return null;
  return {
    production: productionTable(scope),
    leftOut: scope.environments_left_out.map((id) => ({ id, name: scope.names_left_out[id] ?? null })),
    places: placesTable(scope),
    parameters: parameterTable(scope),
  };
}

const productionTable = ({ production }: Scope): Table | null =>
  tableUnlessEmpty('production-patterns', 'What counts as production', production, {
    Pattern: ({ pattern }) => ({ text: pattern, code: true }),
    'Applies to': ({ of }) => (of === null ? 'environments or clusters' : `${of}s`),
    Matched: ({ matched }) => matched,
    'What it matched': ({ first, matched }) => {
      const names = first.map(({ id, name }) => (name === null ? id : `${name} (${id})`));
      const more = matched - names.length;
      return names.length === 0
        ? matched === 0
          ? 'nothing'
          : 'not recorded'
        : `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    },
  });

const placesTable = ({ places }: Scope): Table | null =>
  tableUnlessEmpty('places', 'Where the keys are', places, {
    Cloud: ({ cloud }) => (cloud === null ? 'not known' : cloudInWords(cloud)),
    'Account, subscription or project': ({ account }) => ({ text: account ?? 'not known', code: account !== null }),
    Regions: ({ regions }) => regions.join(', ') || 'not observed',
    Keys: ({ keys }) => keys,
  });

/** The parameters that the rules measure by; those that are not at their default are marked. */
const parameterTable = ({ parameters }: Scope): Table | null =>
  tableUnlessEmpty<Parameter>('parameters', 'Parameters of the rules', parameters, {
    Parameter: ({ name }) => ({ text: name, code: true }),
    Value: ({ value }) => setting(value),
    Default: ({ default: usual }) => setting(usual),
    'Set by the configuration': ({ changed }) => (changed ? 'changed from the default' : 'no'),
  });

/** A setting that differs by cloud is listed by cloud. */
const setting = (value: unknown): string =>
  isRecord(value)
    ? Object.entries(value)
        .map(([cloud, own]) => `${cloudInWords(cloud)}: ${inWhole(own)}`)
        .join('; ')
    : inWhole(value);
