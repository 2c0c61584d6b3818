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
#       Take the public permission away at once, but look first whether Confluent's own access rests on it, and give Confluent
#       its own permissions then. Name the principals that need it, or restrict the statement to accounts or an organization with
#       a condition. Then check the KMS logs for use by strangers.
#     console:
#       aws: >-
#         AWS console: Key Management Service, Customer managed keys, key {key_id}, Key policy, Edit. If Confluent's roles have no
#         statement of their own, add it first. Then replace the principal "*" by the principals that need it, or add a condition
#         such as aws:PrincipalOrgID. Open to everybody: {public}.
#       gcp: >-
#         Google Cloud console: Security, Key Management, key ring {key_ring}, select key {key_name}, Permissions. If Confluent's
#         group has no roles of its own, grant them first. Then remove allUsers and allAuthenticatedUsers; an inherited role is
#         removed on the key ring or the project. Open to everybody: {public}.
#     cli:
#       aws:
#         - >-
#           aws kms get-key-policy --key-id {kms_name} --policy-name default --query Policy --output text --region {region} >
#           POLICY_FILE
#         - "# open to everybody: {public}"
#         - "# in POLICY_FILE, first give Confluent's roles statements of their own, if they have none: {principals}"
#         - "# then name in those statements who needs them, or add a condition; the account's root keeps its own statement"
#         - "# the next command replaces the whole key policy; KEY_ARN is {kms_name}"
#         - >-
#           aws kms put-key-policy --key-id KEY_ARN --policy-name default --policy file://POLICY_FILE --region {region}
#       gcp:
#         - "# open to everybody: {public}"
#         - "# Confluent's group keeps its access by roles of its own; granting them again changes nothing"
#         - >-
#           gcloud kms keys add-iam-policy-binding {key_name} --keyring {key_ring} --location {location} --project {project}
#           --member group:{principals} --role roles/cloudkms.cryptoKeyEncrypterDecrypter
#         - >-
#           gcloud kms keys add-iam-policy-binding {key_name} --keyring {key_ring} --location {location} --project {project}
#           --member group:{principals} --role roles/cloudkms.viewer
#         - "# MEMBER is allUsers or allAuthenticatedUsers, ROLE the role that is named above; where it was given on the key:"
#         - >-
#           gcloud kms keys remove-iam-policy-binding {key_name} --keyring {key_ring} --location {location} --project {project}
#           --member MEMBER --role ROLE --all
#         - "# where it was given on the key ring:"
#         - >-
#           gcloud kms keyrings remove-iam-policy-binding {key_ring} --location {location} --project {project} --member MEMBER
#           --role ROLE --all
#         - "# where it was given on the project:"
#         - gcloud projects remove-iam-policy-binding {project} --member MEMBER --role ROLE --all
#     terraform:
#       aws:
#         note: >-
#           In the policy of aws_kms_key or aws_kms_key_policy, give Confluent's roles statements of their own, then put
#           principals in the place of "*" or add a condition such as aws:PrincipalOrgID. A condition on kms:CallerAccount shuts
#           out every account that it does not name, Confluent's too.
#       gcp:
#         note: >-
#           Grant Confluent's group its own roles first. Then remove google_kms_crypto_key_iam_member,
#           google_kms_key_ring_iam_member and google_project_iam_member resources, and entries of the members of the _iam_binding
#           and _iam_policy resources, that name allUsers or allAuthenticatedUsers.
#   declared_in:
#     - aws_kms_key_policy.policy
#     - aws_kms_key.policy
#     - aws_kms_external_key.policy
#     - aws_kms_replica_key.policy
#     - aws_kms_replica_external_key.policy
#     - google_kms_crypto_key_iam_policy.policy_data
#     - google_kms_crypto_key
#   references:
#     - https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
#     - https://cloud.google.com/kms/docs/iam
#     - https://cloud.google.com/iam/docs/principals-overview
#   headline:
#     fail: is open to everybody
#   messages:
#     pass: Nothing lets everybody encrypt or decrypt with the key, or administer it.
#     fail: "Anybody can do with the key what only its owner and Confluent should: {public}."
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

expected := "no public access"

actual := input.access.public.value

notes contains "reads" if _readable

_readable if count(input.access.public_reads.value) > 0

_concerned := {"aws", "gcp"}
