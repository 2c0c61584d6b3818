# METADATA
# title: The key material was generated in the KMS
# description: >-
#   The KMS made the key material itself; nobody imported it. Google Cloud: no enabled version came from an import job, and
#   the key is not import-only. Azure does not tell.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: high
#   rationale: >-
#     Imported material exists outside the KMS: whoever holds a copy can decrypt the data, and if the only copy is lost the
#     KMS cannot restore it. Confluent does not support imported material.
#   remediation: >-
#     Imported material cannot be exchanged for generated material. Create a key whose material the KMS generates (AWS: "aws kms
#     create-key --origin AWS_KMS --region {region}"; Azure: "az keyvault key create --vault-name VAULT --name KEY --kty RSA
#     --size 3072"; Google Cloud: "gcloud kms keys create KEY --keyring RING --location {region} --purpose encryption"),
#     register it with "confluent byok create", create a cluster on it, move the data with Cluster Linking and delete the old
#     cluster.
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys.html
#     - https://cloud.google.com/kms/docs/key-import
#   messages:
#     pass: The KMS generated the key material.
#     fail: The key material was imported into the KMS.
package rules.key.material_generated

import data.lib.kms_key

not_applicable := reason if {
	reason := kms_key.not_applicable
} else := "the key material is kept outside the KMS by design" if {
	input.kms.material.value == "external"
}

evidence := {
	"in_use": input.in_use,
	"present": input.kms.present,
	"material": input.kms.material,
}

compliant if input.kms.material.value == "generated"
