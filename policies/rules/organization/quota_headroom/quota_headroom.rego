# METADATA
# title: The quota leaves room for more keys
# description: The number of BYOK keys in use is below the set share of the organization's limit.
# scope: package
# schemas:
#   - input: schema.organization.subject
# custom:
#   severity: medium
#   rationale: >-
#     When the quota is used up, no key can be registered, so no further encrypted cluster can be created, not even to
#     replace one in an incident.
#   remediation:
#     summary: >-
#       Delete the registrations of keys that no cluster needs, or ask Confluent Support to raise the quota
#       byok.max_keys.per_org.
#     console: "Confluent Cloud Console: Encryption keys, filter by state; Support, Create ticket."
#     cli:
#       - confluent service-quota list organization --quota-code byok.max_keys.per_org
#       - confluent byok list --state available
#       - "# only a key that no cluster uses, not even through another registration; it cannot be undone"
#       - confluent byok delete KEY_ID
#     terraform:
#       note: Terraform cannot raise a quota. Removing a confluent_byok_key deletes the registration.
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/cloud/current/quotas/service-quotas.html
#   parameters:
#     quota_warn_percent:
#       description: Percentage of the limit at which the quota counts as nearly used up.
#       type: integer
#       minimum: 1
#       maximum: 100
#       default: 90
#   headline:
#     fail: "can soon register no further key ({used} of {limit} used)"
#     some: "can soon register no further key ({at_least} or more of {limit} used)"
#     full: "can register no further key ({at_least} of {limit} used)"
#   messages:
#     pass: "BYOK keys used: {used} of {limit}. Keys that can still be registered, each for one cluster: {remaining}."
#     fail: >-
#       Soon no key can be registered, and no encrypted cluster created. BYOK keys used: {used} of {limit} (warning
#       level {param:quota_warn_percent} percent); still free, each for one cluster: {remaining}.
#     some: >-
#       Soon no key can be registered, and no encrypted cluster created. BYOK keys used: {at_least} or more of {limit}
#       (warning level {param:quota_warn_percent} percent).
#     full: >-
#       No key can be registered, and no encrypted cluster created, not even to replace one. BYOK keys used: {at_least}
#       of {limit}.
#     differs: "Confluent's count and its key list do not agree (difference: {difference}); the larger one was taken."
package rules.organization.quota_headroom

evidence := {
	"limit": input.quota.limit,
	"at_least": input.quota.at_least,
	"used": input.quota.used,
	"remaining": input.quota.remaining,
	"difference": input.quota.difference,
}

# Keys that were seen count as used, even if there are more.
violated if _share(input.quota.at_least.value) >= _level

compliant if _share(input.quota.used.value) < _level

expected := concat(" ", ["fewer than", format_int(ceil(_level / 100), 10), "keys"])

actual := concat(" ", [format_int(input.quota.used.value, 10), "keys"])

actual := concat(" ", [format_int(input.quota.at_least.value, 10), "keys or more"]) if input.quota.used.unknown

# Keys that were seen fill the quota, even if there are more.
message := "full" if _full

message := "some" if {
	input.quota.used.unknown
	input.quota.at_least.value < input.quota.limit.value
}

_full if input.quota.at_least.value >= input.quota.limit.value

# Multiplied rather than divided, since a quotient is undefined for a limit of zero.
_share(keys) := keys * 100

_level := input.quota.limit.value * input.parameters.quota_warn_percent

notes contains "differs" if input.quota.difference.value != 0
