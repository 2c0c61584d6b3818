import type { Failure, Hide } from '../../../collect/observe.ts';
import { failureOfConnection, failureOfStatus, oneLine, withoutCredentials } from '../../../collect/service-failure.ts';
import type { Cause } from '../../../facts/fact.ts';
import { propertyOf } from '../../../input/is-record.ts';
import { keysOf } from '../../../input/keys.ts';
import { AWS_CREDENTIALS } from '../permissions.ts';

/** AWS answers most refusals with status 400: the error's name distinguishes them. */
const NAMES: Partial<Record<Cause, string>> = {
  denied: 'AccessDenied AccessDeniedException NotAuthorized OptInRequired RegionDisabledException',
  not_found: 'NotFoundException',
  // The key exists, but in this state (being made, imported, replicated) the question has no answer.
  ambiguous: 'KMSInvalidStateException',
  throttled: 'LimitExceededException RequestLimitExceeded Throttling ThrottlingException TooManyRequestsException',
  unreachable: 'DependencyTimeoutException InternalFailure KMSInternalException ServiceUnavailable',
  not_collected:
    'CredentialsProviderError ExpiredToken ExpiredTokenException IncompleteSignature InvalidClientTokenId ' +
    'InvalidSignatureException MissingAuthenticationToken MissingAuthenticationTokenException SignatureDoesNotMatch ' +
    'UnrecognizedClientException',
};

const noCredentials = withoutCredentials(AWS_CREDENTIALS);
const CAUSES = new Map<unknown, Cause>(
  keysOf(NAMES).flatMap((cause) => (NAMES[cause] ?? '').split(' ').map((name) => [name, cause] as const)),
);

export function classifyAwsError(error: unknown, hide: Hide): Failure {
  const status = propertyOf(error, '$metadata', 'httpStatusCode');
  const name = propertyOf(error, 'name');
  const cause = CAUSES.get(name);
  if (name === 'CredentialsProviderError') return noCredentials(oneLine(hide, 'there are no AWS credentials', messageOf(error)));
  if (typeof status !== 'number') return failureOfConnection(error, hide);
  const id = propertyOf(error, '$metadata', 'requestId');
  const detail = oneLine(
    hide,
    typeof name === 'string' && name !== 'Error' ? name : `HTTP ${status}`,
    messageOf(error),
    typeof id === 'string' ? `request ${id}` : null,
  );
  if (cause === 'not_collected') return noCredentials(oneLine(hide, 'AWS did not accept the credentials', detail));
  const retryAfter = headerOf(error, 'retry-after');
  if (cause !== undefined) {
    const retry = cause === 'throttled' || cause === 'unreachable';
    const wait = failureOfStatus(429, detail, retryAfter)?.retryAfter;
    return { cause, detail, retry, ...(retry && wait !== undefined && { retryAfter: wait }) };
  }
  return failureOfStatus(status, detail, retryAfter) ?? failureOfConnection(error, hide);
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : undefined);

function headerOf(error: unknown, name: string): string | undefined {
  const value = propertyOf(error, '$response', 'headers', name);
  return typeof value === 'string' ? value : undefined;
}
