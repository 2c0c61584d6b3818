import { isDeepStrictEqual } from 'node:util';
import { type Catalogue, parameterSchemas, parameterValues } from '../evaluate/catalogue.ts';
import { byCodePoint } from '../input/code-point.ts';
import type { Scope as Chosen } from '../subjects/scope.ts';
import type { Scope } from './schema.ts';

/** What the configuration chose, and by what the rules measure. @param configured the parameters that the configuration sets */
export function reportedScope(chosen: Chosen, catalogue: Catalogue, configured: Record<string, unknown>): Scope {
  const values = parameterValues(catalogue, configured);
  return {
    environments_left_out: chosen.left_out,
    production: chosen.patterns
      .filter(({ setting }) => setting.startsWith('production.'))
      .map(({ pattern, matched }) => ({ pattern, matched: matched.length })),
    parameters: Object.entries(parameterSchemas(catalogue))
      .map(([name, { default: usual }]) => ({
        name,
        value: values[name],
        default: usual,
        changed: !isDeepStrictEqual(values[name], usual),
      }))
      .sort((a, b) => byCodePoint(a.name, b.name)),
  };
}
