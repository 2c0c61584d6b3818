import { byCodePoint } from '../input/code-point.ts';
import { SUBJECT_TYPES } from '../subjects/schema.ts';
import type { ReportedSubject } from './schema.ts';

export type Named = { type: string; id: string };

/** What is in memory of a subject: all but its facts. */
export type SubjectHead = Omit<ReportedSubject, 'facts' | 'holders'>;

/** Subjects by type and id, for what looks them up. */
export const subjectKey = ({ type, id }: Named): string => `${type} ${id}`;

const rank = (type: string): number => (SUBJECT_TYPES as readonly string[]).indexOf(type);

/** The order of subjects: by type, as reports show them, and by id. */
export const bySubject = (a: Named, b: Named): number => rank(a.type) - rank(b.type) || byCodePoint(a.id, b.id);
