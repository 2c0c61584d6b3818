import type { ErrorObject } from 'ajv';
import { nearest } from './nearest.ts';
import { refusedUrl } from './url.ts';

/** What a schema has against a value. @param unknownKey the key that it does not know, where that is the mistake */
export function explain(error: ErrorObject, unknownKey: string | undefined): string {
  const { keyword, params, data, parentSchema = {} } = error;
  if (unknownKey !== undefined) {
    // our own annotation: what every key has to be
    const key: unknown = parentSchema['x-key'];
    if (typeof key === 'string') return `expected ${key} as the key, got ${shorten(unknownKey)}`;
    const known = Object.keys(parentSchema.properties ?? {});
    return `unknown key${suggestion(unknownKey, known)}${known.length > 0 ? `; known here: ${known.join(', ')}` : ''}`;
  }
  const got = `got ${shorten(data)}`;
  if (keyword === 'required') return `the key "${params.missingProperty}" is missing`;
  if (keyword === 'type') return `expected ${[params.type].flat().join(' or ')}, ${got}`;
  if (keyword === 'const') return `expected ${JSON.stringify(params.allowedValue)}, ${got}`;
  // our own annotation: what a pattern, a format or a long list of values means
  const expected: unknown = parentSchema['x-expected'];
  if (keyword === 'enum') {
    const allowed: unknown[] = params.allowedValues;
    const hint = typeof data === 'string' ? suggestion(data, allowed.map(String)) : '';
    return `expected ${typeof expected === 'string' ? expected : `one of ${allowed.join(', ')}`}, ${got}${hint}`;
  }
  if (keyword === 'x-url') return refusedUrl(String(data)) ?? `only a loopback address is allowed here, ${got}`;
  if (keyword === 'not') return 'a URL with a user name or password is refused: credentials come from the environment';
  if ((keyword === 'pattern' || keyword === 'format') && typeof expected === 'string') return `expected ${expected}, ${got}`;
  if (keyword === 'format') return `expected a ${params.format === 'uri' ? 'URL' : params.format}, ${got}`;
  return `${error.message ?? keyword}, ${got}`;
}

function suggestion(value: string, known: string[]): string {
  const best = nearest(value, known);
  return best === undefined ? '' : `; did you mean "${best}"?`;
}

function shorten(value: unknown): string {
  // a URL's password must not reach the terminal by way of an error message
  const safe = beginning(value).replace(/\/\/[^"\s]*/g, (url) => url.replace(/^.*@/, '//***@'));
  return safe.length > 60 ? `${safe.slice(0, 57)}...` : safe;
}

/** The value as JSON, without all that follows its first parts. */
function beginning(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : 'a number that is too large';
  let left = 100;
  const text = JSON.stringify(value, (_, part: unknown) => {
    left -= 1;
    return left >= 0 ? part : undefined;
  });
  return text ?? 'nothing';
}
