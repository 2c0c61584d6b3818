package rules.key.expiry_ahead_test

import data.lib.sample_test as sample
import data.main

_evidence(days) := {
	"in_use": sample.known(true),
	"present": sample.known(true),
	"state": sample.known("enabled"),
	"expires_in_days": sample.known(days),
}

_succeeded_by(days, successor) := object.union(_evidence(days), {"successor_in_days": sample.known(successor)})

_key(days, successor) := sample.key({
	"kms/expires_in_days": sample.known(days),
	"kms/successor_in_days": sample.known(successor),
})

test_passes_if_it_expires_after_the_limit if {
	sample.outcome("key", "expiry_ahead") == {"status": "pass", "evidence": _evidence(60.5)} with input as _key(60.5, null)
}

test_passes_whatever_comes_after_a_key_that_expires_late if {
	main.key.expiry_ahead.status == "pass" with input as sample.key({
		"kms/expires_in_days": sample.known(61),
		"kms/successor_in_days": sample.missing,
	})
}

test_passes_with_a_successor_in_time if {
	every successor in [0, 29, 30] {
		sample.outcome("key", "expiry_ahead") == {
			"status": "pass",
			"message": "succeeded",
			"evidence": _succeeded_by(30, successor),
		} with input as _key(30, successor)
	}
}

test_fails_at_the_limit_without_a_successor if {
	sample.outcome("key", "expiry_ahead") == {
		"status": "fail",
		"expected": "no expiry within 60 days, or a successor before it",
		"actual": "expires within that time, without a successor",
		"evidence": _succeeded_by(60, null),
	} with input as _key(60, null)
}

test_fails_with_a_successor_that_is_late_or_overdue if {
	every successor in [31, -1] {
		main.key.expiry_ahead.status == "fail" with input as _key(30, successor)
	}
}

test_fails_after_the_expiry if {
	sample.outcome("key", "expiry_ahead") == {
		"status": "fail",
		"expected": "no expiry within 60 days, or a successor before it",
		"actual": "expired, without a successor",
		"message": "expired",
		"computed": {"days_past": 3},
		"evidence": _succeeded_by(-3, null),
	} with input as _key(-3, null)
	main.key.expiry_ahead.message == "expired" with input as _key(-3, -5)
}

test_fails_on_the_day_itself if {
	sample.outcome("key", "expiry_ahead") == {
		"status": "fail",
		"expected": "no expiry within 60 days, or a successor before it",
		"actual": "expires within that time, without a successor",
		"evidence": _succeeded_by(0, null),
	} with input as _key(0, null)
}

test_measures_by_the_parameter if {
	main.key.expiry_ahead.status == "pass" with input as sample.key({
		"kms/expires_in_days": sample.known(31),
		"parameters/expiry_warn_days": 30,
	})
}

test_unknown_if_the_successor_of_one_that_expires_soon_was_not_read if {
	main.key.expiry_ahead.status == "unknown" with input as sample.key({
		"kms/expires_in_days": sample.known(10),
		"kms/successor_in_days": sample.missing,
	})
}

_soon := {"kms/expires_in_days": sample.known(10), "kms/successor_in_days": sample.known(null)}

test_unknown_if_a_fact_that_decides_was_not_read if {
	every path in ["in_use", "kms/present", "kms/state", "kms/expires_in_days"] {
		facts := sample.but(_soon, {path: sample.missing})
		main.key.expiry_ahead.status == "unknown" with input as sample.key(facts)
	}
}

test_not_applicable_without_an_expiration_date if {
	sample.outcome("key", "expiry_ahead") == {
		"status": "not_applicable",
		"reason": "the key does not expire",
		"evidence": _evidence(null),
	} with input as _key(null, null)
}

test_not_applicable_to_a_key_that_goes_anyway if {
	every state in ["pending_deletion", "destroyed"] {
		main.key.expiry_ahead.reason == "the key is destroyed or about to be" with input as sample.key({
			"kms/state": sample.known(state),
			"kms/expires_in_days": sample.known(5),
		})
	}
}

test_not_applicable_if_nothing_depends_on_the_key if {
	main.key.expiry_ahead.reason == "nothing depends on the key" with input as sample.key({
		"in_use": sample.known(false),
		"kms/expires_in_days": sample.known(5),
	})
}

test_says_nothing_of_a_successor_to_a_key_that_expires_late if {
	sample.outcome("key", "expiry_ahead") == {"status": "pass", "evidence": _evidence(90)} with input as _key(90, 10)
}

test_a_pinned_version_gets_a_later_date if {
	pinned := sample.but(_soon, {"kms/pinned_version": sample.known("7")})
	outcome := sample.outcome("key", "expiry_ahead") with input as sample.key(pinned)
	outcome.message == "pinned"
	outcome.remedy == "pinned"
	outcome.computed == {"pinned": "7"}
	today := sample.but(pinned, {"kms/expires_in_days": sample.known(0)})
	main.key.expiry_ahead.message == "pinned" with input as sample.key(today)
	past := sample.but(pinned, {"kms/expires_in_days": sample.known(-3)})
	expired := sample.outcome("key", "expiry_ahead") with input as sample.key(past)
	expired.message == "expired"
	expired.remedy == "pinned"
	expired.computed == {"days_past": 3, "pinned": "7"}
}

test_says_nothing_of_a_pinned_version_that_expires_late if {
	pinned := sample.but(_soon, {"kms/pinned_version": sample.known("7")})
	sample.outcome("key", "expiry_ahead") == {"status": "pass", "evidence": _evidence(61)} with input as sample.key(sample.but(
		pinned,
		{"kms/expires_in_days": sample.known(61)},
	))
	main.key.expiry_ahead.message == "pinned" with input as sample.key(sample.but(
		pinned,
		{"kms/expires_in_days": sample.known(60)},
	))
}

test_a_late_rotation_is_nothing_to_a_pinned_version if {
	facts := sample.but(_soon, {"kms/pinned_version": sample.known("7"), "kms/successor_in_days": sample.known(11)})
	outcome := main.key.expiry_ahead with input as sample.key(facts)
	[outcome.status, outcome.message, outcome.remedy] == ["fail", "pinned", "pinned"]
}

test_a_version_that_is_not_pinned_gets_a_successor if {
	every pinned in [sample.known(null), sample.missing] {
		facts := sample.but(_soon, {"kms/pinned_version": pinned})
		object.get(main.key.expiry_ahead, "remedy", "successor") == "successor" with input as sample.key(facts)
	}
}
