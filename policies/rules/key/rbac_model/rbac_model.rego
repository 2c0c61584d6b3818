# METADATA
# title: The vault uses Azure RBAC
# description: >-
#   Role assignments (Azure RBAC) decide who may access the data of the key's vault, not the vault's own access policies.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: medium
#   nothing_to_judge:
#     in_use: [false]
#     provider: [aws, gcp]
#   rationale: >-
#     The roles that Confluent asks for have no effect on keys in a vault with access policies, so Confluent's access depends on
#     a setup that Confluent does not support; and anyone who may change the vault can grant themselves access.
#   remediation:
#     summary: >-
#       First assign roles to everything that uses the vault, including Confluent's service principal: all access policies lose
#       their effect when the vault changes to Azure RBAC, and the clusters stop if Confluent loses its access.
#     console: >-
#       Azure portal: Key vaults, {vault}, Access control (IAM), Add role assignment, for each user of the vault; then Settings,
#       Access configuration, Azure role-based access control, Apply.
#     cli:
#       - >-
#         az keyvault show --name {vault} --resource-group {resource_group} --subscription {subscription} --query
#         properties.accessPolicies
#       - "# OBJECT_ID is the objectId of each entry that the command before prints; its permissions show which roles it needs"
#       - >-
#         az role assignment create --role "Key Vault Crypto Service Encryption User" --assignee-object-id OBJECT_ID
#         --assignee-principal-type ServicePrincipal --scope
#         /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#       - >-
#         az role assignment create --role "Key Vault Reader" --assignee-object-id OBJECT_ID --assignee-principal-type
#         ServicePrincipal --scope
#         /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#       - >-
#         az keyvault update --name {vault} --resource-group {resource_group} --subscription {subscription}
#         --enable-rbac-authorization true
#     terraform:
#       hcl: |
#         resource "azurerm_key_vault" "NAME" {
#           # enable_rbac_authorization in version 3 and early version 4 of the provider
#           rbac_authorization_enabled = true
#         }
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-migration
#   messages:
#     pass: The vault uses Azure RBAC.
#     fail: >-
#       Confluent's role assignments have no effect on the key, because its vault uses access policies instead of Azure RBAC.
package rules.key.rbac_model

import data.lib.kms_key

not_applicable := reason if {
	reason := kms_key.not_applicable
} else := "only Azure has vaults with two ways to grant access" if {
	_elsewhere[input.provider.value]
}

evidence := object.union(
	{
		"in_use": input.in_use,
		"present": input.kms.present,
		"provider": input.provider,
	},
	{"rbac": input.vault.rbac | input.provider.value == "azure"},
)

compliant if input.vault.rbac.value == true

_elsewhere := {"aws", "gcp"}
