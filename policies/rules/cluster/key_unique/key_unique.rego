# METADATA
# title: No other cluster uses the key
# description: >-
#   No other cluster of the organization uses the same KMS key. Two registrations of one KMS key count as one key, and
#   every environment counts. Passing needs proof that every cluster was seen.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: high
#   nothing_to_judge:
#     encryption: [confluent]
#   rationale: >-
#     Disabling or losing a shared key takes down every cluster on it at once, and access to one cluster's data cannot
#     be revoked without revoking it for the others. Confluent requires a separate key for each cluster.
#   remediation:
#     summary: >-
#       The key of a cluster cannot be changed, so move all clusters on the key but one: create a key and a cluster on it, move
#       the data with Cluster Linking, then delete the old cluster.
#     checklist: move_clusters
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/cloud/current/multi-cloud/cluster-linking/index.html
#   messages:
#     pass: No other cluster uses the key {kms_name}.
#     fail: >-
#       Losing or revoking the key {kms_name} takes down more than this cluster, because it is also used by {other_clusters}.
#     failed: >-
#       Confluent could not create {failed_clusters} (phase FAILED), and which still hold the key until they are deleted.
package rules.cluster.key_unique

import data.lib.byok

not_applicable := byok.not_applicable

evidence := object.union(
	{
		"encryption": input.encryption,
		"kms_name": input.key.kms_name,
		"other_clusters": input.key.other_clusters,
		"all_users_seen": input.key.all_users_seen,
	},
	{"failed_clusters": input.key.failed_clusters | _failed},
)

violated if {
	byok.applies
	count(input.key.other_clusters.value) > 0
}

compliant if {
	count(input.key.other_clusters.value) == 0
	input.key.all_users_seen.value == true
}

notes contains "failed" if _failed

# A phase that is not known decides nothing.
_failed if count(input.key.failed_clusters.value) > 0
