import { resolve } from 'node:path';
import type Type from 'typebox';
import { parseDocument } from 'yaml';
import { badInput } from '../audit-error.ts';
import { checkDocument } from './document.ts';
import { type FileKind, kindOf, kindOfText, refuseOther } from './file-kind.ts';
import { isRecord } from './is-record.ts';
import { compile } from './json-schema.ts';
import { textOf } from './named-file.ts';

type About = {
  /** The newest format that is read. */
  version: string;
  /** What the file is called in messages. */
  what: string;
  /** To say of another file of ours what it is. */
  kind?: FileKind;
  /** The command that makes one. */
  makeAgain: string;
  /** Turns an older format into the newest; it must not move anything, since mistakes are reported at their place in the file. */
  upgrade?: (data: unknown, version: string) => unknown;
  /** Fills in the defaults of the schema before the rest of it is checked. */
  fillDefaults?: boolean;
  /** What a relative file name starts from: by default the working directory. */
  directory?: string | undefined;
};

/**
 * Reads one of our own JSON files, and trusts nothing in it before it is checked against the schema.
 * @throws AuditError 65 where it cannot be read, is cut off, is newer than this version, or violates the schema
 */
export function readJson<S extends Type.TSchema>(file: string, schema: S, about: About): Type.Static<S> {
  const { kind: expected, what, makeAgain } = about;
  const source = textOf(resolve(about.directory ?? '', file), file, `Make one with: ${about.makeAgain}`);
  let data: unknown;
  try {
    data = JSON.parse(source);
  } catch (cause) {
    if (expected !== undefined) {
      refuseOther(file, kindOfText(source), expected);
      if (/^\s*[^\s{[]/.test(source))
        throw badInput(`${file}: not a ${what} of byok-audit, which is JSON. Make one with: ${makeAgain}`);
    }
    throw badInput(
      `${placeOf(cause, file, source)}: not valid JSON; is the file cut off? Make it again with: ${about.makeAgain}`,
      { cause },
    );
  }
  const kind = kindOf(data);
  const version = isRecord(data) && Object.hasOwn(data, 'schema_version') ? String(data.schema_version) : '';
  if (expected !== undefined) {
    refuseOther(file, kind, expected);
    if (version === '') throw badInput(`${file}: not a ${what} of byok-audit. Make one with: ${makeAgain}`);
  }
  if (isNewer(version, about.version)) {
    const unless = expected === undefined || kind === expected ? '' : `, if the file is a ${what}`;
    throw badInput(
      `${file}: ${what} format ${version} is newer than ${about.version}, the newest that this version reads. Update byok-audit${unless}.`,
    );
  }
  const upgrade = (read: unknown) => about.upgrade?.(read, version) ?? read;
  data = upgrade(data);
  const { fillDefaults = false } = about;
  const isValid = compile(schema, { fillDefaults });
  if (/^\d+\.\d+$/.test(version) && isValid(data)) return data;
  // slower, but it gives lines and columns
  checkDocument(file, source, schema, { upgrade, fillDefaults });
  throw badInput(`${file}: not a byok-audit ${about.what}`);
}

/** Of two versions `major.minor`. */
export function isNewer(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [knownMajor = 0, knownMinor = 0] = than.split('.').map(Number);
  return major > knownMajor || (major === knownMajor && minor > knownMinor);
}

/** `file:line:column`; where V8 gives no position, the YAML parser finds it, since JSON is a subset of YAML. */
function placeOf(error: unknown, file: string, source: string): string {
  const named = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  const position =
    named === undefined ? parseDocument(source, { schema: 'json', prettyErrors: false }).errors[0]?.pos[0] : Number(named);
  const before = source.slice(0, position ?? source.length).split('\n');
  return `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
