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
#       First assign roles to everything that uses the vault: Confluent's service principal, the other users, and your own
#       administrators. All access policies lose their effect at once when the vault changes to Azure RBAC, and the clusters are
#       at risk if Confluent loses its access. Whoever makes the change needs Owner or User Access Administrator.
#     console: >-
#       Azure portal: Key vaults, {vault}, Access control (IAM), Add role assignment, for each user of the vault and for your own
#       administrators; wait until Check access shows them. Only then Settings, Access configuration, Azure role-based access
#       control, Apply.
#     cli:
#       - "# 1. who uses the vault {vault}: each objectId, and with which permissions"
#       - >-
#         az keyvault show --name {vault} --resource-group {resource_group} --subscription {subscription} --query
#         properties.accessPolicies
#       - "# 2. the two roles of Confluent; CONFLUENT_OBJECT_ID is what the next command prints"
#       - az ad sp show --id {principals} --query id --output tsv
#       - >-
#         az role assignment create --role "Key Vault Crypto Service Encryption User" --assignee-object-id CONFLUENT_OBJECT_ID
#         --assignee-principal-type ServicePrincipal --scope
#         /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#       - >-
#         az role assignment create --role "Key Vault Reader" --assignee-object-id CONFLUENT_OBJECT_ID --assignee-principal-type
#         ServicePrincipal --scope
#         /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#       - "# 3. for every other objectId, your administrators' too, the ROLE that its permissions ask for"
#       - >-
#         az role assignment create --role ROLE --assignee-object-id OBJECT_ID --assignee-principal-type PRINCIPAL_TYPE --scope
#         /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#       - "# 4. roles take some minutes: go on once this shows all of them"
#       - >-
#         az role assignment list --include-inherited --scope
#         /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault} --output table
#       - "# 5. the change; VAULT is {vault}; with false in the place of true, the access policies are back"
#       - >-
#         az keyvault update --name VAULT --resource-group {resource_group} --subscription {subscription}
#         --enable-rbac-authorization true
#     terraform:
#       hcl: |
#         # apply this only after the role assignments of all users of the vault are there
#         resource "azurerm_key_vault" "NAME" {
#           # needs version 4.42 of the azurerm provider; before it, the argument is enable_rbac_authorization
#           rbac_authorization_enabled = true
#         }
#   declared_in:
#     - azurerm_key_vault.rbac_authorization_enabled
#     - azurerm_key_vault.enable_rbac_authorization
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-migration
#   headline:
#     fail: is in a vault where role assignments have no effect
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

expected := "Azure RBAC"

actual := "access policies"

_elsewhere := {"aws", "gcp"}
