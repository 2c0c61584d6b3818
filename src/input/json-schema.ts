import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import * as formats from 'ajv-formats';
import { isLoopbackUrl, refusedUrl } from './url.ts';

/** One validator for all doors; `x-url` is our keyword for an endpoint, see `url.ts`. */
export function compile<T>(schema: object): ValidateFunction<T> {
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false });
  formats.default.default(ajv);
  ajv.addKeyword({
    keyword: 'x-url',
    type: 'string',
    validate: (kind: 'any' | 'loopback', url: string) => refusedUrl(url) === null && (kind === 'any' || isLoopbackUrl(url)),
  });
  return ajv.compile<T>(schema);
}

/**
 * The errors worth showing: of a value that fits none of several alternatives (a fact is a value or an unknown), those of
 * the alternative that it came closest to.
 */
export function telling(errors: readonly ErrorObject[]): ErrorObject[] {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf');
  let kept = errors.filter(({ keyword }) => keyword !== 'anyOf');
  for (const union of unions) {
    const inside = kept.filter(({ schemaPath }) => schemaPath.startsWith(`${union.schemaPath}/`));
    const branches = new Map<string, ErrorObject[]>();
    for (const error of inside) {
      const branch = error.schemaPath.slice(union.schemaPath.length + 1).split('/')[0] ?? '';
      branches.set(branch, [...(branches.get(branch) ?? []), error]);
    }
    const deepest = (list: ErrorObject[]) => Math.max(...list.map(({ instancePath }) => instancePath.length));
    const closest = [...branches.values()].sort((a, b) => deepest(b) - deepest(a) || a.length - b.length)[0] ?? [];
    kept = kept.filter((error) => !inside.includes(error) || closest.includes(error));
  }
  return kept;
}
