import { type Advice, advice, few, json, type Paste, type Remedy, type Snippet, yaml } from '../facts/advice.ts';
import { toFillIn } from '../facts/placeholder.ts';
import type { ReportedSubject } from './schema.ts';

/** What the lines are about: the verdicts that wait, each with its subject. */
export type Waiting = readonly {
  rule: string;
  subject: Pick<ReportedSubject, 'type' | 'id' | 'cloud' | 'kms_name' | 'holders'>;
}[];

const MOST_ENTRIES = 3;
const MOST_PRINCIPALS = 20;

/** The remedy with the lines that it names, filled in with what is known. */
export const withLines = ({ text, paste }: Remedy, waiting: Waiting): Advice =>
  advice(text, { paste: [paste ?? []].flat().map((name) => LINES[name](waiting)) });

/** JSON is YAML, whatever a name holds. */
const quoted = (text: string): string => (/^[A-Za-z][\w.-]*$/.test(text) ? text : JSON.stringify(text));

const more = (all: number, shown: number, what: string): string[] => (all > shown ? [`# and ${all - shown} more ${what}`] : []);

const LINES: Record<Paste, (waiting: Waiting) => Snippet> = {
  attestation: (waiting) =>
    yaml(
      'attestations:',
      ...waiting
        .slice(0, MOST_ENTRIES)
        .flatMap(({ rule, subject }, index) =>
          entry(`${rule}-${index + 1}`, [`rule: ${rule}`, `resource: ${quoted(subject.id)}`]),
        ),
      ...more(waiting.length, MOST_ENTRIES, 'verdicts: an entry for each rule and resource'),
    ),
  exception: (waiting) => json({ Condition: { ArnNotEquals: { 'aws:PrincipalArn': rolesIn(waiting) } } }),
  whole_organization: () => yaml('attestations:', ...entry('whole-organization', ['fact: whole_organization'])),
  trusted_principals(waiting) {
    const byCloud = Map.groupBy(
      waiting.flatMap(({ subject }) => undeclared(subject)),
      ({ cloud }) => cloud,
    );
    const lines = [...byCloud].flatMap(([cloud, found]) => {
      const names = [...new Set(found.map(({ declare }) => declare))].sort();
      return [
        `  ${cloud}:`,
        ...names.slice(0, MOST_PRINCIPALS).map((name) => `    - ${JSON.stringify(name)}`),
        ...more(names.length, MOST_PRINCIPALS, 'principals: see the holders of the keys').map((line) => `    ${line}`),
      ];
    });
    return yaml(
      '# keep only those that somebody vouches for',
      'trusted_principals:',
      ...(lines.length > 0 ? lines : [`  ${toFillIn('CLOUD_NAME')}: ["${toFillIn('PRINCIPAL_ID')}"]`]),
    );
  },
  retired_clusters: (waiting) => {
    const names = namesIn(waiting);
    return yaml(
      'retired_clusters:',
      ...names
        .slice(0, MOST_ENTRIES)
        .map(
          (name) => `  - {id: ${toFillIn('CLUSTER_ID')}, key: ${JSON.stringify(name)}, deleted_at: ${toFillIn('YYYY-MM-DD')}}`,
        ),
      ...more(names.length, MOST_ENTRIES, 'keys'),
    );
  },
  // never the key that the cluster has: what is pasted unread would declare that whatever is there is right
  expected_keys: (waiting) =>
    yaml(
      'expected_keys:',
      ...waiting.slice(0, MOST_ENTRIES).map(({ subject: { id } }) => `  ${quoted(id)}: ${toFillIn('KMS_NAME')}`),
      ...more(waiting.length, MOST_ENTRIES, 'clusters'),
    ),
};

/** The roles that Confluent uses the keys as, while they are few. */
function rolesIn(waiting: Waiting): string[] {
  const holders = waiting.flatMap(({ subject: { holders: own } }) => (own !== null && 'value' in own ? own.value : []));
  const roles = few(
    holders.flatMap(({ whose, principal }) => (whose === 'confluent' && principal.includes(':role/') ? [principal] : [])),
  );
  return roles.length > 0 ? roles : ['CONFLUENT_ROLE_ARN'];
}

function namesIn(waiting: Waiting): string[] {
  const names = [...new Set(waiting.flatMap(({ subject: { kms_name } }) => kms_name ?? []))].sort();
  return names.length > 0 ? names : [toFillIn('KMS_NAME')];
}

/** Holders of which nothing that was read says whose they are. */
function undeclared({ cloud, holders }: Waiting[number]['subject']) {
  if (cloud === null || holders === null || 'unknown' in holders) return [];
  return holders.value.flatMap(({ doubt, declare }) => (doubt === null || declare === null ? [] : [{ cloud, declare }]));
}

/**
 * An attestation to fill in: what is in capitals is for the person who answers for it, and refused as long as it stands there.
 */
const entry = (id: string, about: readonly string[]): string[] => [
  `  - id: ${id}`,
  ...about.map((line) => `    ${line}`),
  `    statement: ${toFillIn('WHAT_IS_TRUE')}`,
  `    evidence: ${toFillIn('WHERE_IT_IS_RECORDED')}`,
  `    attested_by: ${toFillIn('NAME_AND_ROLE')}`,
  `    attested_at: ${toFillIn('YYYY-MM-DD')}`,
  `    expires: ${toFillIn('YYYY-MM-DD')}`,
];
