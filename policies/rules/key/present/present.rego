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
#       undone is reported as pending deletion, not as absent: only a backup, or the primary of a replica, can help. If there is
#       none, the data is lost: create new clusters on another key, and fill them from a copy of the data.
#     console:
#       aws: >-
#         AWS console: account {account}, Region {region}, Key Management Service, Customer managed keys, {key_id}. A key that AWS
#         has deleted cannot be restored.
#       azure: >-
#         Azure portal: Key vaults, {vault}, Objects, Keys, {key_name}; where a backup is at hand, Restore Backup. If the vault is
#         gone, create it again under the same name first.
#       gcp: >-
#         Google Cloud console: project {project}, Security, Key Management, key ring {key_ring}, key {key_name}. If the project
#         was deleted less than 30 days ago: IAM and admin, Manage resources, Resources pending deletion, Restore.
#     cli:
#       aws:
#         - "# are these the credentials of account {account}, and is the key there?"
#         - aws sts get-caller-identity
#         - aws kms describe-key --key-id {kms_name} --region {region}
#       azure:
#         - az keyvault show --name {vault} --resource-group {resource_group} --subscription {subscription}
#         - az keyvault key list --vault-name {vault}
#         - "# only with a backup, in a vault of the same name; it brings back every version under its own id:"
#         - az keyvault key restore --vault-name {vault} --file BACKUP_FILE
#       gcp:
#         - gcloud projects describe {project} --format "value(lifecycleState)"
#         - gcloud kms keys list --keyring {key_ring} --location {location} --project {project}
#         - "# only if the command before the last says DELETE_REQUESTED:"
#         - gcloud projects undelete {project}
#     terraform:
#       note: Terraform cannot bring a deleted key back; restore it first, then import it.
#     cases:
#       replica:
#         when: where the key is one of a multi-Region key
#         console:
#           aws: >-
#             AWS console: account {account}, Key Management Service, Customer managed keys, in the Region of the primary of
#             {key_id}, Regionality, Create new replica keys, {region}. If no primary is left in any Region, the key cannot be
#             restored.
#         cli:
#           aws:
#             - "# PRIMARY_REGION is where the primary of {key_id} is; a primary cannot be deleted before its replicas"
#             - aws kms describe-key --key-id {key_id} --region PRIMARY_REGION
#             - "# the new replica has the same ARN, and a key policy of its own: grant Confluent's permissions in POLICY_FILE"
#             - >-
#               aws kms replicate-key --key-id {key_id} --replica-region {region} --policy file://POLICY_FILE --region
#               PRIMARY_REGION
#         terraform:
#           aws:
#             hcl: |
#               resource "aws_kms_replica_key" "NEW_REPLICA" {
#                 # needs version 6 of the AWS provider for the region
#                 region          = "{region}"
#                 primary_key_arn = "PRIMARY_ARN"
#               }
#       retired:
#         when: where no cluster is on the key
#         console: >-
#           No data is lost: no cluster is on the key. Confluent releases it five days after its last cluster was deleted. Then
#           Confluent Cloud Console, Encryption keys, {id}, Delete key.
#         cli:
#           - "# no cluster of any environment is on the key; once its state is AVAILABLE, its registration can go"
#           - confluent kafka cluster list --all
#           - confluent byok describe {id}
#         terraform:
#           note: >-
#             Once Confluent has released the key, remove the confluent_byok_key of {id} from the configuration.
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
#     fail: is not in the KMS, and data under it cannot be read
#     without_clusters: is not in the KMS
#   messages:
#     pass: The KMS has the key.
#     fail: >-
#       The data of the clusters on the key cannot be read, because the KMS does not have the key (clusters: {clusters}).
#     without_clusters: >-
#       Nothing can be read with the key: the KMS does not have it. No cluster was seen on it, but Confluent holds it until five
#       days after its last one.
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

expected := "a key in the KMS"

actual := "no such key"

message := "without_clusters" if {
	kms_key.without_clusters
	input.kms.present.value == false
}

# A cluster that was not seen would need the key.
remedy := "retired" if {
	kms_key.without_clusters
	input.all_users_seen.value == true
} else := "replica" if {
	regex.match(`^arn:[a-z-]+:kms:.*:key/mrk-`, input.kms_name.value)
}
