# METADATA
# title: The registered key names no version
# description: >-
#   The name under which the key is registered with Confluent names the key alone, so that new versions come into use as the key
#   is rotated.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: medium
#   rationale: >-
#     A registration that pins a version keeps using that version however often the key is rotated: rotation seems to be on and
#     changes nothing.
#   remediation:
#     summary: >-
#       A registration cannot be changed. If no cluster uses the key, delete the registration and register the key again without
#       a version. Else make another key, since two clusters must not share one: register it without a version, create a cluster
#       on it, move the data with Cluster Linking, then delete the old cluster and this registration.
#     console: "Confluent Cloud Console: Encryption keys, Add key, with the key's name and no version; later {id}, Delete key."
#     cli:
#       azure:
#         - az keyvault key create --vault-name {vault} --name NEW_KEY --kty RSA
#         - >-
#           confluent byok create https://{vault}.vault.azure.net/keys/NEW_KEY --tenant TENANT_ID --key-vault
#           /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#         - confluent byok delete {id}
#       gcp:
#         - >-
#           gcloud kms keys create NEW_KEY --keyring {key_ring} --location {location} --project {project} --purpose encryption
#           --rotation-period 365d --next-rotation-time TIME
#         - confluent byok create projects/{project}/locations/{location}/keyRings/{key_ring}/cryptoKeys/NEW_KEY
#         - confluent byok delete {id}
#     terraform:
#       azure: |
#         resource "confluent_byok_key" "NAME" {
#           azure {
#             tenant_id      = "TENANT_ID"
#             key_vault_id   = azurerm_key_vault.NAME.id
#             key_identifier = azurerm_key_vault_key.NAME.versionless_id
#           }
#         }
#       gcp: |
#         resource "confluent_byok_key" "NAME" {
#           gcp { key_id = google_kms_crypto_key.NAME.id }
#         }
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/about-keys-secrets-certificates
#     - https://cloud.google.com/kms/docs/resource-hierarchy
#   messages:
#     pass: The registered key names no version, so that rotation takes effect.
#     fail: Rotation of the key has no effect, because its registration pins version {pinned_version}.
package rules.key.version_unpinned

not_applicable := "keys of AWS are registered without a version" if input.provider.value == "aws"

evidence := {
	"provider": input.provider,
	"pinned_version": input.kms.pinned_version,
}

compliant if input.kms.pinned_version.value == null
