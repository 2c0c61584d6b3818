# METADATA
# title: The key is not open to everybody
# description: >-
#   Nothing allows everybody (a principal of "*" on AWS, allUsers or allAuthenticatedUsers on Google Cloud) to use or administer
#   the key, unless a condition binds it to an account or an organization.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: critical
#   nothing_to_judge:
#     in_use: [false]
#     provider: [azure]
#   rationale: >-
#     Strangers can decrypt the data, or destroy the key and with it the data of every cluster on it: anyone with an account at
#     the cloud provider, and with allUsers anyone at all.
#   remediation:
#     summary: >-
#       Remove the public permission at once: name the principals that need it, or restrict the statement to your own
#       account or organization with a condition. Then check the KMS logs for use by strangers.
#     console:
#       aws: >-
#         AWS console: Key Management Service, Customer managed keys, key {key_id}, Key policy, Edit. Replace the principal "*"
#         by the principals that need it, or add a condition such as kms:CallerAccount or aws:PrincipalOrgID.
#       gcp: >-
#         Google Cloud console: Security, Key Management, key ring {key_ring}, select key {key_name}, Permissions. Remove
#         allUsers and allAuthenticatedUsers; an inherited role is removed on the key ring or the project.
#     cli:
#       aws:
#         - >-
#           aws kms get-key-policy --key-id {kms_name} --policy-name default --query Policy --output text --region {region} >
#           POLICY_FILE
#         - >-
#           aws kms put-key-policy --key-id {kms_name} --policy-name default --policy file://POLICY_FILE --region {region}
#       gcp:
#         - gcloud kms keys get-iam-policy {key_name} --keyring {key_ring} --location {location} --project {project}
#         - >-
#           gcloud kms keys remove-iam-policy-binding {key_name} --keyring {key_ring} --location {location} --project {project}
#           --member allUsers --role ROLE --all
#         - >-
#           gcloud kms keys remove-iam-policy-binding {key_name} --keyring {key_ring} --location {location} --project {project}
#           --member allAuthenticatedUsers --role ROLE --all
#         - >-
#           gcloud kms keyrings remove-iam-policy-binding {key_ring} --location {location} --project {project} --member MEMBER
#           --role ROLE --all
#         - gcloud projects remove-iam-policy-binding {project} --member MEMBER --role ROLE --all
#     terraform:
#       aws:
#         hcl: |
#           # in each statement of the policy of aws_kms_key or aws_kms_key_policy that allows the principal "*":
#           Condition = { StringEquals = { "kms:CallerAccount" = "{account}" } }
#       gcp:
#         note: >-
#           Remove google_kms_crypto_key_iam_member, google_kms_key_ring_iam_member and google_project_iam_member resources, and
#           entries of the members of the _iam_binding and _iam_policy resources, that name allUsers or allAuthenticatedUsers.
#   references:
#     - https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
#     - https://cloud.google.com/kms/docs/iam
#     - https://cloud.google.com/iam/docs/principals-overview
#   messages:
#     pass: Nothing lets everybody encrypt or decrypt with the key, or administer it.
#     fail: >-
#       Strangers can use or administer the key, and so read or destroy the data. Looked for was what lets everybody encrypt or
#       decrypt with the key, or administer it: {public}.
#     reads: "Everybody may read about the key, which opens no data: {public_reads}."
package rules.key.not_public

import data.lib.kms_key

not_applicable := reason if {
	reason := kms_key.not_applicable
} else := "in Azure nothing can be granted to everybody" if {
	input.provider.value == "azure"
}

# What everybody may read only informs the reader.
evidence := object.union(
	{
		"in_use": input.in_use,
		"present": input.kms.present,
		"provider": input.provider,
		"public": input.access.public,
		"public_decided": input.access.public_decided,
	},
	{"public_reads": input.access.public_reads | _readable},
)

violated if {
	kms_key.applies
	_concerned[input.provider.value]
	count(input.access.public.value) > 0
}

compliant if {
	count(input.access.public.value) == 0
	input.access.public_decided.value == true
}

notes contains "reads" if _readable

_readable if count(input.access.public_reads.value) > 0

_concerned := {"aws", "gcp"}
