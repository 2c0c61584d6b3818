import type { Failure } from '../../../collect/observe.ts';
import { failureOfConnection, failureOfStatus, jsonIn, oneLine, propertyOf } from '../../../collect/service-failure.ts';
import { isRecord } from '../../../input/is-record.ts';

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
  const saidSo = reasonOf(error) === 'NOT_FOUND';
  return failureOfStatus(status, detail, headerOf(error, 'retry-after'), saidSo) ?? failureOfConnection(error);
}

/** The HTTP status, as a number or as text; a network error's code (`ECONNRESET`) is none. */
function statusOf(error: unknown): number | undefined {
  const given = [propertyOf(error, 'response', 'status'), propertyOf(error, 'status'), propertyOf(error, 'code')];
  return given
    .map((raw) => (typeof raw === 'string' && /^\d+$/.test(raw) ? Number(raw) : raw))
    .find((code) => typeof code === 'number');
}

function isAboutCredentials(error: unknown, origin: string): boolean {
  const url = propertyOf(error, 'config', 'url');
  if (url === undefined) return statusOf(error) === undefined;
  return URL.canParse(`${url}`) && new URL(`${url}`).origin !== origin;
}

/** The reply's own error. Our calls leave the reply as text; one for a token does not. */
function errorIn(error: unknown): unknown {
  const data = propertyOf(error, 'response', 'data');
  const body = typeof data === 'string' ? jsonIn(data) : data;
  return propertyOf(Array.isArray(body) ? body[0] : body, 'error');
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
const reasonOf = (error: unknown) => textOf(propertyOf(errorIn(error), 'status'));
const messageOf = (error: unknown) => textOf(propertyOf(errorIn(error), 'message'));

/** The library brings its own `Headers`, which is not Node's. */
function headerOf(error: unknown, name: string): string | null {
  const headers = propertyOf(error, 'response', 'headers');
  if (!isRecord(headers) || typeof headers.get !== 'function') return null;
  const value: unknown = headers.get(name);
  return textOf(value) ?? null;
}
