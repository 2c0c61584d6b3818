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
#   rationale: >-
#     Disabling or losing a shared key takes down every cluster on it at once, and access to one cluster's data cannot
#     be revoked without revoking it for the others. Confluent requires a key of its own for each cluster.
#   remediation:
#     summary: >-
#       The key of a cluster cannot be changed, so move all clusters on the key but one: create a key and a cluster on it, move
#       the data with Cluster Linking, then delete the old cluster.
#     console: >-
#       Confluent Cloud Console: Encryption keys, Add key; then Environments, {environment}, Add cluster, choose the type and
#       region, and under Security the self-managed key.
#     cli:
#       - confluent byok create KMS_KEY_NAME
#       - >-
#         confluent kafka cluster create NEW_NAME --environment {environment} --cloud {cloud} --region {region} --type TYPE --byok
#         NEW_KEY_ID
#       - >-
#         confluent kafka link create LINK_NAME --cluster NEW_CLUSTER_ID --source-cluster {id} --source-bootstrap-server
#         BOOTSTRAP_SERVER
#       - confluent kafka cluster delete {id} --environment {environment}
#     terraform: |
#       resource "confluent_kafka_cluster" "NAME" {
#         display_name = "NEW_NAME"
#         availability = "MULTI_ZONE"
#         cloud        = upper("{cloud}")
#         region       = "{region}"
#         dedicated { cku = 2 }
#         environment { id = "{environment}" }
#         byok_key { id = confluent_byok_key.NEW_KEY.id }
#       }
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/cloud/current/multi-cloud/cluster-linking/index.html
#   messages:
#     pass: No other cluster uses the key {kms_name}.
#     fail: >-
#       Losing or revoking the key {kms_name} takes down more than this cluster, because it is also used by {other_clusters}.
package rules.cluster.key_unique

import data.lib.byok

not_applicable := byok.not_applicable

evidence := {
	"encryption": input.encryption,
	"kms_name": input.key.kms_name,
	"other_clusters": input.key.other_clusters,
	"all_users_seen": input.key.all_users_seen,
}

violated if {
	byok.applies
	count(input.key.other_clusters.value) > 0
}

compliant if {
	count(input.key.other_clusters.value) == 0
	input.key.all_users_seen.value == true
}
