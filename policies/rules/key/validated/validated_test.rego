package rules.key.validated_test

import data.lib.sample_test as sample
import data.main

_evidence := {
	"in_use": sample.known(true),
	"registration_in_use": sample.known(true),
	"phase": sample.known("VALID"),
}

test_passes_if_valid if {
	sample.outcome("key", "validated") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.key({})
}

test_passes_whatever_its_age_if_valid if {
	sample.outcome("key", "validated") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.key({"validation/hours_since_registration": sample.missing})
}

test_fails_if_invalid if {
	sample.outcome("key", "validated") == {
		"status": "fail",
		"expected": "VALID",
		"actual": "INVALID",
		"evidence": sample.but(_evidence, {"phase": sample.known("INVALID")}),
	} with input as sample.key({"validation/phase": sample.known("INVALID")})
}

test_fails_if_invalid_and_new if {
	sample.outcome("key", "validated") == {
		"status": "fail",
		"expected": "VALID",
		"actual": "INVALID",
		"evidence": sample.but(_evidence, {"phase": sample.known("INVALID")}),
	} with input as sample.key({
		"validation/phase": sample.known("INVALID"),
		"validation/hours_since_registration": sample.known(1),
	})
}

test_fails_if_still_initializing_after_the_grace if {
	sample.outcome("key", "validated") == {
		"status": "fail",
		"expected": "VALID",
		"actual": "INITIALIZING",
		"message": "stuck",
		"remedy": "stuck",
		"evidence": sample.but(_evidence, {
			"phase": sample.known("INITIALIZING"),
			"hours_since_registration": sample.known(24.01),
		}),
	} with input as sample.key({
		"validation/phase": sample.known("INITIALIZING"),
		"validation/hours_since_registration": sample.known(24.01),
	})
}

test_unknown_without_the_phase if {
	sample.outcome("key", "validated") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"phase": sample.missing}),
	} with input as sample.key({"validation/phase": sample.missing})
}

test_unknown_without_the_age_while_initializing if {
	sample.outcome("key", "validated") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {
			"phase": sample.known("INITIALIZING"),
			"hours_since_registration": sample.missing,
		}),
	} with input as sample.key({
		"validation/phase": sample.known("INITIALIZING"),
		"validation/hours_since_registration": sample.missing,
	})
}

test_unknown_if_it_may_be_idle if {
	sample.outcome("key", "validated") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"in_use": sample.missing, "phase": sample.known("INVALID")}),
	} with input as sample.key({"validation/phase": sample.known("INVALID"), "in_use": sample.missing})
}

test_not_applicable_within_the_grace if {
	sample.outcome("key", "validated") == {
		"status": "not_applicable",
		"reason": "Confluent's first validation of the key may still be running",
		"evidence": sample.but(_evidence, {
			"phase": sample.known("INITIALIZING"),
			"hours_since_registration": sample.known(24),
		}),
	} with input as sample.key({
		"validation/phase": sample.known("INITIALIZING"),
		"validation/hours_since_registration": sample.known(24),
	})
}

test_not_applicable_if_idle if {
	sample.outcome("key", "validated") == {
		"status": "not_applicable",
		"reason": "nothing depends on the key",
		"evidence": sample.but(_evidence, {
			"in_use": sample.known(false),
			"phase": sample.known("INVALID"),
		}),
	} with input as sample.key({"validation/phase": sample.known("INVALID"), "in_use": sample.known(false)})
}

test_passes_if_valid_and_absent if {
	sample.outcome("key", "validated") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.key({"kms/present": sample.known(false)})
}

test_shows_confluents_reason_for_a_failure if {
	sample.outcome("key", "validated") == {
		"status": "fail",
		"expected": "VALID",
		"actual": "INVALID",
		"notes": ["reason"],
		"evidence": {
			"in_use": sample.known(true),
			"registration_in_use": sample.known(true),
			"phase": sample.known("INVALID"),
			"reason": sample.known("Access to key denied."),
		},
	} with input as sample.key({
		"validation/phase": sample.known("INVALID"),
		"validation/message": sample.known("Access to key denied."),
	})
}

test_fails_without_a_reason if {
	every message in [sample.known(""), sample.missing] {
		sample.outcome("key", "validated") == {
			"status": "fail",
			"expected": "VALID",
			"actual": "INVALID",
			"evidence": {
				"in_use": sample.known(true),
				"registration_in_use": sample.known(true),
				"phase": sample.known("INVALID"),
			},
		} with input as sample.key({"validation/phase": sample.known("INVALID"), "validation/message": message})
	}
}

test_a_success_needs_no_reason if {
	sample.outcome("key", "validated") == {
		"status": "pass",
		"evidence": {
			"in_use": sample.known(true),
			"registration_in_use": sample.known(true),
			"phase": sample.known("VALID"),
		},
	} with input as sample.key({"validation/message": sample.known("Access to key denied.")})
}

test_says_so_if_no_cluster_is_on_the_key if {
	sample.outcome("key", "validated") == {
		"status": "fail",
		"expected": "VALID",
		"actual": "INVALID",
		"message": "without_clusters",
		"remedy": "retired",
		"evidence": sample.but(_evidence, {"phase": sample.known("INVALID"), "clusters": sample.known([])}),
	} with input as sample.key({"validation/phase": sample.known("INVALID"), "clusters": sample.known([])})
	object.get(main.key.validated, "message", "") == "" with input as sample.key({"clusters": sample.known([])})
}

test_not_applicable_while_no_cluster_uses_the_registration if {
	main.key.validated.reason == "no cluster uses this registration of the key" with input as sample.key({
		"validation/phase": sample.known("INVALID"),
		"registration_in_use": sample.known(false),
	})
}

test_unknown_if_no_cluster_may_use_the_registration if {
	main.key.validated.status == "unknown" with input as sample.key({
		"validation/phase": sample.known("INVALID"),
		"registration_in_use": sample.missing,
	})
}

test_a_first_validation_that_does_not_end_needs_support_without_clusters_too if {
	sample.outcome("key", "validated") == {
		"status": "fail",
		"expected": "VALID",
		"actual": "INITIALIZING",
		"message": "stuck",
		"remedy": "stuck",
		"evidence": sample.but(_evidence, {
			"phase": sample.known("INITIALIZING"),
			"hours_since_registration": sample.known(25),
			"clusters": sample.known([]),
		}),
	} with input as sample.key({
		"validation/phase": sample.known("INITIALIZING"),
		"validation/hours_since_registration": sample.known(25),
		"clusters": sample.known([]),
	})
}

test_has_nothing_to_mend_on_a_key_without_clusters_only_if_all_were_seen if {
	facts := {"validation/phase": sample.known("INVALID"), "clusters": sample.known([])}
	main.key.validated.remedy == "retired" with input as sample.key(facts)
	not main.key.validated.remedy with input as sample.key(object.union(facts, {"all_users_seen": sample.missing}))
	not main.key.validated.remedy with input as sample.key({"validation/phase": sample.known("INVALID")})
	not main.key.validated.remedy with input as sample.key({"clusters": sample.known([])})
}
