# METADATA
# title: The key is managed by the BYOK API
# description: >-
#   The cluster's key is registered with Confluent (BYOK API v1), not only named on the cluster itself, as was the
#   practice for clusters on AWS before 11 August 2023.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: medium
#   nothing_to_judge:
#     encryption: [confluent]
#   rationale: >-
#     Confluent neither validates such a key nor names the principals that use it, so a missing permission is noticed
#     only when the cluster fails, and permissions must be granted to whole accounts.
#   remediation:
#     summary: >-
#       Confluent cannot move a cluster to the BYOK API: move the data to a new cluster on a registered key. Do not
#       register the old key; it would stay this cluster's.
#     checklist: move_clusters
#     terraform:
#       note: >-
#         A key cannot be changed in place: another byok_key replaces the cluster, which destroys its data. Add a new
#         resource beside this one, as the checklist says.
#   declared_in:
#     - confluent_kafka_cluster.dedicated.encryption_key
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/cloud/current/multi-cloud/cluster-linking/index.html
#   headline:
#     fail: uses a key that Confluent does not watch
#   messages:
#     pass: The cluster's key is managed by the BYOK API.
#     fail: >-
#       A lost permission shows only when the cluster fails, since Confluent does not watch this key: it is named on the
#       cluster itself ({key}), as before the BYOK API.
package rules.cluster.legacy_key

import data.lib.byok

not_applicable := byok.not_applicable

evidence := {
	"encryption": input.encryption,
	"key": input.key.id,
}

compliant if input.encryption.value == "byok"

expected := "registered with the BYOK API"

actual := "named on the cluster itself"
