# METADATA
# title: The key is enabled
# description: >-
#   The KMS lets the key be used: enabled on AWS; enabled and within its validity dates on Azure; on Google Cloud the
#   primary version is enabled.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: critical
#   rationale: >-
#     The clusters on a key that cannot be used stop: Confluent can neither read nor write their data until the key is
#     back.
#   remediation: >-
#     If access was not revoked on purpose, make the key usable again. AWS: "aws kms enable-key --key-id {kms_name}
#     --region {region}". Azure: "az keyvault key set-attributes --id {kms_name} --enabled true", for an expired key also
#     "--expires DATE". Google Cloud: "gcloud kms keys versions enable VERSION --key {kms_name}".
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/keys/about-keys-details
#     - https://cloud.google.com/kms/docs/key-states
#   messages:
#     pass: The KMS lets the key be used.
#     fail: The KMS does not let the key be used; its state is {state}.
#     expired: The key has expired and wraps nothing new.
#     not_yet_valid: The key is not valid yet and wraps nothing.
#     no_primary: The key has no primary version and encrypts nothing.
package rules.key.enabled

import data.lib.kms_key

not_applicable := reason if {
	reason := kms_key.not_applicable
} else := "the key is destroyed or about to be" if {
	kms_key.doomed
}

evidence := {
	"in_use": input.in_use,
	"present": input.kms.present,
	"state": input.kms.state,
}

compliant if input.kms.state.value == "enabled"

message := _variants[input.kms.state.value]

_variants := {
	"expired": "expired",
	"not_yet_valid": "not_yet_valid",
	"no_primary": "no_primary",
}
