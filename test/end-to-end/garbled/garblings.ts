import { ABSENT, isItem, isObject, type Part } from './reply-tree.ts';

/** A way to make a value into one that the API's documentation does not know. */
export type Garbling = { name: string; of: (value: unknown) => unknown };

const as = (name: string, value: unknown): Garbling => ({ name, of: () => value });

const NULL = as('null', null);
const EMPTY_TEXT = as('empty text', '');
const TEXT = as('a text', 'GARBLED');
const NUMBER = as('a number', 17);
const TRUE = as('true', true);
const NO_ITEMS = as('empty list', []);
const NO_FIELDS = as('empty object', {});
const OBJECT = as('an object', { garbled: true });
const LIST = as('a list', ['GARBLED']);

const NO_DATE = as('no date', '2026-13-45T25:61:00Z');
const YEAR_ONE = as('year 1', '0001-01-01T00:00:00Z');
const YEAR_9999 = as('year 9999', '9999-12-31T23:59:59Z');
const SECONDS_OF_9999 = as('year 9999', 253402300799);

const DATE = /^\d{4}-\d\d-\d\dT/;
/** A number above it is a time in seconds, and not a count. */
const SECONDS = 1_000_000_000;

/** Every garbling of one part of a reply that is no value of the part's own type, by that type alone. */
export function garblingsOf({ path, value }: Part): Garbling[] {
  const whole = path.length === 0;
  const gone = whole ? [] : isItem(path) ? [NULL] : [as('absent', ABSENT), NULL];
  return [...(whole ? [NULL] : gone), ...othersThan(value)];
}

function othersThan(value: unknown): Garbling[] {
  if (typeof value === 'string') {
    const dates = DATE.test(value) ? [NO_DATE, YEAR_ONE, YEAR_9999] : [];
    return [EMPTY_TEXT, as('another text', 'GARBLED'), NUMBER, TRUE, NO_ITEMS, NO_FIELDS, OBJECT, LIST, ...dates];
  }
  if (typeof value === 'number') {
    const numbers = [as('negative', -1), as('a fraction', 1.5), as('huge', 1e300)];
    const dates = value > SECONDS ? [SECONDS_OF_9999] : [];
    return [EMPTY_TEXT, TEXT, TRUE, NO_ITEMS, NO_FIELDS, OBJECT, LIST, ...numbers, ...dates];
  }
  if (typeof value === 'boolean') return [EMPTY_TEXT, TEXT, NUMBER, NO_ITEMS, NO_FIELDS, OBJECT, LIST];
  if (Array.isArray(value)) {
    const emptied = value.length === 0 ? [] : [NO_ITEMS];
    const more = (name: string, item: unknown): Garbling => ({ name, of: (list) => [...(list as unknown[]), item] });
    const items = [more('one more: null', null), more('one more: number', 17), more('one more: empty object', {})];
    return [...emptied, EMPTY_TEXT, TEXT, NUMBER, TRUE, NO_FIELDS, OBJECT, ...items];
  }
  if (isObject(value)) {
    const emptied = Object.keys(value).length === 0 ? [] : [NO_FIELDS];
    return [...emptied, EMPTY_TEXT, TEXT, NUMBER, TRUE, NO_ITEMS, LIST, OBJECT];
  }
  return [TEXT, NUMBER, TRUE, NO_ITEMS, OBJECT];
}
