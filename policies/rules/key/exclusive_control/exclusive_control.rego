# METADATA
# title: Nobody but the organization decides about the key
# description: >-
#   Whoever may decrypt with the key, open it to others, disable or destroy it belongs to the organization, is Confluent
#   for a registration of this key, or is declared in trusted_principals. A principal that is provably foreign fails
#   always. One of which nothing that is read says whose it is needs an attestation while nothing is declared for the
#   cloud; once the list is there, it is exhaustive. The limits of the report name the policies that are not read.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: critical
#   nothing_to_judge:
#     in_use: [false]
#   rationale: >-
#     A key of one's own is worth its cost only while nobody but its owner decides about it: an outsider who may decrypt
#     reads the data, and one who may change the policy, disable or destroy the key takes it away.
#   remediation:
#     summary: >-
#       Decide about each of these principals first: is it yours, a partner's, or nobody's that you know? Declare in
#       trusted_principals of byok-audit.yaml, after a review, those that are right, and take out the others, one at a
#       time.
#     console:
#       aws: >-
#         AWS console: Key Management Service, Customer managed keys, key {key_id}. Key policy and Grants show who holds
#         what: {outsiders}.
#       azure: >-
#         Azure portal: Key vaults, {vault}, Access control (IAM), Role assignments; where the vault does not use Azure
#         RBAC, Access policies. To decide about: {outsiders}.
#       gcp: >-
#         Google Cloud console: Security, Key Management, key ring {key_ring}, select key {key_name}, Permissions;
#         inherited roles are shown with the key ring or project that gives them. To decide about: {outsiders}.
#     cli:
#       aws:
#         - "# to decide about: {outsiders}"
#         - aws kms list-grants --key-id {kms_name} --region {region}
#         - "# for those that are right, in byok-audit.yaml after a review, trusted_principals, aws: [{entries}]"
#         - "# for the others, in a statement: POLICY_FILE is the policy as it is now; keep it, to go back to"
#         - >-
#           aws kms get-key-policy --key-id {kms_name} --policy-name default --query Policy --output text --region
#           {region} > POLICY_FILE
#         - "# NEW_POLICY_FILE is a copy without these principals, and with every other statement"
#         - "# compare the two files; put-key-policy replaces the whole policy; KEY_ARN is {kms_name}"
#         - >-
#           aws kms put-key-policy --key-id KEY_ARN --policy-name default --policy file://NEW_POLICY_FILE --region
#           {region}
#         - "# for the others, in a grant: GRANT_ID is named above; what relies on it loses the key at once"
#         - aws kms revoke-grant --key-id {kms_name} --grant-id GRANT_ID --region {region}
#       azure:
#         - "# to decide about: {outsiders}"
#         - "az role assignment list --include-inherited --output table\
#           \ --scope /subscriptions/{subscription}/resourceGroups/{resource_group}\
#           /providers/Microsoft.KeyVault/vaults/{vault}/keys/{key_name}"
#         - "# for those that are right, in byok-audit.yaml after a review, trusted_principals, azure: [{entries}]"
#         - "# for the others, by a role: its assignment's id, which names its scope; an inherited one is of more than this vault"
#         - az role assignment delete --ids ASSIGNMENT_ID
#         - "# for the others, by an access policy: this takes all of the principal's permissions on the vault"
#         - az keyvault delete-policy --name {vault} --subscription {subscription} --object-id OBJECT_ID
#         - "# a role that may be activated is taken away in Privileged Identity Management, a delegation in Azure Lighthouse"
#       gcp:
#         - "# to decide about: {outsiders}"
#         - "# for those that are right, in byok-audit.yaml after a review, trusted_principals, gcp: [{entries}]"
#         - "# for the others, bound on the key:"
#         - >-
#           gcloud kms keys remove-iam-policy-binding {key_name} --keyring {key_ring} --location {location} --project
#           {project} --member MEMBER --role ROLE --all
#         - "# for the others, bound on the key ring, for all of its keys:"
#         - >-
#           gcloud kms keyrings remove-iam-policy-binding {key_ring} --location {location} --project {project} --member
#           MEMBER --role ROLE --all
#         - "# for the others, bound on the project, for all that is in it:"
#         - gcloud projects remove-iam-policy-binding {project} --member MEMBER --role ROLE --all
#     terraform:
#       aws:
#         note: >-
#           Review the statements of the policy of aws_kms_key or aws_kms_key_policy, and each aws_kms_grant; keep the
#           statement of the account's root. To decide about: {outsiders}.
#       azure:
#         note: >-
#           Review each azurerm_role_assignment whose scope is the key, the vault or above, and each
#           azurerm_key_vault_access_policy. To decide about: {outsiders}.
#       gcp:
#         note: >-
#           Review google_kms_crypto_key_iam_member, google_kms_key_ring_iam_member and google_project_iam_member
#           resources, and the members of the _iam_binding and _iam_policy resources. To decide about: {outsiders}.
#   declared_in:
#     - aws_kms_key_policy.policy
#     - aws_kms_key.policy
#     - aws_kms_external_key.policy
#     - aws_kms_replica_key.policy
#     - aws_kms_replica_external_key.policy
#     - google_kms_crypto_key_iam_policy.policy_data
#     - google_kms_crypto_key
#     - azurerm_key_vault.access_policy
#   references:
#     - https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#     - https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-guide
#     - https://cloud.google.com/kms/docs/iam
#   headline:
#     fail: is held by somebody other than the organization and Confluent
#   messages:
#     pass: "Nobody holds the key but the organization, Confluent and whoever was declared: {holders}."
#     fail: >-
#       Others than the organization and Confluent hold the key, and trusted_principals does not declare them:
#       {strangers}.
#     declare: >-
#       Review these, and put those that are right into byok-audit.yaml, as trusted_principals, {section}: {entries}.
package rules.key.exclusive_control

import data.lib.kms_key

not_applicable := kms_key.not_applicable

evidence := {
	"in_use": input.in_use,
	"present": input.kms.present,
	"holders": input.holders,
	"holders_in_question": input.holders_in_question,
	"holders_decided": input.holders_decided,
	"holders_known": input.holders_known,
	"trusted_declared": input.trusted_declared,
	"provider": input.provider,
}

violated if {
	kms_key.applies
	count(_outsiders) > 0
}

compliant if count(input.holders_in_question.value) == 0

expected := "the organization, Confluent and declared principals only"

actual := sort({holder.principal | some holder in _questioned})

_questioned := _outsiders if {
	count(_outsiders) > 0
} else := input.holders_in_question.value

computed := {
	"strangers": sort({holder.principal | some holder in _outsiders}),
	"outsiders": [_phrase(holder) | some holder in _outsiders],
	"section": input.provider.value,
	"entries": _entries,
}

notes contains "declare" if {
	kms_key.applies
	count(_entries) > 0
}

_outsiders := [holder | some holder in input.holders_in_question.value; _is_outsider(holder)]

_is_outsider(holder) if holder.whose == "foreign"

_is_outsider(holder) if {
	holder.doubt.cause == "unsupported"
	input.trusted_declared.value == true
}

# What to review and, where it is right, to declare.
_entries := sort({concat("", ["\"", holder.declare, "\""]) |
	some holder in input.holders_in_question.value
	holder.declare != null
})

_acts := {"use": "use the key", "open": "give others access", "disable": "disable it", "destroy": "destroy it"}

_phrase(holder) := concat("", [
	holder.principal,
	" may ",
	concat(", ", [_acts[act] | some act in holder.may]),
	" (",
	holder.by,
	")",
])
