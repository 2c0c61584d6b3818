# METADATA
# title: The key is in use, or was registered lately
# description: >-
#   A key that no cluster uses was registered less than a set number of days ago. The rule also applies to registrations whose
#   key is deleted or about to be destroyed.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: low
#   nothing_to_judge:
#     in_use: [true]
#     confluent_state: [IN_USE]
#   rationale: >-
#     An unused registration takes up the organization's quota, and Confluent keeps permissions on the key that nothing needs.
#   remediation:
#     summary: >-
#       If no cluster is going to use the key, delete its registration, then remove Confluent's permissions on the key. The key
#       itself may stay: old backups or audits may need it. If a cluster is to come, mend first what stands in its way.
#     console: >-
#       If no cluster is going to use the key: Confluent Cloud Console: Encryption keys, {id}, Delete key. Then take Confluent's
#       permissions on the key away, if no other registration needs them.
#     cli:
#       aws:
#         - "# is no cluster of any environment going to use the key? KEY_ID is {id}"
#         - confluent kafka cluster list --all
#         - confluent byok delete KEY_ID
#         - >-
#           aws kms get-key-policy --key-id {kms_name} --policy-name default --query Policy --output text --region {region} >
#           POLICY_FILE
#         - "# in POLICY_FILE, take out these principals, and leave the statement of the account's root: {principals}"
#         - "# the next command replaces the whole key policy; KEY_ARN is {kms_name}"
#         - aws kms put-key-policy --key-id KEY_ARN --policy-name default --policy file://POLICY_FILE --region {region}
#       azure:
#         - "# is no cluster of any environment going to use the key? KEY_ID is {id}"
#         - confluent kafka cluster list --all
#         - confluent byok delete KEY_ID
#         - >-
#           az role assignment list --assignee {principals} --scope
#           /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#         - "# ASSIGNMENT_IDS are those that no other key in the vault needs"
#         - az role assignment delete --ids ASSIGNMENT_IDS
#       gcp:
#         - "# is no cluster of any environment going to use the key? KEY_ID is {id}"
#         - confluent kafka cluster list --all
#         - confluent byok delete KEY_ID
#         - gcloud kms keys get-iam-policy {key_name} --keyring {key_ring} --location {location} --project {project}
#         - "# MEMBER is group:{principals}, ROLE each role that the command before shows for it"
#         - >-
#           gcloud kms keys remove-iam-policy-binding {key_name} --keyring {key_ring} --location {location} --project {project}
#           --member MEMBER --role ROLE
#     terraform:
#       note: >-
#         If no cluster is going to use the key, remove the confluent_byok_key of {id} from the configuration, look in the plan
#         that nothing else goes with it, and apply.
#     cases:
#       gone:
#         when: where the KMS key is gone or about to be
#         console: >-
#           The KMS key is gone or about to be, so that only its registration is left: Confluent Cloud Console, Encryption keys,
#           {id}, Delete key.
#         cli:
#           - "# no cluster can be created on {kms_name}; KEY_ID is {id}"
#           - confluent byok describe {id}
#           - confluent byok delete KEY_ID
#         terraform:
#           note: >-
#             Remove the confluent_byok_key of {id} from the configuration, look in the plan that nothing else goes with it, and
#             apply.
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/confluent-cli/current/command-reference/byok/confluent_byok_delete.html
#   parameters:
#     unused_key_days:
#       description: Days after registration for which a key may be unused.
#       type: integer
#       minimum: 1
#       maximum: 36500
#       default: 30
#   headline:
#     fail: takes up quota and serves no cluster
#     dead: takes up quota, and no cluster can be created on it
#   messages:
#     pass: >-
#       No cluster uses the key yet (days since its registration: {days_since_registration}, limit: {param:unused_key_days}).
#     not_ready: >-
#       A cluster cannot be created on the key as it is: {obstacles}. None uses it yet (days since its registration:
#       {days_since_registration}, limit: {param:unused_key_days}).
#     fail: >-
#       The key takes up quota, and Confluent's permissions on it serve no cluster (days since its registration:
#       {days_since_registration}, limit: {param:unused_key_days}).
#     dead: >-
#       The key takes up quota and serves no cluster, and one cannot be created on it: {obstacles} (days since its registration:
#       {days_since_registration}, limit: {param:unused_key_days}).
package rules.key.used

import data.lib.key_kind
import data.lib.kms_key

not_applicable := "the key is in use" if {
	input.in_use.value == true
} else := "Confluent still holds the key" if {
	input.confluent_state.value == "IN_USE"
}

# What stands in the way of a cluster only helps the reader.
evidence := object.union_n([
	{
		"in_use": input.in_use,
		"days_since_registration": input.days_since_registration,
	},
	_hold,
	{"phase": input.validation.phase | input.validation.phase.value == "INVALID"},
	{"present": input.kms.present | input.kms.present.value == false},
	{"state": input.kms.state | _unusable[input.kms.state.value]},
	{"material": input.kms.material | input.kms.material.value == "imported"},
	{"key_type": input.kms.key_type | key_kind.wrong.type},
	{"uses": input.kms.uses | key_kind.wrong.uses},
	{"manager": input.kms.manager | key_kind.wrong.manager},
	{"origin": input.kms.origin | key_kind.wrong.origin},
	{"lacking": input.access.lacking | count(input.access.lacking.value) > 0},
	{"purge_protection": input.vault.purge_protection | input.vault.purge_protection.value == false},
])

compliant if input.days_since_registration.value < input.parameters.unused_key_days

expected := concat(" ", ["a cluster within", format_int(input.parameters.unused_key_days, 10), "days"])

actual := "no cluster"

message := "not_ready" if {
	_obstructed
	compliant
} else := "dead" if {
	_obstructed
}

# Of a key that is gone there are no permissions to take away.
remedy := "gone" if input.kms.present.value == false

remedy := "gone" if kms_key.pending_or_destroyed

computed := {"obstacles": sort(_obstacles)} if _obstructed

_obstructed if count(_obstacles) > 0

_obstacles contains "Confluent's own last validation of it failed (INVALID)" if input.validation.phase.value == "INVALID"

_obstacles contains "the KMS has no such key" if input.kms.present.value == false

_obstacles contains _unusable[input.kms.state.value]

_obstacles contains "its material was imported" if input.kms.material.value == "imported"

_obstacles contains concat("", ["Confluent supports no key of its type (", input.kms.key_type.value, ")"]) if {
	key_kind.wrong.type
}

_obstacles contains "it does not permit what Confluent does with a key" if key_kind.wrong.uses

_obstacles contains "AWS manages it and not the customer" if key_kind.wrong.manager

_obstacles contains concat("", ["Confluent supports no key of its origin (", input.kms.origin.value, ")"]) if {
	key_kind.wrong.origin
}

_obstacles contains "Confluent lacks permissions on it" if count(input.access.lacking.value) > 0

_obstacles contains "its vault has no purge protection" if input.vault.purge_protection.value == false

_unusable := {
	"disabled": "it is disabled",
	"pending_deletion": "it is about to be destroyed",
	"pending_import": "it has no material yet",
	"unavailable": "its key store is not available",
	"expired": "it has expired",
	"not_yet_valid": "it is not valid yet",
	"destroyed": "its primary version is destroyed",
	"no_primary": "it has no primary version",
}

# Confluent may hold a key for days after its last cluster was deleted.
default _hold := {}

_hold := {"confluent_state": input.confluent_state} if input.in_use.value == false
