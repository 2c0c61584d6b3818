# METADATA
# title: The key is in use, or was registered lately
# description: >-
#   A key that no cluster uses was registered less than a set number of days ago. Where the key itself is gone or about to be
#   destroyed, its registration is judged all the same.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: low
#   rationale: >-
#     An idle registration takes up the organization's quota, and the permissions that Confluent was given on the key stay in
#     force although nothing needs them.
#   remediation:
#     summary: >-
#       If no cluster is to be made on the key, delete its registration, then take Confluent's permissions off the key. The key
#       itself may stay: old backups or audits may need it.
#     console: "Confluent Cloud Console: Encryption keys, {id}, Delete key."
#     cli:
#       - confluent byok describe {id}
#       - confluent byok delete {id}
#     terraform: |
#       # remove the block of {id} from the configuration, then apply:
#       resource "confluent_byok_key" "NAME" { ... }
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/confluent-cli/current/command-reference/byok/confluent_byok_delete.html
#   parameters:
#     unused_key_days:
#       description: Days after registration within which a key may wait for its cluster.
#       type: integer
#       minimum: 1
#       default: 30
#   messages:
#     pass: >-
#       No cluster uses the key yet; it was registered {days_since_registration} days ago, fewer than the limit of
#       {param:unused_key_days}.
#     fail: >-
#       The key takes up quota and its permissions stand for nothing: it was registered {days_since_registration} days ago and no
#       cluster uses it; the limit is {param:unused_key_days} days.
package rules.key.used

not_applicable := "the key is in use" if input.in_use.value == true

evidence := {
	"in_use": input.in_use,
	"days_since_registration": input.days_since_registration,
}

compliant if input.days_since_registration.value < input.parameters.unused_key_days
