# METADATA
# title: Confluent knows the cluster's key
# description: >-
#   The key that the cluster names is in the organization's list of registered keys. It fails only if the list is whole.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: high
#   nothing_to_judge:
#     encryption: [confluent]
#   rationale: >-
#     A key that is not registered cannot be looked up, so nobody monitors it: neither this audit nor anyone else sees
#     changes to its rotation or permissions, or its deletion.
#   remediation:
#     summary: >-
#       Ask Confluent Support why the cluster names a key that is not registered, and which key protects its data; a
#       registration cannot be restored in Confluent Cloud. If Support cannot answer, move the data to a cluster on a
#       registered key.
#     console: >-
#       Confluent Cloud Console: Environments, {environment}, cluster {id}, Cluster settings, Security shows the key;
#       Encryption keys lists the registered ones; Support, Create ticket.
#     cli:
#       - "# {key} is not among these"
#       - confluent byok list
#       - confluent kafka cluster describe {id} --environment {environment}
#       - "# only if Support cannot mend it, follow the checklist"
#     checklist: move_clusters
#     terraform:
#       note: >-
#         Terraform cannot register a key under an id that was in use before. Another byok_key replaces the cluster,
#         which destroys its data.
#   declared_in:
#     - confluent_kafka_cluster.byok_key
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/confluent-cli/current/command-reference/byok/confluent_byok_list.html
#   headline:
#     fail: uses a key that nobody can watch
#   messages:
#     pass: "The key {key} is registered with Confluent."
#     fail: >-
#       Nobody can watch the key that protects the data: the cluster names {key}, which is not among the organization's
#       keys.
package rules.cluster.key_registered

not_applicable := _elsewhere[input.encryption.value]

evidence := {
	"encryption": input.encryption,
	"key": input.key.id,
	"registered": input.key.registered,
}

compliant if input.key.registered.value == true

expected := "registered with Confluent"

actual := "not registered"

_elsewhere := {
	"confluent": "the cluster uses no self-managed key",
	"legacy": "the key is named on the cluster itself and cannot be registered",
}
