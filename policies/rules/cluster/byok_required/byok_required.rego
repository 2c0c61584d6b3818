# METADATA
# title: The cluster uses a self-managed key
# description: >-
#   Production clusters are encrypted with the customer's own key: one registered with Confluent (BYOK API v1) or, for
#   older clusters, one named on the cluster itself. The parameter extends the requirement to all clusters or drops it.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: high
#   left_out:
#     production: [false]
#   rationale: >-
#     Without a self-managed key, only Confluent can cut off access to the data at rest: you cannot revoke access in an
#     incident, and do not control the key's lifecycle.
#   remediation:
#     summary: >-
#       Encryption cannot be changed after creation: move the data to a new cluster on a self-managed key. If the
#       cluster is not for production, correct the production patterns in byok-audit.yaml instead.
#     checklist: move_clusters
#     terraform:
#       note: >-
#         A key cannot be added in place: a byok_key replaces the cluster, which destroys its data. Add a new resource
#         beside this one, as the checklist says.
#   declared_in:
#     - confluent_kafka_cluster.byok_key
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/cloud/current/multi-cloud/cluster-linking/index.html
#   parameters:
#     byok_required:
#       description: Which clusters must use a self-managed key.
#       type: string
#       enum: [production, all, none]
#       default: production
#   headline:
#     fail: is encrypted with Confluent's own key
#   messages:
#     pass: The cluster uses a self-managed key.
#     fail: >-
#       Nobody but Confluent can cut off access to the data: the cluster is encrypted with a key of Confluent's, not
#       with a self-managed one.
package rules.cluster.byok_required

import data.lib.byok

not_applicable := "the configuration requires a self-managed key of no cluster" if {
	input.parameters.byok_required == "none"
} else := "the cluster is not for production" if {
	input.parameters.byok_required == "production"
	input.production.value == false
}

evidence := object.union(
	{"encryption": input.encryption},
	{"production": input.production | input.parameters.byok_required == "production"},
)

compliant if byok.applies

expected := "a self-managed key"

actual := "a key of Confluent's"
