# METADATA
# title: The key material was generated in the KMS
# description: >-
#   The KMS made the key material itself; nobody imported it. Google Cloud: no enabled version came from an import job, and
#   the key is not import-only. Azure does not tell.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: high
#   rationale: >-
#     Imported material exists outside the KMS: whoever holds a copy can decrypt the data, and if the only copy is lost the
#     KMS cannot restore it. Confluent does not support imported material.
#   remediation:
#     summary: >-
#       Imported material cannot be exchanged for generated material. Create a key whose material the KMS generates, register
#       it, create a cluster on it, move the data with Cluster Linking, and delete the old cluster; then unregister the old key.
#     console:
#       aws: >-
#         AWS console: Key Management Service, Customer managed keys, Create key; type Symmetric, usage Encrypt and decrypt,
#         key material origin KMS. Then Confluent Cloud Console: Add cluster, Self-managed encryption key, and paste the ARN.
#       gcp: >-
#         Google Cloud console: Security, Key Management, key ring {key_ring}, Create key, with Generated key rather than
#         Imported key. Then Confluent Cloud Console: Add cluster, Self-managed encryption key, and paste the key's resource name.
#     cli:
#       aws:
#         - aws kms create-key --origin AWS_KMS --region {region}
#         - aws kms enable-key-rotation --key-id NEW_KEY_ARN --region {region}
#         - confluent byok create NEW_KEY_ARN
#         - >-
#           confluent kafka cluster create NAME --cloud aws --region {region} --type dedicated --cku COUNT --byok NEW_KEY_ID
#       gcp:
#         - >-
#           gcloud kms keys create NEW_KEY --keyring {key_ring} --location {location} --project {project} --purpose encryption
#           --rotation-period 90d --next-rotation-time NEXT_TIME
#         - confluent byok create projects/{project}/locations/{location}/keyRings/{key_ring}/cryptoKeys/NEW_KEY
#         - >-
#           confluent kafka cluster create NAME --cloud gcp --region {location} --type dedicated --cku COUNT --byok NEW_KEY_ID
#     terraform:
#       aws: |
#         resource "aws_kms_key" "NAME" {
#           enable_key_rotation = true
#         }
#         resource "confluent_byok_key" "NAME" {
#           aws {
#             key_arn = aws_kms_key.NAME.arn
#           }
#         }
#       gcp: |
#         resource "google_kms_crypto_key" "NAME" {
#           name            = "NEW_KEY"
#           key_ring        = "projects/{project}/locations/{location}/keyRings/{key_ring}"
#           purpose         = "ENCRYPT_DECRYPT"
#           rotation_period = "7776000s"
#         }
#         resource "confluent_byok_key" "NAME" {
#           gcp {
#             key_id = google_kms_crypto_key.NAME.id
#           }
#         }
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys.html
#     - https://cloud.google.com/kms/docs/key-import
#   messages:
#     pass: The KMS generated the key material.
#     fail: >-
#       A copy of the key may exist outside the KMS and open the clusters' data, because the key material was imported;
#       Confluent does not support that.
package rules.key.material_generated

import data.lib.kms_key

not_applicable := reason if {
	reason := kms_key.not_applicable
} else := "the key material is kept outside the KMS by design" if {
	input.kms.material.value == "external"
}

evidence := {
	"in_use": input.in_use,
	"present": input.kms.present,
	"material": input.kms.material,
}

compliant if input.kms.material.value == "generated"
