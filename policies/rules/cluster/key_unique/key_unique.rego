# METADATA
# title: No other cluster uses the key
# description: >-
#   No other cluster of the organization uses the same KMS key. Two registrations of one KMS key count as one key, and
#   every environment counts. Passing needs proof that every cluster was seen.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: high
#   rationale: >-
#     Disabling or losing a shared key takes down every cluster on it at once, and access to one cluster's data cannot
#     be revoked without revoking it for the others. Confluent requires a key of its own for each cluster.
#   remediation:
#     summary: >-
#       The key of a cluster cannot be changed, so move all clusters on the key but one: create a key and a cluster on it, move
#       the data with Cluster Linking, then delete the old cluster.
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
#   messages:
#     pass: No other cluster uses the key {kms_name}.
#     fail: >-
#       Losing or revoking the key {kms_name} takes down more than this cluster, because it is also used by {other_clusters}.
package rules.cluster.key_unique

import data.lib.byok

not_applicable := byok.not_applicable

evidence := {
	"encryption": input.encryption,
	"kms_name": input.key.kms_name,
	"other_clusters": input.key.other_clusters,
	"all_users_seen": input.key.all_users_seen,
}

violated if {
	byok.applies
	count(input.key.other_clusters.value) > 0
}

compliant if {
	count(input.key.other_clusters.value) == 0
	input.key.all_users_seen.value == true
}
