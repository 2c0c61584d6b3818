import { inWhole } from '../../report/message.ts';
import { visible } from '../visible.ts';

/** A value as a reader sees it, whole. */
export const shown = (value: unknown): string => visible(inWhole(value));

/** A name of the record in words: `not_found` is "not found". */
export const words = (name: string): string => name.replaceAll('_', ' ');

/** The same of every time in a sentence. */
export const moments = (text: string): string =>
  text.replace(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g, (time) => moment(time).replace(/:00 UTC$/, ' UTC'));

/** A time for people; any other text than a UTC time stays as it is. */
export const moment = (time: string): string => time.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.0+)?Z$/, '$1 $2 UTC');

/** What a reader calls a subject, also where it has no name. */
export const nameOf = ({ name, type }: { name: string | null; type: string }): string => name ?? `unnamed ${type}`;
