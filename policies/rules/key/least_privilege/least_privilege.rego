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
#     An attacker who takes over one of Confluent's principals has all of its permissions. With more than it needs, the
#     attacker could also destroy the key, lock its owner out, or give others access. With self-managed keys, only the
#     owner should be able to do that.
#   remediation:
#     summary: >-
#       Give Confluent's principals the permissions that they need by a statement or role of its own first. Then take
#       away, one at a time, what goes beyond: where the same statement or role gives both, the clusters are at risk
#       without the first step.
#     console:
#       aws: >-
#         AWS console: Key Management Service, Customer managed keys, key {key_id}, Key policy, Edit. Narrow the actions
#         of what the verdict names to those of Confluent's template; keep every other statement. Grants are revoked on
#         the command line.
#       azure: >-
#         Azure portal: Key vaults, {vault}, Access control (IAM), Role assignments. Assign Key Vault Crypto Service
#         Encryption User and Key Vault Reader to {principals}; then select what the verdict names, Remove; an inherited
#         one is removed where it was made.
#       gcp: >-
#         Google Cloud console: Security, Key Management, key ring {key_ring}, select key {key_name}, Permissions. Give
#         {principals} the roles Cloud KMS CryptoKey Encrypter/Decrypter and Cloud KMS Viewer; then remove the role that
#         the verdict names, where it is bound.
#     cli:
#       aws:
#         - "# beyond the need: {excess}"
#         - "# POLICY_FILE is the policy as it is now: keep it, to go back to"
#         - >-
#           aws kms get-key-policy --key-id {kms_name} --policy-name default --query Policy --output text --region
#           {region} > POLICY_FILE
#         - "# NEW_POLICY_FILE is a copy in which these statements give no more than Confluent's own, which this prints:"
#         - confluent byok describe {id}
#         - "# compare the two files; put-key-policy replaces the whole policy; KEY_ARN is {kms_name}"
#         - >-
#           aws kms put-key-policy --key-id KEY_ARN --policy-name default --policy file://NEW_POLICY_FILE --region
#           {region}
#         - "# only where a grant gives it, and the policy gives what Confluent needs: GRANT_ID is named above"
#         - aws kms list-grants --key-id {kms_name} --region {region}
#         - aws kms revoke-grant --key-id {kms_name} --grant-id GRANT_ID --region {region}
#       azure:
#         - "# beyond the need: {excess}"
#         - "# first the two roles that stay"
#         - >-
#           az role assignment create --role "Key Vault Crypto Service Encryption User" --assignee {principals} --scope
#           /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#         - >-
#           az role assignment create --role "Key Vault Reader" --assignee {principals} --scope
#           /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#         - "# then the assignment that goes beyond: its id, which names its scope; an inherited one is of more than this vault"
#         - "az role assignment list --assignee {principals} --include-inherited --include-groups\
#           \ --scope /subscriptions/{subscription}/resourceGroups/{resource_group}\
#           /providers/Microsoft.KeyVault/vaults/{vault}/keys/{key_name}"
#         - az role assignment delete --ids ASSIGNMENT_ID
#       gcp:
#         - "# beyond the need: {excess}"
#         - "# first the two roles that stay"
#         - >-
#           gcloud kms keys add-iam-policy-binding {key_name} --keyring {key_ring} --location {location} --project
#           {project} --member group:{principals} --role roles/cloudkms.cryptoKeyEncrypterDecrypter --condition None
#         - >-
#           gcloud kms keys add-iam-policy-binding {key_name} --keyring {key_ring} --location {location} --project
#           {project} --member group:{principals} --role roles/cloudkms.viewer --condition None
#         - "# then the one that goes beyond; MEMBER is group:{principals}, or the domain that is named above"
#         - "# bound on the key:"
#         - >-
#           gcloud kms keys remove-iam-policy-binding {key_name} --keyring {key_ring} --location {location} --project
#           {project} --member MEMBER --role ROLE --all
#         - "# bound on the key ring, for all of its keys:"
#         - >-
#           gcloud kms keyrings remove-iam-policy-binding {key_ring} --location {location} --project {project} --member
#           MEMBER --role ROLE --all
#         - "# bound on the project, for all that is in it:"
#         - gcloud projects remove-iam-policy-binding {project} --member MEMBER --role ROLE --all
#     terraform:
#       aws:
#         note: >-
#           In the policy of aws_kms_key or aws_kms_key_policy give Confluent's roles kms:Encrypt, kms:Decrypt,
#           kms:ReEncrypt*, kms:GenerateDataKey*, kms:DescribeKey, kms:CreateGrant, kms:ListGrants and kms:RevokeGrant,
#           and nothing else.
#       azure:
#         note: >-
#           Keep one azurerm_role_assignment for Key Vault Crypto Service Encryption User and one for Key Vault Reader,
#           and no other for Confluent's service principal.
#       gcp:
#         hcl: |
#           # in place of the role that goes beyond
#           resource "google_kms_crypto_key_iam_member" "confluent" {
#             for_each      = toset(["roles/cloudkms.cryptoKeyEncrypterDecrypter", "roles/cloudkms.viewer"])
#             crypto_key_id = "projects/{project}/locations/{location}/keyRings/{key_ring}/cryptoKeys/{key_name}"
#             role          = each.key
#             member        = "group:{principals}"
#           }
#     cases:
#       access_policy:
#         when: where the vault uses access policies
#         console:
#           azure: >-
#             Azure portal: Key vaults, {vault}, Access policies, the policy of {principals}, Edit: key permissions Get,
#             Wrap Key and Unwrap Key, and no others. A role that the verdict names is removed under Access control
#             (IAM), where it was made.
#         cli:
#           azure:
#             - "# beyond the need: {excess}"
#             - "# OBJECT_ID is what the first command prints; the third replaces the key permissions of that one principal"
#             - az ad sp show --id {principals} --query id --output tsv
#             - az keyvault show --name {vault} --subscription {subscription} --query properties.accessPolicies
#             - >-
#               az keyvault set-policy --name {vault} --subscription {subscription} --object-id OBJECT_ID
#               --key-permissions get wrapKey unwrapKey
#             - "# where a role gives it: its id, which names its scope"
#             - "az role assignment list --assignee {principals} --include-inherited --include-groups\
#               \ --scope /subscriptions/{subscription}/resourceGroups/{resource_group}\
#               /providers/Microsoft.KeyVault/vaults/{vault}/keys/{key_name}"
#             - az role assignment delete --ids ASSIGNMENT_ID
#         terraform:
#           azure:
#             note: >-
#               In the azurerm_key_vault_access_policy or access_policy block of Confluent's service principal,
#               key_permissions is Get, WrapKey and UnwrapKey, and nothing else.
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
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/least-privilege.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-guide
#     - https://cloud.google.com/kms/docs/iam
#   headline:
#     fail: gives Confluent more permissions than it needs
#   messages:
#     pass: Confluent's principals hold nothing on the key beyond what they need.
#     fail: >-
#       Whoever takes over a principal of Confluent's could do more with the key than Confluent needs: {excess}.
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

remedy := "access_policy" if input.vault.rbac.value == false

compliant if {
	count(input.principals.value) > 0
	count(input.access.excess.value) == 0
	input.access.excess_decided.value == true
}

expected := "nothing beyond what Confluent needs"

actual := input.access.excess.value
