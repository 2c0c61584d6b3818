package rules.key.residency_test

import data.lib.sample_test as sample
import data.main

_evidence := {
	"in_use": sample.known(true),
	"present": sample.known(true),
	"provider": sample.known("aws"),
	"replica_regions": sample.known(["eu-west-1", "us-west-2"]),
	"clusters": sample.known(["lkc-apple"]),
	"cluster_regions": sample.known(["us-west-2"]),
	"all_users_seen": sample.known(true),
	"all_regions_known": sample.known(true),
}

_by_parameter := object.remove(_evidence, ["clusters", "cluster_regions", "all_users_seen", "all_regions_known"])

_copies := {"kms/replica_regions": sample.known(["eu-west-1", "us-west-2"])}

_with(facts) := sample.key(sample.but(_copies, facts))

test_passes_with_copies_where_the_clusters_are if {
	regions := {"cluster_regions": sample.known(["eu-west-1", "us-west-2"])}
	evidence := sample.but(object.remove(_evidence, ["all_users_seen", "all_regions_known"]), regions)
	sample.outcome("key", "residency") == {
		"status": "pass",
		"evidence": evidence,
	} with input as _with(regions)
}

test_passes_whatever_other_clusters_there_are if {
	regions := {"cluster_regions": sample.known(["eu-west-1", "us-west-2"])}
	every path in ["all_users_seen", "all_regions_known"] {
		main.key.residency.status == "pass" with input as _with(object.union(regions, {path: sample.missing}))
	}
}

test_fails_with_a_copy_elsewhere if {
	sample.outcome("key", "residency") == {
		"status": "fail",
		"expected": ["us-west-2"],
		"actual": ["eu-west-1"],
		"evidence": _evidence,
	} with input as _with({})
}

test_passes_with_copies_in_the_regions_that_the_parameter_names if {
	sample.outcome("key", "residency") == {
		"status": "pass",
		"evidence": _by_parameter,
	} with input as _with({"parameters/residency_regions": ["EU-West-1", "us-west-2"]})
}

test_fails_with_a_copy_that_the_parameter_does_not_name if {
	sample.outcome("key", "residency") == {
		"status": "fail",
		"expected": ["eu-west-1"],
		"actual": ["us-west-2"],
		"evidence": _by_parameter,
	} with input as _with({
		"parameters/residency_regions": ["eu-west-1"],
		"clusters": sample.known([]),
		"all_users_seen": sample.missing,
		"all_regions_known": sample.missing,
	})
}

test_fails_by_the_parameter_even_if_no_cluster_uses_the_key if {
	main.key.residency.status == "fail" with input as _with({
		"parameters/residency_regions": ["eu-west-1"],
		"clusters": sample.known([]),
	})
}

test_unknown_if_an_unseen_cluster_may_be_there if {
	every path in ["all_users_seen", "all_regions_known"] {
		sample.outcome("key", "residency") == {
			"status": "unknown",
			"evidence": sample.but(_evidence, {path: sample.missing}),
		} with input as _with({path: sample.missing})
	}
}

test_unknown_without_any_cluster_if_one_may_be_unseen if {
	main.key.residency.status == "unknown" with input as _with({
		"clusters": sample.known([]),
		"cluster_regions": sample.known([]),
		"all_users_seen": sample.missing,
	})
}

test_unknown_without_the_copies if {
	main.key.residency.status == "unknown" with input as _with({"kms/replica_regions": sample.missing})
	sample.outcome("key", "residency") == {
		"status": "unknown",
		"evidence": sample.but(object.remove(_evidence, ["all_users_seen", "all_regions_known"]), {
			"replica_regions": sample.missing,
			"clusters": sample.known([]),
			"cluster_regions": sample.known([]),
		}),
	} with input as _with({
		"kms/replica_regions": sample.missing,
		"clusters": sample.known([]),
		"cluster_regions": sample.known([]),
	})
}

test_unknown_without_the_regions_of_the_clusters if {
	main.key.residency.status == "unknown" with input as _with({"cluster_regions": sample.missing})
}

test_unknown_if_it_may_be_idle_absent_or_elsewhere if {
	every path in ["in_use", "kms/present", "provider"] {
		main.key.residency.status == "unknown" with input as _with({path: sample.missing})
		main.key.residency.status == "unknown" with input as _with({
			path: sample.missing,
			"parameters/residency_regions": ["eu-west-1"],
		})
	}
}

test_not_applicable_without_copies if {
	sample.outcome("key", "residency") == {
		"status": "not_applicable",
		"reason": "the key has no copies in other regions",
		"evidence": sample.but(
			object.remove(_evidence, ["all_users_seen", "all_regions_known"]),
			{"replica_regions": sample.known([])},
		),
	} with input as sample.key({})
}

test_not_applicable_without_a_cluster if {
	sample.outcome("key", "residency") == {
		"status": "not_applicable",
		"reason": "no cluster uses the key",
		"evidence": sample.but(_evidence, {"clusters": sample.known([]), "cluster_regions": sample.known([])}),
	} with input as _with({"clusters": sample.known([]), "cluster_regions": sample.known([])})
	main.key.residency.reason == "no cluster uses the key" with input as sample.key({
		"kms/replica_regions": sample.known(["us-west-2"]),
		"clusters": sample.known([]),
		"cluster_regions": sample.known([]),
	})
}

test_not_applicable_in_other_clouds if {
	every provider in ["azure", "gcp"] {
		main.key.residency.reason == "only AWS has multi-Region keys" with input as _with({"provider": sample.known(provider)})
	}
}

test_not_applicable_if_idle if {
	main.key.residency.reason == "nothing depends on the key" with input as _with({"in_use": sample.known(false)})
}

test_rests_on_every_cluster_being_seen_if_none_was if {
	facts := {"clusters": sample.known([]), "cluster_regions": sample.missing}
	main.key.residency.reason == "no cluster uses the key" with input as _with(facts)
	"all_users_seen" in main.key.residency.evidence with input as _with(facts)
}
