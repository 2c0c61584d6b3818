# METADATA
# title: Confluent holds every permission it needs on the key
# description: >-
#   Each principal that Confluent names for the key holds every permission that Confluent needs, whatever grants it: a key
#   policy or grant on AWS, role assignments or an access policy on Azure, role bindings on the key, its key ring or its
#   project on Google Cloud. Restrictions from outside the key's own policies are not read.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: critical
#   nothing_to_judge:
#     in_use: [false]
#     registration_in_use: [false]
#   rationale: >-
#     The clusters on the key stop working when Confluent loses a permission that it needs, and getting them back can take
#     half an hour or more after the permission is restored.
#   remediation:
#     summary: >-
#       Grant Confluent's principals the missing permissions, and change an explicit Deny that takes them away; extend the
#       policies rather than replace them. "confluent byok describe" shows the principals with which Confluent uses the key.
#     console:
#       aws: >-
#         AWS console: Key Management Service, Customer managed keys, key {key_id}, Key policy, Edit. Where the verdict names
#         an explicit Deny, change that Deny, or except Confluent's accounts from it by aws:PrincipalAccount: nothing that is
#         added outweighs it. For the rest, add the statements that Confluent Cloud Console shows for the key, or the missing
#         roles to the statements that are there.
#       azure: >-
#         Azure portal: Key vaults, {vault}, Access control (IAM), Add role assignment. Assign Key Vault Crypto Service
#         Encryption User and Key Vault Reader to the service principal of application {principals}.
#       gcp: >-
#         Google Cloud console: Security, Key Management, key ring {key_ring}, select key {key_name}, Permissions, Add
#         principal. Add {principals} with the custom role that Confluent describes.
#     cli:
#       aws:
#         - confluent byok describe {id}
#         - >-
#           aws kms get-key-policy --key-id {kms_name} --policy-name default --query Policy --output text --region {region} >
#           POLICY_FILE
#         - "# change the explicit Deny that the verdict names, if any; add the statements that are missing; then:"
#         - >-
#           aws kms put-key-policy --key-id {kms_name} --policy-name default --policy file://POLICY_FILE --region {region}
#       azure:
#         - az ad sp show --id {principals} --query id --output tsv || az ad sp create --id {principals}
#         - >-
#           az role assignment create --role "Key Vault Crypto Service Encryption User" --assignee-object-id "$(az ad sp show
#           --id {principals} --query id --output tsv)" --assignee-principal-type ServicePrincipal --scope
#           /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#         - >-
#           az role assignment create --role "Key Vault Reader" --assignee-object-id "$(az ad sp show --id {principals} --query
#           id --output tsv)" --assignee-principal-type ServicePrincipal --scope
#           /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#         - "# in a vault with access policies roles have no effect; there, in place of the two assignments:"
#         - >-
#           az keyvault set-policy --name {vault} --subscription {subscription} --object-id "$(az ad sp show --id {principals}
#           --query id --output tsv)" --key-permissions get wrapKey unwrapKey
#       gcp:
#         - >-
#           gcloud iam roles create ROLE_ID --project {project} --title "Confluent key access" --permissions
#           cloudkms.cryptoKeyVersions.useToDecrypt,cloudkms.cryptoKeyVersions.useToEncrypt,cloudkms.cryptoKeys.get
#         - >-
#           gcloud kms keys add-iam-policy-binding {key_name} --keyring {key_ring} --location {location} --project {project}
#           --member group:{principals} --role projects/{project}/roles/ROLE_ID
#     terraform:
#       aws:
#         hcl: |
#           resource "aws_kms_key_policy" "NAME" {
#             key_id = "{kms_name}"
#             # keep the statements that are there, but change the explicit Deny that the verdict names, if any; and add:
#             policy = jsonencode({
#               Version = "2012-10-17"
#               Statement = [{
#                 Sid       = "Allow Confluent accounts to use the key"
#                 Effect    = "Allow"
#                 Principal = { AWS = confluent_byok_key.NAME.aws[0].roles }
#                 Action = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*",
#                   "kms:DescribeKey", "kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"]
#                 Resource = "*"
#               }]
#             })
#           }
#       azure:
#         hcl: |
#           data "azuread_service_principal" "confluent" {
#             client_id = "{principals}"
#           }
#           resource "azurerm_role_assignment" "confluent_key" {
#             scope                = azurerm_key_vault.NAME.id
#             role_definition_name = "Key Vault Crypto Service Encryption User"
#             principal_id         = data.azuread_service_principal.confluent.object_id
#           }
#           resource "azurerm_role_assignment" "confluent_vault" {
#             scope                = azurerm_key_vault.NAME.id
#             role_definition_name = "Key Vault Reader"
#             principal_id         = data.azuread_service_principal.confluent.object_id
#           }
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
#     - https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-guide
#     - https://cloud.google.com/kms/docs/iam
#   messages:
#     pass: "Confluent's principals hold every permission that they need on the key: {granted}."
#     fail: >-
#       The clusters on the key stop working where Confluent uses a permission that it does not hold. Missing: {lacking}.
#     without_clusters: >-
#       No cluster can be created on the key as it is, because Confluent lacks permissions on it. Missing: {lacking}. No
#       cluster was seen on it, but Confluent still holds it in use, as it does until five days after its last cluster was
#       deleted.
#     phase: "What Confluent's own last validation of the key says: {phase}."
#     unread_aws: >-
#       The key's own policy and grants give Confluent what it needs, yet Confluent's validation failed. Look at what this audit
#       does not read: service control policies, resource control policies, and the state of an external key store.
#     unread_azure: >-
#       The vault's own permissions give Confluent what it needs, yet Confluent's validation failed. Look at what this audit does
#       not read: Conditional Access for workload identities, and the way through the network.
#     unread_gcp: >-
#       The policies of key, key ring and project give Confluent what it needs, yet Confluent's validation failed. Look at what
#       this audit does not read: deny policies, VPC Service Controls, and organization policies.
#     validated: >-
#       Confluent's last validation of the key succeeded all the same. It may be older than the loss of the permissions, or use
#       fewer of them.
#     remarks: "Worth knowing beside the verdict: {remarks}."
package rules.key.access_granted

import data.lib.kms_key

not_applicable := kms_key.not_by_registration

evidence := object.union_n([
	{
		"in_use": input.in_use,
		"present": input.kms.present,
		"registration_in_use": input.registration_in_use,
		"principals": input.principals,
		"granted": input.access.granted,
		"lacking": input.access.lacking,
		"decided": input.access.decided,
	},
	# What only helps a reader must not hide the verdict where it was not observed.
	{"phase": input.validation.phase | input.validation.phase.value},
	{"remarks": input.access.remarks | count(input.access.remarks.value) > 0},
	{"clusters": input.clusters | kms_key.without_clusters},
])

violated if {
	kms_key.applies_to_registration
	count(input.principals.value) > 0
	_lacking
}

compliant if {
	count(input.principals.value) > 0
	count(input.access.granted.value) > 0
	_granted
}

message := "without_clusters" if {
	_lacking
	kms_key.without_clusters
}

notes contains "phase" if input.validation.phase.value

notes contains _unread[input.provider.value] if {
	_plain
	_granted
	input.validation.phase.value == "INVALID"
}

notes contains "validated" if {
	_lacking
	input.validation.phase.value == "VALID"
}

notes contains "remarks" if count(input.access.remarks.value) > 0

# A key that is disabled, deleted or of the wrong kind is enough to explain a failed validation.
_plain if {
	kms_key.applies
	input.kms.state.value == "enabled"
}

_lacking if count(input.access.lacking.value) > 0

_granted if {
	count(input.access.lacking.value) == 0
	input.access.decided.value == true
}

_unread := {
	"aws": "unread_aws",
	"azure": "unread_azure",
	"gcp": "unread_gcp",
}
