# METADATA
# title: Confluent holds nothing on the key beyond its need
# description: >-
#   No principal that Confluent names for the key may do more than read it and use it as Confluent needs: not change the
#   key, its policy or its grants, not delete it, and not hold a role that administers keys.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: medium
#   nothing_to_judge:
#     in_use: [false]
#     registration_in_use: [false]
#   rationale: >-
#     An attacker who takes over one of Confluent's principals has all of its permissions. With more than it needs, the attacker
#     could also destroy the key, lock its owner out, or give others access. With self-managed keys, only the owner should be
#     able to do that.
#   remediation:
#     summary: >-
#       Remove the permissions that Confluent's principals do not need, one at a time, and keep those that they need: without
#       them the clusters stop. "confluent byok describe" shows the principals with which Confluent uses the key.
#     console:
#       aws: >-
#         AWS console: Key Management Service, Customer managed keys, key {key_id}, Key policy, Edit. Narrow the actions of the
#         statements for Confluent's roles. Grants are revoked on the command line.
#       azure: >-
#         Azure portal: Key vaults, {vault}, Access control (IAM), Role assignments. Select the assignment, Remove; an inherited
#         one is removed where it was made. Access policies: Key vaults, {vault}, Access policies, Edit.
#       gcp: >-
#         Google Cloud console: Security, Key Management, key ring {key_ring}, select key {key_name}, Permissions. Edit the
#         principal {principals} and remove the role; an inherited one is removed on the key ring or the project.
#     cli:
#       aws:
#         - >-
#           aws kms get-key-policy --key-id {kms_name} --policy-name default --query Policy --output text --region {region} >
#           POLICY_FILE
#         - "# in POLICY_FILE, narrow the statements of these principals, and leave that of the account's root: {principals}"
#         - "# the next command replaces the whole key policy; KEY_ARN is {kms_name}"
#         - aws kms put-key-policy --key-id KEY_ARN --policy-name default --policy file://POLICY_FILE --region {region}
#         - aws kms list-grants --key-id {kms_name} --region {region}
#         - aws kms revoke-grant --key-id {kms_name} --grant-id GRANT_ID --region {region}
#       azure:
#         - >-
#           az role assignment list --assignee {principals} --include-inherited --include-groups --scope
#           /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#         - az role assignment delete --ids ASSIGNMENT_ID
#         - "# in a vault with access policies, in place of the two:"
#         - az ad sp show --id {principals} --query id --output tsv
#         - "# OBJECT_ID is what the command before prints; the next one replaces what it may do with the keys of the vault"
#         - >-
#           az keyvault set-policy --name {vault} --subscription {subscription} --object-id OBJECT_ID --key-permissions get
#           wrapKey unwrapKey
#       gcp:
#         - gcloud kms keys get-iam-policy {key_name} --keyring {key_ring} --location {location} --project {project}
#         - >-
#           gcloud kms keys remove-iam-policy-binding {key_name} --keyring {key_ring} --location {location} --project {project}
#           --member group:{principals} --role ROLE --all
#         - >-
#           gcloud kms keyrings remove-iam-policy-binding {key_ring} --location {location} --project {project} --member
#           group:{principals} --role ROLE --all
#         - gcloud projects remove-iam-policy-binding {project} --member group:{principals} --role ROLE --all
#     terraform:
#       aws:
#         note: >-
#           In the policy of the aws_kms_key or aws_kms_key_policy, leave Confluent's roles no more than kms:Encrypt, kms:Decrypt,
#           kms:ReEncrypt*, kms:GenerateDataKey*, kms:DescribeKey, kms:CreateGrant, kms:ListGrants and kms:RevokeGrant.
#       azure:
#         note: >-
#           Leave Confluent's service principal one azurerm_role_assignment with the role Key Vault Crypto Service Encryption User,
#           one with Key Vault Reader, and no other.
#       gcp:
#         hcl: |
#           resource "google_project_iam_custom_role" "confluent" {
#             role_id     = "ROLE_ID"
#             title       = "Confluent key access"
#             permissions = ["cloudkms.cryptoKeyVersions.useToDecrypt",
#               "cloudkms.cryptoKeyVersions.useToEncrypt", "cloudkms.cryptoKeys.get"]
#           }
#           resource "google_kms_crypto_key_iam_member" "confluent" {
#             crypto_key_id = "{kms_name}"
#             role          = google_project_iam_custom_role.confluent.id
#             member        = "group:{principals}"
#           }
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/least-privilege.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-guide
#     - https://cloud.google.com/kms/docs/iam
#   messages:
#     pass: Confluent's principals hold nothing on the key beyond what they need.
#     fail: >-
#       Confluent's principals could do more with the key than Confluent needs. Beyond the need: {excess}.
package rules.key.least_privilege

import data.lib.kms_key

not_applicable := kms_key.not_by_registration

evidence := {
	"in_use": input.in_use,
	"present": input.kms.present,
	"registration_in_use": input.registration_in_use,
	"principals": input.principals,
	"excess": input.access.excess,
	"excess_decided": input.access.excess_decided,
}

violated if {
	kms_key.applies_to_registration
	count(input.principals.value) > 0
	count(input.access.excess.value) > 0
}

compliant if {
	count(input.principals.value) > 0
	count(input.access.excess.value) == 0
	input.access.excess_decided.value == true
}
