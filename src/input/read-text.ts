import { type AuditError, badInput } from '../audit-error.ts';

export type Path = readonly (string | number)[];

/** A value, or a key of it. */
export type Wanted = { path: Path; key?: string | undefined };

/**
 * What a text holds.
 * @property length of the text
 * @property placesOf `file:line:column` of what stands in it
 */
export type ReadText = { data: unknown; length: number; placesOf: (wanted: readonly Wanted[]) => string[] };

/** How deep lists and objects may stand in each other: what is deeper than any file of ours only exhausts the stack. */
export const MOST_LEVELS = 100;

export const tooDeep = (place: string): AuditError =>
  badInput(`${place}: nested too deeply: lists and objects may stand ${MOST_LEVELS} deep in each other`);
