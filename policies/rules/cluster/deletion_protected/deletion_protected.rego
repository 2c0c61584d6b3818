# METADATA
# title: The cluster is protected against deletion
# description: Deletion protection is on for each production cluster that uses a self-managed key.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: medium
#   nothing_to_judge:
#     encryption: [confluent]
#   left_out:
#     production: [false]
#   rationale: >-
#     One mistaken command deletes the cluster and all its data. Neither can be restored, and the key stays blocked for
#     days.
#   remediation:
#     summary: Turn on deletion protection. It causes no interruption.
#     console: >-
#       Confluent Cloud Console: Environments, {environment}, cluster {id}, Cluster settings, General, Deletion
#       protection.
#     cli:
#       - confluent kafka cluster update {id} --deletion-protection --environment {environment}
#     terraform:
#       hcl: |
#         # needs version 2.77.0 of the Confluent provider; the plan must show an update in place
#         resource "confluent_kafka_cluster" "NAME" {
#           # beside what is there
#           deletion_protection = true
#         }
#   declared_in:
#     - confluent_kafka_cluster.deletion_protection
#   references:
#     - https://docs.confluent.io/cloud/current/clusters/deletion-protection.html
#     - https://registry.terraform.io/providers/confluentinc/confluent/latest/docs/resources/confluent_kafka_cluster
#   headline:
#     fail: can be deleted by one mistaken command
#   messages:
#     pass: The cluster is protected against deletion.
#     fail: One mistaken command can delete the cluster with all its data, because deletion protection is off.
package rules.cluster.deletion_protected

import data.lib.byok

not_applicable := byok.not_for_production

evidence := {
	"encryption": input.encryption,
	"production": input.production,
	"deletion_protection": input.deletion_protection,
}

compliant if input.deletion_protection.value == true

expected := "deletion protection on"

actual := "deletion protection off"
