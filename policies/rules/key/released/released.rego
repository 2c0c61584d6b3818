# METADATA
# title: Confluent holds the key for a cluster that is there
# description: >-
#   A key that Confluent holds in use has a cluster, or its last cluster was deleted so recently that Confluent may still hold
#   it. The rule fails only if every environment was listed and earlier scans go back far enough.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: low
#   nothing_to_judge:
#     confluent_state: [AVAILABLE]
#   rationale: >-
#     A key that is never released cannot be unregistered or used again, and takes up the organization's quota. It may also mean
#     that data of a deleted cluster still exists.
#   remediation:
#     summary: >-
#       Ask Confluent Support to release the key, and whether any data of its last cluster is left. Keep the key enabled until
#       they have answered; only then delete the registration.
#     console: >-
#       Confluent Cloud Console: Support, Create ticket: name {id}, the state IN_USE, and that no cluster of the organization is
#       on it. Once Encryption keys, {id} says Available, it can be deleted there.
#     cli:
#       - "# {id} is still IN_USE here, and no cluster names it; both are what Confluent Support will ask for"
#       - confluent byok describe {id}
#       - confluent kafka cluster list --all
#     terraform:
#       note: Terraform cannot release a key. Keep its confluent_byok_key until Confluent has released it.
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/confluent-cli/current/command-reference/byok/confluent_byok_describe.html
#   parameters:
#     release_days:
#       description: Days for which Confluent holds a key after its cluster was deleted.
#       type: integer
#       minimum: 0
#       maximum: 365
#       default: 5
#   headline:
#     fail: is still held by Confluent, although no cluster uses it
#   messages:
#     pass: "Confluent holds the key for a cluster that is there: {clusters}."
#     lately: >-
#       Confluent still holds the key for a cluster that is gone, as it does after a deletion (days: {param:release_days}).
#     fail: >-
#       The key cannot be used again or unregistered, because Confluent still holds it although no cluster uses it (days without
#       one: {days_free}, limit: {param:release_days}).
package rules.key.released

not_applicable := "Confluent does not hold the key" if input.confluent_state.value == "AVAILABLE"

evidence := object.union(
	{
		"confluent_state": input.confluent_state,
		"clusters": input.clusters,
	},
	_hold,
)

compliant if count(input.clusters.value) > 0

compliant if {
	input.all_users_seen.value == true
	input.release.overdue.value == false
}

expected := concat(" ", ["released", format_int(input.parameters.release_days, 10), "days after its last cluster"])

actual := "held, without a cluster"

message := "lately" if {
	count(input.clusters.value) == 0
	input.release.overdue.value == false
}

# The age of the last cluster's deletion matters only if no cluster is seen; a fact that only informs must not hide the verdict.
default _hold := {}

_hold := object.union_n([
	{
		"all_users_seen": input.all_users_seen,
		"overdue": input.release.overdue,
	},
	{"days_gone": input.release.days_gone | input.release.days_gone.value >= 0},
	{"days_free": input.release.days_free | input.release.days_free.value >= 0},
]) if {
	count(input.clusters.value) == 0
}
