# METADATA
# title: Keys whose KMS is read
# description: Which keys concern the rules that read the KMS.
# scope: package
# schemas:
#   - input: schema.key.subject
package lib.kms_key

# METADATA
# description: Why a rule that reads the KMS does not concern the key.
not_applicable := "nothing depends on the key" if {
	input.in_use.value == false
} else := "the KMS has no such key" if {
	input.kms.present.value == false
}

# METADATA
# description: It is known that such a rule concerns the key.
applies if {
	input.in_use.value == true
	input.kms.present.value == true
}

# METADATA
# description: The key is destroyed, or a date for it is set.
doomed if _doomed[input.kms.state.value]

# METADATA
# description: Nobody set a date for the key's destruction, and it is not destroyed.
spared if _spared[input.kms.state.value]

_doomed := {"pending_deletion", "destroyed"}

_spared := {"enabled", "disabled", "pending_import", "unavailable", "expired", "not_yet_valid", "no_primary"}
