package rules.organization.quota_headroom_test

import data.lib.sample_test as sample
import data.main

_evidence := {
	"limit": sample.known(20),
	"at_least": sample.known(4),
	"used": sample.known(4),
	"remaining": sample.known(16),
	"difference": sample.known(0),
}

test_passes_below_the_warning_level if {
	sample.outcome("organization", "quota_headroom") == {
		"status": "pass",
		"evidence": sample.but(_evidence, {"used": sample.known(17), "remaining": sample.known(3)}),
	} with input as sample.organization({"quota/used": sample.known(17), "quota/remaining": sample.known(3)})
}

test_fails_at_the_warning_level if {
	sample.outcome("organization", "quota_headroom") == {
		"status": "fail",
		"expected": "fewer than 18 keys",
		"actual": "18 keys",
		"evidence": sample.but(_evidence, {"used": sample.known(18), "remaining": sample.known(2)}),
	} with input as sample.organization({"quota/used": sample.known(18), "quota/remaining": sample.known(2)})
}

test_fails_when_used_up if {
	sample.outcome("organization", "quota_headroom") == {
		"status": "fail",
		"expected": "fewer than 18 keys",
		"actual": "20 keys",
		"evidence": sample.but(_evidence, {"used": sample.known(20), "remaining": sample.known(0)}),
	} with input as sample.organization({"quota/used": sample.known(20), "quota/remaining": sample.known(0)})
}

test_says_that_nothing_is_left if {
	every actual, used in {"20 keys": sample.known(20), "20 keys or more": sample.missing} {
		sample.outcome("organization", "quota_headroom") == {
			"status": "fail",
			"expected": "fewer than 18 keys",
			"actual": actual,
			"message": "full",
			"evidence": sample.but(_evidence, {"at_least": sample.known(20), "used": used, "remaining": sample.known(0)}),
		} with input as sample.organization({
			"quota/at_least": sample.known(20),
			"quota/used": used,
			"quota/remaining": sample.known(0),
		})
	}
}

test_goes_by_the_configured_level if {
	sample.outcome("organization", "quota_headroom") == {
		"status": "fail",
		"expected": "fewer than 4 keys",
		"actual": "4 keys",
		"evidence": _evidence,
	} with input as sample.organization({"parameters/quota_warn_percent": 20})
}

test_notes_counts_that_differ if {
	sample.outcome("organization", "quota_headroom") == {
		"status": "pass",
		"notes": ["differs"],
		"evidence": sample.but(_evidence, {"difference": sample.known(-2)}),
	} with input as sample.organization({"quota/difference": sample.known(-2)})
}

test_fails_by_what_was_seen_alone if {
	sample.outcome("organization", "quota_headroom") == {
		"status": "fail",
		"expected": "fewer than 18 keys",
		"actual": "18 keys or more",
		"message": "some",
		"evidence": sample.but(_evidence, {
			"at_least": sample.known(18),
			"used": sample.missing,
			"remaining": sample.missing,
			"difference": sample.missing,
		}),
	} with input as sample.organization({
		"quota/at_least": sample.known(18),
		"quota/used": sample.missing,
		"quota/remaining": sample.missing,
		"quota/difference": sample.missing,
	})
}

test_unknown_below_the_warning_level_by_what_was_seen_alone if {
	main.organization.quota_headroom.status == "unknown" with input as sample.organization({
		"quota/at_least": sample.known(17),
		"quota/used": sample.missing,
	})
}

test_unknown_without_the_limit if {
	sample.outcome("organization", "quota_headroom") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"limit": sample.missing, "remaining": sample.missing}),
	} with input as sample.organization({"quota/limit": sample.missing, "quota/remaining": sample.missing})
}

test_unknown_without_the_usage if {
	sample.outcome("organization", "quota_headroom") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {
			"used": sample.missing,
			"remaining": sample.missing,
			"difference": sample.missing,
		}),
	} with input as sample.organization({
		"quota/used": sample.missing,
		"quota/remaining": sample.missing,
		"quota/difference": sample.missing,
	})
}

test_passes_just_below_the_share_of_a_large_limit if {
	main.organization.quota_headroom.status == "pass" with input as sample.organization({
		"quota/used": sample.known(899),
		"quota/limit": sample.known(1000),
	})
}

test_names_the_first_number_of_keys_that_is_too_many if {
	outcome := main.organization.quota_headroom with input as sample.organization({
		"quota/limit": sample.known(201),
		"quota/used": sample.known(200),
	})
	outcome.expected == "fewer than 181 keys"
}
