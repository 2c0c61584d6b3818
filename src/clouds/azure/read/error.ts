import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { Failure } from '../../../collect/observe.ts';
import { failureOfConnection, failureOfStatus, jsonIn, oneLine, propertyOf } from '../../../collect/service-failure.ts';
import type { Cause } from '../../../facts/fact.ts';

/** A refusal as the wire had it; the libraries' own errors lose the headers, or break on a body that they do not expect. */
export class AzureRefusal extends Error {
  override name = 'AzureRefusal';
  readonly statusCode: number;
  readonly retryAfter: string | null;
  /** The service's own code; null where the reply is not the service's. */
  readonly code: string | null;
  /** Text of an error reply, with the two codes that say why (`Forbidden`, `ForbiddenByRbac`). */
  constructor({ status, bodyAsText, headers }: PipelineResponse) {
    const error = propertyOf(jsonIn(bodyAsText ?? ''), 'error');
    const code = textOr(propertyOf(error, 'code'));
    const id = headers.get('x-ms-request-id') ?? headers.get('request-id');
    super(
      oneLine(
        `HTTP ${status}`,
        code,
        textOr(propertyOf(error, 'innererror', 'code')),
        textOr(propertyOf(error, 'message')),
        id ? `request ${id}` : null,
      ),
    );
    this.statusCode = status;
    this.code = code;
    this.retryAfter = headers.get('retry-after') ?? null;
  }
}

const textOr = (value: unknown) => (typeof value === 'string' ? value : null);

/** Errors of the credential library: what was not there, and what was there but refused. */
const CREDENTIALS: Record<string, Cause> = {
  AggregateAuthenticationError: 'not_collected',
  AuthenticationRequiredError: 'not_collected',
  CredentialUnavailableError: 'not_collected',
  AuthenticationError: 'denied',
};

/** As the services say it: KeyNotFound, VaultNotFound, ResourceGroupNotFound, Request_ResourceNotFound, RoleDefinitionDoesNotExist ... */
const NOT_THERE = /(NotFound|DoesNotExist)$/;

const credentialsIn = (error: unknown): Cause | undefined =>
  error instanceof Error && Object.hasOwn(CREDENTIALS, error.name) ? CREDENTIALS[error.name] : undefined;

export const isCredentialError = (error: unknown): boolean => credentialsIn(error) !== undefined;

export function classifyAzureError(error: unknown): Failure {
  const message = error instanceof Error ? error.message : undefined;
  const credentials = credentialsIn(error);
  if (credentials !== undefined) {
    const what = credentials === 'denied' ? 'Azure refused the credentials' : 'no Azure credentials';
    return { cause: credentials, detail: oneLine(what, message), retry: false };
  }
  const status = propertyOf(error, 'statusCode');
  if (typeof status !== 'number') return failureOfConnection(error);
  const failure =
    error instanceof AzureRefusal
      ? failureOfStatus(status, error.message, error.retryAfter, NOT_THERE.test(error.code ?? ''))
      : failureOfStatus(status, oneLine(`HTTP ${status}`, textOr(propertyOf(error, 'code')), message));
  return failure ?? failureOfConnection(error);
}
