# METADATA
# title: Confluent's validation of the key succeeded
# description: >-
#   Confluent tests each registered key itself. Its last test succeeded, or the key was registered so lately that the first
#   one may still be running.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: critical
#   rationale: >-
#     A key that Confluent cannot use stops the clusters on it, and no new cluster can be created with it. The test sees
#     what no single policy shows, such as organization-wide restrictions.
#   remediation: >-
#     Read what Confluent says with "confluent byok describe {id}". Check that the key is enabled, that its policy grants
#     Confluent's roles what they need (AWS), that Confluent's application holds Key Vault Crypto Service Encryption User and Key
#     Vault Reader on the vault (Azure), or that Confluent's security group holds the custom role (Google Cloud); then check
#     restrictions of the whole organization.
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/confluent-cli/current/command-reference/byok/confluent_byok_describe.html
#   parameters:
#     initializing_grace_hours:
#       description: Hours after registration within which the first validation may still be running.
#       type: integer
#       minimum: 0
#       default: 24
#   messages:
#     pass: Confluent validated the key.
#     fail: Confluent's validation of the key failed.
#     stuck: >-
#       Confluent has not finished its first validation {hours_since_registration} hours after the key was registered; the
#       limit is {param:initializing_grace_hours} hours.
package rules.key.validated

not_applicable := "nothing depends on the key" if {
	input.in_use.value == false
} else := "Confluent's first validation of the key may still be running" if {
	_initializing
	input.validation.hours_since_registration.value <= input.parameters.initializing_grace_hours
}

evidence := object.union({"in_use": input.in_use, "phase": input.validation.phase}, _age)

compliant if input.validation.phase.value == "VALID"

message := "stuck" if _initializing

# Once the test has ended, the age of the key decides nothing.
default _age := {}

_age := {"hours_since_registration": input.validation.hours_since_registration} if _initializing

_initializing if input.validation.phase.value == "INITIALIZING"
