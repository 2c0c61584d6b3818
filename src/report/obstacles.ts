import type { Target } from '../facts/advice.ts';
import { byCodePoint } from '../input/code-point.ts';
import { withLines } from './paste.ts';
import type { Obstacle, ReportedSubject, ReportedVerdict } from './schema.ts';
import type { Sequence } from './sequence.ts';
import { factsOf, type Named } from './subject-lookup.ts';
import { adviceOnCall, type CloudSettings, callOf, type Lack, remedyOfLack } from './unknown-remedy.ts';

type Verdict = Pick<ReportedVerdict, 'rule' | 'subject' | 'unknown'>;
type Missing = NonNullable<ReportedVerdict['unknown']>['facts'][number];

/** What else is known of the verdicts. */
export type Surroundings = {
  subjectOf: (named: Named) => ReportedSubject;
  rules: ReadonlyMap<string, NonNullable<Lack['rule']>>;
  /** The parts of a key's name, by its KMS name. */
  partsOf: (kms_name: string) => Target['parts'];
  /** Absent where an old report is read, which does not say. */
  settings?: CloudSettings;
};

const MOST_EXAMPLES = 3;

/**
 * What kept verdicts from being determined, that which holds up most of them first: one entry for each cause, call and
 * permission, and where the call does not say enough, for each remedy. And the verdicts, whose unknowns name their entry.
 */
export function withObstacles<V extends Verdict>(
  verdicts: Sequence<V>,
  about: Surroundings,
): { verdicts: V[]; obstacles: Obstacle[] } {
  const waiting = verdicts.flatMap((verdict) => {
    const subject = verdict.unknown === null ? undefined : about.subjectOf(verdict.subject);
    return subject === undefined ? [] : (verdict.unknown?.facts ?? []).map((missing) => lackOf(verdict, missing, subject, about));
  });
  const groups = [...Map.groupBy(waiting, ({ key }) => key).values()]
    .map((group) => ({ group, obstacle: obstacleOf(group, about) }))
    .sort((a, b) => b.obstacle.verdicts - a.obstacle.verdicts || byCodePoint(a.group[0]?.key ?? '', b.group[0]?.key ?? ''));
  const placeOf = new Map(groups.flatMap(({ group }, place) => group.map(({ missing }) => [missing, place] as const)));
  return {
    obstacles: groups.map(({ obstacle }) => obstacle),
    verdicts: verdicts.map((verdict) =>
      verdict.unknown === null
        ? verdict
        : {
            ...verdict,
            unknown: {
              ...verdict.unknown,
              facts: verdict.unknown.facts.map((missing) => placed(missing, placeOf.get(missing))),
            },
          },
    ),
  };
}

const placed = (missing: Missing, obstacle: number | undefined): Missing =>
  obstacle === undefined ? missing : { ...missing, obstacle };

type Waiting = ReturnType<typeof lackOf>;

function lackOf(verdict: Verdict, missing: Missing, subject: ReportedSubject, { rules }: Surroundings) {
  const { cause, fact, permission, call } = missing;
  // what the fact itself says; the rule's own word on a fact that was observed names no call
  const recorded = factsOf(subject)[fact];
  const source = recorded !== undefined && 'unknown' in recorded ? (recorded.unknown.source ?? null) : null;
  const lack: Lack = { cause, source, permission, fact, cloud: subject.cloud, rule: rules.get(verdict.rule) };
  const remedy = remedyOfLack(lack);
  const asked = source === null && permission === null ? call : null;
  return { verdict, missing, subject, lack, remedy, key: JSON.stringify([cause, callOf(source), permission, asked, remedy]) };
}

function obstacleOf(group: readonly Waiting[], { partsOf, settings = null }: Surroundings): Obstacle {
  const [first] = group;
  if (first === undefined) throw new Error('no verdict waits for anything');
  const { lack, remedy } = first;
  const verdicts = [...new Map(group.map((one) => [one.verdict, one])).values()];
  const subjects = [...new Map(group.map((one) => [one.subject, one])).values()];
  // a key that could not be read leaves its clusters open too
  const byType = groupedByType(subjects, ({ subject }) => subject.type);
  const keys = [...new Set(subjects.flatMap(({ subject }) => subject.kms_name ?? []))].sort(byCodePoint);
  const targets = keys.map((name) => ({ name, parts: partsOf(name) }));
  const lines = verdicts.map(({ verdict, subject }) => ({ rule: verdict.rule, subject }));
  return {
    cause: lack.cause,
    source: callOf(lack.source),
    permission: lack.permission,
    rules: [...new Set(verdicts.map(({ verdict }) => verdict.rule))].sort(byCodePoint),
    verdicts: verdicts.length,
    subjects: countsOf(byType),
    examples: byType
      .flatMap(([, all]) => all)
      .slice(0, MOST_EXAMPLES)
      .map(({ subject: { type, id }, missing: { call, detail } }) => ({ type, id, call, detail })),
    remedy: remedy === null ? adviceOnCall(lack, targets, settings) : withLines(remedy, lines),
  };
}

/** What there is most of first. */
const groupedByType = <T>(items: readonly T[], typeOf: (item: T) => string): [type: string, items: T[]][] =>
  [...Map.groupBy(items, typeOf)].sort(([a, { length: ofA }], [b, { length: ofB }]) => ofB - ofA || byCodePoint(b, a));

const countsOf = (byType: [type: string, items: unknown[]][]): Obstacle['subjects'] =>
  Object.fromEntries(byType.map(([type, { length }]) => [type, length]));

/** How many there are of each type, most first: the `subjects` of an obstacle, or of several together. */
export const countByType = (subjects: readonly Named[]): Obstacle['subjects'] =>
  countsOf(groupedByType(subjects, ({ type }) => type));
