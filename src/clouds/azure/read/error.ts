import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { Failure, Hide } from '../../../collect/observe.ts';
import { failureOfConnection, failureOfStatus, oneLine, withoutCredentials } from '../../../collect/service-failure.ts';
import { jsonIn, propertyOf } from '../../../input/is-record.ts';
import { azureCredentialsOf } from '../permissions.ts';
import type { AzureTenant } from '../settings.ts';

/** A refusal as the wire had it, whatever its body. */
export class AzureRefusal extends Error {
  override name = 'AzureRefusal';
  readonly statusCode: number;
  readonly retryAfter: string | null;
  /** The service's own code; null where the reply is not the service's. */
  readonly code: string | null;
  /** The code that says why, of a vault: `ForbiddenByRbac`. */
  readonly inner: string | null;
  /** What the reply says, with both codes, as it came: it may repeat a secret. */
  readonly said: readonly (string | null)[];
  constructor({ status, bodyAsText, headers }: PipelineResponse) {
    const error = propertyOf(jsonIn(bodyAsText ?? ''), 'error');
    const code = textOr(propertyOf(error, 'code'));
    const inner = textOr(propertyOf(error, 'innererror', 'code'));
    const id = headers.get('x-ms-request-id') ?? headers.get('request-id');
    super(`HTTP ${status}`);
    this.said = [code, inner, textOr(propertyOf(error, 'message')), id ? `request ${id}` : null];
    this.statusCode = status;
    this.code = code;
    this.inner = inner;
    this.retryAfter = headers.get('retry-after') ?? null;
  }
}

const textOr = (value: unknown) => (typeof value === 'string' ? value : null);

const REFUSED = 'Azure refused the credentials';
/** Errors of the credential library: what was not there, and what was there but refused. */
const CREDENTIAL_ERRORS: ReadonlyMap<string, string> = new Map([
  ['AggregateAuthenticationError', 'no Azure credentials'],
  ['AuthenticationRequiredError', 'no Azure credentials'],
  ['CredentialUnavailableError', 'no Azure credentials'],
  ['AuthenticationError', REFUSED],
]);

/** As the services say it: KeyNotFound, VaultNotFound, ResourceGroupNotFound, Request_ResourceNotFound, RoleDefinitionDoesNotExist ... */
const NOT_THERE = /(NotFound|DoesNotExist)$/;

/** A vault refuses the place that a call comes from, whoever calls. Its other reasons are a role or an access policy that is missing. */
const BY_NETWORK: readonly (string | null)[] = ['ForbiddenByConnection', 'ForbiddenByFirewall'];
const ELSEWHERE =
  "the vault's network does not let this caller in; run the scan from a network that the vault's firewall allows, or through its private endpoint";

export const isCredentialError = (error: unknown): error is Error => error instanceof Error && CREDENTIAL_ERRORS.has(error.name);

/** What a failed try means. @param tenant that with a credential of its own, which is named where that is missing or refused */
export const azureErrorsIn =
  (tenant: AzureTenant | null) =>
  (error: unknown, hide: Hide): Failure =>
    classified(error, hide, tenant);

function classified(error: unknown, hide: Hide, tenant: AzureTenant | null): Failure {
  const noCredentials = withoutCredentials(azureCredentialsOf(tenant));
  const where = tenant === null ? null : `for tenant ${tenant.id}, as application ${tenant.client_id}`;
  if (isCredentialError(error)) {
    // where there is one credential, and no chain of them, it was there unless that is what it says
    const isRefused = tenant !== null && error.name !== 'CredentialUnavailableError';
    const what = isRefused ? REFUSED : CREDENTIAL_ERRORS.get(error.name);
    return noCredentials(oneLine(hide, what, where, error.message));
  }
  if (!(error instanceof AzureRefusal)) return failureOfConnection(error, hide);
  const { statusCode, message, said, code, inner, retryAfter } = error;
  const detail = oneLine(hide, message, ...said);
  // without the id of the request, so that every call says the same
  if (statusCode === 401) return noCredentials(oneLine(hide, 'Azure does not accept the credentials: HTTP 401', where, code));
  if (statusCode === 403 && BY_NETWORK.includes(inner))
    return { cause: 'denied', detail: `${ELSEWHERE}: ${detail}`, retry: false, permission: null };
  return failureOfStatus(statusCode, detail, retryAfter, NOT_THERE.test(code ?? '')) ?? failureOfConnection(error, hide);
}
