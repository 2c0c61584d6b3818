# METADATA
# title: A deletion of the key can be undone in time
# description: >-
#   Azure: the vault has soft delete and purge protection on. Google Cloud: a key version is destroyed no sooner than the
#   required number of days after its destruction is scheduled. AWS always waits 7 to 30 days.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: high
#   nothing_to_judge:
#     in_use: [false]
#     provider: [aws]
#   rationale: >-
#     One mistaken or malicious deletion destroys the data of every cluster on the key for good, before anyone can notice and
#     undo it. Confluent requires purge protection.
#   remediation:
#     summary: >-
#       Azure: turn soft delete and purge protection on; neither can be turned off again. Google Cloud: the delay is fixed when a
#       key is created, so create a key with a longer one, register it and move its cluster; until then, remove the permission to
#       destroy versions.
#     console:
#       azure: >-
#         Azure portal: Key vaults, {vault}, Settings, Properties. Choose Enable purge protection, Save.
#       gcp: >-
#         Google Cloud console: Security, Key Management, key ring {key_ring}, Create key, Additional settings, Duration of
#         scheduled for destruction state. For the whole organization: IAM and Admin, Organization policies, Minimum
#         destroy scheduled duration per key.
#     cli:
#       azure:
#         - >-
#           az resource update --set properties.enableSoftDelete=true --ids
#           /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#         - >-
#           az keyvault update --name {vault} --resource-group {resource_group} --subscription {subscription}
#           --enable-purge-protection true
#     terraform:
#       azure:
#         hcl: |
#           # soft delete is always on in vaults that Terraform creates
#           resource "azurerm_key_vault" "NAME" {
#             purge_protection_enabled = true
#           }
#     checklist: {gcp: move_clusters}
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/soft-delete-overview
#     - https://cloud.google.com/kms/docs/destroy-restore
#     - https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
#   parameters:
#     min_destroy_days:
#       description: Minimum days between scheduling the destruction of a Google Cloud key version and the destruction itself.
#       type: integer
#       minimum: 1
#       default: 7
#   messages:
#     pass: A mistaken deletion of the key can be undone in time.
#     fail: >-
#       A deleted key can be made unrecoverable at once, and the data of its clusters with it (purge protection on:
#       {purge_protection}; soft delete on: {soft_delete}).
#     delay: >-
#       A mistaken destruction of a key version can be undone for too short a time before its data is lost for good (days:
#       {actual}; at least required: {expected}).
package rules.key.deletion_guarded

import data.lib.kms_key

not_applicable := reason if {
	reason := kms_key.not_applicable
} else := "AWS deletes no key before 7 days have passed" if {
	input.provider.value == "aws"
}

evidence := object.union(
	{
		"in_use": input.in_use,
		"present": input.kms.present,
		"provider": input.provider,
	},
	_guard,
)

violated if {
	kms_key.applies
	_azure
	input.vault.purge_protection.value == false
}

violated if {
	kms_key.applies
	_azure
	input.vault.soft_delete.value == false
}

compliant if {
	_azure
	input.vault.purge_protection.value == true
	input.vault.soft_delete.value == true
}

compliant if actual >= expected

message := "delay" if actual < expected

expected := input.parameters.min_destroy_days if _google

actual := input.kms.destroy_delay_days.value if _google

# Azure and Google Cloud guard a key in different ways.
default _guard := {}

_guard := {
	"soft_delete": input.vault.soft_delete,
	"purge_protection": input.vault.purge_protection,
} if {
	_azure
}

_guard := {"destroy_delay_days": input.kms.destroy_delay_days} if _google

_azure if input.provider.value == "azure"

_google if input.provider.value == "gcp"
