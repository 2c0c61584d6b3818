import type { Failure } from '../../../collect/observe.ts';
import { failureOfConnection, failureOfStatus, oneLine, propertyOf } from '../../../collect/service-failure.ts';
import type { Cause } from '../../../facts/fact.ts';

/** AWS answers most refusals with status 400: the error's name distinguishes them. */
const CAUSES: Record<string, { cause: Cause; retry?: true }> = {
  AccessDenied: { cause: 'denied' },
  AccessDeniedException: { cause: 'denied' },
  ExpiredToken: { cause: 'denied' },
  ExpiredTokenException: { cause: 'denied' },
  IncompleteSignature: { cause: 'denied' },
  InvalidClientTokenId: { cause: 'denied' },
  InvalidSignatureException: { cause: 'denied' },
  MissingAuthenticationToken: { cause: 'denied' },
  MissingAuthenticationTokenException: { cause: 'denied' },
  NotAuthorized: { cause: 'denied' },
  OptInRequired: { cause: 'denied' },
  RegionDisabledException: { cause: 'denied' },
  SignatureDoesNotMatch: { cause: 'denied' },
  UnrecognizedClientException: { cause: 'denied' },
  NotFoundException: { cause: 'not_found' },
  // The key exists, but in this state (being made, imported, replicated) the question has no answer.
  KMSInvalidStateException: { cause: 'ambiguous' },
  LimitExceededException: { cause: 'throttled', retry: true },
  RequestLimitExceeded: { cause: 'throttled', retry: true },
  Throttling: { cause: 'throttled', retry: true },
  ThrottlingException: { cause: 'throttled', retry: true },
  TooManyRequestsException: { cause: 'throttled', retry: true },
  DependencyTimeoutException: { cause: 'unreachable', retry: true },
  InternalFailure: { cause: 'unreachable', retry: true },
  KMSInternalException: { cause: 'unreachable', retry: true },
  ServiceUnavailable: { cause: 'unreachable', retry: true },
  CredentialsProviderError: { cause: 'not_collected' },
};

export function classifyAwsError(error: unknown): Failure {
  const status = propertyOf(error, '$metadata', 'httpStatusCode');
  const name = propertyOf(error, 'name');
  const known = typeof name === 'string' && Object.hasOwn(CAUSES, name) ? CAUSES[name] : undefined;
  if (known?.cause === 'not_collected')
    return { cause: 'not_collected', detail: oneLine('no AWS credentials', messageOf(error)), retry: false };
  if (typeof status !== 'number') return failureOfConnection(error);
  const id = propertyOf(error, '$metadata', 'requestId');
  const detail = oneLine(
    typeof name === 'string' && name !== 'Error' ? name : `HTTP ${status}`,
    messageOf(error),
    typeof id === 'string' ? `request ${id}` : null,
  );
  const retryAfter = headerOf(error, 'retry-after');
  if (known) {
    const wait = failureOfStatus(429, detail, retryAfter)?.retryAfter;
    return {
      cause: known.cause,
      detail,
      retry: known.retry === true,
      ...(wait === undefined || !known.retry ? {} : { retryAfter: wait }),
    };
  }
  return failureOfStatus(status, detail, retryAfter) ?? failureOfConnection(error);
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : undefined);

function headerOf(error: unknown, name: string): string | undefined {
  const value = propertyOf(error, '$response', 'headers', name);
  return typeof value === 'string' ? value : undefined;
}
