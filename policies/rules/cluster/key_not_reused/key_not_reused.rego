# METADATA
# title: The key never encrypted another cluster before
# description: >-
#   The KMS key of a production cluster served no cluster before. Confluent holds a key for some days after its cluster's
#   deletion and then lets it be used again. It is proven where scans reach back to the making of the key, or where the cluster
#   came so soon after the key that a predecessor would still have held it. Clusters that are still there are the business of
#   cluster.key_unique.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: high
#   rationale: >-
#     Whoever kept an old backup or a grant from the key's former life can read the new data with it, and destroying the key to
#     make the old data unreadable would destroy the new data too. Confluent advises against reuse for production.
#   remediation:
#     summary: >-
#       The key of a cluster cannot be changed. Create a key and a cluster on it, move the data with Cluster Linking, then delete
#       this cluster. Where it is only unknown, import older snapshots or audit-log events, or declare what is known under
#       retired_clusters.
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
#     release_days:
#       description: Days for which Confluent holds a key after its cluster was deleted.
#       type: integer
#       minimum: 0
#       maximum: 365
#       default: 5
#   messages:
#     pass: >-
#       No cluster used the key {kms_name} before. Confluent holds a key for {param:release_days} days after its cluster.
#     fail: >-
#       Whatever opened the data of an earlier cluster opens this cluster's too: the key {kms_name} was used before, by
#       {earlier_clusters}.
package rules.cluster.key_not_reused

import data.lib.byok

not_applicable := byok.not_for_production

evidence := {
	"encryption": input.encryption,
	"production": input.production,
	"kms_name": input.key.kms_name,
	"earlier_clusters": input.key.earlier_clusters,
	"never_used_before": input.key.never_used_before,
}

violated if {
	byok.protects_production
	count(input.key.earlier_clusters.value) > 0
}

compliant if {
	count(input.key.earlier_clusters.value) == 0
	input.key.never_used_before.value == true
}
