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
#       Cancel the deletion before its date, then enable the key. What is destroyed cannot be restored. To retire a key, delete
#       its clusters first; where none is left on it, let the deletion go on and wait until Confluent has released the key.
#     console:
#       aws: >-
#         AWS console: Key Management Service, Customer managed keys, key {key_id}, Key actions, Cancel key deletion; the key is
#         then disabled, so: Key actions, Enable.
#       azure: >-
#         Azure portal: Key vaults, {vault}, Objects, Keys, Manage deleted keys, select {key_name}, Recover. If the vault
#         itself is deleted: Key vaults, Manage deleted vaults, select {vault}, Recover, then assign Confluent's two roles again.
#       gcp: >-
#         Google Cloud console: Security, Key Management, key ring {key_ring}, key {key_name}, Versions. Select the version that
#         is scheduled for destruction, Restore; it is then disabled, so: Enable.
#     cli:
#       aws:
#         - "# a key whose deletion is cancelled is disabled until it is enabled"
#         - aws kms cancel-key-deletion --key-id {kms_name} --region {region}
#         - aws kms enable-key --key-id {kms_name} --region {region}
#       azure:
#         - "# only if the vault itself is deleted; its role assignments do not come back, so assign Confluent's two roles again:"
#         - az keyvault recover --name {vault} --resource-group {resource_group} --subscription {subscription}
#         - "# only if the key is deleted and its vault is not:"
#         - az keyvault key recover --vault-name {vault} --name {key_name}
#         - az keyvault key show --vault-name {vault} --name {key_name} --query attributes.enabled
#       gcp:
#         - "# VERSION is the primary version, scheduled for destruction; once restored, it is disabled until it is enabled"
#         - gcloud kms keys describe {key_name} --keyring {key_ring} --location {location} --project {project}
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
#     cases:
#       destroyed:
#         when: where the primary version is destroyed
#         console:
#           gcp: >-
#             A destroyed version cannot be restored. Google Cloud console: Security, Key Management, key ring {key_ring}, key
#             {key_name}, Versions: keep every version that is left. Ask Confluent Support before anything is deleted, create a
#             new cluster on a new key, and fill it from a copy of the data, such as a mirror on another cluster.
#         cli:
#           gcp:
#             - "# nothing brings a destroyed version back; these show what is left"
#             - gcloud kms keys versions list --key {key_name} --keyring {key_ring} --location {location} --project {project}
#             - confluent byok describe {id}
#         terraform:
#           note: Terraform cannot restore a destroyed version.
#       retired:
#         when: where no cluster is on the key
#         console: >-
#           Nothing is to be undone: no cluster is on the key. Confluent releases it five days after its last cluster was deleted;
#           until then, keep the registration. Then Confluent Cloud Console, Encryption keys, {id}, Delete key.
#         cli:
#           - "# no cluster of any environment is on the key; let its deletion go on, and look for the state AVAILABLE"
#           - confluent kafka cluster list --all
#           - confluent byok describe {id}
#         terraform:
#           note: >-
#             Nothing is to be undone. Once Confluent has released the key, remove the confluent_byok_key of {id} from the
#             configuration.
#   declared_in:
#     - aws_kms_key
#     - aws_kms_external_key
#     - aws_kms_replica_key
#     - aws_kms_replica_external_key
#     - azurerm_key_vault_key
#     - google_kms_crypto_key
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/soft-delete-overview
#     - https://cloud.google.com/kms/docs/destroy-restore
#   headline:
#     fail: "cannot be used and is destroyed in {days_to_deletion} days"
#     undated: cannot be used and is about to be destroyed
#     without_clusters: "is destroyed in {days_to_deletion} days"
#     undated_without_clusters: is about to be destroyed
#     awaits_replicas: cannot be used and is destroyed after its last replica
#     awaits_replicas_without_clusters: is destroyed after its last replica
#     destroyed: is destroyed, and data under it is lost for good
#     destroyed_without_clusters: is destroyed
#   messages:
#     pass: No deletion of the key is scheduled.
#     fail: >-
#       The clusters on the key cannot use it from now on, and their data is lost for good on {deletion_date}, in
#       {days_to_deletion} days, unless the deletion is cancelled (clusters: {clusters}).
#     undated: >-
#       The clusters on the key cannot use it from now on, and their data is lost for good once it is destroyed. The date was not
#       read (clusters: {clusters}).
#     without_clusters: >-
#       The key cannot be used from now on and is gone for good on {deletion_date}. No cluster was seen on it, but Confluent holds
#       it until five days after its last one.
#     undated_without_clusters: >-
#       The key cannot be used from now on and is gone for good once it is destroyed. No cluster was seen on it, but Confluent
#       holds it until five days after its last one.
#     awaits_replicas: >-
#       The clusters on the key cannot use it from now on, and their data is lost for good {deletion_wait_days} days after its
#       last replica is deleted (clusters: {clusters}).
#     awaits_replicas_without_clusters: >-
#       The key cannot be used from now on and is gone {deletion_wait_days} days after its last replica is deleted. No cluster was
#       seen on it, but Confluent holds it until five days after its last one.
#     destroyed: >-
#       Data of the clusters on the key is lost for good, because the key's primary version is destroyed (clusters:
#       {clusters}).
#     destroyed_without_clusters: >-
#       Nothing can be read with the key any more: its primary version is destroyed. No cluster was seen on it, but Confluent
#       holds it until five days after its last one.
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

expected := "no deletion scheduled"

actual := _undated[_what]

actual := concat(" ", ["deletion on", substring(input.kms.deletion_date.value, 0, 10)]) if _what == "fail"

_undated := {
	"destroyed": "destroyed",
	"awaits_replicas": "deletion once its last replica is deleted",
	"undated": "deletion scheduled",
}

message := _messages[_what].without_clusters if {
	kms_key.pending_or_destroyed
	kms_key.without_clusters
} else := _messages[_what].with_clusters if {
	kms_key.pending_or_destroyed
}

_messages := {
	"destroyed": {"with_clusters": "destroyed", "without_clusters": "destroyed_without_clusters"},
	"awaits_replicas": {"with_clusters": "awaits_replicas", "without_clusters": "awaits_replicas_without_clusters"},
	"fail": {"without_clusters": "without_clusters"},
	"undated": {"with_clusters": "undated", "without_clusters": "undated_without_clusters"},
}

# What was not read, or is not said, is no part of a sentence.
default _what := "undated"

_what := "destroyed" if {
	input.kms.state.value == "destroyed"
} else := "awaits_replicas" if {
	input.kms.awaits_replicas.value == true
	is_number(input.kms.deletion_wait_days.value)
} else := "fail" if {
	is_string(input.kms.deletion_date.value)
}

# A cluster that was not seen would lose its data with the key.
remedy := "retired" if {
	kms_key.without_clusters
	input.all_users_seen.value == true
} else := "destroyed" if {
	input.kms.state.value == "destroyed"
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
