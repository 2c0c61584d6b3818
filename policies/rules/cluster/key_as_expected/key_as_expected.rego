# METADATA
# title: The cluster uses the key that was declared for it
# description: >-
#   The KMS key of the cluster is the one that the configuration declares under expected_keys, whichever of its versions or
#   registrations is named. A declared cluster without a self-managed key fails; the rule does not apply to other clusters.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: high
#   rationale: >-
#     If a different key protects the data than its owners believe, revoking or guarding the declared key has no effect, and
#     deleting a key that seems unused can destroy the data.
#   remediation:
#     summary: >-
#       Find out which of the two is right. If the declaration is wrong, correct expected_keys in byok-audit.yaml. If the cluster
#       uses the wrong key, its key cannot be changed: create a cluster on the right key, move the data with Cluster Linking, then
#       delete this one.
#     checklist: move_clusters
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/cloud/current/multi-cloud/cluster-linking/index.html
#   messages:
#     pass: "The cluster uses the key that was declared for it, {kms_name}."
#     fail: >-
#       Guarding or revoking the declared key does not protect this cluster: it uses {kms_name}, and {expected_key} was declared.
#     none: >-
#       Guarding or revoking the declared key does not protect this cluster: it uses no self-managed key, and {expected_key} was
#       declared.
package rules.cluster.key_as_expected

import data.lib.byok

not_applicable := "the configuration declares no key for the cluster" if input.key.expected.value == null

evidence := object.union(
	{
		"encryption": input.encryption,
		"expected_key": input.key.expected,
	},
	_key,
)

violated if {
	_declared
	_unprotected
}

compliant if input.key.as_expected.value == true

message := "none" if _unprotected

expected := input.key.expected.value

actual := input.key.kms_name.value if byok.applies

_declared if input.key.expected.value != null

_unprotected if input.encryption.value == "confluent"

# A cluster without a self-managed key has no key to compare.
_key := {} if {
	_unprotected
} else := {
	"kms_name": input.key.kms_name,
	"as_expected": input.key.as_expected,
}
