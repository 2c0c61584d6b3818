import type { ErrorObject, ValidateFunction } from 'ajv';
import type Type from 'typebox';
import { type Document, isAlias, isMap, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { badInput } from '../audit-error.ts';
import { mistakesOfDuplicates } from './duplicate-key.ts';
import { type FileKind, kindOf, refuseOther } from './file-kind.ts';
import { compile, relevantErrors } from './json-schema.ts';
import { nearest } from './nearest.ts';
import { type Placeholders, placeholdersIn } from './placeholder.ts';
import { refusedUrl } from './url.ts';

/** A mistake that a schema cannot express: the key or item it is at, and what is wrong. */
export type Mistake = { path: readonly (string | number)[]; message: string };

type Options = {
  /** To say of another file of ours what it is. */
  kind?: FileKind;
  /** Turns the data of an older format into the newest before it is checked. */
  upgrade?: (data: unknown) => unknown;
  /** Fills in the defaults of the schema before the rest of it is checked. */
  fillDefaults?: boolean;
  /** Finds mistakes that the schema cannot express, in data that may violate it: all mistakes are reported together. */
  mistakesIn?: (data: unknown) => readonly Mistake[];
  /** What nobody may leave in the file. */
  placeholders?: Placeholders;
};

/**
 * Parses YAML and checks it against a JSON Schema, reporting every mistake at its place.
 * @param file the name to show in messages
 * @throws AuditError 65
 */
export function checkDocument<S extends Type.TSchema>(
  file: string,
  source: string,
  schema: S,
  { kind, upgrade = (data) => data, fillDefaults = false, mistakesIn = () => [], placeholders = {} }: Options = {},
): Type.Static<S> {
  const { document, at } = parsed(file, source);
  const place = (path: readonly (string | number)[], ofKey?: string): string => {
    const parent = path.length === 0 ? document.contents : document.getIn(path, true);
    // a missing key, or one behind an alias, has no place of its own
    if (path.length > 0 && !(isNode(parent) && parent.range)) return place(path.slice(0, -1));
    if (ofKey !== undefined && isMap(parent))
      for (const { key } of parent.items) if (isScalar(key) && key.value === ofKey && key.range) return at(key.range[0]);
    return at(isNode(parent) ? (parent.range?.[0] ?? 0) : 0);
  };

  let read: unknown;
  try {
    read = document.toJS();
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    const place = at(aliasesIn(document)[0]?.offset ?? 0);
    throw badInput(`${place}: not valid YAML: its aliases expand to too much data`, { cause });
  }
  if (kind !== undefined) refuseOther(file, kindOf(read), kind);
  const data = upgrade(read ?? {});
  const left = placeholdersIn(data, placeholders);
  const validate = validatorFor(data, schema, fillDefaults);
  const isValid = validate(data);
  const more = mistakesIn(data).map(({ path, message }) => `${place(path)}: ${path.join('.')}: ${message}`);
  if (isValid && more.length === 0 && left.length === 0) return data;
  const unfilled = left.map(({ path, isKey, message }) => {
    const at = isKey ? place(path.slice(0, -1), String(path.at(-1))) : place(path);
    return `${at}: ${path.join('.')}: ${message}`;
  });
  // what it is not fit for as it stands does not matter then
  const isUnfilled = (key: string) => left.some(({ path }) => path.join('.') === key);
  const messages = relevantErrors(validate.errors ?? []).flatMap((error) => {
    const path = error.instancePath
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    const unknownKey = error.keyword === 'additionalProperties' ? String(error.params.additionalProperty) : undefined;
    const key = [...path, ...(unknownKey === undefined ? [] : [unknownKey])].join('.') || 'the file';
    return isUnfilled(key) ? [] : [`${place(path, unknownKey)}: ${key}: ${explain(error, unknownKey)}`];
  });
  throw badInput([...new Set([...messages, ...more, ...unfilled])]);
}

/** What can explain mistakes takes long to compile: it is compiled where there are some. */
function validatorFor<S extends Type.TSchema>(data: unknown, schema: S, fillDefaults: boolean): ValidateFunction<Type.Static<S>> {
  const quick = compile(schema, { fillDefaults });
  return quick(data) ? quick : compile(schema, { explain: true, fillDefaults });
}

/** One YAML document, and `file:line:column` of an offset in it. @throws AuditError 65 */
function parsed(file: string, source: string): { document: Document.Parsed; at: (offset: number) => string } {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [error] = document.errors;
  if (error?.code === 'MULTIPLE_DOCS')
    throw badInput(`${at(error.pos[0])}: a second document begins here; the file may hold only one`);
  if (error?.code === 'DUPLICATE_KEY' && document.errors.every(({ code }) => code === error.code)) {
    const mistakes = mistakesOfDuplicates(document, at, (offset) => lines.linePos(offset).line);
    if (mistakes.length > 0) throw badInput(mistakes);
  }
  if (error !== undefined) throw badInput(`${at(error.pos[0])}: not valid YAML: ${error.message}`);
  for (const { offset, mistake } of aliasesIn(document))
    if (mistake !== null) throw badInput(`${at(offset)}: not valid YAML: ${mistake}`);
  return { document, at };
}

/** Where in the text an alias is, and what is wrong with it; null where nothing is. */
type Alias = { offset: number; mistake: string | null };

/** The aliases of a YAML document. It is a mistake to refer to no anchor, or to a node that contains the alias. */
function aliasesIn(document: Document.Parsed): Alias[] {
  const anchors = new Map<string, Node>();
  const aliases: Alias[] = [];
  const mistakeIn = (source: string, path: readonly unknown[]): string | null => {
    const target = anchors.get(source);
    if (target === undefined) return `there is no anchor &${source} before the alias *${source}`;
    return path.includes(target) ? `the alias *${source} is inside the node that it refers to` : null;
  };
  visit(document, {
    Node(_, node, path) {
      if (isAlias(node)) aliases.push({ offset: node.range?.[0] ?? 0, mistake: mistakeIn(node.source, path) });
      else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return aliases;
}

function explain(error: ErrorObject, unknownKey: string | undefined): string {
  const { keyword, params, data, parentSchema = {} } = error;
  if (unknownKey !== undefined) {
    const known = Object.keys(parentSchema.properties ?? {});
    return `unknown key${suggestion(unknownKey, known)}${known.length > 0 ? `; known here: ${known.join(', ')}` : ''}`;
  }
  const got = `got ${shorten(data)}`;
  if (keyword === 'required') return `the key "${params.missingProperty}" is missing`;
  if (keyword === 'type') return `expected ${params.type}, ${got}`;
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
  const text = JSON.stringify(value) ?? 'nothing';
  // a URL's password must not reach the terminal by way of an error message
  const safe = text.replace(/\/\/[^"\s]*@/g, '//***@');
  return safe.length > 60 ? `${safe.slice(0, 57)}...` : safe;
}
