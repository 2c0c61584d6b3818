# METADATA
# title: The KMS has the key
# description: >-
#   The key management service still has the key that Confluent names, in any state: a key that is scheduled for deletion
#   exists until it is deleted.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: critical
#   nothing_to_judge:
#     in_use: [false]
#   rationale: >-
#     Without the key, the data of every cluster on it is lost: neither can be restored.
#   remediation:
#     summary: >-
#       Look for the key under the name that Confluent uses, in the account that it names. A key whose deletion can still be
#       undone is reported as pending deletion, not as absent, so only a backup can help. If there is none, the data is lost:
#       delete the clusters and create new ones on another key.
#     console:
#       aws: "AWS console: account {account}, Region {region}, Key Management Service, Customer managed keys, {key_id}."
#       azure: "Azure portal: Key vaults, {vault}, Objects, Keys, {key_name}; where a backup is at hand, Restore Backup."
#       gcp: "Google Cloud console: project {project}, Security, Key Management, key ring {key_ring}, key {key_name}."
#     cli:
#       aws:
#         - aws sts get-caller-identity
#         - aws kms describe-key --key-id {kms_name} --region {region}
#       azure:
#         - az keyvault show --name {vault} --resource-group {resource_group} --subscription {subscription}
#         - az keyvault key show --vault-name {vault} --name {key_name}
#         - az keyvault key restore --vault-name {vault} --file BACKUP_FILE
#       gcp:
#         - gcloud projects describe {project}
#         - gcloud kms keys list --keyring {key_ring} --location {location} --project {project}
#     terraform:
#       note: Terraform cannot bring a deleted key back; restore it first, then import it.
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/soft-delete-overview
#     - https://cloud.google.com/kms/docs/destroy-restore
#   messages:
#     pass: The KMS has the key.
#     fail: >-
#       Data under the key cannot be read, because the KMS does not have the key (clusters on it: {clusters}).
#     without_clusters: >-
#       Data under the key cannot be read, because the KMS does not have the key. No cluster was seen on it, but Confluent
#       still holds it in use, as it does until five days after its last cluster was deleted.
package rules.key.present

import data.lib.kms_key

not_applicable := "nothing depends on the key" if input.in_use.value == false

evidence := {
	"in_use": input.in_use,
	"present": input.kms.present,
	"clusters": input.clusters,
}

violated if {
	input.in_use.value == true
	input.kms.present.value == false
}

compliant if input.kms.present.value == true

message := "without_clusters" if {
	kms_key.without_clusters
	input.kms.present.value == false
}
