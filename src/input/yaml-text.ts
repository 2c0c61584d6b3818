import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  Lexer,
  type Node,
  type ParseOptions,
  Parser,
  visit,
} from 'yaml';
import { badInput } from '../audit-error.ts';
import { mistakesOfDuplicates } from './duplicate-key.ts';
import { isRecord } from './is-record.ts';
import { placesIn, placesOfFile } from './place.ts';
import { MOST_LEVELS, type Path, type ReadText, tooDeep } from './read-text.ts';
import { MB, sizeText } from './size.ts';

/** YAML takes a hundred times its size to read. */
const LARGEST = 10 * MB;
/** How many values a file with aliases may stand for. */
const MOST_VALUES = 1_000_000;
/** For each alias, yaml looks through all anchors. */
const MOST_ALIASES = 10_000;

/**
 * Reads one YAML document.
 * @param file the name to show in messages
 * @throws AuditError 65
 */
export function readYamlText(file: string, source: string): ReadText {
  const { document, at } = parsed(file, source);
  const aliases = aliasesIn(document);
  for (const { offset, mistake } of aliases) if (mistake !== null) throw badInput(`${at(offset)}: not valid YAML: ${mistake}`);
  const placeOf = (path: Path, ofKey?: string): string => {
    const parent = path.length === 0 ? document.contents : document.getIn(path, true);
    // a missing key, or one behind an alias, has no place of its own
    if (path.length > 0 && !(isNode(parent) && parent.range)) return placeOf(path.slice(0, -1));
    if (ofKey !== undefined && isMap(parent))
      for (const { key } of parent.items) if (isScalar(key) && key.value === ofKey && key.range) return at(key.range[0]);
    return at(isNode(parent) ? (parent.range?.[0] ?? 0) : 0);
  };
  const data = aliases.length > MOST_ALIASES ? TOO_MUCH : resolved(document);
  const [first] = aliases;
  if (first !== undefined && (data === TOO_MUCH || isTooMuch(data)))
    throw badInput(`${at(first.offset)}: not valid YAML: its aliases expand to too much data`);
  return { data, length: source.length, placesOf: (wanted) => wanted.map(({ path, key }) => placeOf(path, key)) };
}

const TOO_MUCH = Symbol('too much');

function resolved(document: Document.Parsed): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    // of its aliases, which yaml counts
    if (cause instanceof ReferenceError) return TOO_MUCH;
    throw cause;
  }
}

/** Whether what aliases made of it is nested deeper than the text, or is more than anybody would write. */
function isTooMuch(data: unknown): boolean {
  let values = 0;
  const isWithin = (value: unknown, levels: number): boolean => {
    values += 1;
    if (values > MOST_VALUES || levels > MOST_LEVELS) return false;
    if (Array.isArray(value)) return value.every((item) => isWithin(item, levels + 1));
    return !isRecord(value) || Object.values(value).every((item) => isWithin(item, levels + 1));
  };
  return !isWithin(data, 0);
}

/** One YAML document, and `file:line:column` of an offset in it. @throws AuditError 65 */
function parsed(file: string, source: string): { document: Document.Parsed; at: (offset: number) => string } {
  const placeOf = placesIn(source);
  const at = placesOfFile(file, placeOf);
  // an account may begin with 0: as a number it would be another
  const [document, second] = yamlDocuments(file, source, { stringKeys: true });
  if (document === undefined) throw new Error('yaml gives a document for any text');
  const [error] = document.errors;
  if (error !== undefined)
    throw badInput(
      `${at(error.pos[0])}: ${error.code === 'NON_STRING_KEY' ? 'a key has to be a text, not a list or a map' : `not valid YAML: ${error.message}`}`,
    );
  // in it a key may stand for a merge, and a tag for a set or a date
  if (document.directives.yaml.version !== '1.2')
    throw badInput(`${at(0)}: not read as YAML ${document.directives.yaml.version}; take out the line that begins with %YAML`);
  if (second !== undefined) throw badInput(`${at(second.range[0])}: a second document begins here; the file may hold only one`);
  const mistakes = mistakesOfDuplicates(document, at, (offset) => placeOf(offset).line);
  if (mistakes.length > 0) throw badInput(mistakes);
  return { document, at };
}

/**
 * The documents of a YAML file, with their errors. That a key stands twice is none of them: yaml compares each key of a map
 * with all others. It warns of nothing: a warning would go to the terminal as it is.
 * @throws AuditError 65 where it is too large, or nested too deeply
 */
export function* yamlDocuments(
  file: string,
  source: string,
  options: Pick<ParseOptions, 'stringKeys'> = {},
): Generator<Document.Parsed> {
  if (source.length > LARGEST)
    throw badInput(
      `${file}: cannot be read: it has ${sizeText(source.length)}, more than the ${sizeText(LARGEST)} that are read of YAML. As JSON it may be larger.`,
    );
  yield* new Composer({ ...options, uniqueKeys: false, logLevel: 'error' }).compose(tokens(file, source), true, source.length);
}

/** What Parser.parse gives, as long as not too much is open. */
function* tokens(file: string, source: string): Generator<CST.Token> {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(source)) {
    yield* parser.next(lexeme);
    // the document is open too
    if (parser.stack.length - 1 > MOST_LEVELS + 1) throw tooDeep(placesOfFile(file, placesIn(source))(parser.offset));
  }
  yield* parser.end();
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
