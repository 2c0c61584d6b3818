# METADATA
# title: The key is in the cluster's region
# description: The KMS keeps the key in the region of the cluster. A global or multi-region location does not count.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: high
#   rationale: >-
#     An outage of another region can make the cluster's data unreadable, and every use of the key crosses a border that
#     the data itself may have to stay within. Confluent requires key and cluster to be in one region.
#   remediation: >-
#     Neither the region of a key nor the key of a cluster can be changed. Create a key in {region}, register it with
#     "confluent byok create", create a cluster on it with "confluent kafka cluster create NAME --cloud CLOUD --region
#     {region} --type TYPE --byok NEW_KEY_ID", move the data with Cluster Linking, then delete the old cluster with
#     "confluent kafka cluster delete {id}".
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/general/latest/gr/kms.html
#     - https://cloud.google.com/kms/docs/locations
#   messages:
#     pass: The cluster and its key are both in {region}.
#     fail: The cluster is in {region}, but its key is in {key_region}.
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
