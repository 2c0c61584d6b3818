# METADATA
# title: Nothing beside Kafka works on data under self-managed keys
# description: >-
#   In an environment with clusters on self-managed keys there are no Flink compute pools, ksqlDB clusters or connectors.
#   Confluent documents such keys for the storage of Kafka clusters and of managed Tableflow, which uses its cluster's key; what
#   these others store of the data is not documented as covered.
# scope: package
# schemas:
#   - input: schema.environment.subject
# custom:
#   severity: info
#   rationale: >-
#     Revoking the key may not cut off what a consumer keeps of the data, such as the state of a Flink statement or of a ksqlDB
#     query: nobody promises that it is encrypted with the key.
#   remediation:
#     summary: >-
#       Decide whether data that these consumers keep may lie under Confluent's own keys. If it may not, delete them or move them
#       to an environment without such data, and say so in your own records if it may.
#     console: >-
#       Confluent Cloud Console: Environments, {id}; Flink, Compute pools; ksqlDB; and each cluster's Connectors.
#     cli:
#       - confluent flink compute-pool list --environment {id}
#       - confluent flink compute-pool delete COMPUTE_POOL_ID --environment {id}
#       - confluent ksql cluster list --environment {id}
#       - confluent connect cluster list --environment {id} --cluster CLUSTER_ID
#     terraform:
#       hcl: |
#         # remove from the configuration, then apply:
#         resource "confluent_flink_compute_pool" "NAME" { ... }
#         resource "confluent_ksql_cluster" "NAME" { ... }
#         resource "confluent_connector" "NAME" { ... }
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/cloud/current/topics/tableflow/overview.html
#   messages:
#     pass: Nothing beside Kafka works on the data under self-managed keys.
#     fail: >-
#       What these keep of the data is not documented as covered by the self-managed keys of {byok_clusters}: {consumers}.
package rules.environment.coverage_beyond_kafka

not_applicable := "no cluster in the environment uses a self-managed key" if {
	count(input.byok_clusters.value) == 0
	input.all_clusters_seen.value == true
}

# Connectors are listed for clusters that are seen to use such a key: a cluster not seen may have one.
evidence := {
	"byok_clusters": input.byok_clusters,
	"all_clusters_seen": input.all_clusters_seen,
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

_concerned if count(input.byok_clusters.value) > 0
