# METADATA
# title: Every copy of the key is in a region that was chosen for it
# description: >-
#   AWS, only multi-Region keys: every replica is in a region that the parameter names or, where it names none, in a region of
#   the clusters on the key. A replica holds the same key material. cluster.region_match looks at only one of the copies.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: medium
#   nothing_to_judge:
#     in_use: [false]
#     provider: [azure, gcp]
#     kms.replica_regions: [[]]
#   rationale: >-
#     Whoever may use any of the copies can decrypt the data, under the key policy and the law of that copy's region. Data
#     residency ends where a copy of its key lies elsewhere.
#   remediation:
#     summary: >-
#       Either the Region was chosen and the parameter residency_regions should name it, or the copy there has to go: look for its
#       use, take it out of use, and delete the replica in its own Region. A primary goes only after its replicas, or once it is a
#       replica itself.
#     console:
#       aws: >-
#         AWS console: Key Management Service, Customer managed keys, key {key_id}, Regionality. These Regions were not chosen:
#         {actual}. Open the copy in its Region, and look in CloudTrail for its use. If nothing uses it, schedule its deletion
#         with the longest wait, 30 days. If it is the primary, change the primary Region first.
#     cli:
#       aws:
#         - "# copies of {kms_name} are where nobody chose them: {actual}; REPLICA_REGION is one of those"
#         - aws kms describe-key --key-id {key_id} --region REPLICA_REGION
#         - "# who uses the copy there; EventName may be any of Decrypt, Encrypt, GenerateDataKey and CreateGrant"
#         - >-
#           aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=Decrypt --region
#           REPLICA_REGION
#         - "# only if that copy is the primary: make the copy of another Region the primary, which changes nothing for its users"
#         - aws kms update-primary-region --key-id {key_id} --primary-region CHOSEN_REGION --region REPLICA_REGION
#         - "# only after nothing uses the copy, schedule its deletion there, in the console, with a wait of 30 days"
#     terraform:
#       aws:
#         note: >-
#           After nothing uses the copy any more, remove the aws_kms_replica_key resource of its Region; the deletion then waits
#           for deletion_window_in_days.
#   declared_in:
#     - aws_kms_replica_key.region
#     - aws_kms_replica_external_key.region
#     - aws_kms_key.multi_region
#     - aws_kms_external_key.multi_region
#     - azurerm_key_vault.location
#     - google_kms_crypto_key.key_ring
#   every_region: true
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/aws.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
#   parameters:
#     residency_regions:
#       description: Regions in which copies of multi-Region keys may be; none stands for the regions of the clusters on the key.
#       type: array
#       items: {type: string}
#       uniqueItems: true
#       default: []
#   headline:
#     fail: "has copies in regions that were not chosen for it: {actual}"
#   messages:
#     pass: "Every copy of the key is in a region that was chosen for it (copies: {replica_regions})."
#     fail: >-
#       The data can be decrypted from regions that were not chosen for it, because copies of its key are there: {actual} (chosen:
#       {expected}).
package rules.key.residency

import data.lib.kms_key

not_applicable := reason if {
	reason := kms_key.not_applicable
} else := "only AWS has multi-Region keys" if {
	_elsewhere[input.provider.value]
} else := "the key has no copies in other regions" if {
	count(input.kms.replica_regions.value) == 0
} else := "no cluster uses the key" if {
	_unused
	input.all_users_seen.value == true
}

evidence := object.union_n([
	{
		"in_use": input.in_use,
		"present": input.kms.present,
		"provider": input.provider,
		"replica_regions": input.kms.replica_regions,
	},
	_clusters,
	_others,
	_unseen,
])

compliant if count(actual) == 0

expected := sort(_chosen)

# Undefined if the copies were not read.
actual := sort({region | some region in regions} - _chosen) if regions := input.kms.replica_regions.value

_by_clusters if count(input.parameters.residency_regions) == 0

# Undefined if the regions of the clusters were not read, which is not the same as none.
_chosen := {region | some region in regions} if {
	_by_clusters
	regions := input.cluster_regions.value
}

_chosen := {lower(region) | some region in input.parameters.residency_regions} if {
	count(input.parameters.residency_regions) > 0
}

default _clusters := {}

_clusters := {
	"clusters": input.clusters,
	"cluster_regions": input.cluster_regions,
} if {
	_by_clusters
}

# A cluster that was not seen may be the only one.
default _others := {}

_others := {"all_users_seen": input.all_users_seen} if _unused

# Undefined if the copies were not read.
_unused if {
	_by_clusters
	kms_key.without_clusters
	input.kms.replica_regions.value
}

# A cluster that was not seen, or whose region was not read, may be where a copy is.
default _unseen := {}

_unseen := {
	"all_users_seen": input.all_users_seen,
	"all_regions_known": input.all_regions_known,
} if {
	_by_clusters
	count(actual) > 0
}

_elsewhere := {"azure", "gcp"}
