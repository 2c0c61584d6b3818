# METADATA
# title: Confluent supports the key's KMS
# description: >-
#   The key is kept in one of the services that Confluent names: AWS KMS, Azure Key Vault or Google Cloud KMS.
#   Confluent's documentation asks for a KMS that speaks KMIP 1.1 or later, and names these three. Azure Managed HSM is
#   not among them.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: high
#   rationale: >-
#     Confluent may refuse a key that is kept elsewhere, or lose access to it, since no other service is documented as
#     supported. This audit does not read other services either.
#   remediation:
#     summary: >-
#       Move the clusters to keys in an Azure key vault, as the checklist says, and unregister this key when no cluster
#       is left on it. A key cannot leave a Managed HSM.
#     console:
#       azure: >-
#         Azure portal: Key vaults, Create, in the clusters' region, with purge protection and Azure role-based access
#         control; then Objects, Keys, Generate, RSA. Then follow the checklist for each cluster: {clusters}.
#     cli:
#       azure:
#         - "# on the key {kms_name}: {clusters}"
#         - >-
#           az keyvault create --name VAULT --resource-group RESOURCE_GROUP --location REGION --enable-purge-protection
#           true --enable-rbac-authorization true
#         - "# for each cluster, follow the checklist, with a key in that vault"
#     checklist: move_clusters
#     cases:
#       unused:
#         when: where nothing depends on the key
#         console: "Confluent Cloud Console: Encryption keys, {id}, Delete key. No cluster uses it."
#         cli:
#           - "# nothing depends on {id}; check that it is still AVAILABLE"
#           - confluent byok describe {id}
#           - "# KEY_ID is {id}; the key itself stays in the Managed HSM"
#           - confluent byok delete KEY_ID
#         terraform: {note: "Remove the confluent_byok_key resource of {id}, once no cluster uses it."}
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#   headline:
#     fail: is kept in a service that Confluent does not name as supported
#   messages:
#     pass: The key is kept in a service that Confluent names.
#     fail: >-
#       Confluent may refuse or lose the key, because it is kept in an Azure Managed HSM, which Confluent does not name
#       as supported.
#     contradicted: "Confluent calls the provider of this key {stated_provider}, which its kind contradicts; the kind was taken."
package rules.key.kms_supported

evidence := object.union(
	{"service": input.kms.service},
	{"stated_provider": input.stated_provider | _contradicted},
)

remedy := "unused" if input.in_use.value == false

compliant if _supported[input.kms.service.value]

expected := sort(_supported)

actual := input.kms.service.value

notes contains "contradicted" if _contradicted

# The kind of the key decides; an unrecognized provider name only adds a note.
_contradicted if lower(input.stated_provider.value) != input.provider.value

_supported := {"aws_kms", "azure_key_vault", "google_cloud_kms"}
