# METADATA
# title: The key is rotated automatically
# description: >-
#   Automatic rotation is on, and the time between two rotations is within the limit. Rotation that is on without a
#   set period counts as yearly. For a replica of a multi-Region key on AWS, the rotation of its primary counts.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: medium
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
#       description: Maximum days between two rotations.
#       type: integer
#       minimum: 1
#       default: 365
#   messages:
#     pass: "Automatic rotation is on. Days between two rotations: {actual}, of at most {expected}."
#     fail: >-
#       A leak of one key version exposes more data than the policy allows, because {actual} days pass between two rotations
#       of the key; the limit is {expected}.
#     off: >-
#       A leak of the key exposes all data ever written under it, because automatic rotation is off.
package rules.key.rotated

import data.lib.kms_key

not_applicable := reason if {
	reason := kms_key.not_applicable
} else := "the key is destroyed or about to be" if {
	kms_key.pending_or_destroyed
} else := "the KMS cannot rotate a key of this origin" if {
	input.kms.rotatable.value == false
}

evidence := {
	"in_use": input.in_use,
	"present": input.kms.present,
	"state": input.kms.state,
	"rotatable": input.kms.rotatable,
	"rotation_enabled": input.kms.rotation_enabled,
	"rotation_period_days": input.kms.rotation_period_days,
}

violated if {
	kms_key.applies
	kms_key.not_pending
	input.kms.rotatable.value == true
	input.kms.rotation_enabled.value == false
}

compliant if actual <= expected

expected := input.parameters.max_rotation_days

# The provider's default, used if it reports no period.
actual := 365 if {
	input.kms.rotation_enabled.value == true
	input.kms.rotation_period_days.value == null
} else := input.kms.rotation_period_days.value if {
	input.kms.rotation_enabled.value == true
}

message := "off" if input.kms.rotation_enabled.value == false
