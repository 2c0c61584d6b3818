import type { ReportedVerdict } from '../../report/schema.ts';
import { subjectsOf } from '../../report/subject-lookup.ts';
import { inState } from '../../report/verdict-columns.ts';
import { evidenceIn } from './evidence.ts';
import type { Known } from './findings.ts';
import { ruleAnchor } from './links.ts';
import { type Columns, type Table, tableUnlessEmpty } from './table.ts';
import { nameOf } from './words.ts';

/** What holds, each with what it rests on: an auditor samples these. Null where there are none, or too many for the page. */
export function passesOf({ report, facets, room }: Known): Table | null {
  if (!room.passes) return null;
  const [subjectOf, evidence] = [subjectsOf(report), evidenceIn(report)];
  const passed = inState(report.verdicts, ['pass', 'attested']).map((verdict) => ({
    ...verdict,
    facts: evidence.of(subjectOf(verdict.subject), verdict.evidence),
  }));
  return tableUnlessEmpty<(typeof passed)[number]>(
    'passed-table',
    'Rules that hold, each with its evidence',
    passed,
    {
      ...ruleAndSubject({ report, facets, room }),
      // the notes name the person whose attestation a verdict rests on
      Statement: ({ message, attestation, notes }) => (attestation === null ? message : [message, ...notes].join(' ')),
      Evidence: ({ facts }) => facts.map(({ fact, value }) => `${fact}: ${value}`).join('; '),
      Calls: ({ facts }) => [...new Set(facts.flatMap(({ source }) => source?.number ?? []))].join(', '),
    },
    { about: facets.ofVerdict },
  );
}

/** Rules that do not apply to a subject, each with the reason. */
export const notApplicable = (known: Known): Table | null =>
  !known.room.passes
    ? null
    : tableUnlessEmpty<ReportedVerdict>(
        'not-applicable-table',
        'Rules that do not apply to a subject',
        inState(known.report.verdicts, ['not_applicable']),
        { ...ruleAndSubject(known), Reason: ({ not_applicable }) => not_applicable?.reason ?? '' },
        { about: known.facets.ofVerdict },
      );

function ruleAndSubject({ report, room }: Known): Columns<ReportedVerdict> {
  const subjectOf = subjectsOf(report);
  return {
    Rule: ({ rule }) => ({ text: rule, href: ruleAnchor(rule) }),
    Subject: ({ subject: named }) => {
      const subject = subjectOf(named);
      return { text: nameOf(subject), href: room.sectionOf(subject) };
    },
    Id: ({ subject }) => ({ text: subject.id, code: true }),
  };
}
