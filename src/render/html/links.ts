import { createHash } from 'node:crypto';
import type { Named } from '../../report/subject-order.ts';

/** What became of a rule, as the page groups it. */
export type Kind = 'not met' | 'undetermined' | 'to be attested' | 'broke';

/** The id of a place in the page, safe in an address. */
export const placeOf = (kind: string, name: string): string => `${kind}-${name}`.replace(/[^a-z0-9]+/g, '-');

/** A rule's own line, in the table of rules. */
export const ruleAnchor = (rule: string): string => placeOf('rule', rule);

export const checklistAnchor = (id: string): string => placeOf('checklist', id);

/** A requirement's own line, in the control matrix of its framework. */
export const controlAnchor = (framework: string, requirement: string): string =>
  placeOf(`control-${framework}`, lower(requirement));

const lower = (text: string): string => text.toLowerCase();

/** A call, in the list of them. @param place in `sources` */
export const sourceAnchor = (place: number): string => `s${place + 1}`;

/** A verdict by itself: the same in every report about it, so that a link to it lasts. */
export const verdictAnchor = ({ fingerprint }: { fingerprint: string }): string => `v-${fingerprint.slice(0, 16)}`;

/** The section of a subject. Confluent's own ids are safe in an address; of any other text, such as an ARN, a digest is. */
export const subjectAnchor = ({ type, id }: Named): string =>
  `${type}-${/^[a-z]+-[a-z0-9]+$/.test(id) ? id : createHash('sha256').update(id.toWellFormed()).digest('hex').slice(0, 16)}`;

/** A link leads where a reader expects it to, or is none. Its text may break after each slash. */
export function webAddress(link: string): { url: string; pieces: string[] } | null {
  if (!URL.canParse(link) || new URL(link).protocol !== 'https:') return null;
  const { href } = new URL(link);
  return { url: href, pieces: href.slice('https://'.length).split(/(?<=\/)/) };
}

/** The address of a place in the page; null where there is none. */
export const inPage = (anchor: string | null): string | null => (anchor === null ? null : `#${anchor}`);
