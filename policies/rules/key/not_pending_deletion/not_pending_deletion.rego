# METADATA
# title: The key is not about to be destroyed
# description: >-
#   No deletion is scheduled: not pending deletion on AWS, not soft-deleted on Azure, and on Google Cloud the primary
#   version is neither scheduled for destruction nor destroyed.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: critical
#   rationale: >-
#     When the key is gone, so is the data of every cluster on it, for good: neither Confluent nor the cloud provider can
#     bring it back.
#   remediation: >-
#     Cancel the deletion before its date. AWS: "aws kms cancel-key-deletion --key-id {kms_name} --region {region}", then
#     "aws kms enable-key --key-id {kms_name} --region {region}". Azure: "az keyvault key recover --vault-name VAULT --name
#     KEY". Google Cloud: "gcloud kms keys versions restore VERSION --key {kms_name}", then "gcloud kms keys versions enable
#     VERSION --key {kms_name}". To retire a key, delete its clusters first.
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/soft-delete-overview
#     - https://cloud.google.com/kms/docs/destroy-restore
#   messages:
#     pass: No deletion of the key is scheduled.
#     fail: >-
#       The key is scheduled for destruction (date: {deletion_date}, days left: {days_to_deletion}), and with it goes the data
#       of these clusters: {clusters}.
#     destroyed: "The key's primary version is destroyed. These clusters depend on it: {clusters}."
package rules.key.not_pending_deletion

import data.lib.kms_key

not_applicable := kms_key.not_applicable

evidence := object.union(
	{
		"in_use": input.in_use,
		"present": input.kms.present,
		"state": input.kms.state,
		"clusters": input.clusters,
	},
	_schedule,
)

violated if {
	kms_key.applies
	kms_key.doomed
}

compliant if kms_key.spared

message := "destroyed" if input.kms.state.value == "destroyed"

# Without a deletion there is no date that the verdict could rest on.
default _schedule := {}

_schedule := {
	"deletion_date": input.kms.deletion_date,
	"days_to_deletion": input.kms.days_to_deletion,
} if {
	kms_key.doomed
}
