import type { Failure } from '../../../collect/observe.ts';
import { failureOfConnection, failureOfStatus, jsonIn, oneLine, propertyOf } from '../../../collect/service-failure.ts';
import { isRecord } from '../../../input/is-record.ts';

/** The HTTP status that stands for each gRPC code; the library reports failures in either. */
const STATUS_OF_CODE: Record<number, number> = {
  1: 408, // CANCELLED
  2: 500, // UNKNOWN
  3: 400, // INVALID_ARGUMENT
  4: 408, // DEADLINE_EXCEEDED
  5: 404, // NOT_FOUND
  7: 403, // PERMISSION_DENIED
  8: 429, // RESOURCE_EXHAUSTED
  9: 400, // FAILED_PRECONDITION
  13: 500, // INTERNAL
  14: 503, // UNAVAILABLE
  15: 500, // DATA_LOSS
  16: 401, // UNAUTHENTICATED
};

/** @param origin of the KMS endpoint: a refusal by any other host was met on the way to a token */
export function classifyGoogleError(error: unknown, origin: string): Failure {
  const status = statusOf(error);
  const message = error instanceof Error ? error.message : undefined;
  if (isAboutCredentials(error, origin)) {
    const transient = status === 429 || (status !== undefined && status >= 500);
    if (status !== undefined && !transient)
      return { cause: 'denied', detail: oneLine('Google refused the credentials', message), retry: false };
    if (status === undefined && /default credentials|No authentication was provided/.test(message ?? ''))
      return { cause: 'not_collected', detail: 'no Google application default credentials', retry: false };
  }
  if (status === undefined) return failureOfConnection(error);
  const detail = oneLine(`HTTP ${status}`, reasonOf(error), messageOf(error) ?? message);
  // in gRPC the code itself is the service's answer
  const saidSo = reasonOf(error) === 'NOT_FOUND' || propertyOf(error, 'code') === 5;
  return failureOfStatus(status, detail, headerOf(error, 'retry-after'), saidSo) ?? failureOfConnection(error);
}

/** From an HTTP status or a gRPC code, as a number or as text; a network error's code (`ECONNRESET`) is neither. */
function statusOf(error: unknown): number | undefined {
  for (const raw of [propertyOf(error, 'response', 'status'), propertyOf(error, 'status'), propertyOf(error, 'code')]) {
    const code = typeof raw === 'string' && /^\d+$/.test(raw) ? Number(raw) : raw;
    if (typeof code === 'number' && code >= 100) return code;
    if (typeof code === 'number' && code > 0) return STATUS_OF_CODE[code] ?? 500;
  }
  return undefined;
}

function isAboutCredentials(error: unknown, origin: string): boolean {
  const url = propertyOf(error, 'config', 'url');
  if (url === undefined) return statusOf(error) === undefined;
  return URL.canParse(`${url}`) && new URL(`${url}`).origin !== origin;
}

/** The reply's own error. A library that asked for a stream leaves the reply as text, or has no better message than it. */
function errorIn(error: unknown): unknown {
  for (const data of [propertyOf(error, 'response', 'data'), propertyOf(error, 'message')]) {
    const body = typeof data === 'string' ? jsonIn(data) : data;
    const found = propertyOf(Array.isArray(body) ? body[0] : body, 'error');
    if (found !== undefined) return found;
  }
  return undefined;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
const reasonOf = (error: unknown) => textOf(propertyOf(errorIn(error), 'status')) ?? textOf(propertyOf(error, 'reason'));
const messageOf = (error: unknown) => textOf(propertyOf(errorIn(error), 'message'));

/** The library brings its own `Headers`, which is not Node's. */
function headerOf(error: unknown, name: string): string | null {
  const headers = propertyOf(error, 'response', 'headers');
  if (!isRecord(headers) || typeof headers.get !== 'function') return null;
  const value: unknown = headers.get(name);
  return textOf(value) ?? null;
}
