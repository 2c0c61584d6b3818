# METADATA
# title: The key is managed by the BYOK API
# description: >-
#   The cluster's key is registered with Confluent (BYOK API v1), not only named on the cluster itself as it was for clusters
#   on AWS from before 11 August 2023.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: medium
#   rationale: >-
#     Confluent neither validates such a key nor says as whom it uses it, so that a lost permission shows only when the cluster
#     stops, and permissions must be given to whole accounts.
#   remediation:
#     summary: >-
#       Confluent cannot move a cluster to the BYOK API. Register a key, create a cluster on it, move the data with Cluster
#       Linking, then delete this cluster.
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
#     pass: The cluster's key is managed by the BYOK API.
#     fail: >-
#       Confluent does not watch the key of this cluster: it is named on the cluster itself ({key}), as before the BYOK API.
package rules.cluster.legacy_key

import data.lib.byok

not_applicable := byok.not_applicable

evidence := {
	"encryption": input.encryption,
	"key": input.key.id,
}

compliant if input.encryption.value == "byok"
