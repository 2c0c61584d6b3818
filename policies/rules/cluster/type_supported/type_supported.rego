# METADATA
# title: The cluster's type supports self-managed keys
# description: >-
#   A cluster on a self-managed key is of a type for which Confluent documents such keys on the cluster's cloud. Basic
#   and Standard clusters never support them; a parameter lists the types that do, since Confluent adds new ones.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: high
#   nothing_to_judge:
#     encryption: [confluent]
#   rationale: >-
#     On a type that does not support self-managed keys, the data may not be encrypted with the key at all, whatever was
#     requested when the cluster was created. Revoking the key would then have no effect.
#   remediation:
#     summary: >-
#       The type of a cluster that uses a self-managed key cannot be changed: move the data to a new cluster of a
#       supported type on a key of its own.
#     unknown:
#       unrecognized: >-
#         This version does not know the type. Look it up in Confluent's documentation; if it supports self-managed keys,
#         add it to the parameter supported_types in the configuration.
#     checklist: move_clusters
#     terraform:
#       note: >-
#         The type cannot be changed in place. Add a new resource beside this one, as the checklist says; replacing this
#         one destroys its data.
#   declared_in:
#     - confluent_kafka_cluster.basic
#     - confluent_kafka_cluster.standard
#     - confluent_kafka_cluster.freight
#     - confluent_kafka_cluster.enterprise
#     - confluent_kafka_cluster.dedicated
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/cloud/current/clusters/cluster-types.html
#   parameters:
#     supported_types:
#       description: For each cloud, the cluster types that support self-managed keys.
#       type: object
#       propertyNames: {enum: [aws, azure, gcp]}
#       additionalProperties: {type: array, items: {type: string}}
#       default:
#         aws: [Dedicated, Enterprise, Freight]
#         azure: [Dedicated, Enterprise]
#         gcp: [Dedicated]
#   headline:
#     fail: may not be encrypted with its self-managed key
#   messages:
#     pass: "Clusters of type {kind} support self-managed keys on {cloud}."
#     fail: >-
#       The data may not be encrypted with the self-managed key at all: clusters of type {kind} do not support such
#       keys.
package rules.cluster.type_supported

import data.lib.byok

not_applicable := byok.not_applicable

evidence := {
	"encryption": input.encryption,
	"cloud": input.cloud,
	"kind": input.kind,
}

# Neither documented nor ruled out: Confluent may have added it since.
undecided["kind"] := {
	"cause": "unrecognized",
	"detail": concat("", [
		"whether clusters of type ",
		input.kind.value,
		" support self-managed keys on ",
		input.cloud.value,
		" is not known to this version; the parameter supported_types can say so",
	]),
} if {
	count({input.kind.value} - (_never | _documented)) > 0
}

# A Basic or Standard cluster fails on every cloud, even if the cloud is unknown.
violated if {
	byok.applies
	_never[input.kind.value]
}

compliant if _documented[input.kind.value]

default expected := "a type that supports self-managed keys"

expected := sort(_documented) if count(_documented) > 0

actual := input.kind.value

_never := {"Basic", "Standard"}

_documented := {kind | some kind in input.parameters.supported_types[input.cloud.value]}
