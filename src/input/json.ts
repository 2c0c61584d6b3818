import { resolve } from 'node:path';
import type Type from 'typebox';
import { badInput } from '../audit-error.ts';
import { checkRead } from './document.ts';
import { type FileKind, kindOf, kindOfText, refuseOther } from './file-kind.ts';
import { isRecord } from './is-record.ts';
import { brokenAt, readJsonText } from './json-text.ts';
import { type From, textOf } from './named-file.ts';

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
} & From;

/**
 * Reads one of our own JSON files, and trusts nothing in it before it is checked against the schema.
 * @throws AuditError 65 where it cannot be read, is cut off, is newer than this version, or violates the schema
 */
export function readJson<S extends Type.TSchema>(file: string, schema: S, about: About): Type.Static<S> {
  const { kind: expected, what, makeAgain, maxInput } = about;
  const source = textOf({
    file: resolve(about.directory ?? '', file),
    named: file,
    advice: `Make one with: ${makeAgain}`,
    maxInput,
  });
  const read = readJsonText(file, source);
  if (read === null) {
    if (expected !== undefined) {
      refuseOther(file, kindOfText(source), expected);
      if (/^\s*[^\s{[]/.test(source))
        throw badInput(`${file}: not a ${what} of byok-audit, which is JSON. Make one with: ${makeAgain}`);
    }
    throw badInput(`${brokenAt(file, source)}: not valid JSON; is the file cut off? Make it again with: ${makeAgain}`);
  }
  const { data } = read;
  const kind = kindOf(data);
  const version = isRecord(data) && Object.hasOwn(data, 'schema_version') ? versionIn(data.schema_version) : '';
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
  const options = {
    fillDefaults: about.fillDefaults === true,
    upgrade: (read: unknown) => about.upgrade?.(read, version) ?? read,
  };
  const checked = checkRead(file, read, schema, options);
  if (/^\d+\.\d+$/.test(version)) return checked;
  throw badInput(`${file}: not a byok-audit ${what}`);
}

/** An object of a file may hold a `toString` that is none. */
const versionIn = (given: unknown): string => (typeof given === 'string' ? given : JSON.stringify(given));

/** Of two versions `major.minor`. */
export function isNewer(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [knownMajor = 0, knownMinor = 0] = than.split('.').map(Number);
  return major > knownMajor || (major === knownMajor && minor > knownMinor);
}
