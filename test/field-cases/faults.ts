import type { Fault } from '../../loopback/clouds.ts';

/** Every call of a vault's data plane refused, as Key Vault gives the reason. */
const refused = (code: string, message: string, id = /^keyvault:/): Fault => ({
  id,
  kind: 'replace',
  replace: () => ({ status: 403, body: { error: { code: 'Forbidden', message, innererror: { code } } } }),
});
export const BY_FIREWALL = refused(
  'ForbiddenByFirewall',
  'Client address is not authorized and caller is not a trusted service.\r\nClient address: 203.0.113.7\r\nVault: kv-apricot;location=westeurope',
);
export const BY_CONNECTION = refused(
  'ForbiddenByConnection',
  'Public network access is disabled and request is not from a trusted service nor via an approved private link.',
);
export const BY_RBAC = refused(
  'ForbiddenByRbac',
  "Caller is not authorized to perform action on resource.\r\nAction: 'Microsoft.KeyVault/vaults/keys/read'",
);
/** One call of the resource manager denied. */
export const without = (operation: string): Fault => ({ id: new RegExp(`^arm:${operation}`), kind: 'deny' });

/** The perimeter of VPC Service Controls refuses the scanner. */
export const outsidePerimeter = (id: RegExp): Fault => ({
  id,
  kind: 'replace',
  replace: () => ({
    status: 403,
    body: {
      error: {
        code: 403,
        message: "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: orchard0",
        status: 'PERMISSION_DENIED',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.PreconditionFailure',
            violations: [{ type: 'VPC_SERVICE_CONTROLS', description: 'orchard0' }],
          },
          {
            '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
            reason: 'SECURITY_POLICY_VIOLATED',
            domain: 'googleapis.com',
            metadata: { uid: 'orchard0', service: 'cloudkms.googleapis.com', consumer: 'projects/1' },
          },
        ],
      },
    },
  }),
});

/** Credentials that are wrong or have run out. */
export const NO_AZURE_SIGN_IN: Fault = {
  id: /^(keyvault|arm|graph):/,
  kind: 'replace',
  replace: () => ({
    status: 401,
    body: { error: { code: 'InvalidAuthenticationToken', message: 'The access token is invalid.' } },
  }),
};
export const NO_GOOGLE_SIGN_IN: Fault = {
  id: /^(cloudkms|resourcemanager|iam):/,
  kind: 'replace',
  replace: () => ({
    status: 401,
    body: { error: { code: 401, message: 'Request had invalid authentication credentials.', status: 'UNAUTHENTICATED' } },
  }),
};
export const NO_AWS_SIGN_IN: Fault = {
  id: /^kms:/,
  kind: 'replace',
  replace: () => ({
    status: 400,
    body: { __type: 'UnrecognizedClientException', message: 'The security token included in the request is invalid.' },
  }),
};
