import { type Fact, isKnown, type Unknown } from '../../../facts/fact.ts';

/** The service principal, its object id known. */
export type Principal = { object_id: string; groups: Fact<string[]> };

/** What is known of a question: yes, no, or why it is not known. */
export type Answer = boolean | Unknown;

/** Kinds of principal that have no members. Any other may be a group, those that Azure has yet to name too. */
const SINGLE = new Set(['user', 'serviceprincipal', 'device']);

/** Whether an object id is the principal, or a group that it is in. `type` is given where Azure says what the id is. */
export function stands(id: string, type: string | null, { object_id, groups }: Principal): Answer {
  if (sameId(id, object_id)) return true;
  if (isKnown(groups)) return groups.value.some((group) => sameId(group, id));
  return SINGLE.has(type?.toLowerCase() ?? '') ? false : groups.unknown;
}

/** Whether any of several questions is answered by yes; a no needs all of them answered. */
export function anyOf(answers: readonly Answer[]): Answer {
  if (answers.includes(true)) return true;
  return answers.find((answer) => typeof answer === 'object') ?? false;
}

export const sameId = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
