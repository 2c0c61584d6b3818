import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AuditError, EXIT } from '../audit-error.ts';
import { dayNumber, isDay } from '../input/days.ts';
import { checkDocument, type Mistake } from '../input/document.ts';
import { isRecord } from '../input/is-record.ts';
import { closed } from '../input/shapes.ts';
import { Attestation } from './attestation.ts';
import { type Exceptions, MOST_DAYS, MOST_DAYS_CRITICAL, NO_EXCEPTIONS, type RuleKnown } from './exception.ts';
import type { Config } from './schema.ts';
import { Waiver } from './waiver.ts';

const KINDS = {
  waivers: { entry: Waiver, title: 'byok-audit waivers', from: 'created', mistakes: mistakesOfWaiver },
  attestations: { entry: Attestation, title: 'byok-audit attestations', from: 'attested_at', mistakes: mistakesOfAttestation },
} as const;
export type ExceptionKind = keyof typeof KINDS;
type Entries = { waivers: Waiver; attestations: Attestation };
/** An entry before it is known to fit. */
type Unchecked = Readonly<Record<string, unknown>>;

/** The schema of `waivers.yaml` or `attestations.yaml`, with the rules that there are. */
export function exceptionSchema(kind: ExceptionKind, rules: readonly RuleKnown[]): object {
  const { entry, title } = KINDS[kind];
  const rule = {
    type: 'string',
    enum: rules.map(({ id }) => id),
    'x-expected': 'the id of a rule (byok-audit rules lists them)',
  };
  const items = { ...entry, properties: { ...entry.properties, rule } };
  return {
    $id: `urn:byok-audit:${kind}:1`,
    title,
    type: 'object',
    properties: { [kind]: { type: 'array', items } },
    required: [kind],
    ...closed,
  };
}

/**
 * Reads what the configuration, or the command line, names; nothing where neither names a file.
 * @param named the file of the command line, relative to `directory`
 * @throws AuditError 65 with a line `file:line:column: key: what is wrong` for each mistake
 */
export function loadExceptions<K extends ExceptionKind>(
  kind: K,
  config: Config,
  rules: readonly RuleKnown[],
  from: { named?: string | undefined; directory: string },
): Exceptions<Entries[K]> {
  const wanted = from.named === undefined ? config[kind] : { named: from.named, file: resolve(from.directory, from.named) };
  if (wanted === null) return NO_EXCEPTIONS;
  const { named, file } = wanted;
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (cause) {
    const who = from.named === undefined ? `The configuration names it under ${kind}.` : 'The command line names it.';
    throw new AuditError(EXIT.input, `${named}: cannot be read. ${who}`, { cause });
  }
  const further = (data: unknown) => mistakesOf(kind, data, rules);
  const data = checkDocument(named, source, exceptionSchema(kind, rules), undefined, further) as Record<K, Entries[K][]>;
  return { digest: `sha256:${createHash('sha256').update(source).digest('hex')}`, entries: data[kind] };
}

/** What the schema cannot tell, of entries that need not fit it. */
function mistakesOf(kind: ExceptionKind, data: unknown, rules: readonly RuleKnown[]): Mistake[] {
  const listed: unknown = isRecord(data) ? data[kind] : undefined;
  if (!Array.isArray(listed)) return [];
  const seen = new Map<string, number>();
  return listed.flatMap((entry: unknown, index) => {
    if (!isRecord(entry)) return [];
    const at = (key: string, message: string): Mistake => ({ path: [kind, index, key], message });
    const { id } = entry;
    const first = typeof id === 'string' ? seen.get(id) : undefined;
    if (typeof id === 'string' && first === undefined) seen.set(id, index);
    return [
      ...(first === undefined ? [] : [at('id', `"${id}" is the id of ${kind}.${first} already`)]),
      ...KINDS[kind].mistakes(entry, at, rules),
    ];
  });
}

type At = (key: string, message: string) => Mistake;

function mistakesOfWaiver(entry: Unchecked, at: At, rules: readonly RuleKnown[]): Mistake[] {
  const { owner, approved_by, rule } = entry;
  const critical = rules.some(({ id, severity }) => id === rule && severity === 'critical');
  return [
    ...(typeof owner === 'string' && typeof approved_by === 'string' && sameName(owner, approved_by)
      ? [at('approved_by', 'the owner cannot approve the waiver; name somebody else')]
      : []),
    ...mistakesOfTerm(entry, 'created', at, critical ? MOST_DAYS_CRITICAL : MOST_DAYS, critical),
  ];
}

function mistakesOfAttestation(entry: Unchecked, at: At): Mistake[] {
  const has = (key: string) => entry[key] !== undefined;
  const about =
    has('fact') && (has('rule') || has('resource'))
      ? [at('fact', 'an attestation is about a fact, or about a rule and a resource, not about both')]
      : !has('fact') && !has('rule') && !has('resource')
        ? [at('rule', 'the keys "rule" and "resource" are missing, or "fact: whole_organization"')]
        : has('fact')
          ? []
          : ['rule', 'resource'].filter((key) => !has(key)).map((key) => at(key, `the key "${key}" is missing`));
  return [...about, ...mistakesOfTerm(entry, 'attested_at', at, MOST_DAYS, false)];
}

/** From the first day to the last. */
function mistakesOfTerm(entry: Unchecked, from: string, at: At, most: number, critical: boolean): Mistake[] {
  const [begins, ends] = [entry[from], entry.expires];
  if (typeof begins !== 'string' || typeof ends !== 'string' || !isDay(begins) || !isDay(ends)) return [];
  const days = dayNumber(ends) - dayNumber(begins);
  if (days < 0) return [at('expires', `${ends} is before "${from}", ${begins}`)];
  if (days <= most) return [];
  const why = critical ? ', for the rule is critical' : '';
  return [at('expires', `${ends} is ${days} days after "${from}"; at most ${most} are allowed${why}`)];
}

/** Whether two names are one, however they are written: nobody approves a waiver of their own. */
const sameName = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
