import { factAt } from '../facts/at.ts';
import { shown } from '../facts/fact.ts';
import type { Subject } from '../subjects/schema.ts';
import type { FactsByName } from './recorded-facts.ts';
import type { Location, ReportedSubject, UnsettledVerdict } from './schema.ts';
import { subjectKey } from './subject-lookup.ts';
import { blankSubject } from './unseen.ts';
import { productionOf } from './verdict.ts';

/** The names of the facts that verdicts rest on, by subject. */
export function namesIn(verdicts: readonly UnsettledVerdict[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { subject, evidence } of verdicts) {
    const key = subjectKey(subject);
    const known = names.get(key) ?? new Set();
    for (const name of evidence) known.add(name);
    names.set(key, known);
  }
  return names;
}

/** The facts of the subject that verdicts rest on. */
export function factsOf(subject: Subject, names: ReadonlyMap<string, ReadonlySet<string>>): FactsByName {
  return Object.fromEntries(
    [...(names.get(subjectKey(subject)) ?? [])].flatMap((name) => {
      const fact = factAt(subject, name);
      return fact === undefined ? [] : [[name, fact]];
    }),
  );
}

/** What a reader needs of the subject. */
export function reportedSubject(subject: Subject, location: Location | null, facts: ReportedSubject['facts']): ReportedSubject {
  const environment = subject.type === 'cluster' ? subject.environment : null;
  const { type, id, name } = subject;
  const blank = {
    ...blankSubject({ type, id, name, environment }),
    seen: true,
    production: productionOf(subject),
    location,
    facts,
  };
  if (subject.type === 'cluster') {
    return {
      ...blank,
      environment_name: subject.environment_name,
      cloud: shown(subject.cloud) ?? null,
      region: shown(subject.region) ?? null,
      kind: shown(subject.kind) ?? null,
      encryption: shown(subject.encryption) ?? null,
      key: shown(subject.key.id) ?? null,
      kms_name: shown(subject.key.kms_name) ?? null,
      state: shown(subject.phase) ?? null,
    };
  }
  if (subject.type === 'key') {
    return {
      ...blank,
      cloud: shown(subject.provider) ?? null,
      region: shown(subject.kms.region) ?? null,
      kms_name: shown(subject.kms_name) ?? null,
      state: shown(subject.kms.state) ?? null,
      clusters: shown(subject.clusters) ?? null,
    };
  }
  return blank;
}
