# METADATA
# title: The cluster uses a self-managed key
# description: >-
#   Production clusters are encrypted with a key of the customer's own: one registered with Confluent (BYOK API v1) or, for
#   older clusters, one named on the cluster itself. The parameter widens the demand to all clusters or drops it.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: high
#   rationale: >-
#     Without a self-managed key, nobody but Confluent can cut off access to the data at rest: no revocation in an
#     incident, and no control over the key's life.
#   remediation:
#     summary: >-
#       Encryption cannot be changed after creation. Create a key, register it with Confluent and create a cluster on it, move
#       the data with Cluster Linking, then delete this cluster. If it is not for production, correct the production patterns in
#       byok-audit.yaml.
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
#     - https://docs.confluent.io/cloud/current/multi-cloud/cluster-linking/index.html
#   parameters:
#     byok_required:
#       description: Which clusters must use a self-managed key.
#       type: string
#       enum: [production, all, none]
#       default: production
#   messages:
#     pass: The cluster uses a self-managed key.
#     fail: >-
#       Nobody but Confluent can cut off access to the data, because the cluster is encrypted with a key of Confluent's, not with
#       a self-managed one.
package rules.cluster.byok_required

import data.lib.byok

not_applicable := "the configuration requires a self-managed key of no cluster" if {
	input.parameters.byok_required == "none"
} else := "the cluster is not for production" if {
	input.parameters.byok_required == "production"
	input.production.value == false
}

evidence := object.union(
	{"encryption": input.encryption},
	{"production": input.production | input.parameters.byok_required == "production"},
)

compliant if byok.applies
