import { byCodePoint } from '../input/code-point.ts';
import { SUBJECT_TYPES } from '../subjects/schema.ts';

export type Named = { type: string; id: string };

/** Subjects by type and id, for what looks them up. */
export const subjectKey = ({ type, id }: Named): string => `${type} ${id}`;

const rank = (type: string): number => (SUBJECT_TYPES as readonly string[]).indexOf(type);

/** The order of subjects: by type, as reports show them, and by id. */
export const bySubject = (a: Named, b: Named): number => rank(a.type) - rank(b.type) || byCodePoint(a.id, b.id);
