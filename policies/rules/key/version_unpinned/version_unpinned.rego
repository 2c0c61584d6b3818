# METADATA
# title: The registered key names no version
# description: >-
#   The name under which an Azure key is registered with Confluent does not include a version, so that new versions take effect
#   when the key is rotated. Google Cloud: Confluent's own examples register a version, and nothing says whether rotation is
#   followed then.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: medium
#   nothing_to_judge:
#     provider: [aws]
#   rationale: >-
#     A registration that pins a version keeps using that version however often the key is rotated: rotation appears to be on
#     but has no effect.
#   remediation:
#     summary: >-
#       A registration cannot be changed. If no cluster uses the key, delete the registration and register the key again without
#       a version. Otherwise create another key, since two clusters must not share one: register it without a version, create a
#       cluster on it, move the data with Cluster Linking, then delete the old cluster and this registration.
#     checklist: {azure: move_clusters}
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/general/about-keys-secrets-certificates
#   messages:
#     pass: The registered key names no version, so that rotation takes effect.
#     fail: Rotation of the key has no effect, because its registration pins version {pinned_version}.
#     google: >-
#       The key is registered with version {pinned_version}, as in Confluent's own examples. Whether its clusters follow a
#       rotation then is not documented.
package rules.key.version_unpinned

not_applicable := _elsewhere[input.provider.value]

evidence := {
	"provider": input.provider,
	"pinned_version": input.kms.pinned_version,
}

compliant if input.kms.pinned_version.value == null

notes contains "google" if {
	input.provider.value == "gcp"
	count(input.kms.pinned_version.value) > 0
}

_elsewhere := {
	"aws": "keys of AWS are registered without a version",
	"gcp": "Confluent does not say whether a key of Google Cloud should be registered without a version",
}
