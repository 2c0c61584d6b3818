package rules.key.rotated_test

import data.lib.sample_test as sample

_evidence := {
	"in_use": sample.known(true),
	"present": sample.known(true),
	"state": sample.known("enabled"),
	"rotatable": sample.known(true),
	"rotation_enabled": sample.known(true),
	"rotation_period_days": sample.known(180),
}

test_passes_within_the_limit if {
	sample.outcome("key", "rotated") == {
		"status": "pass",
		"expected": 365,
		"actual": 180,
		"evidence": _evidence,
	} with input as sample.key({})
}

test_passes_at_the_limit if {
	sample.outcome("key", "rotated") == {
		"status": "pass",
		"expected": 365,
		"actual": 365,
		"evidence": sample.but(_evidence, {"rotation_period_days": sample.known(365)}),
	} with input as sample.key({"kms/rotation_period_days": sample.known(365)})
}

test_passes_on_without_a_period if {
	sample.outcome("key", "rotated") == {
		"status": "pass",
		"expected": 365,
		"actual": 365,
		"evidence": sample.but(_evidence, {"rotation_period_days": sample.known(null)}),
	} with input as sample.key({"kms/rotation_period_days": sample.known(null)})
}

test_fails_on_without_a_period_under_a_lower_limit if {
	sample.outcome("key", "rotated") == {
		"status": "fail",
		"expected": 90,
		"actual": 365,
		"evidence": sample.but(_evidence, {"rotation_period_days": sample.known(null)}),
	} with input as sample.key({
		"kms/rotation_period_days": sample.known(null),
		"parameters/max_rotation_days": 90,
	})
}

test_fails_beyond_the_limit if {
	sample.outcome("key", "rotated") == {
		"status": "fail",
		"expected": 365,
		"actual": 365.5,
		"evidence": sample.but(_evidence, {"rotation_period_days": sample.known(365.5)}),
	} with input as sample.key({"kms/rotation_period_days": sample.known(365.5)})
}

test_fails_if_off if {
	sample.outcome("key", "rotated") == {
		"status": "fail",
		"message": "off",
		"expected": 365,
		"evidence": sample.but(_evidence, {
			"rotation_enabled": sample.known(false),
			"rotation_period_days": sample.known(null),
		}),
	} with input as sample.key({
		"kms/rotation_enabled": sample.known(false),
		"kms/rotation_period_days": sample.known(null),
	})
}

test_fails_if_off_whatever_the_period if {
	sample.outcome("key", "rotated") == {
		"status": "fail",
		"message": "off",
		"expected": 365,
		"evidence": sample.but(_evidence, {
			"rotation_enabled": sample.known(false),
			"rotation_period_days": sample.missing,
		}),
	} with input as sample.key({
		"kms/rotation_enabled": sample.known(false),
		"kms/rotation_period_days": sample.missing,
	})
}

test_unknown_without_the_period if {
	sample.outcome("key", "rotated") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"rotation_period_days": sample.missing}),
	} with input as sample.key({"kms/rotation_period_days": sample.missing})
}

test_unknown_without_the_switch if {
	sample.outcome("key", "rotated") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {
			"rotation_enabled": sample.missing,
			"rotation_period_days": sample.missing,
		}),
	} with input as sample.key({
		"kms/rotation_enabled": sample.missing,
		"kms/rotation_period_days": sample.missing,
	})
}

test_unknown_if_it_may_be_pending_deletion if {
	sample.outcome("key", "rotated") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {
			"state": sample.missing,
			"rotation_enabled": sample.known(false),
			"rotation_period_days": sample.known(null),
		}),
	} with input as sample.key({
		"kms/state": sample.missing,
		"kms/rotation_enabled": sample.known(false),
		"kms/rotation_period_days": sample.known(null),
	})
}

test_unknown_if_it_may_not_be_rotatable if {
	sample.outcome("key", "rotated") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {
			"rotatable": sample.missing,
			"rotation_enabled": sample.known(false),
			"rotation_period_days": sample.known(null),
		}),
	} with input as sample.key({
		"kms/rotatable": sample.missing,
		"kms/rotation_enabled": sample.known(false),
		"kms/rotation_period_days": sample.known(null),
	})
}

test_unknown_if_it_may_be_idle if {
	sample.outcome("key", "rotated") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {
			"in_use": sample.missing,
			"rotation_enabled": sample.known(false),
			"rotation_period_days": sample.known(null),
		}),
	} with input as sample.key({
		"in_use": sample.missing,
		"kms/rotation_enabled": sample.known(false),
		"kms/rotation_period_days": sample.known(null),
	})
}

test_not_applicable_if_idle if {
	sample.outcome("key", "rotated") == {
		"status": "not_applicable",
		"reason": "nothing depends on the key",
		"evidence": sample.but(_evidence, {
			"in_use": sample.known(false),
			"rotation_enabled": sample.known(false),
		}),
	} with input as sample.key({"in_use": sample.known(false), "kms/rotation_enabled": sample.known(false)})
}

test_not_applicable_if_absent if {
	sample.outcome("key", "rotated") == {
		"status": "not_applicable",
		"reason": "the KMS has no such key",
		"evidence": sample.but(_evidence, {
			"present": sample.known(false),
			"rotation_enabled": sample.missing,
		}),
	} with input as sample.key({"kms/present": sample.known(false), "kms/rotation_enabled": sample.missing})
}

test_not_applicable_if_pending_deletion if {
	sample.outcome("key", "rotated") == {
		"status": "not_applicable",
		"reason": "the key is destroyed or about to be",
		"evidence": sample.but(_evidence, {
			"state": sample.known("pending_deletion"),
			"rotation_enabled": sample.known(false),
		}),
	} with input as sample.key({
		"kms/state": sample.known("pending_deletion"),
		"kms/rotation_enabled": sample.known(false),
	})
}

test_not_applicable_if_not_rotatable if {
	sample.outcome("key", "rotated") == {
		"status": "not_applicable",
		"reason": "the KMS cannot rotate a key of this origin",
		"evidence": sample.but(_evidence, {
			"rotatable": sample.known(false),
			"rotation_enabled": sample.known(false),
		}),
	} with input as sample.key({
		"kms/rotatable": sample.known(false),
		"kms/rotation_enabled": sample.known(false),
	})
}
