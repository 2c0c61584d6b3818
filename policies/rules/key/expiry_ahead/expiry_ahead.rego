# METADATA
# title: The key does not expire soon
# description: >-
#   What Confluent encrypts with does not expire within the limit, or a planned rotation makes a successor before it does. On
#   Azure that is the version in use: the pinned one, which gains nothing from a successor, else the newest. On AWS it is
#   imported key material with an expiration date.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: high
#   nothing_to_judge:
#     in_use: [false]
#     kms.expires_in_days: [null]
#   rationale: >-
#     On the day of expiry the clusters on the key stop: an expired version wraps nothing new, and AWS deletes imported
#     material that expires. It comes without any other change, often on a weekend.
#   remediation:
#     summary: >-
#       Make a successor before the date: on Azure a new version of the key with a later expiration date, and a rotation policy
#       for the next ones; where the registered key id pins the version, only a new registration takes it up. On AWS import the
#       same key material again with a later expiration date, or with none.
#     console:
#       aws: >-
#         AWS console: Key Management Service, Customer managed keys, key {key_id}, Key material. Import the same material
#         again, without an expiration date or with a later one.
#       azure: >-
#         Azure portal: Key vaults, {vault}, Objects, Keys, {key_name}. Choose New version with a later expiration date; under
#         Rotation policy set a rotation before expiry.
#     cli:
#       aws:
#         - aws kms describe-key --key-id {kms_name} --region {region} --query KeyMetadata.ValidTo
#         - >-
#           aws kms get-parameters-for-import --key-id {kms_name} --region {region} --wrapping-algorithm RSAES_OAEP_SHA_256
#           --wrapping-key-spec RSA_4096
#       azure:
#         - az keyvault key list-versions --vault-name {vault} --name {key_name} --output table
#         - az keyvault key rotation-policy show --vault-name {vault} --name {key_name}
#     terraform:
#       aws:
#         hcl: |
#           resource "aws_kms_external_key" "NAME" {
#             # a later date than the one that is set, or no valid_to at all
#             valid_to = "YYYY-MM-DDT00:00:00Z"
#           }
#       azure:
#         hcl: |
#           resource "azurerm_key_vault_key" "NAME" {
#             rotation_policy {
#               expire_after = "LIFETIME_OF_A_VERSION"
#               automatic {
#                 time_before_expiry = "P{param:expiry_warn_days}D"
#               }
#             }
#           }
#   references:
#     - https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-import-key-material.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/keys/how-to-configure-key-rotation
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#   parameters:
#     expiry_warn_days:
#       description: Days before the expiration of a key from which on a successor has to be planned.
#       type: integer
#       minimum: 1
#       default: 60
#   messages:
#     pass: >-
#       What Confluent encrypts with stays valid for more than {param:expiry_warn_days} days (days until it expires:
#       {expires_in_days}).
#     succeeded: >-
#       What Confluent encrypts with expires in {expires_in_days} days, and a planned rotation makes its successor in
#       {successor_in_days} days.
#     fail: >-
#       The clusters on the key stop when the key expires in {expires_in_days} days, because no planned rotation makes a successor
#       before that.
#     expired: >-
#       The clusters on the key can encrypt nothing new, because the key has expired and nothing has taken its place (days since
#       then: {days_past}).
package rules.key.expiry_ahead

import data.lib.kms_key

not_applicable := reason if {
	reason := kms_key.not_applicable
} else := "the key is destroyed or about to be" if {
	kms_key.pending_or_destroyed
} else := "the key does not expire" if {
	input.kms.expires_in_days.value == null
}

evidence := object.union(
	{
		"in_use": input.in_use,
		"present": input.kms.present,
		"state": input.kms.state,
		"expires_in_days": input.kms.expires_in_days,
	},
	_successor,
)

compliant if input.kms.expires_in_days.value > input.parameters.expiry_warn_days

compliant if _succeeded

message := "succeeded" if {
	_soon
	_succeeded
}

message := "expired" if _expired

computed := {"days_past": 0 - input.kms.expires_in_days.value} if _expired

# Of a key that expires late nobody asks what comes after it.
default _successor := {}

_successor := {"successor_in_days": input.kms.successor_in_days} if _soon

_soon if {
	input.kms.expires_in_days.value != null
	input.kms.expires_in_days.value <= input.parameters.expiry_warn_days
}

_expired if {
	_soon
	input.kms.expires_in_days.value < 0
}

# A rotation that was due and did not happen makes no successor.
_succeeded if {
	input.kms.successor_in_days.value != null
	input.kms.successor_in_days.value >= 0
	input.kms.successor_in_days.value <= input.kms.expires_in_days.value
}
