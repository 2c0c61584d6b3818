# METADATA
# title: Confluent's validation of the key succeeded
# description: >-
#   Confluent tests each registered key. The last test succeeded, or the key was registered so recently that the first
#   test may still be running.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: critical
#   nothing_to_judge:
#     in_use: [false]
#     registration_in_use: [false]
#   rationale: >-
#     If Confluent cannot use a key, the clusters on it are at risk, and no new cluster can be created with it. The test
#     detects what no single policy shows, such as organization-wide restrictions.
#   remediation:
#     summary: >-
#       Read Confluent's reason, then the verdicts of the rules on the key's state and permissions, and mend what they name. If
#       those pass, look for restrictions on the whole organization. Where no cluster is on the key, nothing has to be mended.
#     console: >-
#       Confluent Cloud Console: Encryption keys, {id}, Validation. If the rules on the key's state and permissions pass, look at
#       what restricts the whole organization: AWS service and resource control policies, Azure deny assignments and policies,
#       Google organization policies and VPC Service Controls.
#     cli:
#       aws:
#         - confluent byok describe {id}
#         - aws kms describe-key --key-id {kms_name} --region {region}
#         - >-
#           aws kms get-key-policy --key-id {kms_name} --policy-name default --query Policy --output text --region {region}
#         - "# in the management account: what restricts the account {account} as a whole"
#         - aws organizations list-policies-for-target --target-id {account} --filter SERVICE_CONTROL_POLICY
#         - aws organizations list-policies-for-target --target-id {account} --filter RESOURCE_CONTROL_POLICY
#       azure:
#         - confluent byok describe {id}
#         - az keyvault key show --vault-name {vault} --name {key_name}
#         - >-
#           az role assignment list --include-inherited --scope
#           /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#       gcp:
#         - confluent byok describe {id}
#         - gcloud kms keys describe {key_name} --keyring {key_ring} --location {location} --project {project}
#         - gcloud kms keys get-iam-policy {key_name} --keyring {key_ring} --location {location} --project {project}
#     terraform:
#       note: Terraform does not show Confluent's validation; what it can mend, the other rules say.
#     cases:
#       stuck:
#         when: where the first validation does not end
#         console: >-
#           Confluent Cloud Console: Encryption keys, {id}, Validation. If the rules on the key's state and permissions pass, and
#           it still does not end: Support, Create ticket.
#         cli:
#           - "# INITIALIZING should end within a day; with all permissions granted, it is a matter for Confluent Support"
#           - confluent byok describe {id}
#         terraform:
#           note: Terraform does not show Confluent's validation; what it can mend, the other rules say.
#       retired:
#         when: where no cluster is on the key
#         console: >-
#           Nothing has to be mended: no cluster is on the key. Confluent releases it five days after its last cluster was
#           deleted; then Confluent Cloud Console, Encryption keys, {id}, Delete key.
#         cli:
#           - "# no cluster of any environment is on the key; once its state is AVAILABLE, its registration can go"
#           - confluent kafka cluster list --all
#           - confluent byok describe {id}
#         terraform:
#           note: Once Confluent has released the key, remove the confluent_byok_key of {id} from the configuration.
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/confluent-cli/current/command-reference/byok/confluent_byok_describe.html
#   parameters:
#     initializing_grace_hours:
#       description: Hours after registration within which the first validation may still be running.
#       type: integer
#       minimum: 0
#       maximum: 876000
#       default: 24
#   headline:
#     fail: failed Confluent's own validation
#     stuck: is still not validated by Confluent
#   messages:
#     pass: Confluent validated the key.
#     fail: >-
#       The clusters on the key are at risk, and none can be created with it, because Confluent's own last validation of it
#       failed.
#     without_clusters: >-
#       No cluster can be created on the key, because Confluent's own last validation of it failed. None was seen on it, but
#       Confluent holds it until five days after its last one.
#     reason: 'Confluent says "{reason}" of its validation.'
#     stuck: >-
#       No cluster can be created with the key, because Confluent has not finished its first validation (hours since the
#       registration: {hours_since_registration}, limit: {param:initializing_grace_hours}).
package rules.key.validated

import data.lib.kms_key

not_applicable := "nothing depends on the key" if {
	input.in_use.value == false
} else := "no cluster uses this registration of the key" if {
	input.registration_in_use.value == false
} else := "Confluent's first validation of the key may still be running" if {
	_initializing
	input.validation.hours_since_registration.value <= input.parameters.initializing_grace_hours
}

evidence := object.union_n([
	{
		"in_use": input.in_use,
		"registration_in_use": input.registration_in_use,
		"phase": input.validation.phase,
	},
	_age,
	{"reason": input.validation.message | _has_reason},
	{"clusters": input.clusters | kms_key.without_clusters},
])

compliant if input.validation.phase.value == "VALID"

expected := "VALID"

actual := input.validation.phase.value

message := "stuck" if {
	_initializing
} else := "without_clusters" if {
	_invalid
	kms_key.without_clusters
}

remedy := "stuck" if _initializing

# A cluster that was not seen would need the key.
remedy := "retired" if {
	_invalid
	kms_key.without_clusters
	input.all_users_seen.value == true
}

notes contains "reason" if _has_reason

# Confluent's reason only informs the reader: a failure without a reason is still a failure.
_has_reason if {
	_invalid
	input.validation.message.value != ""
}

# Once the test has ended, the age of the key does not matter.
default _age := {}

_age := {"hours_since_registration": input.validation.hours_since_registration} if _initializing

_invalid if input.validation.phase.value == "INVALID"

_initializing if input.validation.phase.value == "INITIALIZING"
