# METADATA
# title: Confluent supports the key's KMS
# description: >-
#   The key is kept in one of the services that Confluent names: AWS KMS, Azure Key Vault or Google Cloud KMS. Confluent's
#   documentation asks for a KMS that speaks KMIP 1.1 or later, and names these three. Azure Managed HSM is not among them.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: high
#   rationale: >-
#     Confluent may refuse a key that is kept elsewhere, or lose access to it, since no other service is documented as supported.
#     This audit does not read other services either.
#   remediation:
#     summary: >-
#       Create a key in an Azure key vault of the clusters' region, create new clusters on such keys, then delete
#       this registration.
#     console:
#       azure: >-
#         Azure portal: Key vaults, Create, with purge protection and Azure role-based access control; then Objects, Keys,
#         Generate. Confluent Cloud Console: Encryption keys, Add key; later {id}, Delete key.
#     checklist: {azure: move_clusters}
#     terraform:
#       hcl: |
#         resource "confluent_byok_key" "NAME" {
#           azure {
#             tenant_id      = "TENANT_ID"
#             key_vault_id   = azurerm_key_vault.NAME.id
#             key_identifier = azurerm_key_vault_key.NAME.versionless_id
#           }
#         }
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#   messages:
#     pass: The key is kept in a service that Confluent names.
#     fail: >-
#       Confluent may refuse or lose the key, because it is kept in an Azure Managed HSM, which Confluent does not name as
#       supported.
#     contradicted: "Confluent calls the provider of this key {stated_provider}, which its kind contradicts; the kind was taken."
package rules.key.kms_supported

evidence := object.union(
	{"service": input.kms.service},
	{"stated_provider": input.stated_provider | _contradicted},
)

compliant if _supported[input.kms.service.value]

notes contains "contradicted" if _contradicted

# The kind of the key decides; an unrecognized provider name only adds a note.
_contradicted if lower(input.stated_provider.value) != input.provider.value

_supported := {"aws_kms", "azure_key_vault", "google_cloud_kms"}
