# METADATA
# title: The key is rotated automatically
# description: >-
#   Automatic rotation is on, and the time between two rotations is within the limit. Rotation that is on without a
#   period of its own counts as yearly.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: medium
#   rationale: >-
#     Everything written while a key lives unrotated depends on one piece of material: if it leaks, all of that data is
#     exposed. Confluent supports automatic rotation only.
#   remediation: >-
#     Turn automatic rotation on. AWS: "aws kms enable-key-rotation --key-id {kms_name} --rotation-period-in-days 365 --region
#     {region}". Azure: "az keyvault key rotation-policy update --vault-name VAULT --name KEY --value POLICY_FILE", with a
#     Rotate action. Google Cloud: "gcloud kms keys update {kms_name} --rotation-period 365d --next-rotation-time TIME". Keep
#     the old versions; existing data needs them.
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/keys/how-to-configure-key-rotation
#     - https://cloud.google.com/kms/docs/rotate-key
#   parameters:
#     max_rotation_days:
#       description: Most days between two rotations.
#       type: integer
#       minimum: 1
#       default: 365
#   messages:
#     pass: The key is rotated every {actual} days, within the limit of {expected} days.
#     fail: The key is rotated every {actual} days, more than the limit of {expected} days.
#     off: Automatic rotation of the key is off.
package rules.key.rotated

import data.lib.kms_key

not_applicable := reason if {
	reason := kms_key.not_applicable
} else := "the key is destroyed or about to be" if {
	kms_key.doomed
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
	kms_key.spared
	input.kms.rotatable.value == true
	input.kms.rotation_enabled.value == false
}

compliant if {
	input.kms.rotation_enabled.value == true
	actual <= expected
}

expected := input.parameters.max_rotation_days

# The provider's own default, where it names no period.
actual := 365 if {
	input.kms.rotation_enabled.value == true
	input.kms.rotation_period_days.value == null
} else := input.kms.rotation_period_days.value if {
	input.kms.rotation_enabled.value == true
}

message := "off" if input.kms.rotation_enabled.value == false
