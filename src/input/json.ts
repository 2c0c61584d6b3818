import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { AuditError, EXIT } from '../audit-error.ts';
import { checkDocument } from './document.ts';
import { compile } from './json-schema.ts';

type About = {
  version: string;
  what: string;
  makeAgain: string;
  upgrade?: (data: unknown, version: string) => unknown;
};

/**
 * Reads one of our own JSON files back, and believes nothing in it before it fits the schema.
 * @param about the newest format that is read, what the file is called, the command that makes one, and how an older
 *   format becomes the newest; nothing that is there may move by it, since mistakes are told with their place in the file
 * @throws AuditError 65 where it cannot be read, is cut off, is newer than this version, or does not fit
 */
export function readJson<T>(file: string, schema: object, about: About): T {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AuditError(EXIT.input, `${file}: cannot be read. Make one with: ${about.makeAgain}`, { cause });
  }
  let data: unknown;
  try {
    data = JSON.parse(source);
  } catch (cause) {
    throw new AuditError(
      EXIT.input,
      `${placeOf(cause, file, source)}: not valid JSON; is the file cut off? Make it again with: ${about.makeAgain}`,
      { cause },
    );
  }
  const version = typeof data === 'object' && data !== null && 'schema_version' in data ? String(data.schema_version) : '';
  if (isNewer(version, about.version)) {
    throw new AuditError(
      EXIT.input,
      `${file}: ${about.what} format ${version} is newer than ${about.version}, the newest that this version reads. Update byok-audit.`,
    );
  }
  const upgrade = (read: unknown) => about.upgrade?.(read, version) ?? read;
  data = upgrade(data);
  if (/^\d+\.\d+$/.test(version) && compile<T>(schema)(data)) return data;
  // the slow way, for its lines and columns
  checkDocument(file, source, schema, upgrade);
  throw new AuditError(EXIT.input, `${file}: not a byok-audit ${about.what}`);
}

function isNewer(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [knownMajor = 0, knownMinor = 0] = than.split('.').map(Number);
  return major > knownMajor || (major === knownMajor && minor > knownMinor);
}

/** `file:line:column`; where V8 names no position, a parser of YAML, which JSON is a part of, finds it. */
function placeOf(error: unknown, file: string, source: string): string {
  const named = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  const position =
    named === undefined ? parseDocument(source, { schema: 'json', prettyErrors: false }).errors[0]?.pos[0] : Number(named);
  const before = source.slice(0, position ?? source.length).split('\n');
  return `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
