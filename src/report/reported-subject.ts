import type { Catalogue, CatalogueRule } from '../evaluate/catalogue.ts';
import type { Verdict } from '../evaluate/verdict.ts';
import { factAt } from '../facts/at.ts';
import { type Fact, isKnown, shown } from '../facts/fact.ts';
import type { Holder } from '../facts/holder.ts';
import type { Subject } from '../subjects/schema.ts';
import type { FactsByName } from './recorded-facts.ts';
import type { Said } from './said-before.ts';
import type { Location, ReportedSubject } from './schema.ts';
import { HOLDERS, subjectKey } from './subject-lookup.ts';
import { blankSubject } from './unseen.ts';
import { saidOf } from './verdict.ts';

/** What the report says of one subject: nothing of its document is kept beside. */
export type SubjectReport = {
  subject: Omit<ReportedSubject, 'facts' | 'holders'>;
  holders: Fact<Holder[]> | null;
  facts: FactsByName;
  /** What each verdict says; the same object where nothing is different but the subject. */
  verdicts: { rule: CatalogueRule; said: Said }[];
};

/**
 * Reports one subject after the other.
 * @param locate where the repository declares a subject, by its id
 * @throws Error where the policy gave a verdict of a rule that it does not have
 */
export function subjectReporter(
  { rules }: Catalogue,
  locate: (id: string) => Location | null,
): (judged: { subject: Subject; verdicts: readonly Verdict[] }) => SubjectReport {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return ({ subject, verdicts: given }) => {
    const verdicts = given.map((verdict) => {
      const rule = byId.get(verdict.rule);
      if (rule === undefined || subjectKey(verdict.subject) !== subjectKey(subject))
        throw new Error(`unexpected verdict of ${verdict.rule} on ${verdict.subject.id}`);
      return { rule, said: saidOf(verdict.outcome, rule, subject) };
    });
    return {
      subject: reportedSubject(subject, locate(subject.id)),
      holders: subject.type === 'key' ? subject.holders : null,
      facts: factsOf(subject, verdicts),
      verdicts,
    };
  };
}

/** The facts that the verdicts on the subject rest on, each once; its holders are kept apart. */
function factsOf(subject: Subject, verdicts: SubjectReport['verdicts']): FactsByName {
  const names = new Set(verdicts.flatMap(({ said }) => said.evidence).filter((name) => name !== HOLDERS));
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
  const { facts: _, holders: __, ...names } = blankSubject({ type, id, name, environment: null });
  const blank = { ...names, seen: true, location };
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
