# METADATA
# title: The key is kept in the cluster's own cloud
# description: >-
#   A cluster on a self-managed key runs on AWS, Azure or Google Cloud, and its key is kept in the key management
#   service of that same cloud.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: high
#   nothing_to_judge:
#     encryption: [confluent]
#   rationale: >-
#     An outage of either cloud can make the data unreadable, and Confluent does not document such a combination, so its
#     behaviour is undefined.
#   remediation:
#     summary: >-
#       Neither the cloud of a cluster nor its key can be changed: move the data to a new cluster on a key in its own
#       cloud.
#     checklist: move_clusters
#     terraform:
#       note: >-
#         A key cannot be changed in place: another byok_key replaces the cluster, which destroys its data. Add a new
#         resource beside this one, as the checklist says.
#   declared_in:
#     - confluent_kafka_cluster.byok_key
#     - confluent_kafka_cluster.cloud
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#   headline:
#     fail: "has its key in another cloud, {key_provider}"
#   messages:
#     pass: "The cluster and its key are both in {cloud}."
#     fail: >-
#       An outage of either of two clouds can make the data unreadable: the cluster is in {cloud}, but its key is in
#       {key_provider}.
package rules.cluster.cloud_supported

import data.lib.byok

not_applicable := byok.not_applicable

evidence := {
	"encryption": input.encryption,
	"cloud": input.cloud,
	"key_provider": input.key.provider,
}

compliant if input.cloud.value == input.key.provider.value

expected := input.cloud.value

actual := input.key.provider.value
