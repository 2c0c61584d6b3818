import { oversizedReply } from '../../../collect/body.ts';
import type { Failure, Hide } from '../../../collect/observe.ts';
import { failureOfConnection, failureOfStatus, oneLine, withoutCredentials } from '../../../collect/service-failure.ts';
import { isRecord, jsonIn, propertyOf } from '../../../input/is-record.ts';
import { GOOGLE_CREDENTIALS } from '../permissions.ts';

/** @param origin of the service: a refusal by any other host was met on the way to a token */
export function classifyGoogleError(error: unknown, hide: Hide, origin: string): Failure {
  if (propertyOf(error, 'cause', 'type') === 'max-size') return failureOfConnection(oversizedReply(), hide);
  const status = statusOf(error);
  const message = error instanceof Error ? error.message : undefined;
  const transient = status === 429 || (status !== undefined && status >= 500);
  if (status !== undefined && !transient && isAboutCredentials(error, origin))
    return noCredentials(oneLine(hide, 'Google refused the credentials', message));
  if (status === undefined) return failureOfConnection(error, hide);
  const detail = oneLine(hide, `HTTP ${status}`, reasonOf(error), messageOf(error) ?? message);
  if (status === 401) return noCredentials(`Google does not accept the credentials: ${detail}`);
  if (status === 403 && isNoMatterOfPermissions(error)) {
    const where = reasonsIn(error).includes(SECURITY_POLICY_VIOLATED) ? `${OUTSIDE_PERIMETER}: ` : '';
    return { cause: 'denied', detail: `${where}${detail}`, retry: false, permission: null };
  }
  const saidSo = reasonOf(error) === 'NOT_FOUND';
  return failureOfStatus(status, detail, headerOf(error, 'retry-after'), saidSo) ?? failureOfConnection(error, hide);
}

/** What it means that the library has no credentials to offer: it says so in words alone, unless the network failed. */
export function classifyMissingCredentials(error: unknown, hide: Hide, origin: string): Failure {
  const failure = classifyGoogleError(error, hide, origin);
  return failure.cause === 'malformed'
    ? noCredentials(`no Google application default credentials that can be used: ${failure.detail}`)
    : { ...noCredentials(failure.detail), ...failure };
}

/** The detail is the same for each call that needed them, so that it is said once. */
const noCredentials = withoutCredentials(GOOGLE_CREDENTIALS);

const SECURITY_POLICY_VIOLATED = 'SECURITY_POLICY_VIOLATED';
const OUTSIDE_PERIMETER =
  'a perimeter of VPC Service Controls does not let this caller in; run the scan from inside of it, or add an ingress rule for its identity';

/** The reasons that any of Google's services may have (google.api.ErrorReason) are of one domain; a lack of a permission is not. */
const isNoMatterOfPermissions = (error: unknown): boolean =>
  infosIn(error).some((info) => propertyOf(info, 'domain') === 'googleapis.com') &&
  !reasonsIn(error).includes('IAM_PERMISSION_DENIED');

const reasonsIn = (error: unknown): unknown[] => infosIn(error).map((info) => propertyOf(info, 'reason'));

/** Google's `ErrorInfo` says in a field of its own why a call was refused. */
function infosIn(error: unknown): unknown[] {
  const details = propertyOf(errorIn(error), 'details');
  return Array.isArray(details) ? details.filter((detail) => typeof propertyOf(detail, 'reason') === 'string') : [];
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
