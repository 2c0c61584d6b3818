# METADATA
# title: The cluster uses the key that was declared for it
# description: >-
#   The KMS key of the cluster is the one that the configuration declares under expected_keys, whichever of its versions
#   or registrations is named. A declared cluster without a self-managed key fails; the rule does not apply to other
#   clusters.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: high
#   rationale: >-
#     If a different key protects the data than its owners believe, revoking or guarding the declared key has no effect,
#     and deleting a key that seems unused can destroy the data.
#   remediation:
#     summary: >-
#       Find out which of the two keys is right. If the declaration is wrong, correct expected_keys in byok-audit.yaml.
#       If the cluster uses the wrong key, which cannot be changed, move its data to a new cluster.
#     console: >-
#       Confluent Cloud Console: Environments, {environment}, cluster {id}, Cluster settings, Security shows the key;
#       Encryption keys lists the registered ones. If {kms_name} is right, declare it under expected_keys in
#       byok-audit.yaml.
#     cli:
#       - "# the cluster uses {kms_name}; declared is {expected_key}"
#       - confluent kafka cluster describe {id} --environment {environment}
#       - confluent byok list
#       - "# only if the cluster uses the wrong key, follow the checklist; the new cluster goes on the declared key,"
#       - "# unless another cluster uses or used that: then declare the new key"
#     checklist: move_clusters
#     terraform:
#       note: >-
#         A key cannot be changed in place: another byok_key replaces the cluster, which destroys its data. Add a new
#         resource beside this one, as the checklist says.
#     cases:
#       unprotected:
#         when: where the cluster uses no self-managed key
#         console: >-
#           Confluent Cloud Console: Environments, {environment}, cluster {id}, Cluster settings, Security shows the
#           encryption. If the cluster is to have no key of its own, take its entry out of expected_keys in
#           byok-audit.yaml.
#         cli:
#           - confluent kafka cluster describe {id} --environment {environment}
#           - "# only if the cluster is to have a key of its own, follow the checklist; the new cluster goes on {expected_key},"
#           - "# unless another cluster uses or used that: then declare the new key"
#         checklist: move_clusters
#         terraform:
#           note: >-
#             A key cannot be added in place: a byok_key replaces the cluster, which destroys its data. Add a new
#             resource beside this one, as the checklist says.
#   declared_in:
#     - confluent_kafka_cluster.byok_key
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/cloud/current/multi-cloud/cluster-linking/index.html
#   headline:
#     fail: uses another key than the declared one
#     none: uses no self-managed key, although one was declared
#   messages:
#     pass: "The cluster uses the key that was declared for it, {kms_name}."
#     fail: >-
#       Guarding or revoking the declared key does not protect this cluster: it uses {kms_name}, and {expected_key} was
#       declared.
#     none: >-
#       Guarding or revoking the declared key does not protect this cluster: it uses no self-managed key, and
#       {expected_key} was declared.
package rules.cluster.key_as_expected

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

remedy := "unprotected" if _unprotected

expected := input.key.expected.value

actual := "no self-managed key" if {
	_unprotected
} else := input.key.kms_name.value

_declared if input.key.expected.value != null

_unprotected if input.encryption.value == "confluent"

# A cluster without a self-managed key has no key to compare.
_key := {} if {
	_unprotected
} else := {
	"kms_name": input.key.kms_name,
	"as_expected": input.key.as_expected,
}
