# METADATA
# title: The key is managed by the BYOK API
# description: >-
#   The cluster's key is registered with Confluent (BYOK API v1), not only named on the cluster itself, as was the practice for
#   clusters on AWS before 11 August 2023.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: medium
#   nothing_to_judge:
#     encryption: [confluent]
#   rationale: >-
#     Confluent neither validates such a key nor names the principals that use it, so a missing permission is noticed only when
#     the cluster stops, and permissions must be granted to whole accounts.
#   remediation:
#     summary: >-
#       Confluent cannot move a cluster to the BYOK API. Register a key, create a cluster on it, move the data with Cluster
#       Linking, then delete this cluster.
#     checklist: move_clusters
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
