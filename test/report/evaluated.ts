import type { CatalogueRule } from '../../src/evaluate/catalogue.ts';
import type { Verdict } from '../../src/evaluate/verdict.ts';
import type { Cause, Fact } from '../../src/facts/fact.ts';
import type { Evaluated } from '../../src/report/exceptions.ts';
import { fingerprintOf } from '../../src/report/fingerprint.ts';
import type { UnsettledVerdict } from '../../src/report/schema.ts';
import { blankSubject } from '../../src/report/unseen.ts';
import { saidOf } from '../../src/report/verdict.ts';
import type { Subject } from '../../src/subjects/schema.ts';
import { rule } from '../evaluate/stub-policy.ts';
import { clusterOf, known, listed, missing, NOW, onKey, orchard, registration } from '../subjects/build.ts';

const apple = clusterOf(orchard([onKey('lkc-apple', 'cck-apple')], { keys: listed(registration('cck-apple')) }), 'lkc-apple');
const evidence = { color: known('red') };

/** A verdict as the report keeps it, with its sentence. @param organization its id */
export function reportedVerdict(verdict: Verdict, rule: CatalogueRule, subject: Subject, organization: string): UnsettledVerdict {
  const { body, message } = saidOf(verdict.outcome, rule, subject);
  const { type, id } = subject;
  const fingerprint = fingerprintOf(rule.id, organization, subject);
  return { rule: rule.id, subject: { type, id }, ...body, message, fingerprint };
}

type Resting<O> = O extends { evidence: string[] } ? Omit<O, 'evidence'> & { evidence: Record<string, Fact<unknown>> } : O;
/** An outcome with the facts that it rests on in place of their names. */
export type Given = Resting<Verdict['outcome']>;

/** Reports an outcome on a subject that has the facts of the outcome, each under its own name. */
export function reported(given: Given, subject: Subject, by: CatalogueRule, organization = 'org-orchard') {
  const facts = 'evidence' in given ? given.evidence : {};
  const names = Object.keys(facts);
  const outcome = ('evidence' in given ? { ...given, evidence: names } : given) as Verdict['outcome'];
  const of = { ...subject, ...facts };
  const paths = Object.fromEntries(names.map((name) => [name, name]));
  return reportedVerdict({ rule: by.id, subject: of, outcome }, { ...by, evidence: paths, applies_by: names }, of, organization);
}

type Outcome = 'pass' | 'fail' | 'error' | 'not_applicable' | Cause[];

/** The verdict of a rule on a cluster; causes make an unknown of it, one fact each. */
export function verdictOf(id: string, outcome: Outcome, { of = 'cluster.ripe', actual }: { of?: string; actual?: unknown } = {}) {
  const given: Given =
    outcome === 'error'
      ? { status: outcome, detail: 'a stone' }
      : outcome === 'not_applicable'
        ? { status: outcome, reason: 'it is a stone', evidence: {} }
        : typeof outcome === 'string'
          ? { status: outcome, evidence, ...(actual === undefined ? {} : { actual }) }
          : {
              status: 'unknown' as const,
              evidence: Object.fromEntries(outcome.map((cause, at) => [`fact_${at}`, missing(cause)])),
            };
  return reported(given, { ...apple, id, name: `${id}-name` }, rule(of));
}

export const evaluated = (verdicts: readonly UnsettledVerdict[], over: Partial<Evaluated> = {}): Evaluated => ({
  verdicts,
  population: [{ subject_type: 'cluster', seen: 2, complete: true, gaps: [], unproven: null, attested: null }],
  rules: [{ id: 'cluster.ripe', subject_type: 'cluster' }],
  as_of: NOW,
  subjectOf: ({ type, id }) => ({ ...blankSubject({ type, id, name: `${id}-name`, environment: null }), seen: true }),
  ...over,
});
