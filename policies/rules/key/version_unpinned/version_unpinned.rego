# METADATA
# title: The registered key names no version
# description: >-
#   The name under which an Azure key is registered with Confluent does not include a version, so that new versions take effect
#   when the key is rotated. Google Cloud: Confluent's own examples register a version, and nothing says whether rotation is
#   followed then.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: medium
#   nothing_to_judge:
#     provider: [aws]
#   rationale: >-
#     A registration that pins a version keeps using that version however often the key is rotated: rotation appears to be on
#     but does not reach the clusters.
#   remediation:
#     summary: >-
#       A registration cannot be changed. If no cluster uses the key, delete the registration and register the key again without
#       a version. Otherwise its clusters move to another key that is registered without a version, since two clusters must not
#       share one.
#     checklist: {azure: move_clusters}
#     cases:
#       unused:
#         when: where no cluster uses the registration
#         console:
#           azure: >-
#             Confluent Cloud Console: Encryption keys, {id}, Delete key. Then Add key, with the key identifier
#             https://{vault}.vault.azure.net/keys/{key_name} and no version, and grant the application that it shows its roles.
#         cli:
#           azure:
#             - "# KEY_ID is {id}, which no cluster uses; TENANT_ID is what the first command shows"
#             - confluent byok describe {id}
#             - confluent byok delete KEY_ID
#             - >-
#               confluent byok create https://{vault}.vault.azure.net/keys/{key_name} --tenant TENANT_ID --key-vault
#               /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#             - "# the application that the command before prints needs Confluent's two roles on the vault"
#         terraform:
#           azure:
#             note: >-
#               Put the versionless_id of the azurerm_key_vault_key in the place of the key_identifier of the confluent_byok_key
#               of {id}. The plan deletes the registration and makes a new one, which is harmless while no cluster uses it.
#   declared_in:
#     - confluent_byok_key.azure.key_identifier
#     - confluent_byok_key.gcp.key_id
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/about-keys-secrets-certificates
#   headline:
#     fail: is pinned to one version, so that rotation does not reach its clusters
#   messages:
#     pass: The registered key names no version, so that rotation takes effect.
#     fail: Rotation of the key does not reach its clusters, because its registration pins version {pinned_version}.
#     google: >-
#       The key is registered with version {pinned_version}, as in Confluent's own examples. A rotation makes another version the
#       primary; whether clusters follow it then is not documented.
package rules.key.version_unpinned

not_applicable := _elsewhere[input.provider.value]

evidence := {
	"provider": input.provider,
	"pinned_version": input.kms.pinned_version,
}

compliant if input.kms.pinned_version.value == null

expected := "no version"

actual := input.kms.pinned_version.value

remedy := "unused" if input.registration_in_use.value == false

notes contains "google" if {
	input.provider.value == "gcp"
	count(input.kms.pinned_version.value) > 0
}

_elsewhere := {
	"aws": "keys of AWS are registered without a version",
	"gcp": "Confluent does not say whether a key of Google Cloud should be registered without a version",
}
