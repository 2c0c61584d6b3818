# METADATA
# title: The key never encrypted another cluster before
# description: >-
#   The KMS key of a production cluster was not used by an earlier cluster. Confluent holds a key for some days after
#   its cluster is deleted and then allows it to be used again. Passing needs proof: scans that reach back to the
#   creation of the key, or a cluster that was created so soon after the key that Confluent would still have held the
#   key for a predecessor. cluster.key_unique covers clusters that still exist.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: high
#   nothing_to_judge:
#     encryption: [confluent]
#   left_out:
#     production: [false]
#   rationale: >-
#     Anyone who kept a grant from the key's earlier use can also decrypt the new data, and destroying the key to make
#     the old data unreadable would destroy the new data too. Confluent advises against reuse in production.
#   remediation:
#     summary: >-
#       The key of a cluster cannot be changed: move the data to a new cluster on a new key. Until then, look through
#       the key's policy, grants and bindings for what was given for the earlier cluster. Never destroy the key for the
#       sake of the old data.
#     checklist: move_clusters
#     terraform:
#       note: >-
#         A key cannot be changed in place: another byok_key replaces the cluster, which destroys its data. Add a new
#         resource beside this one, as the checklist says.
#   declared_in:
#     - confluent_kafka_cluster.byok_key
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/cloud/current/multi-cloud/cluster-linking/index.html
#   parameters:
#     release_days:
#       description: Days for which Confluent holds a key after its cluster was deleted.
#       type: integer
#       minimum: 0
#       maximum: 365
#       default: 5
#   headline:
#     fail: uses a key that an earlier cluster used
#   messages:
#     pass: >-
#       No cluster used the key {kms_name} before: scans reach back to its creation, or Confluent's hold of
#       {param:release_days} days after a cluster rules one out.
#     fail: >-
#       Whatever opened the data of an earlier cluster opens this cluster's too: the key {kms_name} was used before, by
#       {earlier_clusters}.
package rules.cluster.key_not_reused

import data.lib.byok
import data.lib.listed

not_applicable := byok.not_for_production

evidence := {
	"encryption": input.encryption,
	"production": input.production,
	"kms_name": input.key.kms_name,
	"earlier_clusters": input.key.earlier_clusters,
	"never_used_before": input.key.never_used_before,
}

violated if {
	byok.protects_production
	count(input.key.earlier_clusters.value) > 0
}

compliant if {
	count(input.key.earlier_clusters.value) == 0
	input.key.never_used_before.value == true
}

expected := "no earlier cluster"

default actual := "an earlier cluster is not ruled out"

actual := listed.names(input.key.earlier_clusters) if count(input.key.earlier_clusters.value) > 0
