# METADATA
# title: The key is of a kind that Confluent supports
# description: >-
#   AWS: a symmetric customer managed key for encryption, in AWS KMS itself or in an external key store. Azure: an RSA key, in
#   software or an HSM, that wraps and unwraps keys. Google Cloud: a symmetric key for encryption. key.material_generated
#   covers imported material.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: high
#   nothing_to_judge:
#     in_use: [false]
#   rationale: >-
#     Clusters cannot be created on a key of another kind, or they work by accident and without support: Confluent documents no
#     other kind, and a change on its side may stop them.
#   remediation:
#     summary: >-
#       The kind of a key cannot be changed, except for the permitted operations of an Azure key. Otherwise create a key of a
#       supported kind, and move the clusters to it.
#     checklist: move_clusters
#     cases:
#       operations:
#         when: where only the permitted operations of an Azure key are wrong
#         console:
#           azure: >-
#             Azure portal: Key vaults, {vault}, Objects, Keys, {key_name}. Open the current version, and under Permitted
#             operations select Wrap Key and Unwrap Key beside what is selected, Save. An older version that holds data needs them
#             too.
#         cli:
#           azure:
#             - "# the list replaces the one of today, which was: {uses}"
#             - az keyvault key set-attributes --vault-name {vault} --name {key_name} --ops {operations}
#             - "# for each older version that holds data of a cluster:"
#             - az keyvault key set-attributes --vault-name {vault} --name {key_name} --version VERSION --ops {operations}
#         terraform:
#           azure:
#             note: 'Set the key_opts of the azurerm_key_vault_key to {operations}.'
#   declared_in:
#     - aws_kms_key.customer_master_key_spec
#     - aws_kms_key.key_usage
#     - aws_kms_external_key.key_spec
#     - aws_kms_external_key.key_usage
#     - aws_kms_replica_key
#     - aws_kms_replica_external_key
#     - azurerm_key_vault_key.key_type
#     - azurerm_key_vault_key.key_opts
#     - google_kms_crypto_key.version_template.protection_level
#     - google_kms_crypto_key.version_template.algorithm
#     - google_kms_crypto_key.version_template
#     - google_kms_crypto_key.purpose
#   every_region: true
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/keys/about-keys
#     - https://cloud.google.com/kms/docs/algorithms
#   headline:
#     fail: does not permit what Confluent does with a key
#     type: is of a type that Confluent does not support
#     manager: is managed by AWS, so that nobody can give or take access
#     origin: has material of an origin that Confluent does not support
#   messages:
#     pass: "Confluent supports a key of this kind (type: {key_type}; permitted uses: {uses})."
#     fail: >-
#       Confluent cannot use the key for its clusters' data, because the key does not permit what that takes (permitted:
#       {uses}; needed: {expected}).
#     type: >-
#       The clusters on the key have no support from Confluent, because the key's type is not one that Confluent names (type:
#       {key_type}; supported: {expected}).
#     manager: >-
#       Nobody can give Confluent access to the key or take it away, because AWS manages the key and not the customer (manager:
#       {manager}).
#     origin: >-
#       The clusters on the key have no support from Confluent, because its material comes from a place that Confluent does not
#       name (origin: {origin}).
package rules.key.spec_supported

import data.lib.key_kind
import data.lib.kms_key

not_applicable := kms_key.not_applicable

evidence := object.union(
	{
		"in_use": input.in_use,
		"present": input.kms.present,
		"provider": input.provider,
		"key_type": input.kms.key_type,
		"uses": input.kms.uses,
	},
	_of_aws,
)

violated if {
	kms_key.applies
	count(key_kind.wrong) > 0
}

compliant if {
	key_kind.types[input.kms.key_type.value]
	count(key_kind.needed - key_kind.uses) == 0
	_in_order
}

# If several things are wrong, the first of these is reported.
message := "type" if {
	key_kind.wrong.type
} else := "manager" if {
	key_kind.wrong.manager
} else := "origin" if {
	key_kind.wrong.origin
}

expected := sort(key_kind.types) if {
	message == "type"
} else := "CUSTOMER" if {
	message == "manager"
} else := sort(key_kind.origins) if {
	message == "origin"
} else := sort(key_kind.needed)

actual := input.kms.key_type.value if {
	message == "type"
} else := input.kms.manager.value if {
	message == "manager"
} else := input.kms.origin.value if {
	message == "origin"
} else := input.kms.uses.value

remedy := "operations" if {
	input.provider.value == "azure"
	key_kind.wrong == {"uses"}
}

# What the key permits today stays permitted.
computed := {"operations": sort(key_kind.uses | key_kind.needed)} if remedy == "operations"

# Reported by AWS only. An origin that this version does not know makes the material unknown.
default _of_aws := {}

_of_aws := {
	"manager": input.kms.manager,
	"origin": input.kms.origin,
	"material": input.kms.material,
} if {
	key_kind.of_aws
}

_in_order if _elsewhere[input.provider.value]

_in_order if {
	input.kms.manager.value == "CUSTOMER"
	key_kind.origins[input.kms.origin.value]
}

_elsewhere := {"azure", "gcp"}
