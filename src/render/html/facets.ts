import type { Report, ReportedVerdict } from '../../report/schema.ts';
import { ReportSubjects } from '../../report/seen-subjects.ts';
import { type Named, type SubjectHead, subjectKey } from '../../report/subject-order.ts';
import { visible } from '../visible.ts';

/** What the script filters by, beside the text. */
export type Facets = {
  /** What an entry about a verdict says of itself: its state, severity and rule, and its subject's number. */
  ofVerdict(verdict: Pick<ReportedVerdict, 'state' | 'severity' | 'rule'> & { subject: Named }): string;
  /** What an entry about a subject says of itself. */
  ofSubject(subject: Named): string;
  environments: { id: string; name: string }[];
  owners: string[];
  /** By subject number: the places of its environments and of its owner in these lists; of each control its name and its rules, as the page shows them. */
  json: string;
};

/** Subjects by number, with the environments and the owner by which each is found: a key is in those of its clusters. */
export function facetsOf(report: Report): Facets {
  const heads = [...headsOf(report)];
  const numbers = new Map(heads.map((head, number) => [subjectKey(head), number]));
  const environments = new Map<string, string>();
  const environmentOf = new Map<string, string>();
  for (const { type, id, name, environment, environment_name } of heads) {
    if (type === 'environment') environments.set(id, name ?? id);
    if (environment === null) continue;
    if (!environments.has(environment)) environments.set(environment, environment_name ?? environment);
    environmentOf.set(id, environment);
  }
  const owners = [...new Set(heads.flatMap(({ owner }) => owner ?? []))].sort(collator.compare);
  const ids = [...environments.keys()];
  const placed = heads.map((head) => {
    const own = environmentsOf(head, environmentOf);
    return [
      own.map((id) => ids.indexOf(id)).filter((place) => place !== -1),
      head.owner === null ? -1 : owners.indexOf(head.owner),
    ];
  });
  const controls = report.frameworks.flatMap(({ id, requirements }) =>
    requirements.filter(({ rules }) => rules.length > 0).map((one) => [visible(`${id} ${one.id}`), one.rules.map(visible)]),
  );
  const numberOf = (named: Named): number => numbers.get(subjectKey(named)) ?? -1;
  return {
    ofVerdict: ({ state, severity, rule, subject }) => `${state} ${severity} ${rule} ${numberOf(subject)}`,
    ofSubject: (subject) => `- - - ${numberOf(subject)}`,
    environments: [...environments].map(([id, name]) => ({ id, name })),
    owners,
    json: safeJson({ subjects: placed, controls }),
  };
}

const collator = new Intl.Collator('en');

export const headsOf = ({ subjects }: Pick<Report, 'subjects'>): Iterable<SubjectHead> =>
  subjects instanceof ReportSubjects ? subjects.heads() : subjects;

function environmentsOf({ type, id, environment, clusters }: SubjectHead, environmentOf: ReadonlyMap<string, string>): string[] {
  if (type === 'environment') return [id];
  if (environment !== null) return [environment];
  return [...new Set((clusters ?? []).flatMap((cluster) => environmentOf.get(cluster) ?? []))];
}

/** JSON in which nothing can end the script element. */
const safeJson = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
