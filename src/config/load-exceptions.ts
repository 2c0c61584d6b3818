import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { checkDocument } from '../input/document.ts';
import { textOf } from '../input/named-file.ts';
import { type Attestation, attestationsSchema, mistakesInAttestations } from './attestation.ts';
import { type Exceptions, type KnownRule, NO_EXCEPTIONS } from './exception.ts';
import type { Config } from './schema.ts';
import { mistakesInWaivers, type Waiver, waiversSchema } from './waiver.ts';

/** `named` is the file that the command line gives instead of the configured one, relative to `directory`. */
type From = { named?: string | undefined; directory: string };

/**
 * Reads the waivers that the configuration or the command line names; none where neither names a file.
 * @throws AuditError 65 with a line `file:line:column: key: what is wrong` for each mistake
 */
export const loadWaivers = (config: Config, rules: readonly KnownRule[], from: From): Exceptions<Waiver> =>
  load(config, 'waivers', from, (file, source) => {
    const mistakesIn = (data: unknown) => mistakesInWaivers(data, rules);
    return checkDocument(file, source, waiversSchema(rules), { mistakesIn }).waivers;
  });

/** Reads the attestations, in the same way. */
export const loadAttestations = (config: Config, rules: readonly KnownRule[], from: From): Exceptions<Attestation> =>
  load(config, 'attestations', from, (file, source) => {
    const mistakesIn = mistakesInAttestations;
    return checkDocument(file, source, attestationsSchema(rules), { mistakesIn }).attestations;
  });

function load<T>(
  config: Config,
  key: 'waivers' | 'attestations',
  { named, directory }: From,
  entriesOf: (file: string, source: string) => readonly T[],
): Exceptions<T> {
  const wanted = named === undefined ? config[key] : { named, file: resolve(directory, named) };
  if (wanted === null) return NO_EXCEPTIONS;
  const origin = named === undefined ? `The configuration names it under ${key}.` : 'The command line names it.';
  const source = textOf(wanted.file, wanted.named, origin);
  return { digest: `sha256:${createHash('sha256').update(source).digest('hex')}`, entries: entriesOf(wanted.named, source) };
}
