# METADATA
# title: The key is enabled
# description: >-
#   The KMS allows the key to be used. AWS: the key is enabled. Azure: it is enabled and within its validity dates.
#   Google Cloud: its primary version is enabled.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: critical
#   nothing_to_judge:
#     in_use: [false]
#   rationale: >-
#     The clusters on a key that cannot be used are at risk at once: soon Confluent can neither read nor write their
#     data. Access to it ends for certain only when the clusters are deleted.
#   remediation:
#     summary: >-
#       Find out first who disabled the key, and whether that was to revoke access. If it was, leave it so, and delete
#       the clusters on the key to complete the revocation. If it was not, make the key usable again.
#     console:
#       aws: >-
#         AWS console: CloudTrail, Event history, DisableKey: who did it, and why. If by mistake: Key Management
#         Service, Customer managed keys, key {key_id}, Key actions, Enable.
#       azure: >-
#         Azure portal: Key vaults, {vault}, Diagnostic settings, the log KeyUpdate: who did it, and why. If by mistake:
#         Objects, Keys, {key_name}, CURRENT VERSION, set Enabled to Yes, Apply.
#       gcp: >-
#         Google Cloud console: Logging, UpdateCryptoKeyVersion: who did it, and why. If by mistake: Security, Key
#         Management, key ring {key_ring}, key {key_name}, Versions, select the primary version, Enable.
#     cli:
#       aws:
#         - "# who disabled it, and when"
#         - >-
#           aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=DisableKey --region
#           {region}
#         - "# only if nobody meant to revoke access; KEY_ARN is {kms_name}"
#         - aws kms enable-key --key-id KEY_ARN --region {region}
#       azure:
#         - "# only if nobody meant to revoke access; KEY_ID is {kms_name}"
#         - az keyvault key set-attributes --id KEY_ID --enabled true
#       gcp:
#         - gcloud kms keys versions list --key {key_name} --keyring {key_ring} --location {location} --project {project}
#         - "# only if nobody meant to revoke access; VERSION is the primary one"
#         - >-
#           gcloud kms keys versions enable VERSION --key {key_name} --keyring {key_ring} --location {location}
#           --project {project}
#     terraform:
#       aws:
#         hcl: |
#           # only if nobody meant to revoke access
#           resource "aws_kms_key" "NAME" {
#             is_enabled = true
#           }
#       azure: {note: "Terraform cannot enable a disabled key of Azure: use the portal or the command line."}
#       gcp:
#         note: >-
#           Set state = "ENABLED" in google_kms_crypto_key_version where Terraform manages the version. Where it does
#           not, import the version first: a new resource makes a new version.
#     cases:
#       no_material:
#         when: where the key has no material
#         console:
#           aws: >-
#             AWS console: Key Management Service, Customer managed keys, key {key_id}, Key material, Import key
#             material, the same material as before. If it was deleted to revoke access, leave it so.
#         cli:
#           aws:
#             - "# only if nobody deleted the material to revoke access"
#             - "# decode both parts of the answer from base64: WRAPPING_KEY and IMPORT_TOKEN; they are valid for 24 hours"
#             - >-
#               aws kms get-parameters-for-import --key-id {kms_name} --wrapping-algorithm RSAES_OAEP_SHA_256
#               --wrapping-key-spec RSA_4096 --region {region}
#             - "# WRAPPED_MATERIAL is the same material as before, wrapped: AWS takes no other, and the data needs this one"
#             - >-
#               aws kms import-key-material --key-id {kms_name} --import-token fileb://IMPORT_TOKEN
#               --encrypted-key-material fileb://WRAPPED_MATERIAL --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE
#               --region {region}
#         terraform:
#           aws:
#             note: >-
#               Apply the aws_kms_external_key with the same key_material_base64 as before: another one would be another
#               key, and the data would be lost.
#       external_store:
#         when: where the external key store is not connected
#         console:
#           aws: >-
#             AWS console: Key Management Service, Custom key stores, External key stores, {external_store}: its
#             connection error. Make the proxy and the key manager behind it answer, then Key store actions, Connect. If
#             it was disconnected to revoke access, leave it so.
#         cli:
#           aws:
#             - "# its state, and why a connection failed"
#             - aws kms describe-custom-key-stores --custom-key-store-id {external_store} --region {region}
#             - "# when its proxy answers, and only if nobody disconnected it to revoke access; STORE_ID is {external_store}"
#             - aws kms connect-custom-key-store --custom-key-store-id STORE_ID --region {region}
#         terraform:
#           aws: {note: "Terraform does not connect key stores: use the console or the command line."}
#       custom_store:
#         when: where the key's custom key store is not connected
#         console:
#           aws: >-
#             AWS console: Key Management Service, Customer managed keys, key {key_id}, Cryptographic configuration: its
#             custom key store. See there why it is not connected, then Key store actions, Connect. If it was
#             disconnected to revoke access, leave it so.
#         cli:
#           aws:
#             - "# the store of the key, then its state, and why a connection failed"
#             - aws kms describe-key --key-id {kms_name} --query KeyMetadata.CustomKeyStoreId --region {region}
#             - aws kms describe-custom-key-stores --custom-key-store-id STORE_ID --region {region}
#             - "# only if nobody disconnected it to revoke access"
#             - aws kms connect-custom-key-store --custom-key-store-id STORE_ID --region {region}
#         terraform:
#           aws: {note: "Terraform does not connect key stores: use the console or the command line."}
#       expired:
#         when: where the key has expired
#         console:
#           azure: >-
#             Azure portal: Key vaults, {vault}, Objects, Keys, {key_name}, CURRENT VERSION. Set a later expiration
#             date, Apply; or Rotate now, where the registered key id names no version. Keep the old version enabled:
#             data is still under it.
#         cli:
#           azure:
#             - "# a later date for the version in use"
#             - az keyvault key set-attributes --id {kms_name} --expires END_TIME
#             - "# or a new version, which Confluent takes up where the registered key id names none"
#             - az keyvault key rotate --vault-name {vault} --name {key_name}
#         terraform:
#           azure:
#             hcl: |
#               resource "azurerm_key_vault_key" "NAME" {
#                 expiration_date = "END_TIME"
#               }
#       not_yet_valid:
#         when: where the key is not valid yet
#         console:
#           azure: >-
#             Azure portal: Key vaults, {vault}, Objects, Keys, {key_name}, CURRENT VERSION. Set an activation date that
#             is past, Apply.
#         cli:
#           azure:
#             - az keyvault key set-attributes --id {kms_name} --not-before START_TIME
#         terraform:
#           azure:
#             hcl: |
#               resource "azurerm_key_vault_key" "NAME" {
#                 not_before_date = "START_TIME"
#               }
#       no_primary:
#         when: where the key has no primary version
#         console:
#           gcp: >-
#             Google Cloud console: Security, Key Management, key ring {key_ring}, key {key_name}, Versions. Open the
#             menu of an enabled version, Make primary version.
#         cli:
#           gcp:
#             - >-
#               gcloud kms keys versions list --key {key_name} --keyring {key_ring} --location {location} --project
#               {project}
#             - "# VERSION is an enabled one, the newest if nothing speaks against it"
#             - >-
#               gcloud kms keys update {key_name} --keyring {key_ring} --location {location} --project {project}
#               --primary-version VERSION
#         terraform:
#           gcp: {note: "Terraform does not choose the primary version: use the console or the command line."}
#   declared_in:
#     - aws_kms_key.is_enabled
#     - aws_kms_external_key.enabled
#     - aws_kms_replica_key.enabled
#     - aws_kms_replica_external_key.enabled
#     - azurerm_key_vault_key
#     - google_kms_crypto_key
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/keys/about-keys-details
#     - https://cloud.google.com/kms/docs/key-states
#   headline:
#     fail: cannot be used
#     expired: has expired and encrypts nothing new
#     not_yet_valid: is not valid yet and encrypts nothing
#     no_primary: has no primary version and encrypts nothing new
#     pending_import: has lost its key material and cannot be used
#     unavailable: is in a key store that is not connected, and cannot be used
#     without_clusters: cannot be used for a new cluster
#   messages:
#     pass: The KMS lets the key be used.
#     fail: >-
#       The clusters on the key are at risk from now on, because Confluent cannot use it (state in the KMS: {state}).
#       Access to their data ends for certain only when they are deleted.
#     expired: The clusters on the key can encrypt nothing new, because the key has expired and wraps nothing new.
#     not_yet_valid: The clusters on the key can encrypt nothing, because the key is not valid yet and wraps nothing.
#     no_primary: The clusters on the key can encrypt nothing new, because the key has no primary version.
#     pending_import: >-
#       The clusters on the key are at risk from now on, because the key has no material: what was imported has expired
#       or was deleted. Access to their data ends for certain only when they are deleted.
#     unavailable: >-
#       The clusters on the key are at risk from now on, because its key store is not connected to AWS KMS. Access to
#       their data ends for certain only when they are deleted.
#     without_clusters: >-
#       No cluster can be created on the key, because Confluent cannot use it (state in the KMS: {state}). Nothing was
#       seen on it; Confluent holds it until five days after its last cluster was deleted.
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

expected := "enabled"

actual := input.kms.state.value

message := "without_clusters" if {
	count({input.kms.state.value} - {"enabled"}) > 0
	kms_key.without_clusters
} else := _variants[input.kms.state.value]

remedy := _mended[input.kms.state.value]

computed := {"external_store": input.kms.external_store.value} if remedy == "external_store"

_mended := {
	"expired": "expired",
	"not_yet_valid": "not_yet_valid",
	"no_primary": "no_primary",
	"pending_import": "no_material",
	"unavailable": _store,
}

default _store := "custom_store"

_store := "external_store" if input.kms.external_store.value != null

_variants := {
	"expired": "expired",
	"not_yet_valid": "not_yet_valid",
	"no_primary": "no_primary",
	"pending_import": "pending_import",
	"unavailable": "unavailable",
}
