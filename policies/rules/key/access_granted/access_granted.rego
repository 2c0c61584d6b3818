# METADATA
# title: Confluent holds every permission it needs on the key
# description: >-
#   Each principal that Confluent names for the key holds every permission that Confluent needs, whatever grants it: a
#   key policy or grant on AWS, role assignments or an access policy on Azure, role bindings on the key, its key ring or
#   its project on Google Cloud. Restrictions from outside the key's own policies are not read.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: critical
#   nothing_to_judge:
#     in_use: [false]
#     registration_in_use: [false]
#   rationale: >-
#     The clusters on the key stop working when Confluent loses a permission that it needs, and getting them back can
#     take half an hour or more after the permission is restored.
#   remediation:
#     summary: >-
#       Give Confluent's principals what they lack, by adding to the policies that are there: a policy that is replaced
#       may take away your own access. Where a Deny takes a permission away, change the Deny, because nothing that is
#       added outweighs it.
#     console:
#       aws: >-
#         AWS console: Key Management Service, Customer managed keys, key {key_id}, Key policy, Edit. Keep every
#         statement, and add this one to the list: {statement}
#       azure: >-
#         Azure portal: Key vaults, {vault}, Access control (IAM), Add role assignment. Assign Key Vault Crypto Service
#         Encryption User, and then Key Vault Reader, to the service principal of application {principals} (object id
#         {object_id}).
#       gcp: >-
#         Google Cloud console: Security, Key Management, key ring {key_ring}, select key {key_name}, Permissions, Add
#         principal. Add {principals} with a custom role of the project that holds {lost}.
#     cli:
#       aws:
#         - "# Confluent's own statements, and the roles that they name:"
#         - confluent byok describe {id}
#         - "# POLICY_FILE is the policy as it is now: keep it, to go back to"
#         - >-
#           aws kms get-key-policy --key-id {kms_name} --policy-name default --query Policy --output text --region
#           {region} > POLICY_FILE
#         - "# NEW_POLICY_FILE is a copy with every statement, that of the account's root too, and with one more in the list:"
#         - "# {statement}"
#         - "# compare the two files; put-key-policy replaces the whole policy; KEY_ARN is {kms_name}"
#         - >-
#           aws kms put-key-policy --key-id KEY_ARN --policy-name default --policy file://NEW_POLICY_FILE --region
#           {region}
#       azure:
#         - "# the object id is that of the service principal of application {principals}"
#         - >-
#           az role assignment create --role "Key Vault Crypto Service Encryption User" --assignee-object-id {object_id}
#           --assignee-principal-type ServicePrincipal --scope
#           /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#         - >-
#           az role assignment create --role "Key Vault Reader" --assignee-object-id {object_id}
#           --assignee-principal-type ServicePrincipal --scope
#           /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#       gcp:
#         - "# {why}"
#         - >-
#           gcloud iam roles create ROLE_ID --project {project} --title "Confluent key access" --permissions
#           cloudkms.cryptoKeyVersions.useToDecrypt,cloudkms.cryptoKeyVersions.useToEncrypt,cloudkms.cryptoKeys.get
#         - >-
#           gcloud kms keys add-iam-policy-binding {key_name} --keyring {key_ring} --location {location} --project
#           {project} --member group:{principals} --role projects/{project}/roles/ROLE_ID --condition None
#     terraform:
#       aws:
#         hcl: |
#           # for the policy of aws_kms_key or aws_kms_key_policy: all of its statements, and one more
#           data "aws_iam_policy_document" "NAME" {
#             source_policy_documents = [local.PRESENT_POLICY]
#             statement {
#               sid       = "AllowConfluent"
#               actions   = ["{actions}"]
#               resources = ["*"]
#               principals {
#                 type        = "AWS"
#                 identifiers = ["{who}"]
#               }
#             }
#           }
#       azure:
#         hcl: |
#           resource "azurerm_role_assignment" "confluent" {
#             for_each             = toset(["Key Vault Crypto Service Encryption User", "Key Vault Reader"])
#             scope                = azurerm_key_vault.NAME.id
#             role_definition_name = each.key
#             principal_id         = "{object_id}"
#             principal_type       = "ServicePrincipal"
#           }
#       gcp:
#         hcl: |
#           resource "google_project_iam_custom_role" "confluent" {
#             project     = "{project}"
#             role_id     = "ROLE_ID"
#             title       = "Confluent key access"
#             permissions = ["cloudkms.cryptoKeyVersions.useToDecrypt",
#               "cloudkms.cryptoKeyVersions.useToEncrypt", "cloudkms.cryptoKeys.get"]
#           }
#           resource "google_kms_crypto_key_iam_member" "confluent" {
#             crypto_key_id = "projects/{project}/locations/{location}/keyRings/{key_ring}/cryptoKeys/{key_name}"
#             role          = google_project_iam_custom_role.confluent.id
#             member        = "group:{principals}"
#           }
#     cases:
#       denied:
#         when: where a Deny takes the permission away
#         console:
#           aws: >-
#             AWS console: Key Management Service, Customer managed keys, key {key_id}, Key policy, Edit. Change
#             {denials}: take Confluent's roles out of it, or except Confluent's accounts from it by {exception} in its
#             Condition. Keep every other statement. Missing besides: {besides}.
#           azure: >-
#             Azure portal: Key vaults, {vault}, Access control (IAM), Deny assignments. A deny assignment cannot be
#             edited there: in the deployment stack or the managed application that made it, exclude the object id
#             {object_id}. What denies: {denials}. Missing besides: {besides}.
#         cli:
#           aws:
#             - "# what denies: {denials}"
#             - "# POLICY_FILE is the policy as it is now: keep it, to go back to"
#             - >-
#               aws kms get-key-policy --key-id {kms_name} --policy-name default --query Policy --output text --region
#               {region} > POLICY_FILE
#             - "# in NEW_POLICY_FILE, a copy, change that Deny: take out Confluent's roles, or add this to its Condition:"
#             - "# {exception}"
#             - "# a statement to add to it besides: {besides}"
#             - "# compare the two files; put-key-policy replaces the whole policy; KEY_ARN is {kms_name}"
#             - >-
#               aws kms put-key-policy --key-id KEY_ARN --policy-name default --policy file://NEW_POLICY_FILE --region
#               {region}
#           azure:
#             - "# what denies: {denials}"
#             - "# find the deployment stack that made it, and exclude {object_id} in the deny settings of its template"
#             - az stack group list --resource-group {resource_group} --subscription {subscription} --output table
#             - az stack sub list --subscription {subscription} --output table
#             - "# roles to assign besides: {besides}"
#         terraform:
#           aws:
#             hcl: |
#               # in the Deny statement of the key's policy, besides what it has; keep all other statements
#               data "aws_iam_policy_document" "NAME" {
#                 statement {
#                   sid    = "SID"
#                   effect = "Deny"
#                   condition {
#                     test     = "StringNotEquals"
#                     variable = "aws:PrincipalAccount"
#                     values   = ["{accounts}"]
#                   }
#                 }
#               }
#           azure:
#             note: >-
#               Terraform does not manage deny assignments: change the deployment stack or the managed application that
#               made it.
#       withheld:
#         when: where permissions that are given have no effect
#         console:
#           aws: >-
#             No statement mends it, because {why}. Use a key in an account of the partition in which Confluent runs the
#             cluster.
#           gcp: >-
#             Google Cloud console: Security, Key Management, key ring {key_ring}, key {key_name}, Key Access
#             Justifications policy. Allow the reasons of Confluent's requests, if the list was not emptied to revoke
#             access; ask Confluent's support which they are. Missing besides: {besides}.
#         cli:
#           aws:
#             - "# {why}"
#           gcp:
#             - "# {why}; leave it so if that is to revoke access"
#             - "# this replaces the list of reasons of {key_name}: ask Confluent's support which reasons its requests come with"
#             - >-
#               gcloud kms keys update KEY_NAME --keyring {key_ring} --location {location} --project {project}
#               --allowed-access-reasons REASONS
#             - "# missing besides: {besides}"
#         terraform:
#           aws: {note: "No statement of a policy mends it: the key has to be in the partition of Confluent's roles."}
#           gcp:
#             note: >-
#               Where Terraform manages the key, change allowed_access_reasons in key_access_justifications_policy of
#               google_kms_crypto_key, which the google-beta provider has.
#       deleted:
#         when: where it is given to a principal that was deleted
#         console:
#           aws: >-
#             AWS console: Key Management Service, Customer managed keys, key {key_id}, Key policy, Edit. In the
#             statement that names it, put {who} in the place of the id that begins with AROA or AIDA: a role that is
#             created again has another id. Keep every other statement.
#         cli:
#           aws:
#             - "# {why}"
#             - "# POLICY_FILE is the policy as it is now: keep it, to go back to"
#             - >-
#               aws kms get-key-policy --key-id {kms_name} --policy-name default --query Policy --output text --region
#               {region} > POLICY_FILE
#             - "# NEW_POLICY_FILE is a copy with every statement, and with these in the place of the id of the deleted one:"
#             - "# {who}"
#             - "# a statement to add to it besides: {besides}"
#             - "# where AWS rejects them as invalid principals, they are gone: ask Confluent's support; KEY_ARN is {kms_name}"
#             - >-
#               aws kms put-key-policy --key-id KEY_ARN --policy-name default --policy file://NEW_POLICY_FILE --region
#               {region}
#         terraform:
#           aws:
#             note: >-
#               In the statement of the key's policy that gives it, name confluent_byok_key.NAME.aws[0].roles; a plan
#               shows the id of the deleted role as a change. Keep all other statements.
#       one_role:
#         when: where one role has what is missing
#         console:
#           azure: >-
#             Azure portal: Key vaults, {vault}, Access control (IAM), Add role assignment. Assign {role} to the service
#             principal of application {principals} (object id {object_id}).
#           gcp: >-
#             Google Cloud console: Security, Key Management, key ring {key_ring}, select key {key_name}, Permissions,
#             Add principal. Add {principals} with the role {role}.
#         cli:
#           azure:
#             - "# the object id is that of the service principal of application {principals}"
#             - >-
#               az role assignment create --role {role} --assignee-object-id {object_id} --assignee-principal-type
#               ServicePrincipal --scope
#               /subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.KeyVault/vaults/{vault}
#           gcp:
#             - "# {why}"
#             - >-
#               gcloud kms keys add-iam-policy-binding {key_name} --keyring {key_ring} --location {location} --project
#               {project} --member group:{principals} --role {role} --condition None
#         terraform:
#           azure:
#             hcl: |
#               resource "azurerm_role_assignment" "confluent" {
#                 scope                = azurerm_key_vault.NAME.id
#                 role_definition_name = "{role}"
#                 principal_id         = "{object_id}"
#                 principal_type       = "ServicePrincipal"
#               }
#           gcp:
#             hcl: |
#               resource "google_kms_crypto_key_iam_member" "confluent" {
#                 crypto_key_id = "projects/{project}/locations/{location}/keyRings/{key_ring}/cryptoKeys/{key_name}"
#                 role          = "{role}"
#                 member        = "group:{principals}"
#               }
#       access_policy:
#         when: where the vault uses access policies
#         console:
#           azure: >-
#             Azure portal: Key vaults, {vault}, Access policies, Create. Give the service principal of application
#             {principals} (object id {object_id}) the key permissions Get, Wrap Key and Unwrap Key. Where it has a
#             policy, edit that one.
#         cli:
#           azure:
#             - "# roles have no effect on the keys of a vault with access policies"
#             - az keyvault show --name {vault} --subscription {subscription} --query properties.accessPolicies
#             - "# this replaces the key permissions of that one principal, so list all that it is to have; VAULT is {vault}"
#             - >-
#               az keyvault set-policy --name VAULT --subscription {subscription} --object-id {object_id}
#               --key-permissions get wrapKey unwrapKey
#         terraform:
#           azure:
#             hcl: |
#               # where azurerm_key_vault has access_policy blocks, add a block there instead: the two forms undo each other
#               resource "azurerm_key_vault_access_policy" "confluent" {
#                 key_vault_id    = azurerm_key_vault.NAME.id
#                 tenant_id       = "TENANT_ID"
#                 object_id       = "{object_id}"
#                 key_permissions = ["Get", "WrapKey", "UnwrapKey"]
#               }
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
#     - https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-guide
#     - https://cloud.google.com/kms/docs/iam
#   headline:
#     fail: does not give Confluent every permission that it needs
#     denied: denies Confluent permissions that it needs
#     without_clusters: can take no new cluster, since Confluent lacks permissions on it
#   messages:
#     pass: "Confluent holds every permission that it needs on the key, by: {principals}."
#     fail: The clusters on the key are at risk, because Confluent does not hold every permission on it that it needs.
#     not_given: "The clusters on the key are at risk, because nothing gives Confluent {lost}. Principals without it: {who}."
#     denied: >-
#       The clusters on the key are at risk, because {denials} takes {lost} away from Confluent. Principals without it:
#       {who}.
#     withheld: "The clusters on the key are at risk, because {why}. Principals: {who}."
#     deleted: "The clusters on the key are at risk, because Confluent lacks {lost}: {why}. Principals without it: {who}."
#     without_clusters: >-
#       No cluster can be created on the key, because Confluent lacks {lost} on it. No cluster was seen on it; Confluent
#       holds it in use until five days after its last one was deleted.
#     phase: "Confluent's own last validation of the key: {phase}."
#     unread_aws: >-
#       The key policy and the grants give Confluent what it needs, yet its validation failed. Look at what is not read
#       here: service control policies, resource control policies, an external key store.
#     unread_azure: >-
#       The vault's permissions give Confluent what it needs, yet its validation failed. Look at what is not read here:
#       Conditional Access for workload identities, and the way through the network.
#     unread_gcp: >-
#       The policies of key, key ring and project give Confluent what it needs, yet its validation failed. Look at what
#       is not read here: deny policies, VPC Service Controls, organization policies.
#     validated: >-
#       Confluent's last validation of the key succeeded all the same. It may be older than the loss of the permissions,
#       or use fewer of them.
#     remarks_aws: "Not held and not needed, though Confluent's template gives it: {remarks}."
#     remarks_azure: "Confluent has the old place of the vault: {remarks}."
#     remarks_gcp: "Permissions are not all that limits the use of the key: {remarks}."
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

expected := "every permission that Confluent needs"

default actual := "no permission"

actual := input.access.lacking.value if _lacking

message := "without_clusters" if {
	_reason
	kms_key.without_clusters
} else := _reason

remedy := _reason if {
	_handled[_reason]
} else := "access_policy" if {
	input.vault.rbac.value == false
} else := "one_role" if {
	count(_roles) == 1
}

computed := {
	"lost": sort({permission | some one in _meant; some permission in one.permissions}),
	"who": sort({one.principal | some one in _meant}),
	"why": concat("; ", sort({one.by | some one in _meant})),
	"denials": sort({one.by | some one in _missing; one.because == "denied"}),
	"object_id": sort({one.object_id | some one in _missing; one.object_id != null}),
	"actions": _actions,
	"statement": _statement,
	"accounts": _accounts,
	"exception": concat("", [`{"StringNotEquals": {"aws:PrincipalAccount": `, json.marshal(_accounts), `}}`]),
	"role": concat(", ", _roles),
	"besides": _besides,
} if {
	_reason
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

notes contains _remarks[input.provider.value] if count(input.access.remarks.value) > 0

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

_unread := {"aws": "unread_aws", "azure": "unread_azure", "gcp": "unread_gcp"}

_remarks := {"aws": "remarks_aws", "azure": "remarks_azure", "gcp": "remarks_gcp"}

_missing := [one | some one in input.access.missing.value]

_reasons contains one.because if some one in _missing

# What keeps a permission away whatever is given is to be mended before anything is given.
_reason := [reason |
	some reason in ["denied", "withheld", "deleted", "not_given"]
	_reasons[reason]
][0]

# What the message and the steps are about.
_meant := [one | some one in _missing; one.because == _reason]

# The reasons that have steps of their own. A Google group that is there again is given what any other would be.
_mended := {"aws": {"denied", "withheld", "deleted"}, "azure": {"denied"}, "gcp": {"withheld"}}

# What is still to be given once that reason is mended.
_to_give := [one | some one in _missing; ({"not_given", "deleted"} - _handled)[one.because]]

_handled contains _reason if _mended[input.provider.value][_reason]

_lost contains permission if {
	some one in _to_give
	some permission in one.permissions
}

_actions := sort(_lost)

# In the order in which AWS writes it: json.marshal keeps none.
_statement := concat("", [
	`{"Sid": "AllowConfluent", "Effect": "Allow", "Principal": {"AWS": `,
	json.marshal(sort({one.principal | some one in _to_give})),
	`}, "Action": `,
	json.marshal(_actions),
	`, "Resource": "*"}`,
])

_accounts := sort({account |
	some one in _missing
	account := split(one.principal, ":")[4]
})

default _besides := "nothing"

_besides := _statement if {
	input.provider.value == "aws"
	count(_lost) > 0
}

_besides := concat(", ", _roles) if count(_roles) > 0

# The fewest roles of the cloud's own that have what nothing gives.
_roles := sort({"roles/cloudkms.cryptoKeyEncrypterDecrypter"} | (_single - _one_way)) if {
	count(_one_way - _single) == 0
} else := sort(_single)

_single contains role if {
	some permission in _lost
	role := _role_with[permission]
}

_one_way := {"roles/cloudkms.cryptoKeyEncrypter", "roles/cloudkms.cryptoKeyDecrypter"}

_role_with := {
	"Microsoft.KeyVault/vaults/keys/read": "Key Vault Crypto Service Encryption User",
	"Microsoft.KeyVault/vaults/keys/wrap/action": "Key Vault Crypto Service Encryption User",
	"Microsoft.KeyVault/vaults/keys/unwrap/action": "Key Vault Crypto Service Encryption User",
	"Microsoft.KeyVault/vaults/read": "Key Vault Reader",
	"cloudkms.cryptoKeyVersions.useToEncrypt": "roles/cloudkms.cryptoKeyEncrypter",
	"cloudkms.cryptoKeyVersions.useToDecrypt": "roles/cloudkms.cryptoKeyDecrypter",
	"cloudkms.cryptoKeys.get": "roles/cloudkms.viewer",
}
