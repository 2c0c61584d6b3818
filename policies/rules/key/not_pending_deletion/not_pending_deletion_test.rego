package rules.key.not_pending_deletion_test

import data.lib.sample_test as sample
import data.main
import data.rules.key.not_pending_deletion

_evidence := {
	"in_use": sample.known(true),
	"present": sample.known(true),
	"state": sample.known("enabled"),
	"clusters": sample.known(["lkc-apple"]),
}

test_passes_if_enabled if {
	sample.outcome("key", "not_pending_deletion") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.key({})
}

test_passes_if_disabled if {
	sample.outcome("key", "not_pending_deletion") == {
		"status": "pass",
		"evidence": sample.but(_evidence, {"state": sample.known("disabled")}),
	} with input as sample.key({"kms/state": sample.known("disabled")})
}

test_passes_whatever_the_date_if_none_is_set if {
	sample.outcome("key", "not_pending_deletion") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.key({"kms/deletion_date": sample.missing, "kms/days_to_deletion": sample.missing})
}

test_fails_if_pending_deletion if {
	sample.outcome("key", "not_pending_deletion") == {
		"status": "fail",
		"expected": "no deletion scheduled",
		"actual": "deletion on 2026-03-11",
		"evidence": sample.but(_evidence, {
			"state": sample.known("pending_deletion"),
			"deletion_date": sample.known("2026-03-11T12:00:00Z"),
			"days_to_deletion": sample.known(10),
		}),
	} with input as sample.key({
		"kms/state": sample.known("pending_deletion"),
		"kms/deletion_date": sample.known("2026-03-11T12:00:00Z"),
		"kms/days_to_deletion": sample.known(10),
	})
}

test_fails_without_the_date if {
	sample.outcome("key", "not_pending_deletion") == {
		"status": "fail",
		"expected": "no deletion scheduled",
		"actual": "deletion scheduled",
		"message": "undated",
		"evidence": sample.but(_evidence, {
			"state": sample.known("pending_deletion"),
			"deletion_date": sample.missing,
			"days_to_deletion": sample.missing,
		}),
	} with input as sample.key({
		"kms/state": sample.known("pending_deletion"),
		"kms/deletion_date": sample.missing,
		"kms/days_to_deletion": sample.missing,
	})
}

test_fails_with_no_date if {
	sample.outcome("key", "not_pending_deletion") == {
		"status": "fail",
		"expected": "no deletion scheduled",
		"actual": "deletion scheduled",
		"message": "undated",
		"evidence": sample.but(_evidence, {
			"state": sample.known("pending_deletion"),
			"deletion_date": sample.known(null),
			"days_to_deletion": sample.known(null),
		}),
	} with input as sample.key({"kms/state": sample.known("pending_deletion")})
}

test_fails_if_destroyed if {
	sample.outcome("key", "not_pending_deletion") == {
		"status": "fail",
		"expected": "no deletion scheduled",
		"actual": "destroyed",
		"remedy": "destroyed",
		"message": "destroyed",
		"evidence": sample.but(_evidence, {
			"state": sample.known("destroyed"),
			"deletion_date": sample.known(null),
			"days_to_deletion": sample.known(null),
		}),
	} with input as sample.key({"kms/state": sample.known("destroyed")})
}

test_unknown_without_the_state if {
	sample.outcome("key", "not_pending_deletion") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"state": sample.missing}),
	} with input as sample.key({"kms/state": sample.missing})
}

test_unknown_if_it_may_be_idle if {
	sample.outcome("key", "not_pending_deletion") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {
			"in_use": sample.missing,
			"state": sample.known("pending_deletion"),
			"deletion_date": sample.known("2026-03-11T12:00:00Z"),
			"days_to_deletion": sample.known(10),
		}),
	} with input as sample.key({
		"kms/state": sample.known("pending_deletion"),
		"kms/deletion_date": sample.known("2026-03-11T12:00:00Z"),
		"kms/days_to_deletion": sample.known(10),
		"in_use": sample.missing,
	})
}

test_unknown_if_it_may_be_absent if {
	sample.outcome("key", "not_pending_deletion") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"present": sample.missing}),
	} with input as sample.key({"kms/present": sample.missing})
}

test_not_applicable_if_idle if {
	sample.outcome("key", "not_pending_deletion") == {
		"status": "not_applicable",
		"reason": "nothing depends on the key",
		"evidence": sample.but(_evidence, {
			"in_use": sample.known(false),
			"state": sample.known("pending_deletion"),
			"deletion_date": sample.known("2026-03-11T12:00:00Z"),
			"days_to_deletion": sample.known(10),
		}),
	} with input as sample.key({
		"kms/state": sample.known("pending_deletion"),
		"kms/deletion_date": sample.known("2026-03-11T12:00:00Z"),
		"kms/days_to_deletion": sample.known(10),
		"in_use": sample.known(false),
	})
}

test_not_applicable_if_absent if {
	sample.outcome("key", "not_pending_deletion") == {
		"status": "not_applicable",
		"reason": "the KMS has no such key",
		"evidence": sample.but(_evidence, {"present": sample.known(false), "state": sample.missing}),
	} with input as sample.key({"kms/present": sample.known(false), "kms/state": sample.missing})
}

# `violated` is checked first and would hide a wrong `compliant` elsewhere; only these tests see it.
test_no_failure_is_compliant if {
	not not_pending_deletion.compliant with input as sample.key({"kms/state": sample.known("destroyed")})
}

test_passes_in_every_state_but_those if {
	every state in ["enabled", "disabled", "pending_import", "unavailable", "expired", "not_yet_valid", "no_primary"] {
		main.key.not_pending_deletion.status == "pass" with input as sample.key({"kms/state": sample.known(state)})
	}
}

test_says_what_is_lost if {
	every state, message in {"pending_deletion": "without_clusters", "destroyed": "destroyed_without_clusters"} {
		main.key.not_pending_deletion.message == message with input as sample.key({
			"kms/state": sample.known(state),
			"kms/deletion_date": sample.known("2026-03-11T12:00:00Z"),
			"clusters": sample.known([]),
		})
	}
}

test_has_nothing_to_say_of_a_key_that_is_not_about_to_be_destroyed if {
	not main.key.not_pending_deletion.message with input as sample.key({"clusters": sample.known([])})
	not main.key.not_pending_deletion.message with input as sample.key({})
}

_waiting := {
	"kms/state": sample.known("pending_deletion"),
	"kms/awaits_replicas": sample.known(true),
	"kms/deletion_wait_days": sample.known(7),
}

test_says_that_the_deletion_waits_for_replicas if {
	sample.outcome("key", "not_pending_deletion") == {
		"status": "fail",
		"expected": "no deletion scheduled",
		"actual": "deletion once its last replica is deleted",
		"message": "awaits_replicas",
		"evidence": sample.but(_evidence, {
			"state": sample.known("pending_deletion"),
			"deletion_date": sample.known(null),
			"days_to_deletion": sample.known(null),
			"awaits_replicas": sample.known(true),
			"deletion_wait_days": sample.known(7),
		}),
	} with input as sample.key(_waiting)
	main.key.not_pending_deletion.message == "awaits_replicas_without_clusters" with input as sample.key(object.union(
		_waiting,
		{"clusters": sample.known([])},
	))
}

test_no_other_key_waits_for_replicas if {
	sample.outcome("key", "not_pending_deletion") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.key({"kms/awaits_replicas": sample.known(true)})
}

# regal ignore:with-outside-test-context
_remedy(facts) := remedy if remedy := main.key.not_pending_deletion.remedy with input as sample.key(facts)

_empty := {"clusters": sample.known([])}

test_leaves_the_deletion_of_a_key_without_clusters_alone_only_if_all_were_seen if {
	every state, otherwise in {"pending_deletion": "plain", "destroyed": "destroyed"} {
		facts := object.union(_empty, {"kms/state": sample.known(state)})
		_remedy(facts) == "retired"
		_remedy_or_plain(sample.but(facts, {"all_users_seen": sample.missing})) == otherwise
	}
}

default _remedy_or_plain(_) := "plain"

_remedy_or_plain(facts) := _remedy(facts)

test_cancels_the_deletion_of_a_key_with_clusters if {
	_remedy_or_plain({"kms/state": sample.known("pending_deletion")}) == "plain"
	_remedy_or_plain({"kms/state": sample.known("pending_deletion"), "clusters": sample.missing}) == "plain"
	_remedy_or_plain(_waiting) == "plain"
}

test_restores_nothing_that_is_destroyed if {
	_remedy({"kms/state": sample.known("destroyed")}) == "destroyed"
	_remedy({"kms/state": sample.known("destroyed"), "clusters": sample.missing}) == "destroyed"
}

test_gives_no_steps_to_a_key_that_stays if {
	_remedy_or_plain({}) == "plain"
	_remedy_or_plain(_empty) == "plain"
}

test_says_no_date_that_was_not_read if {
	every date in [sample.missing, sample.known(null)] {
		facts := {"kms/state": sample.known("pending_deletion"), "kms/deletion_date": date}
		main.key.not_pending_deletion.message == "undated" with input as sample.key(facts)
		main.key.not_pending_deletion.message == "undated_without_clusters" with input as sample.key(object.union(
			facts,
			_empty,
		))
	}
}

test_says_no_wait_of_a_key_that_waits_for_no_replica if {
	outcome := main.key.not_pending_deletion with input as sample.key(sample.but(_waiting, {
		"kms/awaits_replicas": sample.known(false),
		"kms/deletion_date": sample.known("2026-12-01T00:00:00Z"),
	}))
	outcome.status == "fail"
	object.get(outcome, "message", "fail") == "fail"
}

test_says_no_wait_that_was_not_read if {
	every days in [sample.missing, sample.known(null)] {
		main.key.not_pending_deletion.message == "undated" with input as sample.key(sample.but(
			_waiting,
			{"kms/deletion_wait_days": days},
		))
	}
}
