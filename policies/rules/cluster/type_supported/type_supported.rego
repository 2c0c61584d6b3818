# METADATA
# title: The cluster's type supports self-managed keys
# description: >-
#   A cluster on a self-managed key is of a type for which Confluent documents such keys on the cluster's cloud. Basic and
#   Standard clusters never are; which of the others are is a parameter, since Confluent adds to them.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: high
#   rationale: >-
#     On a type that does not support self-managed keys the data may not be encrypted with the key at all, whatever was asked
#     for when the cluster was created, and cutting off the key would then cut off nothing.
#   remediation:
#     summary: >-
#       The type of a cluster that uses a self-managed key cannot be changed. Create a cluster of a supported type with a key of
#       its own, move the data with Cluster Linking, then delete this cluster.
#     console: >-
#       Confluent Cloud Console: Encryption keys, Add key; then Environments, {environment}, Add cluster, choose the type and
#       region, and under Security the self-managed key.
#     cli:
#       aws:
#         - aws kms create-key --region {region}
#         - aws kms enable-key-rotation --key-id NEW_KEY_ARN --region {region}
#         - confluent byok create NEW_KEY_ARN
#         - >-
#           aws kms put-key-policy --key-id NEW_KEY_ARN --policy-name default --policy file://POLICY_FILE --region {region}
#         - >-
#           confluent kafka cluster create NEW_NAME --environment {environment} --cloud aws --region {region} --availability
#           AVAILABILITY --type dedicated --cku CKU_COUNT --byok NEW_KEY_ID
#         - >-
#           confluent kafka link create LINK_NAME --environment {environment} --cluster NEW_CLUSTER_ID --source-cluster {id}
#           --source-bootstrap-server BOOTSTRAP_SERVER --config LINK_CONFIG_FILE
#         - confluent kafka cluster delete {id} --environment {environment}
#       azure:
#         - >-
#           az keyvault create --name VAULT --resource-group RESOURCE_GROUP --location {region} --enable-purge-protection true
#           --enable-rbac-authorization true
#         - az keyvault key create --vault-name VAULT --name NEW_KEY --kty RSA
#         - >-
#           confluent byok create https://VAULT.vault.azure.net/keys/NEW_KEY --tenant TENANT_ID --key-vault VAULT_RESOURCE_ID
#         - >-
#           az role assignment create --role "Key Vault Crypto Service Encryption User" --scope VAULT_RESOURCE_ID
#           --assignee-object-id OBJECT_ID --assignee-principal-type ServicePrincipal
#         - >-
#           az role assignment create --role "Key Vault Reader" --scope VAULT_RESOURCE_ID --assignee-object-id OBJECT_ID
#           --assignee-principal-type ServicePrincipal
#         - >-
#           confluent kafka cluster create NEW_NAME --environment {environment} --cloud azure --region {region} --availability
#           AVAILABILITY --type dedicated --cku CKU_COUNT --byok NEW_KEY_ID
#         - >-
#           confluent kafka link create LINK_NAME --environment {environment} --cluster NEW_CLUSTER_ID --source-cluster {id}
#           --source-bootstrap-server BOOTSTRAP_SERVER --config LINK_CONFIG_FILE
#         - confluent kafka cluster delete {id} --environment {environment}
#       gcp:
#         - gcloud kms keyrings create KEY_RING --location {region} --project PROJECT
#         - >-
#           gcloud kms keys create NEW_KEY --keyring KEY_RING --location {region} --project PROJECT --purpose encryption
#           --rotation-period 365d --next-rotation-time TIME
#         - confluent byok create projects/PROJECT/locations/{region}/keyRings/KEY_RING/cryptoKeys/NEW_KEY
#         - >-
#           gcloud kms keys add-iam-policy-binding NEW_KEY --keyring KEY_RING --location {region} --project PROJECT
#           --member group:SECURITY_GROUP --role roles/cloudkms.cryptoKeyEncrypterDecrypter
#         - >-
#           gcloud kms keys add-iam-policy-binding NEW_KEY --keyring KEY_RING --location {region} --project PROJECT
#           --member group:SECURITY_GROUP --role roles/cloudkms.viewer
#         - >-
#           confluent kafka cluster create NEW_NAME --environment {environment} --cloud gcp --region {region} --availability
#           AVAILABILITY --type dedicated --cku CKU_COUNT --byok NEW_KEY_ID
#         - >-
#           confluent kafka link create LINK_NAME --environment {environment} --cluster NEW_CLUSTER_ID --source-cluster {id}
#           --source-bootstrap-server BOOTSTRAP_SERVER --config LINK_CONFIG_FILE
#         - confluent kafka cluster delete {id} --environment {environment}
#     terraform: |
#       resource "confluent_kafka_cluster" "NAME" {
#         display_name = "NEW_NAME"
#         availability = "MULTI_ZONE"
#         cloud        = upper("{cloud}")
#         region       = "{region}"
#         dedicated { cku = 2 }
#         environment { id = "{environment}" }
#         byok_key { id = confluent_byok_key.NAME.id }
#       }
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.confluent.io/cloud/current/clusters/cluster-types.html
#   parameters:
#     supported_types:
#       description: For each cloud, the cluster types that support self-managed keys.
#       type: object
#       propertyNames: {enum: [aws, azure, gcp]}
#       additionalProperties: {type: array, items: {type: string}}
#       default:
#         aws: [Dedicated, Enterprise, Freight]
#         azure: [Dedicated, Enterprise]
#         gcp: [Dedicated]
#   messages:
#     pass: "Clusters of type {kind} support self-managed keys on {cloud}."
#     fail: >-
#       The data may not be encrypted with the self-managed key at all: clusters of type {kind} do not support such keys.
package rules.cluster.type_supported

import data.lib.byok

not_applicable := byok.not_applicable

evidence := {
	"encryption": input.encryption,
	"cloud": byok.cloud,
	"kind": _kind,
}

# A Basic or Standard cluster fails on every cloud, even one that was not read.
violated if {
	byok.applies
	_never[input.kind.value]
}

compliant if _documented[input.kind.value]

# Neither documented nor ruled out: Confluent may have added it since.
_kind := input.kind if {
	_told[input.kind.value]
} else := {"unknown": {
	"cause": "unrecognized",
	"detail": concat("", [
		"whether clusters of type ",
		input.kind.value,
		" support self-managed keys on ",
		byok.cloud.value,
		" is not known to this version; the parameter supported_types can say so",
	]),
}} if {
	byok.cloud.value
} else := input.kind

_told := _never | _documented

_never := {"Basic", "Standard"}

_documented := {kind | some kind in input.parameters.supported_types[byok.cloud.value]}
