# METADATA
# title: The key never encrypted another cluster before
# description: >-
#   The KMS key of a production cluster was not used by an earlier cluster. Confluent holds a key for some days after its
#   cluster is deleted and then allows it to be used again. Passing needs proof: scans that reach back to the creation of the key,
#   or a cluster that was created so soon after the key that Confluent would still have held the key for a predecessor.
#   cluster.key_unique covers clusters that still exist.
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
#     Anyone who kept a grant from the key's earlier use can also decrypt the new data, and destroying the key to make the
#     old data unreadable would destroy the new data too. Confluent advises against reuse in production.
#   remediation:
#     summary: >-
#       The key of a cluster cannot be changed. Create a key and a cluster on it, move the data with Cluster Linking, then delete
#       this cluster. If the verdict is unknown, import older snapshots or audit-log events, or declare what is known under
#       retired_clusters.
#     checklist: move_clusters
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
#   messages:
#     pass: >-
#       No cluster used the key {kms_name} before. Confluent holds a key for {param:release_days} days after its cluster.
#     fail: >-
#       Whatever opened the data of an earlier cluster opens this cluster's too: the key {kms_name} was used before, by
#       {earlier_clusters}.
package rules.cluster.key_not_reused

import data.lib.byok

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
