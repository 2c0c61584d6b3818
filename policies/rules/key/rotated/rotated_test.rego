package rules.key.rotated_test

import data.lib.sample_test as sample
import data.main

_evidence := {
	"in_use": sample.known(true),
	"present": sample.known(true),
	"provider": sample.known("aws"),
	"state": sample.known("enabled"),
	"rotatable": sample.known(true),
	"rotation_enabled": sample.known(true),
	"rotation_period_days": sample.known(180),
	"next_rotation_days": sample.known(80),
	"material_age_days": sample.known(100),
}

_off := {
	"kms/rotation_enabled": sample.known(false),
	"kms/rotation_period_days": sample.known(null),
	"kms/next_rotation_days": sample.known(null),
}

# regal ignore:with-outside-test-context
_status(facts) := status if status := main.key.rotated.status with input as sample.key(facts)

# regal ignore:with-outside-test-context
_message(facts) := message if message := main.key.rotated.message with input as sample.key(facts)

test_passes_within_the_limit if {
	sample.outcome("key", "rotated") == {
		"status": "pass",
		"computed": {"longest": 210, "period": 180, "period_seconds": 15552000},
		"evidence": _evidence,
	} with input as sample.key({})
}

test_passes_at_the_limits if {
	_status({"kms/rotation_period_days": sample.known(365)}) == "pass"
	_status({"kms/material_age_days": sample.known(210)}) == "pass"
	_status({"kms/next_rotation_days": sample.known(210)}) == "pass"
	_status({"kms/next_rotation_days": sample.known(-2)}) == "pass"
}

test_fails_beyond_the_limit if {
	sample.outcome("key", "rotated") == {
		"status": "fail",
		"message": "fail",
		"expected": 365,
		"actual": 365.5,
		"computed": {"longest": 395.5, "period": 365, "period_seconds": 31536000},
		"evidence": sample.but(_evidence, {"rotation_period_days": sample.known(365.5)}),
	} with input as sample.key({"kms/rotation_period_days": sample.known(365.5)})
}

test_fails_if_off_whatever_else_was_read if {
	sample.outcome("key", "rotated") == {
		"status": "fail",
		"expected": "automatic rotation",
		"actual": "off",
		"message": "off",
		"computed": {"longest": 395, "period": 365, "period_seconds": 31536000},
		"evidence": sample.but(_evidence, {
			"rotation_enabled": sample.known(false),
			"rotation_period_days": sample.known(null),
			"next_rotation_days": sample.known(null),
		}),
	} with input as sample.key(_off)
	every path in ["kms/rotation_period_days", "kms/next_rotation_days", "kms/material_age_days", "kms/key_age_days"] {
		_message(sample.but(_off, {path: sample.missing})) == "off"
	}
}

test_fails_with_material_that_is_too_old if {
	_status({"kms/material_age_days": sample.known(210.5)}) == "fail"
	_message({"kms/material_age_days": sample.known(210.5)}) == "stale"
}

test_old_material_fails_even_if_the_key_is_called_young if {
	_message({"kms/material_age_days": sample.known(300), "kms/key_age_days": sample.known(3)}) == "stale"
}

test_fails_with_material_older_than_any_period_within_the_limit if {
	facts := {"kms/material_age_days": sample.known(395.5), "kms/rotation_period_days": sample.missing}
	_status(facts) == "fail"
	_status(sample.but(facts, {"kms/material_age_days": sample.known(395)})) == "unknown"
}

test_fails_without_a_planned_rotation if {
	_status({"kms/next_rotation_days": sample.known(null)}) == "fail"
	_message({"kms/next_rotation_days": sample.known(null)}) == "unplanned"
}

test_fails_with_a_rotation_that_is_planned_too_late if {
	_status({"kms/next_rotation_days": sample.known(210.5)}) == "fail"
	_message({"kms/next_rotation_days": sample.known(210.5)}) == "far"
	_status({"kms/next_rotation_days": sample.known(730), "kms/rotation_period_days": sample.missing}) == "fail"
}

test_measures_by_the_parameters if {
	_status({"parameters/max_rotation_days": 90}) == "fail"
	_status({"parameters/rotation_grace_days": 0, "kms/material_age_days": sample.known(181)}) == "fail"
	_status({"parameters/max_rotation_days": {"aws": 180, "azure": 90, "gcp": 90}}) == "pass"
	_status({"parameters/max_rotation_days": {"aws": 90, "azure": 365, "gcp": 365}}) == "fail"
	_status({
		"parameters/max_rotation_days": {"aws": 90, "azure": 180, "gcp": 90},
		"provider": sample.known("azure"),
	}) == "pass"
}

test_unknown_by_cloud_if_the_cloud_is_unknown if {
	_status({
		"parameters/max_rotation_days": {"aws": 180, "azure": 180, "gcp": 180},
		"provider": sample.missing,
	}) == "unknown"
}

test_a_young_key_needs_no_list_of_its_rotations if {
	sample.outcome("key", "rotated") == {
		"status": "pass",
		"computed": {"longest": 210, "period": 180, "period_seconds": 15552000},
		"evidence": object.union(
			object.remove(_evidence, ["material_age_days"]),
			{"key_age_days": sample.known(210)},
		),
	} with input as sample.key({
		"kms/material_age_days": sample.missing,
		"kms/key_age_days": sample.known(210),
	})
}

test_an_older_key_is_unknown_without_its_rotations if {
	sample.outcome("key", "rotated") == {
		"status": "unknown",
		"computed": {"longest": 210, "period": 180, "period_seconds": 15552000},
		"evidence": sample.but(_evidence, {"material_age_days": sample.missing}),
	} with input as sample.key({"kms/material_age_days": sample.missing})
	_status({"kms/material_age_days": sample.missing, "kms/key_age_days": sample.missing}) == "unknown"
}

test_passes_without_the_age_of_the_key_if_the_material_is_new if {
	_status({"kms/key_age_days": sample.missing}) == "pass"
}

test_unknown_without_a_fact_that_decides if {
	every path in ["kms/rotation_enabled", "kms/rotation_period_days", "kms/next_rotation_days"] {
		_status({path: sample.missing}) == "unknown"
	}
}

test_unknown_if_it_may_not_apply if {
	every path in ["in_use", "kms/present", "kms/state", "kms/rotatable"] {
		_status(sample.but(_off, {path: sample.missing})) == "unknown"
	}
}

# regal ignore:with-outside-test-context
_reason(facts) := reason if reason := main.key.rotated.reason with input as sample.key(sample.but(_off, facts))

test_not_applicable_if_idle if {
	_reason({"in_use": sample.known(false)}) == "nothing depends on the key"
}

test_not_applicable_if_absent if {
	_reason({"kms/present": sample.known(false)}) == "the KMS has no such key"
}

test_not_applicable_if_pending_deletion if {
	_reason({"kms/state": sample.known("pending_deletion")}) == "the key is destroyed or about to be"
}

test_not_applicable_if_not_rotatable if {
	_reason({"kms/rotatable": sample.known(false)}) == "the KMS cannot rotate a key of this kind by itself"
}

test_fails_on_without_a_period if {
	outcome := main.key.rotated with input as sample.key({"kms/rotation_period_days": sample.known(null)})
	[outcome.status, outcome.expected, outcome.actual] == ["fail", 365, "no period"]
}

test_fails_beyond_the_limit_whatever_is_planned if {
	_status({"kms/rotation_period_days": sample.known(366), "kms/next_rotation_days": sample.missing}) == "fail"
}

test_unknown_without_the_period_if_nothing_is_planned if {
	_status({"kms/rotation_period_days": sample.missing, "kms/next_rotation_days": sample.known(null)}) == "unknown"
}

test_compares_what_is_wrong if {
	every rotation, compared in {
		"kms/material_age_days": ["a rotation within 210 days", "none in that time"],
		"kms/next_rotation_days": ["a rotation within 210 days", "planned for later"],
	} {
		outcome := main.key.rotated with input as sample.key({rotation: sample.known(210.5)})
		[outcome.expected, outcome.actual] == compared
	}
	unplanned := main.key.rotated with input as sample.key({"kms/next_rotation_days": sample.known(null)})
	[unplanned.expected, unplanned.actual] == ["a planned rotation", "none planned"]
}

test_says_no_period_while_it_is_off if {
	facts := sample.but(_off, {"kms/rotation_period_days": sample.known(180)})
	outcome := main.key.rotated with input as sample.key(facts)
	[outcome.message, outcome.actual, outcome.computed.longest] == ["off", "off", 395]
}

test_says_nothing_against_a_period_at_the_limit if {
	outcome := main.key.rotated with input as sample.key({"kms/rotation_period_days": sample.known(365)})
	not outcome.message
}

test_rests_on_the_material_where_it_is_known if {
	facts := {"kms/material_age_days": sample.known(5), "kms/key_age_days": sample.known(10)}
	outcome := main.key.rotated with input as sample.key(facts)
	"material_age_days" in outcome.evidence
}

# regal ignore:with-outside-test-context
_outcome(facts) := outcome if outcome := main.key.rotated with input as sample.key(facts)

_old := {"kms/material_age_days": sample.known(900)}

_copies := {"kms/replica_regions": sample.known(["eu-west-1", "us-west-2"])}

_primary_alone := {"kms/replica_regions": sample.known(["us-west-2"])}

_limit(days) := {"parameters/max_rotation_days": days}

test_sets_a_period_that_the_service_accepts if {
	_outcome(_off).computed.period == 365
	_outcome(sample.but(_off, _limit(4000))).computed.period == 2560
	_outcome(sample.but(_off, _limit(60))).computed.period == 90
	azure := sample.but(_off, {"provider": sample.known("azure")})
	_outcome(sample.but(azure, _limit(4000))).computed.period == 4000
	_outcome(sample.but(azure, _limit(5))).computed.period == 7
	google := sample.but(_off, {"provider": sample.known("gcp")})
	_outcome(sample.but(google, _limit(1))).computed.period == 1
	_outcome(sample.but(google, _limit(90))).computed.period_seconds == 7776000
}

test_keeps_a_period_within_the_limit if {
	facts := {"provider": sample.known("gcp"), "kms/next_rotation_days": sample.known(730)}
	_outcome(facts).computed.period == 180
	_outcome(sample.but(facts, {"kms/rotation_period_days": sample.known(90.7)})).computed.period == 90
	_outcome({"kms/rotation_period_days": sample.known(365)}).computed.period == 365
	_outcome({"kms/rotation_period_days": sample.known(400)}).computed.period == 365
}

test_gives_the_plain_steps_to_a_key_that_is_off_or_too_slow if {
	every facts in [_off, {"kms/rotation_period_days": sample.known(400)}, {"kms/next_rotation_days": sample.known(null)}] {
		outcome := _outcome(facts)
		outcome.status == "fail"
		not outcome.remedy
	}
}

test_rotates_old_material_on_demand if {
	_outcome(_old).remedy == "stale"
	_outcome(sample.but(_old, {"provider": sample.known("gcp"), "kms/replica_regions": sample.missing})).remedy == "stale"
	_outcome(sample.but(_old, _copies)).remedy == "stale_multi_region"
	_outcome(sample.but(_old, _primary_alone)).remedy == "stale_multi_region"
}

test_turns_to_the_primary_of_a_multi_region_key if {
	_outcome(sample.but(_off, _copies)).remedy == "multi_region"
	_outcome(sample.but(_off, _primary_alone)).remedy == "multi_region"
	_outcome(sample.but(_copies, {"kms/next_rotation_days": sample.known(400)})).remedy == "multi_region"
	not _outcome(_copies).remedy
}

test_says_that_the_limit_is_shorter_than_the_service_rotates if {
	_outcome(sample.but(_off, _limit(89))).remedy == "too_short"
	_outcome(object.union_n([_off, _copies, _limit(89)])).remedy == "too_short"
	_outcome(sample.but(_old, _limit(89))).remedy == "too_short"
	not _outcome(sample.but(_off, _limit(90))).remedy
	_outcome(object.union_n([_off, _limit(6), {"provider": sample.known("azure")}])).remedy == "too_short"
	not _outcome(object.union_n([_off, _limit(7), {"provider": sample.known("azure")}])).remedy
	not _outcome(object.union_n([_off, _limit(1), {"provider": sample.known("gcp")}])).remedy
}

test_says_so_as_well_where_only_the_material_proves_the_failure if {
	every copies in [{}, _copies] {
		facts := object.union_n([_old, copies, {"kms/rotation_period_days": sample.missing}])
		short := _outcome(sample.but(facts, _limit(89)))
		[short.message, short.remedy] == ["stale", "too_short"]
		short.computed == {"limit": 89, "longest": 119, "period": 90, "period_seconds": 7776000}
		startswith(_outcome(sample.but(facts, _limit(90))).remedy, "stale")
	}
}

test_old_material_at_the_shortest_period_is_rotated_on_demand if {
	facts := sample.but(_limit(90), {"kms/rotation_period_days": sample.known(90), "kms/material_age_days": sample.known(500)})
	_outcome(facts).remedy == "stale"
	_outcome(sample.but(facts, _copies)).remedy == "stale_multi_region"
	_outcome(object.union_n([_off, _copies, _limit(90)])).remedy == "multi_region"
}

test_gives_no_steps_to_a_key_that_is_rotated if {
	every facts in [{}, _limit(180), {"parameters/max_rotation_days": {"aws": 180, "azure": 90, "gcp": 90}}] {
		not _outcome(facts).remedy
	}
}

test_notes_a_version_that_an_azure_registration_pins if {
	pinned := {"provider": sample.known("azure"), "kms/pinned_version": sample.known("7")}
	outcome := _outcome(pinned)
	outcome.notes == ["pinned"]
	"pinned_version" in outcome.evidence
	not _outcome(sample.but(pinned, {"kms/pinned_version": sample.known(null)})).notes
	not _outcome(sample.but(pinned, {"kms/pinned_version": sample.known("")})).notes
	not _outcome(sample.but(pinned, {"kms/pinned_version": sample.missing})).notes
	not _outcome(sample.but(pinned, {"provider": sample.known("gcp")})).notes
}
