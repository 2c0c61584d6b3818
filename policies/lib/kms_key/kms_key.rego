# METADATA
# title: Keys whose KMS is read
# description: Which keys the rules that read the KMS apply to.
# scope: package
# schemas:
#   - input: schema.key.subject
package lib.kms_key

# METADATA
# description: Why a rule that reads the KMS does not apply to the key.
not_applicable := "nothing depends on the key" if {
	input.in_use.value == false
} else := "the KMS has no such key" if {
	input.kms.present.value == false
}

# METADATA
# description: Such a rule is known to apply to the key.
applies if {
	input.in_use.value == true
	input.kms.present.value == true
}

# METADATA
# description: Why a rule about the registration, its principals and its validation does not apply to the key.
not_by_registration := not_applicable if {
	not_applicable
} else := "no cluster uses this registration of the key" if {
	input.registration_in_use.value == false
}

# METADATA
# description: A rule about the registration is known to apply to the key.
applies_to_registration if {
	applies
	input.registration_in_use.value == true
}

# METADATA
# description: No cluster was seen on the key, although it counts as in use.
without_clusters if count(input.clusters.value) == 0

# METADATA
# description: The key is destroyed, or its destruction is scheduled.
pending_or_destroyed if _pending_or_destroyed[input.kms.state.value]

# METADATA
# description: The key is not destroyed, and no destruction is scheduled.
not_pending if _not_pending[input.kms.state.value]

_pending_or_destroyed := {"pending_deletion", "destroyed"}

_not_pending := {"enabled", "disabled", "pending_import", "unavailable", "expired", "not_yet_valid", "no_primary"}
