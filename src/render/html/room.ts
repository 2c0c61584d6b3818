import { overflow } from '../../report/overflow.ts';
import type { Report } from '../../report/schema.ts';
import { type Named, subjectKey } from '../../report/subject-order.ts';
import { inState } from '../../report/verdict-columns.ts';
import { headsOf } from './facets.ts';
import { subjectAnchor } from './links.ts';

/** How much the page holds; the rest is in `file`. */
export type Room = {
  /** Failures of a rule in full; more of them are rows. */
  inFull: number;
  /** Rows of a rule beside those. */
  rowsOfRule: number;
  /** Whether the evidence of passes is in the page. */
  passes: boolean;
  /** Subjects that have a section, and how many have none. */
  sections: ReadonlySet<string>;
  withoutSection: number;
  /** Where the section of a subject is; null where it has none. */
  sectionOf(subject: Named): string | null;
  /** `verdicts.csv` where it is written beside the page without being asked for, else the record. */
  file: string;
};

/** What is shown in full of a rule where there are very many failures, and rows beyond that. */
const FEW_IN_FULL = 5;
const ROWS_OF_RULE = 500;

/** How many subjects have a section: in an organization of which the page holds all else too, and in a larger one. */
const MOST_SECTIONS = 700;
const FEW_SECTIONS = 50;

/** Decides what a report's page has room for. Those subjects have a section first of which something is open. */
export function roomOf(report: Report): Room {
  const over = overflow(report);
  const most = over.failures || over.passes ? FEW_SECTIONS : MOST_SECTIONS;
  const sections = new Set<string>();
  const open = inState(report.verdicts, ['fail', 'error', 'unknown', 'waived', 'needs_attestation']);
  const subjects = [...headsOf(report)];
  if (subjects.length > most)
    for (const { subject } of open) {
      if (sections.size === most) break;
      sections.add(subjectKey(subject));
    }
  for (const subject of subjects) {
    if (sections.size === most) break;
    sections.add(subjectKey(subject));
  }
  return {
    inFull: over.failures ? FEW_IN_FULL : Number.POSITIVE_INFINITY,
    rowsOfRule: ROWS_OF_RULE,
    passes: !over.passes,
    sections,
    withoutSection: subjects.length - sections.size,
    sectionOf: (subject) => (sections.has(subjectKey(subject)) ? subjectAnchor(subject) : null),
    file: over.failures || over.passes ? 'verdicts.csv' : 'report.json',
  };
}
