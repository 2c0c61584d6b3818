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
#   remediation: >-
#     Look for the key where Confluent expects it, at {kms_name}. If it was deleted within the waiting time, restore it. AWS:
#     "aws kms cancel-key-deletion --key-id {kms_name} --region {region}". Azure: "az keyvault key recover --vault-name VAULT
#     --name KEY", and for the whole vault "az keyvault recover --name VAULT". Google Cloud: "gcloud kms keys versions restore
#     VERSION --key {kms_name}". If it is gone for good, delete its clusters with "confluent kafka cluster delete CLUSTER" and
#     create them anew on another key.
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/soft-delete-overview
#     - https://cloud.google.com/kms/docs/destroy-restore
#   messages:
#     pass: The KMS has the key.
#     fail: >-
#       The KMS has no such key, and with it the data of these clusters cannot be read: {clusters}.
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
