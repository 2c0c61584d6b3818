import type { Fault } from '../../../loopback/fault.ts';
import { operationOf, type Service, serviceOf } from './calls.ts';
import type { Corpus, Reply } from './corpus.ts';
import { identityIn, isCounted, isRefutable, isValid, namesSubject, saysNotFound, saysWhom } from './documented.ts';
import { garblingsOf } from './garblings.ts';
import { fieldOf, type Path, partsOf, withPart, written } from './reply-tree.ts';

/** The garbling of a list that lost its last item. */
export const CUT_SHORT = 'cut short';

/** One call of one scenario, answered otherwise. */
export type Cell = {
  call: string;
  /** The changed part of the reply; empty for the whole reply. */
  at: string;
  /** The same for every item of a list. */
  field: string;
  garbling: string;
  fault: Omit<Fault, 'id'>;
  /** Whether the scan has to notice it, whatever the verdicts. */
  mustBeNoticed: boolean;
};

/** Each way in which one call may fail to give its reply. */
export function* refusalsOf(call: string): Generator<Cell> {
  const operation = operationOf(call);
  const cell = (garbling: string, fault: Cell['fault']): Cell => ({
    call,
    at: '',
    field: '',
    garbling,
    fault,
    mustBeNoticed: false,
  });
  for (const kind of ['deny', 'throttle', 'server_error', 'reset', 'truncate', 'not_json', 'hang'] as const)
    yield cell(kind, { kind });
  if (!saysNotFound(operation)) yield cell('not_found', { kind: 'not_found' });
  const answer = (name: string, status: number, body: unknown) =>
    cell(name, { kind: 'replace', replace: () => ({ status, body }) });
  yield answer('empty body', 200, '');
  yield answer('empty body, status 204', 204, '');
  yield answer('an error with status 200', 200, ERROR[serviceOf(call)]);
  yield answer('404 without the error of the API', 404, {});
  yield answer('404 of a proxy', 404, '<!doctype html><title>Not found</title>');
  yield answer('403 of a proxy', 403, '<!doctype html><title>Forbidden</title>');
  yield answer('400 without the error of the API', 400, {});
}

const ERROR: Record<Service, unknown> = {
  confluent: { errors: [{ id: '1', status: '403', code: 'forbidden_access', detail: 'Forbidden Access' }] },
  aws: { __type: 'AccessDeniedException', message: 'not authorized' },
  azure: { error: { code: 'AuthorizationFailed', message: 'not authorized' } },
  google: { error: { code: 403, status: 'PERMISSION_DENIED', message: 'not authorized' } },
};

/** Each garbling of each part of one reply. */
export function* garbledOf(scenario: string, call: string, reply: Reply, corpus: Corpus): Generator<Cell> {
  const operation = operationOf(call);
  const cell = (path: Path, garbling: string, change: (part: unknown) => unknown, mustBeNoticed = false): Cell => ({
    call,
    at: written(path),
    field: `${reply.status < 300 ? '' : `${reply.status} `}${fieldOf(path)}`,
    garbling,
    fault: { kind: 'replace', replace: ({ status, body }) => ({ status, body: withPart(body, path, change) }) },
    mustBeNoticed,
  });
  for (const part of partsOf(reply.body)) {
    const { path, value } = part;
    // garbage of the scenario's own could be garbled into a valid value
    if (reply.status < 300 && !corpus.isUsual(operation, path, value)) continue;
    for (const { name, of } of garblingsOf(part)) if (!isValid(operation, path, name)) yield cell(path, name, of);
    if (reply.status >= 300) continue;
    const field = fieldOf(path);
    if (namesSubject(operation, field) && typeof value === 'string') {
      const another = corpus.anotherValue(scenario, call, path, value);
      yield cell(path, 'another subject', () => another, saysWhom(operation, field));
    }
    if (isRefutable(operation, field)) yield cell(path, 'the contrary', (flag) => flag !== true);
    if (!Array.isArray(value)) continue;
    const identity = identityIn(operation, field);
    for (const [index, item] of value.entries()) {
      const twin = identity === undefined ? undefined : corpus.twinOf(scenario, call, path, item, identity);
      if (twin === undefined) continue;
      yield {
        ...cell(path, 'contradicted by a later item', (list) => [...(list as unknown[]), twin]),
        at: written([...path, index]),
      };
      yield {
        ...cell(path, 'contradicted by an earlier item', (list) => [twin, ...(list as unknown[])]),
        at: written([...path, index]),
      };
    }
    if (isCounted(operation, field) && value.length > 0) yield cell(path, CUT_SHORT, (list) => (list as unknown[]).slice(0, -1));
  }
  const other = reply.status < 300 ? corpus.anotherReply(scenario, call, reply.body) : undefined;
  if (other !== undefined) yield cell([], "another subject's reply", () => other.body, true);
}
