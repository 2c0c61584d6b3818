import type { Catalogue, CatalogueRule } from '../evaluate/catalogue.ts';
import type { Verdict } from '../evaluate/verdict.ts';
import { factFinder } from '../facts/at.ts';
import { type Fact, isKnown, shown } from '../facts/fact.ts';
import type { Holder } from '../facts/holder.ts';
import { type Profile, profileOf } from '../facts/register.ts';
import { byCodePoint } from '../input/code-point.ts';
import { recordOf } from '../input/keys.ts';
import { SUBJECT_TYPES, type Subject } from '../subjects/schema.ts';
import type { Locate } from './place.ts';
import type { Facts } from './recorded-facts.ts';
import type { Said } from './said-before.ts';
import type { ReportedSubject } from './schema.ts';
import { HOLDERS } from './subject-lookup.ts';
import { blankSubject } from './unseen.ts';
import { saidOf } from './verdict.ts';

/** What the report says of one subject: nothing of its document is kept beside. */
export type SubjectReport = {
  subject: Omit<ReportedSubject, 'facts' | 'holders'>;
  holders: Fact<Holder[]> | null;
  facts: Facts;
  /** What each verdict says; the same object where nothing is different but the subject. */
  verdicts: { rule: CatalogueRule; said: Said }[];
};

/**
 * Reports one subject after the other.
 * @param locate where the repository declares a subject
 * @throws Error where the policy gave a verdict of a rule that it does not have
 */
export function subjectReporter(
  { rules }: Catalogue,
  locate: Locate,
): (judged: { subject: Subject; verdicts: readonly Verdict[] }) => SubjectReport {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const byType = recordOf(SUBJECT_TYPES, (type) => {
    const own = rules.filter(({ subject_type }) => subject_type === type);
    return placesOf(type, own);
  });
  return ({ subject, verdicts: given }) => {
    const { type, id } = subject;
    const verdicts = given.map((verdict) => {
      const rule = byId.get(verdict.rule);
      if (rule === undefined || verdict.subject.type !== type || verdict.subject.id !== id)
        throw new Error(`unexpected verdict of ${verdict.rule} on ${verdict.subject.id}`);
      return { rule, said: saidOf(verdict.outcome, rule, subject) };
    });
    return {
      subject: located(reportedSubject(subject), locate),
      holders: subject.type === 'key' ? subject.holders : null,
      facts: factsOf(subject, verdicts, byType[type]),
      verdicts,
    };
  };
}

/** A place of a fact, how it is found, and of which providers' keys it is in every report. */
type Place = { path: string; find: ReturnType<typeof factFinder>; profile: Profile };

/** What the rules may rest on, and what is always reported, in the order in which a report has facts; holders are kept apart. */
function placesOf(type: Subject['type'], rules: readonly CatalogueRule[]): Place[] {
  const always = profileOf(type);
  const paths = new Set([...rules.flatMap(({ evidence }) => Object.values(evidence)), ...always.keys()]);
  paths.delete(HOLDERS);
  return [...paths].sort(byCodePoint).map((path) => ({ path, find: factFinder(path), profile: always.get(path) }));
}

/** The facts that every report has of the subject, and those that its verdicts rest on, each once, in that order. */
function factsOf(subject: Subject, verdicts: SubjectReport['verdicts'], places: readonly Place[]): Facts {
  const names = new Set<string>();
  for (const { said } of verdicts) for (const name of said.body.evidence) names.add(name);
  const provider = subject.type === 'key' ? shown(subject.provider) : undefined;
  const facts = new Map<string, Fact<unknown>>();
  for (const { path, find, profile } of places) {
    const isProfile = profile === true || (profile !== undefined && (provider === undefined || profile.includes(provider)));
    const fact = isProfile || names.has(path) ? find(subject) : undefined;
    if (fact !== undefined) facts.set(path, fact);
  }
  return facts;
}

const located = (subject: SubjectReport['subject'], locate: Locate): SubjectReport['subject'] => ({
  ...subject,
  ...locate(subject),
});

/** What a reader needs of the subject. */
function reportedSubject(subject: Subject): SubjectReport['subject'] {
  const { type, id, name } = subject;
  const { facts: _, holders: __, ...names } = blankSubject({ type, id, name, environment: null });
  const blank = { ...names, seen: true };
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
      owner: shown(subject.key.owner) ?? null,
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
      owner: shown(subject.owner) ?? null,
      more_clusters: isKnown(subject.clusters) ? (subject.clusters.more ?? 0) : 0,
    };
  }
  return blank;
}
