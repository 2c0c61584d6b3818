# METADATA
# title: The key is not about to be destroyed
# description: >-
#   No deletion is scheduled. AWS: the key is not pending deletion. Azure: it is not soft-deleted. Google Cloud: its primary
#   version is neither scheduled for destruction nor destroyed.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: critical
#   nothing_to_judge:
#     in_use: [false]
#   rationale: >-
#     Once the key is deleted, the data of every cluster on it is lost for good: neither Confluent nor the cloud provider can
#     restore it.
#   remediation:
#     summary: >-
#       Cancel the deletion before its date, then enable the key again. A destroyed version cannot be restored. To retire
#       a key, delete its clusters first; where none is left on it, let the deletion go on and wait until Confluent has released
#       the key.
#     console:
#       aws: >-
#         AWS console: Key Management Service, Customer managed keys, key {key_id}, Key actions, Cancel key deletion; then
#         Key actions, Enable. Where no cluster is left on the key, let the deletion go on.
#       azure: >-
#         Azure portal: Key vaults, {vault}, Objects, Keys, Manage deleted keys, select {key_name}, Recover. If the vault
#         itself is deleted: Key vaults, Manage deleted vaults, select {vault}, Recover. Where no cluster is left on the key,
#         let the deletion go on.
#       gcp: >-
#         Google Cloud console: Security, Key Management, key ring {key_ring}, key {key_name}, Versions. Select the version,
#         Restore, then Enable. Where no cluster is left on the key, let the destruction go on.
#     cli:
#       aws:
#         - aws kms cancel-key-deletion --key-id {kms_name} --region {region}
#         - aws kms enable-key --key-id {kms_name} --region {region}
#       azure:
#         - az keyvault recover --name {vault} --resource-group {resource_group} --subscription {subscription}
#         - az keyvault key recover --vault-name {vault} --name {key_name}
#       gcp:
#         - gcloud kms keys versions list --key {key_name} --keyring {key_ring} --location {location} --project {project}
#         - >-
#           gcloud kms keys versions restore VERSION --key {key_name} --keyring {key_ring} --location {location} --project
#           {project}
#         - >-
#           gcloud kms keys versions enable VERSION --key {key_name} --keyring {key_ring} --location {location} --project
#           {project}
#     terraform:
#       note: >-
#         Terraform cannot cancel a deletion. Cancel it in the KMS, bring the key back under management with "terraform import",
#         and set "prevent_destroy = true" in the lifecycle block of the key's resource.
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/soft-delete-overview
#     - https://cloud.google.com/kms/docs/destroy-restore
#   messages:
#     pass: No deletion of the key is scheduled.
#     fail: >-
#       The clusters on the key cannot use it from now on, and their data is lost for good when it is destroyed (date:
#       {deletion_date}, days left: {days_to_deletion}, clusters: {clusters}).
#     without_clusters: >-
#       The key cannot be used from now on and is destroyed for good at its date (date: {deletion_date}, days left:
#       {days_to_deletion}). No cluster was seen on it, so that nothing may be lost, but Confluent still holds it in use, as
#       it does until five days after its last cluster was deleted.
#     awaits_replicas: >-
#       The clusters on the key cannot use it from now on, and their data is lost for good when it is destroyed: its deletion
#       waits for its last replica to be deleted, and then for the days that were set (days: {deletion_wait_days}, clusters:
#       {clusters}).
#     awaits_replicas_without_clusters: >-
#       The key cannot be used from now on and is destroyed for good some time after its last replica is deleted (days:
#       {deletion_wait_days}). No cluster was seen on it, so that nothing may be lost, but Confluent still holds it in use,
#       as it does until five days after its last cluster was deleted.
#     destroyed: >-
#       Data of the clusters on the key is lost for good, because the key's primary version is destroyed (clusters:
#       {clusters}).
#     destroyed_without_clusters: >-
#       Nothing can be read with the key any more, because its primary version is destroyed. No cluster was seen on it, but
#       Confluent still holds it in use, as it does until five days after its last cluster was deleted.
package rules.key.not_pending_deletion

import data.lib.kms_key

not_applicable := kms_key.not_applicable

evidence := object.union_n([
	{
		"in_use": input.in_use,
		"present": input.kms.present,
		"state": input.kms.state,
		"clusters": input.clusters,
	},
	_schedule,
	_replicas,
])

violated if {
	kms_key.applies
	kms_key.pending_or_destroyed
}

compliant if kms_key.not_pending

message := _messages[_what].without_clusters if {
	kms_key.pending_or_destroyed
	kms_key.without_clusters
} else := _messages[_what].with_clusters if {
	kms_key.pending_or_destroyed
}

_messages := {
	"destroyed": {"with_clusters": "destroyed", "without_clusters": "destroyed_without_clusters"},
	"awaits_replicas": {"with_clusters": "awaits_replicas", "without_clusters": "awaits_replicas_without_clusters"},
	"pending": {"without_clusters": "without_clusters"},
}

default _what := "pending"

_what := "destroyed" if {
	input.kms.state.value == "destroyed"
} else := "awaits_replicas" if {
	input.kms.awaits_replicas.value == true
}

# A primary key of AWS has no date before its last replica is deleted.
default _replicas := {}

_replicas := {
	"awaits_replicas": input.kms.awaits_replicas,
	"deletion_wait_days": input.kms.deletion_wait_days,
} if {
	kms_key.pending_or_destroyed
	input.kms.awaits_replicas.value == true
}

# Without a deletion there is no date to give as evidence.
default _schedule := {}

_schedule := {
	"deletion_date": input.kms.deletion_date,
	"days_to_deletion": input.kms.days_to_deletion,
} if {
	kms_key.pending_or_destroyed
}
