# METADATA
# title: Every key version that holds data is usable
# description: >-
#   No version of the key that existing clusters may have used to encrypt data is disabled, scheduled for destruction or
#   destroyed. That is the version in use when the oldest of these clusters was created, and each later one.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: high
#   nothing_to_judge:
#     in_use: [false]
#     provider: [aws]
#   rationale: >-
#     Data written under an old version can be read only with that version: if it is disabled, the data is unreadable; if it is
#     destroyed, the data is lost for good. Rotation does not re-encrypt existing data.
#   remediation:
#     summary: >-
#       Restore and enable the versions that are named. A destroyed version cannot be restored. Keep every old version
#       for as long as a cluster uses the key.
#     console:
#       azure: >-
#         Azure portal: Key vaults, {vault}, Objects, Keys, {key_name}. Open each of these versions, set Enabled to Yes, Apply:
#         {broken_versions}.
#       gcp: >-
#         Google Cloud console: Security, Key Management, key ring {key_ring}, key {key_name}, Versions. Restore each of these
#         that is scheduled for destruction, then enable it: {broken_versions}. A destroyed version is lost, and with it the data
#         written under it.
#     cli:
#       azure:
#         - "# VERSION is each of: {broken_versions}"
#         - az keyvault key set-attributes --vault-name {vault} --name {key_name} --version VERSION --enabled true
#       gcp:
#         - "# VERSION is each of: {broken_versions}; a destroyed one is lost, and with it the data written under it"
#         - "# only one that is scheduled for destruction has to be restored; it is then disabled:"
#         - >-
#           gcloud kms keys versions restore VERSION --key {key_name} --keyring {key_ring} --location {location} --project
#           {project}
#         - >-
#           gcloud kms keys versions enable VERSION --key {key_name} --keyring {key_ring} --location {location} --project
#           {project}
#     terraform:
#       azure:
#         note: Terraform manages the current version of a key only; enable the older ones in the portal or on the command line.
#       gcp:
#         note: >-
#           Restore and enable the versions on the command line. A google_kms_crypto_key_version that is not yet under management
#           would make a new version; import it first, then set its state to ENABLED.
#   declared_in:
#     - azurerm_key_vault_key
#     - google_kms_crypto_key
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/keys/about-keys
#     - https://cloud.google.com/kms/docs/destroy-restore
#   headline:
#     fail: has versions whose data cannot be read
#   messages:
#     pass: Every key version that can hold data of the clusters on the key is usable.
#     fail: >-
#       Data that was written under versions of the key that are not usable cannot be read, or is lost (versions:
#       {broken_versions}; clusters: {clusters}).
package rules.key.versions_intact

import data.lib.kms_key

not_applicable := reason if {
	reason := kms_key.not_applicable
} else := "AWS keeps all earlier material of a key usable while the key exists" if {
	input.provider.value == "aws"
}

evidence := {
	"in_use": input.in_use,
	"present": input.kms.present,
	"provider": input.provider,
	"clusters": input.clusters,
	"broken_versions": input.kms.broken_versions,
	"versions_decided": input.kms.versions_decided,
}

violated if {
	kms_key.applies
	_concerned[input.provider.value]
	count(input.kms.broken_versions.value) > 0
}

compliant if {
	count(input.kms.broken_versions.value) == 0
	input.kms.versions_decided.value == true
}

expected := "every version usable"

actual := input.kms.broken_versions.value

_concerned := {"azure", "gcp"}
