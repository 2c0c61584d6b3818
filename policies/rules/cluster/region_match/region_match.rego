# METADATA
# title: The key is in the cluster's region
# description: The KMS keeps the key in the region of the cluster. Global and multi-region locations do not count.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: high
#   nothing_to_judge:
#     encryption: [confluent]
#   rationale: >-
#     An outage of the key's region can make the cluster's data unreadable, and every use of the key crosses a border
#     that the data itself may not be allowed to cross. Confluent requires the key and the cluster to be in the same
#     region.
#   remediation:
#     summary: >-
#       Neither the region of a key nor the key of a cluster can be changed: move the data to a new cluster on a key in
#       the cluster's own region.
#     checklist: move_clusters
#     terraform:
#       note: >-
#         A key cannot be changed in place: another byok_key replaces the cluster, which destroys its data. Add a new
#         resource beside this one, as the checklist says.
#   declared_in:
#     - confluent_kafka_cluster.region
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/general/latest/gr/kms.html
#     - https://cloud.google.com/kms/docs/locations
#   headline:
#     fail: "has its key in another region, {key_region}"
#   messages:
#     pass: The cluster and its key are both in {region}.
#     fail: >-
#       An outage of another region can make the data unreadable: the cluster is in {region}, but its key is in
#       {key_region}.
package rules.cluster.region_match

import data.lib.byok

not_applicable := byok.not_applicable

evidence := {
	"encryption": input.encryption,
	"region": input.region,
	"key_region": input.key.region,
}

compliant if {
	input.key.region.value == input.region.value
	input.region.value != ""
}

expected := input.region.value

actual := input.key.region.value
