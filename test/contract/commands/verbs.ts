/**
 * What a command does, by its verb: the last word of its name, and of an AWS operation the first. Destroying is deleting,
 * scheduling or hastening deletion, disabling, revoking, removing access and replacing a policy. A verb in no list, or
 * in both, fails a test.
 */
export const DESTROYING = new Set(
  `clear close deactivate decline delete delete-policy deregister destroy detach disable disassociate
  disconnect drop failback failover leave logout opt-out pause promote purge reject remove remove-iam-policy-binding
  remove-record remove-rotation-schedule remove-value replace replace-all reset retire reverse-and-pause reverse-and-start revoke
  schedule set-iam-policy set-policy stop terminate truncate-and-restore uninstall unload unset untag modify-membership-roles
  invoke-action enforce enforce-all`.split(/\s+/),
);

export const HARMLESS = new Set(
  `accept acl activate add add-iam-policy-binding add-record add-value admin-consent ai analyze-iam-policy apply approve assign
  associate assume asymmetric-decrypt asymmetric-sign attach backup batch cancel change check check-name check-name-availability
  check-transitive-membership clojure cloud-signup completion config configure-acls connect consume copy cpp create create-for-rbac
  csharp current decode decrypt deliver derive describe download enable encrypt exists export feedback generate get get-access-token
  get-ancestors get-ancestors-iam-policy get-attestation get-certificate-chain get-default-policy get-iam-policy get-member-groups
  get-membership-graph get-policy-template get-protected-resources-summary get-public-key get-schema get-shared-keys go grant groovy
  iam import init-recovery install invite java kotlin ktor list list-available-delegations list-available-ips
  list-available-service-tier list-categories list-changelogs list-deleted list-deleted-workspaces list-grantable-roles list-grants
  list-keys list-link-target list-locations list-management-groups list-operations list-owned-objects list-resources
  list-testable-permissions list-types list-usages list-versions load log login logs lookup mac-sign mac-verify merge migrate move
  nodejs opt-in patch produce prompt put python random raw-decrypt raw-encrypt re read recover redeem register rename replicate resend
  rest restapi restore restore-blob resume resync rotate ruby rust scala search search-all-iam-policies search-protected-resources
  search-transitive-groups search-transitive-memberships select send set set-attributes set-primary-version set-record
  set-rotation-schedule shell show show-deleted show-effective-config show-sub-under-mg sign sign-blob sign-jwt simulate springboot
  start status store summarize tag top trigger-scan undelete update update-hsm upload use validate verify version wait wait-hsm`.split(
    /\s+/,
  ),
);

/** Commands that do not do what their verb says. */
export const EXCEPTIONS: Record<string, 'destroying' | 'harmless'> = {
  'aws cloudtrail put-resource-policy': 'destroying',
  'aws iam put-group-policy': 'destroying',
  'aws iam put-role-permissions-boundary': 'destroying',
  'aws iam put-role-policy': 'destroying',
  'aws iam put-user-permissions-boundary': 'destroying',
  'aws iam put-user-policy': 'destroying',
  'aws iam set-default-policy-version': 'destroying',
  'aws iam update-assume-role-policy': 'destroying',
  'aws kms put-key-policy': 'destroying',
  'aws organizations put-resource-policy': 'destroying',
  'aws organizations update-policy': 'destroying',
  'aws ram set-default-permission-version': 'destroying',
};

/** Flags that destroy whatever the verb of their command is, or that of one command, with the values that do so. */
export const DESTROYING_FLAGS: Record<string, RegExp> = {
  // all access policies of the vault lose their effect
  'az keyvault update --enable-rbac-authorization': /^true$/i,
  'az keyvault update --default-action': /^deny$/i,
  'az keyvault update --bypass': /^none$/i,
  '--remove': /./,
  '--remove-key-access-justifications-policy': /^$/,
  '--remove-rotation-schedule': /^$/,
  '--clear-labels': /^$/,
  '--no-deletion-protection': /^$/,
  '--deletion-protection': /^false$/i,
  '--enabled': /^false$/i,
  '--disabled': /^(true)?$/i,
  '--public-network-access': /^disabled$/i,
  '--method': /^(delete|put|patch|post)$/i,
};

/** The same for Terraform's own command line, of which no table could be made. */
export const TERRAFORM_READS = new Set([
  'init',
  'plan',
  'show',
  'output',
  'validate',
  'fmt',
  'providers',
  'version',
  'import',
  'state list',
  'state show',
]);
