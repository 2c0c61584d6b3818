import type { Fault } from '../../../loopback/fault.ts';
import type { Cause } from '../../../src/facts/fact.ts';
import { isValid, saysNotFound } from '../garbled/documented.ts';
import { ABSENT, isObject, type Path, partAt, withPart } from '../garbled/reply-tree.ts';
import { type Family, familyOf, type Operation } from './operations.ts';

/**
 * How a cell may end. A cause is that of whatever rests on the call. `credentials`: what is said to be missing is the credentials,
 * of which no permission is the cure. `refused`: the scan itself is refused, with 69. `unchanged`: the snapshot says the same.
 */
export type Ending = Cause | 'credentials' | 'refused' | 'unchanged';

/** A way in which a call can go wrong, and what must come of it, by the rules of the design: no run writes this table. */
export type Row = {
  name: string;
  /** What is answered; null where the operation cannot answer so. */
  fault: (operation: Operation, to: string) => Omit<Fault, 'id'> | null;
  ends: readonly Ending[];
  /** Where a service of this kind means something else by it. */
  except?: Partial<Record<Family, readonly Ending[]>>;
  /** What is wrong is a value, which is collected as it came: the report says that it is not understood. */
  later?: true;
  why: string;
};

const kind =
  (name: Fault['kind'], more: Partial<Fault> = {}) =>
  () => ({ kind: name, ...more });
const answer = (status: number, body: unknown) => kind('replace', { replace: () => ({ status, body }) });
const ofLists = (name: Fault['kind']) => (operation: Operation) => (operation.list === undefined ? null : { kind: name });

/** The operation documents what is answered in place of its reply: that is then another answer, and not less of one. */
const unlessValid = (garbling: string, body: unknown) => (operation: Operation) =>
  isValid(operation.operation, [], garbling) ? null : answer(200, body)();

/** One part of each reply that has it, made into something else. */
const part =
  (which: 'field' | 'named' | 'list', change: (value: unknown) => unknown) =>
  ({ [which]: path }: Operation): Omit<Fault, 'id'> | null =>
    path === undefined
      ? null
      : {
          kind: 'replace',
          replace: ({ status, body }) => {
            const at = pathIn(body, path);
            return { status, body: partAt(body, at) === undefined ? body : withPart(body, at, change) };
          },
        };

const LINKED: readonly Family[] = ['confluent', 'azure'];

export const TABLE: readonly Row[] = [
  {
    name: '401',
    fault: kind('unauthorized'),
    ends: ['credentials'],
    except: { confluent: ['denied'] },
    why: 'no permission helps a caller that is not known. Where one of the first calls refuses the credentials for Confluent, the scan is refused',
  },
  { name: '403', fault: kind('deny'), ends: ['denied'], why: 'the service says that it may not be asked' },
  {
    name: '404',
    fault: ({ operation }) => (saysNotFound(operation) ? null : { kind: 'not_found' }),
    ends: ['not_found'],
    except: { sts: ['malformed'] },
    why: "with the service's own error code; left out where that is an answer about the subject, such as a key. STS documents no such answer",
  },
  {
    name: '404 of something else',
    fault: answer(404, '<!doctype html><title>Not found</title>'),
    ends: ['malformed'],
    why: "without the service's own error code it proves nothing",
  },
  {
    name: '409',
    fault: kind('conflict'),
    ends: ['malformed'],
    except: { aws: ['ambiguous'] },
    why: 'not a documented answer to a question. KMSInvalidStateException of AWS means that the question has no answer for now',
  },
  { name: '429', fault: kind('throttle', { retryAfter: null }), ends: ['throttled'], why: 'tried six times' },
  {
    name: '429, Retry-After 120',
    fault: kind('throttle', { retryAfter: 120 }),
    ends: ['throttled'],
    why: 'no wait of more than a minute',
  },
  { name: '500', fault: kind('internal_error'), ends: ['unreachable'], why: 'tried six times' },
  { name: '503', fault: kind('unavailable'), ends: ['unreachable'], why: 'tried six times' },
  { name: 'reset before the headers', fault: kind('reset'), ends: ['unreachable'], why: 'tried six times' },
  { name: 'reset in the body', fault: kind('reset_body'), ends: ['malformed'], why: 'half a reply is no reply' },
  {
    name: 'truncated',
    fault: kind('truncate'),
    ends: ['malformed'],
    why: 'half a reply is no reply, whatever length it states',
  },
  { name: 'wrong content type', fault: kind('wrong_type'), ends: ['unchanged'], why: 'the body is what was asked for' },
  { name: 'HTML', fault: kind('not_json'), ends: ['malformed'], why: 'a page to sign in at, with status 200' },
  { name: 'empty', fault: answer(200, ''), ends: ['malformed'], why: 'nothing is no answer' },
  {
    name: '{}',
    fault: unlessValid('empty object', {}),
    ends: ['malformed'],
    except: { google: ['malformed', 'ambiguous'] },
    later: true,
    why: 'none of the fields; left out where that is a documented reply. Of Google it is an empty list too, which then contradicts the key',
  },
  { name: '[]', fault: answer(200, []), ends: ['malformed'], why: 'no API answers with nothing but a list' },
  {
    name: 'null',
    fault: kind('replace', { replace: () => ({ status: 200, body: null }) }),
    ends: ['malformed'],
    why: 'nothing is no answer',
  },
  { name: '50 MB', fault: kind('oversize'), ends: ['malformed'], why: 'read up to 16 MB' },
  {
    name: 'compressed',
    fault: kind('packed'),
    ends: ['malformed'],
    why: '50 MB in 50 KB, in an encoding that was not asked for',
  },
  { name: 'drip', fault: kind('drip'), ends: ['timeout'], why: 'a byte at a time, until the time of the call is up' },
  { name: 'no answer', fault: kind('hang'), ends: ['timeout'], why: 'until the time of the call is up' },
  { name: 'endless redirect', fault: kind('redirect_loop'), ends: ['malformed'], why: 'no redirect is followed' },
  { name: 'foreign redirect', fault: (_, to) => ({ kind: 'redirect', to }), ends: ['malformed'], why: 'no redirect is followed' },
  {
    name: 'foreign next link',
    fault: (operation, to) =>
      operation.list !== undefined && LINKED.includes(familyOf(operation)) ? { kind: 'foreign_next', to } : null,
    ends: ['malformed'],
    except: { confluent: ['unchanged'] },
    why: 'of a link of Confluent only the page token is used, at its own host',
  },
  { name: 'page loop', fault: ofLists('page_loop'), ends: ['malformed'], why: 'the next page is the same page' },
  { name: 'endless empty pages', fault: ofLists('empty_pages'), ends: ['malformed'], why: 'ten in a row end the list' },
  {
    name: 'duplicates',
    fault: part('list', (list) => (Array.isArray(list) ? [...list, ...list] : list)),
    ends: ['unchanged', 'malformed'],
    why: 'each item stands there twice: it counts once, or the list is not believed',
  },
  {
    name: 'missing field',
    fault: part('field', () => ABSENT),
    ends: ['malformed', 'not_collected'],
    why: 'a required field',
  },
  {
    name: 'unknown enum',
    fault: part('named', () => 'ORCHARD'),
    ends: ['unrecognized', 'malformed', 'ambiguous'],
    later: true,
    why: 'a value that is not documented; ambiguous where it could mean anything, as the effect of a statement',
  },
  {
    name: 'wrong type',
    fault: part('field', (value) => (typeof value === 'number' ? 'seventeen' : 17)),
    ends: ['malformed'],
    except: { sts: ['credentials', 'malformed'] },
    why: 'a number for a text or a flag, a text for a number. In the XML of STS all is text: what it gives are credentials that KMS does not take, or a caller that is none',
  },
  {
    name: 'clock skew',
    fault: kind('skew'),
    ends: ['unchanged'],
    except: { aws: ['credentials'], sts: ['credentials'] },
    why: 'the clock of the service is a year ahead; AWS refuses signatures by another clock',
  },
];

/** What must come of a row for an operation. */
export function endsOf({ name, ends, except }: Row, operation: Operation): readonly Ending[] {
  const family = familyOf(operation);
  if (name === '401' && operation.first) return ['refused'];
  // without a token Confluent Cloud cannot be asked at all
  if (family === 'exchange' && !ends.includes('unchanged')) return ['refused'];
  return except?.[family] ?? ends;
}

/** `data.0.id`, as a path; `*` is the first name that is there. */
function pathIn(body: unknown, written: string): Path {
  const path: (string | number)[] = [];
  for (const step of written.split('.')) {
    const at = partAt(body, path);
    const first = isObject(at) ? (Object.keys(at)[0] ?? '') : '';
    path.push(step === '*' ? first : /^\d+$/.test(step) ? Number(step) : step);
  }
  return path;
}
