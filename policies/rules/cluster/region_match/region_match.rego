# METADATA
# title: The key is in the cluster's region
# description: The KMS keeps the key in the region of the cluster. A global or multi-region location does not count.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: high
#   rationale: >-
#     An outage of another region can make the cluster's data unreadable, and every use of the key crosses a border that
#     the data itself may have to stay within. Confluent requires key and cluster to be in one region.
#   remediation:
#     summary: >-
#       Neither the region of a key nor the key of a cluster can be changed. Create a key in the cluster's region and a cluster on
#       it, move the data with Cluster Linking, then delete this cluster.
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
#         byok_key { id = confluent_byok_key.NEW_KEY.id }
#       }
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/general/latest/gr/kms.html
#     - https://cloud.google.com/kms/docs/locations
#   messages:
#     pass: The cluster and its key are both in {region}.
#     fail: >-
#       An outage of another region can make the data unreadable, because the cluster is in {region} and its key in {key_region}.
package rules.cluster.region_match

import data.lib.byok

not_applicable := byok.not_applicable

evidence := {
	"encryption": input.encryption,
	"region": input.region,
	"key_region": input.key.region,
}

compliant if {
	input.key.region.value == input.region.value
	input.region.value != ""
}

expected := input.region.value

actual := input.key.region.value
