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
#     Disabling or losing a shared key puts every cluster on it at risk at once, and access to one cluster's data cannot
#     be revoked without revoking it for the others. Confluent requires a separate key for each cluster.
#   remediation:
#     summary: >-
#       The key of a cluster cannot be changed, so all clusters on the key but one must move to keys of their own. Which
#       one stays is your choice; the key is needed as long as it does.
#     cli:
#       - "# on the key {kms_name}: {id} and {other_clusters}; choose the one that stays"
#       - confluent kafka cluster list --all
#       - "# for each of the others, follow the checklist"
#     checklist: move_clusters
#     terraform:
#       note: >-
#         A key cannot be changed in place: another byok_key replaces the cluster, which destroys its data. Add a new
#         resource beside this one, as the checklist says.
#     cases:
#       failed:
#         when: where all but one of the clusters on the key could not be created
#         console: >-
#           Confluent Cloud Console: Environments, the environment of the failed cluster, the cluster, Cluster settings.
#           Check that it is failed and was never in use, then delete it.
#         cli:
#           - "# failed: {failed_clusters}; check that each is failed and holds nothing"
#           - confluent kafka cluster describe FAILED_CLUSTER_ID --environment ENVIRONMENT_ID
#           - confluent kafka cluster delete FAILED_CLUSTER_ID --environment ENVIRONMENT_ID
#         terraform:
#           note: >-
#             Remove the resource of the failed cluster from the configuration. The plan must show that only
#             this cluster is destroyed.
#   declared_in:
#     - confluent_kafka_cluster.byok_key
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/cloud/current/multi-cloud/cluster-linking/index.html
#   headline:
#     fail: "shares its key with {other_clusters}"
#   messages:
#     pass: No other cluster uses the key {kms_name}.
#     fail: >-
#       Access to this cluster's data cannot be revoked by itself, and losing the key loses more than this cluster:
#       {kms_name} is also used by {other_clusters}.
#     failed: >-
#       Confluent could not create {failed_clusters} (phase FAILED); a failed cluster holds the key until it is deleted.
package rules.cluster.key_unique

import data.lib.byok
import data.lib.listed

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

expected := "no other cluster"

actual := listed.names(input.key.other_clusters)

notes contains "failed" if _failed

# At most one of the clusters on the key came up, so that no data has to move.
remedy := "failed" if {
	others := count(input.key.other_clusters.value) + _more_others
	failed := count(input.key.failed_clusters.value) + _more_failed
	others - failed <= 0
}

# Of a long list the first are named, and the others are counted.
default _more_others := 0

_more_others := input.key.other_clusters.more

default _more_failed := 0

_more_failed := input.key.failed_clusters.more

# A phase that is not known decides nothing.
_failed if count(input.key.failed_clusters.value) > 0
