import { fingerprintOf } from '../../report/fingerprint.ts';
import { inWhole } from '../../report/message.ts';
import { stepsOf } from '../../report/remedy.ts';
import type { Report } from '../../report/schema.ts';
import { entriesIn, evidenceOf } from '../../report/subject-lookup.ts';
import type { VerdictEntry } from '../../report/verdict-columns.ts';
import { evidenceInWords } from '../evidence-words.ts';
import type { Cell } from './cell.ts';

/** What a row is made of. */
export type Row = VerdictEntry & {
  evidence: readonly ReturnType<typeof evidenceInWords>[];
  controls: string;
  commands: readonly string[];
  fingerprint: string;
};

type Column = { holds: string; of: (row: Row) => Cell };

const ofVerdict = (holds: string, of: (body: VerdictEntry['body']) => Cell): Column => ({ holds, of: ({ body }) => of(body) });
const ofSubject = (holds: string, of: (subject: VerdictEntry['subject']) => Cell): Column => ({
  holds,
  of: ({ subject }) => of(subject),
});

/** Each once, in the order in which they come. */
const listed = (texts: readonly (string | null)[]): string => [...new Set(texts)].filter((text) => text !== null).join('; ');

const compared = ({ expected, actual }: VerdictEntry['body'], value: unknown): string | null =>
  expected === null && actual === null ? null : inWhole(value);

const missing = ({ unknown }: VerdictEntry['body']) => unknown?.facts ?? [];

/** The columns by name, in their order. Readers go by the names: none is renamed, and a new one may come at any place. */
// biome-ignore format: one line a column
export const COLUMNS = {
  rule: { holds: 'id of the [rule](rules.md)', of: ({ rule }) => rule },
  severity: ofVerdict('`critical`, `high`, `medium`, `low` or `info`', ({ severity }) => severity),
  state: ofVerdict('how the verdict stands, waivers and attestations applied: [states](verdicts.md#status-and-state)', ({ state }) => state),
  status: ofVerdict('the answer of the policy', ({ status }) => status),
  subject_type: ofSubject('`organization`, `environment`, `cluster` or `key`', ({ type }) => type),
  subject_id: ofSubject("Confluent's id; of a legacy key its KMS name", ({ id }) => id),
  subject_name: ofSubject('its display name', ({ name }) => name),
  environment: ofSubject('id of its environment', ({ environment }) => environment),
  environment_name: ofSubject("the environment's display name", ({ environment_name }) => environment_name),
  production: ofSubject('`yes` or `no`; of a key, whether a production cluster uses it', ({ production }) => production === null ? null : inWhole(production)),
  cloud: ofSubject('`aws`, `azure` or `gcp`', ({ cloud }) => cloud),
  region: ofSubject('its region, as the cloud spells it', ({ region }) => region),
  key: ofSubject("of a cluster: Confluent's id of its key", ({ key }) => key),
  kms_name: ofSubject('name of the key in its KMS', ({ kms_name }) => kms_name),
  owner: ofSubject('whose the key is, by its tags; of a cluster, whose its key is', ({ owner }) => owner),
  message: { holds: 'what the verdict says, with its notes', of: ({ message, body: { notes } }) => [message, ...notes].join(' ') },
  expected: ofVerdict('what the rule asks for, where it compares two values', (verdict) => compared(verdict, verdict.expected)),
  actual: ofVerdict('what was observed instead, or as well', (verdict) => compared(verdict, verdict.actual)),
  evidence: { holds: 'the facts that the verdict rests on: `fact=value; fact=value`', of: ({ evidence }) => evidence.map(({ fact, value }) => `${fact}=${value}`).join('; ') },
  sources: { holds: 'the calls that gave these facts, each with its time', of: ({ evidence }) => listed(evidence.map(({ call, observed_at }) => observed_at === null ? call : `${call} at ${observed_at}`)) },
  cause: ofVerdict('of an unknown: the [cause](unknowns.md)', ({ unknown }) => unknown?.cause ?? null),
  call: ofVerdict('of an unknown: the calls that would have given what is missing', (verdict) => listed(missing(verdict).map(({ call }) => call))),
  permission: ofVerdict('of an unknown: the permissions that these calls need', (verdict) => listed(missing(verdict).map(({ permission }) => permission))),
  not_applicable_reason: ofVerdict('why the rule does not apply', ({ not_applicable }) => not_applicable?.reason ?? null),
  waiver: ofVerdict('id of the [waiver](waivers.md) that covers the failure', ({ waiver }) => waiver?.id ?? null),
  attestation: ofVerdict('id of the attestation without which it would be unknown', ({ attestation }) => attestation?.id ?? null),
  first_seen: ofVerdict('since when it fails or is unknown; empty without a history', ({ first_seen }) => first_seen),
  controls: { holds: 'the requirements that the rule answers, by id of their [framework](frameworks.md)', of: ({ controls }) => controls },
  fix: { holds: 'of a failure: the commands that fix it, with the names of this subject, one a line; empty where none does', of: ({ commands }) => commands },
  fingerprint: { holds: 'identity of the verdict from scan to scan', of: ({ fingerprint }) => fingerprint },
} satisfies Record<string, Column>;

/** The rows of a report, in the order of its verdicts. */
export function* rowsOf(report: Report): Generator<Row> {
  const { organization, rules } = report;
  const [evidence, steps] = [evidenceOf(report), stepsOf(report)];
  const controls = new Map(rules.map((rule) => [rule.id, controlsOf(rule)]));
  for (const entry of entriesIn(report)) {
    const { rule, subject, body } = entry;
    yield {
      ...entry,
      evidence: evidence({ subject, evidence: body.evidence }).map((named) => evidenceInWords(named, subject.type)),
      controls: controls.get(rule) ?? '',
      commands: steps(body)?.cli ?? [],
      fingerprint: body.fingerprint ?? fingerprintOf(rule, organization.id, subject),
    };
  }
}

const controlsOf = ({ controls }: Report['rules'][number]): string =>
  Object.entries(controls)
    .map(([framework, ids]) => `${framework}: ${ids.join(', ')}`)
    .join('; ');
