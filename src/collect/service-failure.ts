import { certificateProblem } from './certificate.ts';
import { ConnectionFailure, wrongCertificate } from './connections.ts';
import type { Call, Failure, Hide } from './observe.ts';

/** A reply that was read but cannot be what it should be: a paging loop, a page link to another host, a missing list. */
export class MalformedReply extends Error {
  override name = 'MalformedReply';
}

/** A reply that ended before it was whole. */
export class CutOffReply extends Error {
  override name = 'CutOffReply';
}

/**
 * What an HTTP status means where the service's own error name says no more; undefined for a success.
 * @param saidSo whether a 404 came with the service's own error code for "not found": that is knowledge, while a bare
 *   404 may be a proxy's, or an address that nobody answers at
 */
export function failureOfStatus(status: number, detail: string, retryAfter?: string | null, saidSo = false): Failure | undefined {
  if (status < 300) return undefined;
  const wait = secondsOf(retryAfter);
  if (status < 400) return { cause: 'malformed', detail: `${detail}: redirects are not followed`, retry: false };
  if (status === 401 || status === 403) return { cause: 'denied', detail, retry: false };
  if (status === 404 && saidSo) return { cause: 'not_found', detail, retry: false };
  if (status === 404) return { cause: 'malformed', detail: `${detail}: not the service's own answer`, retry: false };
  if (status === 408) return { cause: 'timeout', detail, retry: true };
  if (status === 429) return { cause: 'throttled', detail, retry: true, ...wait };
  if (status >= 500) return { cause: 'unreachable', detail, retry: true, ...wait };
  return { cause: 'malformed', detail, retry: false };
}

/**
 * What it means that a service takes no credentials of ours: no permission would help, whatever was to be asked.
 * @param instead what failed, so that all calls that needed them say one thing
 */
export const withoutCredentials =
  ({ source, call }: Pick<Call, 'source' | 'call'>) =>
  (detail: string): Failure => ({ cause: 'not_collected', detail, retry: false, permission: null, instead: { source, call } });

/**
 * What a try that gave no usable reply means. The libraries hide the network's own error in `cause`, some of them twice,
 * and one keeps its code in the text alone.
 */
export function failureOfConnection(error: unknown, hide: Hide): Failure {
  const chain = causesOf(error);
  const noConnection = chain.find((one) => one instanceof ConnectionFailure);
  if (noConnection) return { cause: 'unreachable', detail: oneLine(hide, noConnection.message), retry: noConnection.retry };
  const malformed = chain.find((one) => one.name === 'MalformedReply');
  if (malformed) return { cause: 'malformed', detail: oneLine(hide, malformed.message), retry: false };
  if (
    chain.some(
      (one) =>
        one.name === 'SyntaxError' ||
        one.name === 'CutOffReply' ||
        /\bPARSE_ERROR\b|premature close|terminated|invalid response body/i.test(`${codeOf(one)} ${one.message}`),
    )
  )
    return { cause: 'malformed', detail: 'the reply is not JSON, or was cut off', retry: true };
  const codes = chain.map(networkCodeOf);
  const code = codes.find((one) => one !== undefined && /^(E[A-Z_]+|UND_ERR_|ERR_TLS|CERT_|DEPTH_|SELF_|UNABLE_)/.test(one));
  const problem = codes.map(certificateProblem).find((one) => one !== undefined);
  if (problem !== undefined) return { cause: 'unreachable', detail: wrongCertificate(problem), retry: false };
  // AWS calls a reset connection a TimeoutError as well: the code goes first.
  if (code === 'ETIMEDOUT' || (code === undefined && chain.some((one) => one.name === 'TimeoutError')))
    return { cause: 'timeout', detail: 'no answer in time', retry: true };
  if (code !== undefined) return { cause: 'unreachable', detail: `no connection: ${code}`, retry: true };
  // What is left was thrown by the library while it took the reply apart: the reply is not what the service documents.
  return { cause: 'malformed', detail: oneLine(hide, chain[0]?.message ?? String(error)), retry: false };
}

/** Whether a try failed because no host has the name: not one that is away, nor a name that could not be looked up. */
export const isUnknownHost = (error: unknown): boolean => causesOf(error).some((one) => networkCodeOf(one) === 'ENOTFOUND');

/** The code of a network's error, which some libraries keep in the text only. */
const networkCodeOf = (error: Error): string | undefined =>
  codeOf(error) ?? /\b(E[A-Z]{4,}|EAI_[A-Z]+)\b/.exec(error.message)?.[1];

const codeOf = (error: Error): string | undefined => ('code' in error && typeof error.code === 'string' ? error.code : undefined);

function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let one = error; one instanceof Error && chain.length < 5; one = one.cause) {
    chain.push(one);
    if (one instanceof AggregateError) chain.push(...one.errors.filter((each) => each instanceof Error));
  }
  return chain;
}

/**
 * Parts of a detail on one line: what is secret, or looks like a token, is hidden, and only then each part cut to its first line
 * and the whole to a readable length.
 */
export function oneLine(hide: Hide, ...parts: (string | number | null | undefined)[]): string {
  return parts
    .filter((part) => part !== null && part !== undefined && part !== '')
    .map(
      (part) =>
        withoutTokens(hide(`${part}`))
          .split(/[\r\n]/)[0]
          ?.trim() ?? '',
    )
    .join(', ')
    .replace(/\s+/g, ' ')
    .slice(0, 300)
    .toWellFormed();
}

const withoutTokens = (text: string): string =>
  text
    .replace(/\b(Bearer|Basic)\s+[^\s,"']+/gi, '$1 [hidden]')
    .replace(/\b(eyJ|ya29\.)[\w.~+/=-]{8,}|[\w+/=-]{120,}/g, '[hidden]');

/** `Retry-After` in seconds; the header may also hold a date. */
function secondsOf(retryAfter: string | null | undefined): { retryAfter?: number } {
  if (retryAfter === null || retryAfter === undefined || retryAfter.trim() === '') return {};
  const seconds = /^[\d.\s]+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? { retryAfter: Math.max(0, Math.ceil(seconds)) } : {};
}
