import type { ErrorObject } from 'ajv';
import { distance } from 'fastest-levenshtein';
import { LineCounter, type Node, parseDocument } from 'yaml';
import { AuditError, EXIT } from '../audit-error.ts';
import { firstAlias, misnamedAlias } from './aliases.ts';
import { compile, telling } from './json-schema.ts';
import { refusedUrl } from './url.ts';

/** A mistake that a schema cannot tell: what is wrong, and at which key or item. */
export type Mistake = { path: readonly (string | number)[]; message: string };

/**
 * Parses YAML and checks it against a JSON Schema, reporting every mistake at its place.
 * @param file the name to show in messages
 * @param upgrade what an older format needs before it is checked
 * @param further tells mistakes that the schema cannot, of data that need not fit it: all are reported together
 * @throws AuditError 65
 */
export function checkDocument(
  file: string,
  source: string,
  schema: object,
  upgrade: (data: unknown) => unknown = (data) => data,
  further: (data: unknown) => readonly Mistake[] = () => [],
): unknown {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [broken] = document.errors;
  if (broken?.code === 'MULTIPLE_DOCS')
    throw new AuditError(EXIT.input, `${at(broken.pos[0])}: a second document begins here; the file holds one`);
  if (broken !== undefined) throw new AuditError(EXIT.input, `${at(broken.pos[0])}: not valid YAML: ${broken.message}`);
  const misnamed = misnamedAlias(document);
  if (misnamed !== undefined) throw new AuditError(EXIT.input, `${at(misnamed.offset)}: not valid YAML: ${misnamed.message}`);

  const place = (path: readonly (string | number)[], ofKey?: string): string => {
    const parent = path.length === 0 ? document.contents : (document.getIn(path, true) as Node | undefined);
    // a key that is missing, or one behind an alias, has no place of its own
    if (path.length > 0 && !parent?.range) return place(path.slice(0, -1));
    if (ofKey !== undefined && parent && 'items' in parent) {
      for (const item of (parent as { items: { key?: Node & { value?: unknown } }[] }).items) {
        if (item.key?.value === ofKey && item.key.range) return at(item.key.range[0]);
      }
    }
    return at(parent?.range?.[0] ?? 0);
  };

  let read: unknown;
  try {
    read = document.toJS();
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    throw new AuditError(EXIT.input, `${at(firstAlias(document))}: not valid YAML: aliases of aliases make it endlessly long`, {
      cause,
    });
  }
  const data = upgrade(read ?? {});
  const validate = compile<unknown>(schema, { explain: true });
  const fits = validate(data);
  const more = further(data).map(({ path, message }) => `${place(path)}: ${path.join('.')}: ${message}`);
  if (fits && more.length === 0) return data;
  const messages = telling(validate.errors ?? []).map((error) => {
    const path = error.instancePath
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    const extra = error.keyword === 'additionalProperties' ? String(error.params.additionalProperty) : undefined;
    const key = [...path, ...(extra === undefined ? [] : [extra])].join('.') || 'the file';
    return `${place(path, extra)}: ${key}: ${explain(error, extra)}`;
  });
  throw new AuditError(EXIT.input, [...new Set([...messages, ...more])].join('\n'));
}

function explain(error: ErrorObject, extra: string | undefined): string {
  const { keyword, params, data } = error;
  if (extra !== undefined) {
    const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
    return `unknown key${nearest(extra, known)}${known.length > 0 ? `; known here: ${known.join(', ')}` : ''}`;
  }
  const got = `got ${shorten(data)}`;
  if (keyword === 'required') return `the key "${params.missingProperty}" is missing`;
  if (keyword === 'type') return `expected ${params.type}, ${got}`;
  if (keyword === 'const') return `expected ${JSON.stringify(params.allowedValue)}, ${got}`;
  // our own annotation: what a pattern, a format or a long list of values means
  const means: unknown = (error.parentSchema as Record<string, unknown> | undefined)?.['x-expected'];
  if (keyword === 'enum') {
    const allowed = params.allowedValues as unknown[];
    const hint = typeof data === 'string' ? nearest(data, allowed.map(String)) : '';
    return `expected ${typeof means === 'string' ? means : `one of ${allowed.join(', ')}`}, ${got}${hint}`;
  }
  if (keyword === 'x-url') {
    const why = refusedUrl(String(data));
    return why ?? `only a loopback address may stand here, ${got}`;
  }
  if (keyword === 'not') return 'a URL with a user name or password is refused: credentials come from the environment';
  if ((keyword === 'pattern' || keyword === 'format') && typeof means === 'string') return `expected ${means}, ${got}`;
  if (keyword === 'format') return `expected a ${params.format === 'uri' ? 'URL' : params.format}, ${got}`;
  return `${error.message ?? keyword}, ${got}`;
}

function nearest(word: string, known: string[]): string {
  const [best] = known
    .map((name) => ({ name, away: distance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.away - b.away);
  return best !== undefined && best.away <= Math.max(2, Math.floor(word.length / 3)) ? `; did you mean "${best.name}"?` : '';
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  // a URL's password must not reach the terminal by way of an error message
  const safe = text.replace(/\/\/[^"\s]*@/g, '//***@');
  return safe.length > 60 ? `${safe.slice(0, 57)}...` : safe;
}
