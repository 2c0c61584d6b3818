# METADATA
# title: Nothing outside the coverage of self-managed keys works on their clusters
# description: >-
#   No Flink compute pool of the organization is in the cloud and region of one of the environment's clusters on
#   self-managed keys (a statement reaches the clusters of every environment there), and no ksqlDB cluster or connector
#   works on one of them. Confluent documents such keys for the storage of Kafka clusters and of managed Tableflow,
#   which uses its cluster's key. Data that Flink, ksqlDB and connectors store is not documented as covered.
# scope: package
# schemas:
#   - input: schema.environment.subject
# custom:
#   severity: info
#   nothing_to_judge:
#     byok_clusters: [[]]
#   rationale: >-
#     Revoking the key may not cut off access to data that a consumer stores, such as the state of a Flink statement or
#     of a ksqlDB query: it is not documented to be encrypted with the key.
#   remediation:
#     summary: >-
#       Decide whether the data that these consumers store may be encrypted with Confluent's own keys. If so, document
#       the decision in a waiver. If not, work without them, or, for Flink, in a cloud and region without such clusters;
#       what they store is lost with them.
#     console: >-
#       Confluent Cloud Console: Environments, {id}; Flink, Compute pools; ksqlDB; and each cluster's Connectors. Flink
#       compute pools of other environments count too.
#     cli:
#       - "# found: {consumers}"
#       - confluent flink compute-pool list --environment ENVIRONMENT_ID
#       - confluent ksql cluster list --environment {id}
#       - "# the clusters: {byok_clusters}"
#       - confluent connect cluster list --environment {id} --cluster CLUSTER_ID
#     terraform:
#       note: >-
#         Remove the resource from the configuration (confluent_flink_compute_pool, confluent_ksql_cluster,
#         confluent_connector). The plan must show that nothing else is destroyed; what it stores is lost.
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/cloud/current/topics/tableflow/overview.html
#   headline:
#     fail: stores data that revoking its keys may not cut off
#   messages:
#     pass: >-
#       Nothing outside the coverage of the self-managed keys of {byok_clusters} was found: no ksqlDB cluster or connector
#       on them, and no Flink compute pool of any environment in {places}.
#     fail: >-
#       Revoking the keys of {byok_clusters} may not cut off what these store, which is not documented as covered:
#       {consumers}.
package rules.environment.coverage_beyond_kafka

import data.lib.listed

not_applicable := "no cluster in the environment uses a self-managed key" if {
	count(input.byok_clusters.value) == 0
	input.all_clusters_seen.value == true
}

# Connectors are listed only for clusters that were seen to use such a key; an unseen cluster may have some too.
evidence := {
	"byok_clusters": input.byok_clusters,
	"all_clusters_seen": input.all_clusters_seen,
	"places": input.places,
	"consumers": input.consumers,
	"all_consumers_seen": input.all_consumers_seen,
}

violated if {
	_concerned
	count(input.consumers.value) > 0
}

compliant if {
	_concerned
	count(input.consumers.value) == 0
	input.all_consumers_seen.value == true
	input.all_clusters_seen.value == true
}

expected := "no ksqlDB cluster, connector or Flink compute pool"

actual := listed.names(input.consumers)

_concerned if count(input.byok_clusters.value) > 0
