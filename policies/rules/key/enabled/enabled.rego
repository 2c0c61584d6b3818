# METADATA
# title: The key is enabled
# description: >-
#   The KMS allows the key to be used. AWS: the key is enabled. Azure: it is enabled and within its validity dates. Google
#   Cloud: its primary version is enabled.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: critical
#   nothing_to_judge:
#     in_use: [false]
#   rationale: >-
#     The clusters on a key that cannot be used are at risk at once: soon Confluent can neither read nor write their data. Access
#     to it ends for certain only when the clusters are deleted.
#   remediation:
#     summary: >-
#       If access was not revoked on purpose, make the key usable again. If it was, delete the clusters on the key to
#       complete the revocation.
#     console:
#       aws: >-
#         AWS console: Key Management Service, Customer managed keys, key {key_id}, Key actions, Enable. For a key in a custom
#         key store: Custom key stores, the store, Key store actions, Connect. For a key without material: Key material, Import
#         key material, the same material as before.
#       azure: >-
#         Azure portal: Key vaults, {vault}, Objects, Keys, {key_name}, CURRENT VERSION. Set Enabled to Yes, correct the
#         activation and expiration dates, Apply.
#       gcp: >-
#         Google Cloud console: Security, Key Management, key ring {key_ring}, key {key_name}, Versions. Select the version,
#         Enable; without a primary version, open the version's menu and choose Make primary version.
#     cli:
#       aws:
#         - aws kms enable-key --key-id {kms_name} --region {region}
#         - "# a key in a custom key store that is not connected:"
#         - aws kms connect-custom-key-store --custom-key-store-id STORE_ID --region {region}
#         - "# a key without material, with the same material as before:"
#         - >-
#           aws kms get-parameters-for-import --key-id {kms_name} --wrapping-algorithm RSAES_OAEP_SHA_256 --wrapping-key-spec
#           RSA_4096 --region {region}
#         - >-
#           aws kms import-key-material --key-id {kms_name} --import-token fileb://IMPORT_TOKEN --encrypted-key-material
#           fileb://WRAPPED_MATERIAL --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE --region {region}
#       azure:
#         - az keyvault key set-attributes --id {kms_name} --enabled true
#         - az keyvault key set-attributes --id {kms_name} --not-before START_TIME --expires END_TIME
#       gcp:
#         - gcloud kms keys versions list --key {key_name} --keyring {key_ring} --location {location} --project {project}
#         - >-
#           gcloud kms keys versions enable VERSION --key {key_name} --keyring {key_ring} --location {location} --project
#           {project}
#         - >-
#           gcloud kms keys update {key_name} --keyring {key_ring} --location {location} --project {project} --primary-version
#           VERSION
#     terraform:
#       aws:
#         hcl: |
#           resource "aws_kms_key" "NAME" {
#             is_enabled = true
#           }
#       azure:
#         hcl: |
#           # Terraform cannot enable a disabled key, only move its dates.
#           resource "azurerm_key_vault_key" "NAME" {
#             expiration_date = "END_TIME"
#           }
#       gcp:
#         hcl: |
#           resource "google_kms_crypto_key_version" "NAME" {
#             crypto_key = "{kms_name}"
#             state      = "ENABLED"
#           }
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/keys/about-keys-details
#     - https://cloud.google.com/kms/docs/key-states
#   messages:
#     pass: The KMS lets the key be used.
#     fail: >-
#       The clusters on the key are at risk from now on, because Confluent cannot use the key (state in the KMS: {state}). As a
#       revocation this is not complete: access to the data ends for certain only when the clusters are deleted.
#     expired: The clusters on the key can encrypt nothing new, because the key has expired and wraps nothing new.
#     not_yet_valid: The clusters on the key can encrypt nothing, because the key is not valid yet and wraps nothing.
#     no_primary: The clusters on the key can encrypt nothing new, because the key has no primary version.
#     pending_import: >-
#       The clusters on the key are at risk from now on, because the key has no material (imported material has expired or was
#       deleted, or was not imported yet). If that was a revocation, it is not complete: access to the data ends for certain only
#       when the clusters are deleted.
#     unavailable: >-
#       The clusters on the key are at risk from now on, because the key store that keeps the key is not connected to AWS KMS. If
#       that was a revocation, it is not complete: access to the data ends for certain only when the clusters are deleted.
#     without_clusters: >-
#       No cluster can be created on the key, because Confluent cannot use it (state in the KMS: {state}). No cluster was
#       seen on it, but Confluent still holds it in use, as it does until five days after its last cluster was deleted.
package rules.key.enabled

import data.lib.kms_key

not_applicable := reason if {
	reason := kms_key.not_applicable
} else := "the key is destroyed or about to be" if {
	kms_key.pending_or_destroyed
}

# That no cluster was seen only helps the reader.
evidence := object.union(
	{
		"in_use": input.in_use,
		"present": input.kms.present,
		"state": input.kms.state,
	},
	{"clusters": input.clusters | kms_key.without_clusters},
)

compliant if input.kms.state.value == "enabled"

message := "without_clusters" if {
	count({input.kms.state.value} - {"enabled"}) > 0
	kms_key.without_clusters
} else := _variants[input.kms.state.value]

_variants := {
	"expired": "expired",
	"not_yet_valid": "not_yet_valid",
	"no_primary": "no_primary",
	"pending_import": "pending_import",
	"unavailable": "unavailable",
}
