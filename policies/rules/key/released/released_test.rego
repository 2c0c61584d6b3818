package rules.key.released_test

import data.lib.sample_test as sample
import data.main
import data.rules.key.released

_held := {
	"clusters": sample.known([]),
	"release/days_gone": sample.known(9),
	"release/days_free": sample.known(6),
	"release/overdue": sample.known(true),
}

_evidence := {
	"confluent_state": sample.known("IN_USE"),
	"clusters": sample.known([]),
	"all_users_seen": sample.known(true),
	"overdue": sample.known(true),
	"days_gone": sample.known(9),
	"days_free": sample.known(6),
}

test_passes_with_a_cluster if {
	sample.outcome("key", "released") == {
		"status": "pass",
		"evidence": {
			"confluent_state": sample.known("IN_USE"),
			"clusters": sample.known(["lkc-apple"]),
		},
	} with input as sample.key({
		"all_users_seen": sample.missing,
		"release/overdue": sample.known(true),
	})
}

test_passes_shortly_after_a_deletion if {
	sample.outcome("key", "released") == {
		"status": "pass",
		"message": "lately",
		"evidence": sample.but(_evidence, {
			"overdue": sample.known(false),
			"days_gone": sample.known(2),
			"days_free": sample.known(0),
		}),
	} with input as sample.key({
		"clusters": sample.known([]),
		"release/overdue": sample.known(false),
		"release/days_gone": sample.known(2),
		"release/days_free": sample.known(0),
	})
}

test_fails_when_overdue if {
	sample.outcome("key", "released") == {
		"status": "fail",
		"expected": "released 5 days after its last cluster",
		"actual": "held, without a cluster",
		"evidence": _evidence,
	} with input as sample.key(_held)
}

test_fails_although_the_last_cluster_was_not_seen if {
	outcome := sample.outcome("key", "released") with input as sample.key(sample.but(_held, {"release/days_gone": sample.missing}))
	outcome.status == "fail"
	outcome.evidence == object.remove(_evidence, ["days_gone"])
}

test_unknown_if_a_cluster_may_not_have_been_seen if {
	every overdue in [true, false] {
		main.key.released.status == "unknown" with input as sample.key(object.union(_held, {
			"all_users_seen": sample.missing,
			"release/overdue": sample.known(overdue),
		}))
	}
}

test_unknown_without_a_date if {
	sample.outcome("key", "released") == {
		"status": "unknown",
		"evidence": sample.but(object.remove(_evidence, ["days_gone", "days_free"]), {"overdue": sample.missing}),
	} with input as sample.key({
		"clusters": sample.known([]),
		"release/days_gone": sample.missing,
		"release/days_free": sample.missing,
		"release/overdue": sample.missing,
	})
}

test_unknown_without_the_state if {
	sample.outcome("key", "released") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"confluent_state": sample.missing}),
	} with input as sample.key(object.union(_held, {"confluent_state": sample.missing}))
}

test_unknown_without_the_clusters if {
	main.key.released.status == "unknown" with input as sample.key({"clusters": sample.missing})
}

test_not_applicable_if_available if {
	sample.outcome("key", "released") == {
		"status": "not_applicable",
		"reason": "Confluent does not hold the key",
		"evidence": sample.but(_evidence, {"confluent_state": sample.known("AVAILABLE")}),
	} with input as sample.key(object.union(_held, {"confluent_state": sample.known("AVAILABLE")}))
}

test_is_not_compliant_unless_all_users_were_seen if {
	not released.compliant with input as sample.key({"clusters": sample.known([]), "all_users_seen": sample.missing})
}

test_shows_an_existing_cluster_rather_than_a_hold if {
	not released.message with input as sample.key({"clusters": sample.known(["lkc-apple"])})
}

test_shows_that_a_cluster_was_just_deleted if {
	outcome := sample.outcome("key", "released") with input as sample.key(sample.but(_held, {
		"release/overdue": sample.known(false),
		"release/days_gone": sample.known(0),
		"release/days_free": sample.known(0),
	}))
	outcome.evidence.days_gone == sample.known(0)
	outcome.evidence.days_free == sample.known(0)
}
