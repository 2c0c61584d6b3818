# METADATA
# title: The external key store holds no more keys than Confluent allows
# description: >-
#   AWS, only keys in an external key store: no more keys of the organization are kept in one store than Confluent
#   allows. Registered keys and keys that clusters name themselves count, each once.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: medium
#   nothing_to_judge:
#     in_use: [false]
#     provider: [azure, gcp]
#     kms.external_store: [null]
#   rationale: >-
#     Every use of such a key waits for the store outside AWS, and Confluent documents a limit of keys for each store:
#     beyond it, clusters can slow down or stop together when the store cannot answer in time.
#   remediation:
#     summary: >-
#       Unregister keys of the store that no cluster uses. Move the clusters on the others, as the checklist says, to
#       keys in another external key store or in AWS KMS itself: a key cannot leave its store.
#     console:
#       aws: >-
#         AWS console: Key Management Service, Custom key stores, External key stores, {external_store}: its keys.
#         Confluent Cloud Console: Encryption keys: those of them that are AVAILABLE.
#     cli:
#       aws:
#         - aws kms describe-custom-key-stores --custom-key-store-id {external_store} --region {region}
#         - "# keys that are AVAILABLE are used by no cluster"
#         - confluent byok list
#         - "# for each such key of the store"
#         - confluent byok delete KEY_ID
#         - "# for clusters on keys that are left beyond the limit, follow the checklist"
#     terraform:
#       aws:
#         note: >-
#           Remove the confluent_byok_key resources of keys that no cluster uses. A new aws_kms_key with another
#           custom_key_store_id takes up the clusters of the others, as the checklist says.
#     checklist: {aws: move_clusters}
#   declared_in:
#     - aws_kms_key.custom_key_store_id
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/aws.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/keystore-external.html
#   parameters:
#     external_store_keys:
#       description: Maximum number of the organization's keys in one external key store.
#       type: integer
#       minimum: 1
#       default: 4
#   headline:
#     fail: shares an external key store with too many keys
#   messages:
#     pass: "The external key store {external_store} holds {external_store_keys} keys of the organization, of at most
#       {param:external_store_keys}."
#     fail: >-
#       Clusters can slow down or stop together, because the external key store {external_store} holds more keys of the
#       organization than Confluent allows (keys: {actual}, limit: {expected}).
package rules.key.external_store_limits

import data.lib.kms_key

not_applicable := reason if {
	reason := kms_key.not_applicable
} else := "only AWS has external key stores" if {
	_elsewhere[input.provider.value]
} else := "the key is in no external key store" if {
	input.kms.external_store.value == null
}

evidence := {
	"in_use": input.in_use,
	"present": input.kms.present,
	"provider": input.provider,
	"external_store": input.kms.external_store,
	"external_store_keys": input.external_store_keys,
	"external_store_counted": input.external_store_counted,
}

# Keys that were seen count, even if there are more.
violated if {
	kms_key.applies
	input.provider.value == "aws"
	input.kms.external_store.value != null
	actual > expected
}

compliant if {
	actual <= expected
	input.external_store_counted.value == true
}

expected := input.parameters.external_store_keys

actual := input.external_store_keys.value

_elsewhere := {"azure", "gcp"}
