# METADATA
# title: The key is rotated automatically
# description: >-
#   Automatic rotation is on, the time between two rotations is within the limit, and rotation happens: the newest key material
#   is no older than that time and the days of grace, and the next rotation is planned within as long. A rotation on demand
#   counts. For a replica of a multi-Region key on AWS, the rotation of its primary counts.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: medium
#   nothing_to_judge:
#     in_use: [false]
#   rationale: >-
#     Without rotation, all data depends on the same key material: if it leaks, all of that data is
#     exposed. Confluent supports automatic rotation only.
#   remediation:
#     summary: >-
#       Turn automatic rotation on, with no more days between two rotations than the limit, and keep the old versions: existing
#       data needs them. On AWS, rotate the primary of a multi-Region key, and choose between 90 and 2560 days.
#     console:
#       aws: >-
#         AWS console: Key Management Service, Customer managed keys, key {key_id}, Key rotation, Edit. Turn automatic key
#         rotation on and set the rotation period.
#       azure: >-
#         Azure portal: Key vaults, {vault}, Objects, Keys, {key_name}, Rotation policy. Set Enable auto rotation to Enabled
#         and the time after creation, Save.
#       gcp: >-
#         Google Cloud console: Security, Key Management, key ring {key_ring}, key {key_name}, Edit rotation period.
#     cli:
#       aws:
#         - >-
#           aws kms enable-key-rotation --key-id {kms_name} --rotation-period-in-days {param:max_rotation_days} --region
#           {region}
#       azure:
#         - >-
#           az keyvault key rotation-policy update --vault-name {vault} --name {key_name} --value
#           '{"lifetimeActions":[{"trigger":{"timeAfterCreate":"P{param:max_rotation_days}D"},"action":{"type":"Rotate"}}]}'
#       gcp:
#         - >-
#           gcloud kms keys update {key_name} --keyring {key_ring} --location {location} --project {project} --rotation-period
#           {param:max_rotation_days}d --next-rotation-time NEXT_TIME
#     terraform:
#       aws:
#         hcl: |
#           resource "aws_kms_key" "NAME" {
#             enable_key_rotation     = true
#             rotation_period_in_days = {param:max_rotation_days}
#           }
#       azure:
#         hcl: |
#           resource "azurerm_key_vault_key" "NAME" {
#             rotation_policy {
#               automatic {
#                 time_after_creation = "P{param:max_rotation_days}D"
#               }
#             }
#           }
#       gcp:
#         hcl: |
#           resource "google_kms_crypto_key" "NAME" {
#             # in seconds, here 90 days; at most {param:max_rotation_days} days
#             rotation_period = "7776000s"
#           }
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/keys/how-to-configure-key-rotation
#     - https://cloud.google.com/kms/docs/rotate-key
#   parameters:
#     max_rotation_days:
#       description: Maximum days between two rotations, one number for all clouds or one for each of aws, azure and gcp.
#       type: [integer, object]
#       minimum: 1
#       properties:
#         aws: {type: integer, minimum: 1}
#         azure: {type: integer, minimum: 1}
#         gcp: {type: integer, minimum: 1}
#       required: [aws, azure, gcp]
#       additionalProperties: false
#       default: 365
#     rotation_grace_days:
#       description: Days by which a rotation may be late.
#       type: integer
#       minimum: 0
#       default: 30
#   messages:
#     pass: "Automatic rotation is on, and it happens. Days between two rotations: {actual}, of at most {expected}."
#     fail: >-
#       A leak of one key version exposes more data than the policy allows, because {actual} days pass between two rotations
#       of the key; the limit is {expected}.
#     off: >-
#       A leak of the key exposes all data ever written under it, because automatic rotation is off.
#     stale: >-
#       A leak of the newest key material exposes more data than the policy allows: it is {material_age_days} days old, although
#       rotation is on and its material should be no older than {longest} days. Rotation that was switched on rotates nothing
#       until its first period is over; a rotation on demand does at once.
#     unplanned: >-
#       A leak of the newest key material exposes all data from now on, because rotation is on and no rotation is planned.
#     far: >-
#       A leak of the newest key material exposes more data than the policy allows, because the next rotation is planned in
#       {next_rotation_days} days only; it should come within {longest} days.
package rules.key.rotated

import data.lib.kms_key

not_applicable := reason if {
	reason := kms_key.not_applicable
} else := "the key is destroyed or about to be" if {
	kms_key.pending_or_destroyed
} else := "the KMS cannot rotate a key of this kind by itself" if {
	input.kms.rotatable.value == false
}

evidence := object.union(
	{
		"in_use": input.in_use,
		"present": input.kms.present,
		"provider": input.provider,
		"state": input.kms.state,
		"rotatable": input.kms.rotatable,
		"rotation_enabled": input.kms.rotation_enabled,
		"rotation_period_days": input.kms.rotation_period_days,
		"next_rotation_days": input.kms.next_rotation_days,
	},
	_age,
)

violated if {
	kms_key.applies
	kms_key.not_pending
	input.kms.rotatable.value == true
	_broken
}

# All else that is wrong is broken, and known to be once the evidence is.
compliant if actual <= expected

expected := input.parameters.max_rotation_days if {
	is_number(input.parameters.max_rotation_days)
} else := input.parameters.max_rotation_days[input.provider.value]

actual := input.kms.rotation_period_days.value if {
	input.kms.rotation_enabled.value == true
	is_number(input.kms.rotation_period_days.value)
}

message := "off" if {
	input.kms.rotation_enabled.value == false
} else := "fail" if {
	actual > expected
} else := "stale" if {
	_stale
} else := "unplanned" if {
	_unplanned
} else := "far" if {
	_far
}

computed := {"longest": _longest}

# What proves a failure, whatever else was not read.
_broken if input.kms.rotation_enabled.value == false

_broken if actual > expected

_broken if _stale

_broken if _unplanned

_broken if _far

# How old the newest material may become. Without the period, as old as a period within the limit allows.
_longest := actual + input.parameters.rotation_grace_days if {
	actual
} else := expected + input.parameters.rotation_grace_days

_stale if input.kms.material_age_days.value > _longest

# Of a period that is not understood it cannot be said what it plans.
_unplanned if {
	actual
	input.kms.next_rotation_days.value == null
}

_far if {
	input.kms.next_rotation_days.value != null
	input.kms.next_rotation_days.value > _longest
}

# No material is older than its key: of a young key the list of rotations need not be read.
_age := {"material_age_days": input.kms.material_age_days} if {
	is_number(input.kms.material_age_days.value)
} else := {"key_age_days": input.kms.key_age_days} if {
	input.kms.key_age_days.value <= _longest
} else := {"material_age_days": input.kms.material_age_days}
