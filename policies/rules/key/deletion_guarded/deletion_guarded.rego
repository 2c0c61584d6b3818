# METADATA
# title: A deletion of the key can be undone in time
# description: >-
#   Azure: the vault has soft delete and purge protection on. Google Cloud: a key version is destroyed no sooner than
#   the required number of days after its destruction is scheduled. AWS always waits 7 to 30 days.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: high
#   nothing_to_judge:
#     in_use: [false]
#     provider: [aws]
#   rationale: >-
#     One mistaken or malicious deletion destroys the data of every cluster on the key for good, before anyone can
#     notice and undo it. Confluent requires purge protection.
#   remediation:
#     summary: >-
#       Azure: turn on purge protection, and soft delete where a vault of before 2020 is without it. Neither can be
#       turned off again, and the name of a deleted vault stays taken for its retention period. Google Cloud: the delay
#       is fixed when a key is made, so move the cluster to a key with a longer one; until then, see who may destroy
#       versions.
#     console:
#       azure: >-
#         Azure portal: Key vaults, {vault}, Settings, Properties. Choose Enable purge protection, Save. It cannot be
#         turned off again.
#       gcp: >-
#         Google Cloud console: Security, Key Management, key ring {key_ring}, Create key, Additional settings, Duration
#         of scheduled for destruction state: {expected} days or more. For new keys of the whole organization: IAM and
#         Admin, Organization policies, Minimum destroy scheduled duration per key.
#     cli:
#       azure:
#         - "# this cannot be turned off again"
#         - >-
#           az keyvault update --name {vault} --resource-group {resource_group} --subscription {subscription}
#           --enable-purge-protection true
#       gcp:
#         - "# who may destroy versions of the key until its cluster is moved"
#         - gcloud kms keys get-iam-policy {key_name} --keyring {key_ring} --location {location} --project {project}
#         - gcloud projects get-iam-policy {project}
#         - "# the key of the checklist is made with --destroy-scheduled-duration {expected}d or more, at most 120d"
#     terraform:
#       azure:
#         hcl: |
#           # this cannot be turned off again
#           resource "azurerm_key_vault" "NAME" {
#             purge_protection_enabled = true
#           }
#       gcp:
#         hcl: |
#           # for the key of the checklist; another duration for the present key would be another key
#           resource "google_kms_crypto_key" "NEW_KEY" {
#             name                       = "NEW_KEY"
#             key_ring                   = "projects/{project}/locations/{location}/keyRings/{key_ring}"
#             rotation_period            = "7776000s"
#             destroy_scheduled_duration = "{delay_seconds}s"
#           }
#     checklist: {gcp: move_clusters}
#     cases:
#       soft_delete:
#         when: where soft delete is off
#         console:
#           azure: >-
#             The portal offers no switch for soft delete in such a vault: use the command line. Then Key vaults,
#             {vault}, Settings, Properties, Enable purge protection, Save. Neither can be turned off again.
#         cli:
#           azure:
#             - "# these cannot be turned off again, and the second needs the first"
#             - >-
#               az resource update --set properties.enableSoftDelete=true --ids
#               /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#             - >-
#               az keyvault update --name {vault} --resource-group {resource_group} --subscription {subscription}
#               --enable-purge-protection true
#         terraform:
#           azure:
#             note: >-
#               The azurerm provider has no switch for soft delete, which is on in every vault that it makes: use the
#               command line, then set purge_protection_enabled = true in azurerm_key_vault. Neither can be turned off
#               again.
#   declared_in:
#     - azurerm_key_vault.purge_protection_enabled
#     - google_kms_crypto_key.destroy_scheduled_duration
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
#       maximum: 120
#       default: 7
#   unit: days
#   headline:
#     fail: can be purged at once when it is deleted by mistake
#     delay: "can be restored for only {actual} days after a deletion"
#   messages:
#     pass: A mistaken deletion of the key can be undone in time.
#     fail: >-
#       The data of the key's clusters can be lost for good at once, because a deleted key can be purged (purge
#       protection on: {purge_protection}; soft delete on: {soft_delete}).
#     delay: >-
#       The data of the key's clusters can be lost for good before anyone notices, because a version that was to be
#       destroyed can be restored for only {actual} days (at least required: {expected}).
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

compliant if {
	_google
	input.kms.destroy_delay_days.value >= input.parameters.min_destroy_days
}

message := "delay" if _too_short

remedy := "soft_delete" if input.vault.soft_delete.value == false

computed := {"delay_seconds": input.parameters.min_destroy_days * 86400} if _too_short

default expected := "purge protection and soft delete on"

expected := input.parameters.min_destroy_days if _google

actual := input.kms.destroy_delay_days.value if {
	_google
} else := sort(_off)

_too_short if {
	_google
	input.kms.destroy_delay_days.value < input.parameters.min_destroy_days
}

_off contains "purge protection off" if input.vault.purge_protection.value == false

_off contains "soft delete off" if input.vault.soft_delete.value == false

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
