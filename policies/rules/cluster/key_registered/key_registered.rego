# METADATA
# title: Confluent knows the cluster's key
# description: >-
#   The key that the cluster names is in the organization's list of registered keys. Failing needs the whole list.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: high
#   rationale: >-
#     A cluster whose key nobody can look up is protected by a key that nobody watches: its rotation, its permissions and its
#     deletion go unseen, by this audit too.
#   remediation:
#     summary: >-
#       Ask Confluent Support how the cluster came to name a key that is not registered, and by which key its data is protected;
#       nothing in Confluent Cloud brings a registration back. If it cannot be told, move the data to a cluster on a key that is.
#     console: >-
#       Confluent Cloud Console: Environments, {environment}, cluster {id}, Cluster settings, Security shows the key; Encryption
#       keys lists the registered ones.
#     cli:
#       - confluent byok list
#       - confluent byok describe {key}
#       - confluent kafka cluster describe {id} --environment {environment}
#     terraform:
#       note: Terraform cannot register a key under an id that was in use before.
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/confluent-cli/current/command-reference/byok/confluent_byok_list.html
#   messages:
#     pass: "The key {key} is registered with Confluent."
#     fail: >-
#       Nobody watches the key that protects the data: the cluster names {key}, which is not among the
#       organization's keys.
package rules.cluster.key_registered

not_applicable := _elsewhere[input.encryption.value]

evidence := {
	"encryption": input.encryption,
	"key": input.key.id,
	"registered": input.key.registered,
}

compliant if input.key.registered.value == true

_elsewhere := {
	"confluent": "the cluster uses no self-managed key",
	"legacy": "the key is named on the cluster itself and cannot be registered",
}
