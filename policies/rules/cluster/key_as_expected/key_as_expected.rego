# METADATA
# title: The cluster uses the key that was declared for it
# description: >-
#   The KMS key of the cluster is the one that the configuration declares under expected_keys, whichever of its versions or
#   registrations is named. Clusters without a declaration are not judged.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: high
#   rationale: >-
#     When another key protects the data than its owners believe, revoking or guarding the declared key protects nothing, and
#     deleting a key that seems unused can lose the data.
#   remediation:
#     summary: >-
#       Find out which of the two is right. If the declaration is wrong, correct expected_keys in byok-audit.yaml. If the cluster
#       is, its key cannot be changed: create a cluster on the right key, move the data with Cluster Linking, then delete this
#       one.
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
#     pass: "The cluster uses the key that was declared for it, {kms_name}."
#     fail: >-
#       Guarding or revoking the declared key does not protect this cluster: it uses {kms_name}, and {expected_key} was declared.
package rules.cluster.key_as_expected

import data.lib.byok

not_applicable := reason if {
	reason := byok.not_applicable
} else := "the configuration declares no key for the cluster" if {
	input.key.expected.value == null
}

evidence := {
	"encryption": input.encryption,
	"expected_key": input.key.expected,
	"kms_name": input.key.kms_name,
	"as_expected": input.key.as_expected,
}

compliant if input.key.as_expected.value == true

expected := input.key.expected.value

actual := input.key.kms_name.value
