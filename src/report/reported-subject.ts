import type { Catalogue } from '../evaluate/catalogue.ts';
import type { Evaluated } from '../evaluate/evaluate.ts';
import { factAt } from '../facts/at.ts';
import { type Fact, isKnown, shown } from '../facts/fact.ts';
import type { Holder } from '../facts/holder.ts';
import type { Subject } from '../subjects/schema.ts';
import type { FactsByName } from './recorded-facts.ts';
import type { Location, ReportedSubject, UnsettledVerdict } from './schema.ts';
import { HOLDERS, subjectKey } from './subject-lookup.ts';
import { blankSubject } from './unseen.ts';
import { reportedVerdict } from './verdict.ts';

/** What the report says of one subject: nothing of its document is kept beside. */
export type SubjectReport = {
  subject: Omit<ReportedSubject, 'facts' | 'holders'>;
  holders: Fact<Holder[]> | null;
  facts: FactsByName;
  verdicts: UnsettledVerdict[];
  /** Of a key: the parts of its KMS name. */
  name_parts: Readonly<Record<string, string>>;
};

/**
 * Reports one subject after the other.
 * @param organization id of the organization
 * @param locate where the repository declares a subject, by its id
 * @throws Error where the policy gave a verdict of a rule that it does not have
 */
export function subjectReporter(
  { rules }: Catalogue,
  organization: string,
  locate: (id: string) => Location | null,
): (evaluated: Evaluated) => SubjectReport {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return ({ subject, verdicts: given }) => {
    const verdicts = given.map((verdict) => {
      const rule = byId.get(verdict.rule);
      if (rule === undefined || subjectKey(verdict.subject) !== subjectKey(subject))
        throw new Error(`unexpected verdict of ${verdict.rule} on ${verdict.subject.id}`);
      return reportedVerdict(verdict, rule, subject, organization);
    });
    const holders = subject.type === 'key' ? subject.holders : null;
    const name_parts = subject.type === 'key' ? subject.name_parts : {};
    return {
      subject: reportedSubject(subject, locate(subject.id)),
      holders,
      facts: factsOf(subject, verdicts),
      verdicts,
      name_parts,
    };
  };
}

/** The facts that the verdicts on the subject rest on, each once; its holders are kept apart. */
function factsOf(subject: Subject, verdicts: readonly UnsettledVerdict[]): FactsByName {
  const names = new Set(verdicts.flatMap(({ evidence }) => evidence).filter((name) => name !== HOLDERS));
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const fact = factAt(subject, name);
      return fact === undefined ? [] : [[name, fact]];
    }),
  );
}

/** What a reader needs of the subject. */
function reportedSubject(subject: Subject, location: Location | null): SubjectReport['subject'] {
  const { type, id, name } = subject;
  const blank = { ...blankSubject({ type, id, name, environment: null }), seen: true, location };
  if (subject.type === 'cluster') {
    return {
      ...blank,
      environment: subject.environment,
      environment_name: subject.environment_name,
      production: shown(subject.production) ?? null,
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
      production: subject.production,
      cloud: shown(subject.provider) ?? null,
      region: shown(subject.kms.region) ?? null,
      kms_name: shown(subject.kms_name) ?? null,
      state: shown(subject.kms.state) ?? null,
      clusters: shown(subject.clusters) ?? null,
      more_clusters: isKnown(subject.clusters) ? (subject.clusters.more ?? 0) : 0,
    };
  }
  return blank;
}
