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
#       A registration cannot be changed. Register the key again without its version, create a cluster on the new registration,
#       move the data with Cluster Linking, then delete the old cluster and this registration.
#     console: "Confluent Cloud Console: Encryption keys, Add key, with the key's name and no version."
#     cli:
#       azure:
#         - >-
#           confluent byok create {kms_name} --tenant TENANT_ID --key-vault
#           /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#         - confluent byok delete {id}
#       gcp:
#         - confluent byok create {kms_name}
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
