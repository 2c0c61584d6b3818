# METADATA
# title: The KMS has the key
# description: >-
#   The key management service still has the key that Confluent names, in whatever state: a key that is to be deleted is
#   there until it is gone.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: critical
#   rationale: >-
#     When the key is gone, so is the data of every cluster on it: nobody can bring either of them back.
#   remediation:
#     summary: >-
#       Look for the key under the name that Confluent knows. If it was deleted within the waiting time, restore it. If it is gone
#       for good, so is the data: delete its clusters and create them anew on another key.
#     console:
#       aws: "AWS console: Key Management Service, Customer managed keys, Region {region}, key {key_id}, Cancel key deletion."
#       azure: >-
#         Azure portal: Key vaults, Manage deleted vaults; then vault {vault}, Keys, Manage deleted keys, {key_name}, Recover.
#       gcp: "Google Cloud console: Security, Key Management, key ring {key_ring}, key {key_name}, version, Restore."
#     cli:
#       aws:
#         - aws kms describe-key --key-id {kms_name} --region {region}
#         - aws kms cancel-key-deletion --key-id {kms_name} --region {region}
#         - aws kms enable-key --key-id {kms_name} --region {region}
#       azure:
#         - az keyvault recover --name {vault}
#         - az keyvault key recover --vault-name {vault} --name {key_name}
#       gcp:
#         - >-
#           gcloud kms keys versions list --key {key_name} --keyring {key_ring} --location {location} --project {project}
#         - >-
#           gcloud kms keys versions restore VERSION --key {key_name} --keyring {key_ring} --location {location} --project
#           {project}
#     terraform: Terraform cannot bring a deleted key back; restore it first, then import it.
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/soft-delete-overview
#     - https://cloud.google.com/kms/docs/destroy-restore
#   messages:
#     pass: The KMS has the key.
#     fail: >-
#       The data of these clusters cannot be read, because the KMS does not have the key: {clusters}.
package rules.key.present

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
