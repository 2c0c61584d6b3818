package rules.key.used_test

import data.lib.sample_test as sample
import data.main

_evidence := {
	"in_use": sample.known(false),
	"confluent_state": sample.known("AVAILABLE"),
	"days_since_registration": sample.known(29),
}

_idle(days) := {
	"in_use": sample.known(false),
	"confluent_state": sample.known("AVAILABLE"),
	"days_since_registration": sample.known(days),
}

test_passes_below_the_limit if {
	sample.outcome("key", "used") == {"status": "pass", "evidence": _evidence} with input as sample.key(_idle(29))
}

test_fails_at_the_limit if {
	sample.outcome("key", "used") == {
		"status": "fail",
		"evidence": sample.but(_evidence, {"days_since_registration": sample.known(30)}),
	} with input as sample.key(_idle(30))
}

test_the_limit_is_a_parameter if {
	main.key.used.status == "pass" with input as sample.key(object.union(_idle(30), {"parameters/unused_key_days": 31}))
	main.key.used.status == "fail" with input as sample.key(object.union(_idle(29), {"parameters/unused_key_days": 29}))
}

test_unknown_without_the_age if {
	sample.outcome("key", "used") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"days_since_registration": sample.missing}),
	} with input as sample.key(sample.but(_idle(0), {"days_since_registration": sample.missing}))
}

test_unknown_if_it_may_be_in_use if {
	sample.outcome("key", "used") == {
		"status": "unknown",
		"evidence": {"in_use": sample.missing, "days_since_registration": sample.known(90)},
	} with input as sample.key(sample.but(_idle(90), {"in_use": sample.missing}))
}

test_unknown_if_confluent_may_hold_it if {
	sample.outcome("key", "used") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"confluent_state": sample.missing, "days_since_registration": sample.known(90)}),
	} with input as sample.key(sample.but(_idle(90), {"confluent_state": sample.missing}))
}

test_not_applicable_in_use if {
	sample.outcome("key", "used") == {
		"status": "not_applicable",
		"reason": "the key is in use",
		"evidence": {"in_use": sample.known(true), "days_since_registration": sample.known(90)},
	} with input as sample.key({"days_since_registration": sample.known(90)})
}

test_not_applicable_while_confluent_holds_it if {
	sample.outcome("key", "used") == {
		"status": "not_applicable",
		"reason": "Confluent still holds the key",
		"evidence": sample.but(_evidence, {
			"confluent_state": sample.known("IN_USE"),
			"days_since_registration": sample.known(90),
		}),
	} with input as sample.key(sample.but(_idle(90), {"confluent_state": sample.known("IN_USE")}))
}

test_applies_although_the_kms_has_no_such_key if {
	main.key.used.status == "fail" with input as sample.key(object.union(_idle(30), {"kms/present": sample.known(false)}))
}
