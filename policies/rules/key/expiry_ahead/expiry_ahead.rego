# METADATA
# title: The key does not expire soon
# description: >-
#   What Confluent encrypts with does not expire within the limit, or a planned rotation makes a successor before it
#   does. On Azure that is the version in use: the pinned one, which gains nothing from a successor, else the newest. On
#   AWS it is imported key material with an expiration date.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: high
#   nothing_to_judge:
#     in_use: [false]
#     kms.expires_in_days: [null]
#   rationale: >-
#     On the day of expiry the clusters on the key are at risk: an expired version wraps nothing new, and AWS deletes
#     imported material that expires. It comes without any other change, often on a weekend.
#   remediation:
#     summary: >-
#       Make a successor before the date: on Azure a new version of the key, and a rotation policy for the next ones; a
#       version that the registered key id pins gets a later date instead. On AWS import the same key material again
#       with a later expiration date, or with none.
#     console:
#       aws: >-
#         AWS console: Key Management Service, Customer managed keys, key {key_id}, Key material. Import the same
#         material again, without an expiration date or with a later one.
#       azure: >-
#         Azure portal: Key vaults, {vault}, Objects, Keys, {key_name}. Choose Rotate now, or New version with a later
#         expiration date; under Rotation policy set a rotation before expiry. Keep the old version enabled: data is
#         still under it.
#     cli:
#       aws:
#         - aws kms describe-key --key-id {kms_name} --region {region} --query KeyMetadata.ValidTo
#         - "# decode both parts of the answer from base64: WRAPPING_KEY and IMPORT_TOKEN; they are valid for 24 hours"
#         - >-
#           aws kms get-parameters-for-import --key-id {kms_name} --region {region} --wrapping-algorithm
#           RSAES_OAEP_SHA_256 --wrapping-key-spec RSA_4096
#         - "# WRAPPED_MATERIAL is the same material as before, wrapped: AWS takes no other, and the data needs this one"
#         - >-
#           aws kms import-key-material --key-id {kms_name} --region {region} --import-token fileb://IMPORT_TOKEN
#           --encrypted-key-material fileb://WRAPPED_MATERIAL --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE
#       azure:
#         - az keyvault key rotation-policy show --vault-name {vault} --name {key_name}
#         - "# a new version, whose date follows from the policy; the old one stays enabled, since data is still under it"
#         - az keyvault key rotate --vault-name {vault} --name {key_name}
#         - "# the policy for the next ones, in place of the one that was shown; ROTATION_POLICY_FILE rotates before the expiry"
#         - az keyvault key rotation-policy update --vault-name {vault} --name {key_name} --value ROTATION_POLICY_FILE
#     terraform:
#       aws:
#         hcl: |
#           # with the same key_material_base64: another one would be another key
#           resource "aws_kms_external_key" "NAME" {
#             # a later date than the one that is set, or no valid_to at all
#             valid_to = "END_TIME"
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
#     cases:
#       pinned:
#         when: where the registered key id pins the version
#         console:
#           azure: >-
#             Azure portal: Key vaults, {vault}, Objects, Keys, {key_name}, version {pinned}. Set a later expiration
#             date, Apply. A new version does not help: Confluent uses this one.
#         cli:
#           azure:
#             - "# Confluent uses only this version: a later date keeps it in use, and a new version would not be taken up"
#             - >-
#               az keyvault key set-attributes --vault-name {vault} --name {key_name} --version {pinned} --expires
#               END_TIME
#         terraform:
#           azure:
#             hcl: |
#               resource "azurerm_key_vault_key" "NAME" {
#                 expiration_date = "END_TIME"
#               }
#   declared_in:
#     - aws_kms_external_key.valid_to
#     - aws_kms_replica_external_key.valid_to
#     - azurerm_key_vault_key.expiration_date
#     - azurerm_key_vault_key.rotation_policy.automatic.time_before_expiry
#     - azurerm_key_vault_key.rotation_policy
#   references:
#     - https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-import-key-material.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/keys/how-to-configure-key-rotation
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#   parameters:
#     expiry_warn_days:
#       description: Days before the expiration of a key from which on a successor has to be planned.
#       type: integer
#       minimum: 1
#       maximum: 36500
#       default: 60
#   headline:
#     fail: "expires in {expires_in_days} days, without a successor"
#     pinned: "expires in {expires_in_days} days, and is pinned to that version"
#     expired: "expired {days_past} days ago"
#   messages:
#     pass: >-
#       What Confluent encrypts with stays valid for more than {param:expiry_warn_days} days (days until it expires:
#       {expires_in_days}).
#     succeeded: >-
#       What Confluent encrypts with expires in {expires_in_days} days, and a planned rotation makes its successor in
#       {successor_in_days} days.
#     fail: >-
#       The clusters on the key are at risk when it expires in {expires_in_days} days, because no planned rotation makes
#       a successor before that.
#     pinned: >-
#       The clusters on the key are at risk when its version expires in {expires_in_days} days, because the registered
#       key id pins that version and takes up no successor.
#     expired: >-
#       The clusters on the key can encrypt nothing new, because it expired {days_past} days ago and nothing has taken
#       its place.
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

expected := concat(" ", [
	"no expiry within",
	format_int(input.parameters.expiry_warn_days, 10),
	"days, or a successor before it",
])

# Without the number of days, which is another one tomorrow: a waiver of what was seen today would lapse.
default actual := "expires within that time, without a successor"

actual := "expired, without a successor" if _expired

message := "succeeded" if {
	_soon
	_succeeded
} else := "expired" if {
	_expired
} else := "pinned" if {
	_pinned
}

remedy := "pinned" if _pinned

computed := _values if count(_values) > 0

_values := object.union(_past, {"pinned": input.kms.pinned_version.value | _pinned})

default _past := {}

_past := {"days_past": 0 - input.kms.expires_in_days.value} if _expired

_pinned if {
	_soon
	input.kms.pinned_version.value != null
}

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
