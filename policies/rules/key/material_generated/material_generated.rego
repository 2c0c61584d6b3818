# METADATA
# title: The key material was generated in the KMS
# description: >-
#   The KMS generated the key material; it was not imported. Google Cloud: no enabled version was created by an import job, and
#   the key is not import-only. Azure does not report where the material is from.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: high
#   nothing_to_judge:
#     in_use: [false]
#   rationale: >-
#     Imported material exists outside the KMS: whoever holds a copy can decrypt the data, and if the only copy is lost the
#     KMS cannot restore it. Confluent does not support imported material.
#   remediation:
#     summary: >-
#       Imported material cannot be replaced by generated material: data under it stays under it. The clusters move to a key whose
#       material the KMS generates; only then the old key can be retired.
#     checklist: move_clusters
#   declared_in:
#     - aws_kms_external_key
#     - aws_kms_replica_external_key
#     - azurerm_key_vault_key
#     - google_kms_crypto_key.import_only
#   every_region: true
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys.html
#     - https://cloud.google.com/kms/docs/key-import
#   headline:
#     fail: was imported, so that a copy may exist outside the KMS
#   messages:
#     pass: The KMS generated the key material.
#     fail: >-
#       A copy of the key may exist outside the KMS and open the clusters' data, because the key material was imported;
#       Confluent does not support that.
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

expected := "generated"

actual := input.kms.material.value
