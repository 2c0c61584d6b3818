import type { Raw } from './fixture.ts';
import type { Refusal, Reply } from './service.ts';

/** An error in the format of Google's APIs. */
export const error = (code: number, status: string, message: string, details?: Raw[]): Reply => ({
  status: code,
  body: { error: { code, message, status, ...(details ? { details } : {}) } },
});

const REFUSALS: Record<Exclude<Refusal, 'deny'>, [number, string, string]> = {
  conflict: [409, 'ABORTED', 'The resource is being changed.'],
  throttle: [429, 'RESOURCE_EXHAUSTED', 'Quota exceeded for quota metric Read requests.'],
  server_error: [503, 'UNAVAILABLE', 'The service is currently unavailable.'],
  not_found: [404, 'NOT_FOUND', 'The resource was not found.'],
};

/** How a service refuses a call; a denial names the missing permission. */
export function refusal(kind: Refusal, domain: string, permission: string, resource: string): Reply {
  if (kind !== 'deny') return error(...REFUSALS[kind]);
  const message = `Permission '${permission}' denied on resource '${resource}' (or it may not exist).`;
  const info = { reason: 'IAM_PERMISSION_DENIED', domain, metadata: { permission, resource } };
  return error(403, 'PERMISSION_DENIED', message, [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', ...info }]);
}

/** Only requests for policy version 3 get conditions; others get a role name that hints at a condition. */
export function shownPolicy(held: Raw | undefined, requestedVersion: unknown): Raw {
  const policy: Raw = { version: 1, etag: 'ACAB', ...held };
  if (Number(requestedVersion) === 3) return policy;
  const bindings = (policy.bindings ?? []) as Raw[];
  return {
    ...policy,
    version: 1,
    bindings: bindings.map(({ condition, ...binding }) =>
      condition === undefined ? binding : { ...binding, role: `${binding.role}_withcond_0123456789abcdef0123` },
    ),
  };
}
