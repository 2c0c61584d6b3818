package rules.cluster.region_match_test

import data.lib.sample_test as sample

_evidence := {
	"encryption": sample.known("byok"),
	"region": sample.known("us-west-2"),
	"key_region": sample.known("us-west-2"),
}

test_passes_in_one_region if {
	sample.outcome("cluster", "region_match") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.cluster({})
}

test_fails_across_regions if {
	sample.outcome("cluster", "region_match") == {
		"status": "fail",
		"expected": "us-west-2",
		"actual": "us-east-1",
		"evidence": sample.but(_evidence, {"key_region": sample.known("us-east-1")}),
	} with input as sample.cluster({"key/region": sample.known("us-east-1")})
}

test_fails_for_a_global_key if {
	sample.outcome("cluster", "region_match") == {
		"status": "fail",
		"expected": "us-west-2",
		"actual": "global",
		"evidence": sample.but(_evidence, {"key_region": sample.known("global")}),
	} with input as sample.cluster({"key/region": sample.known("global")})
}

test_fails_for_two_empty_regions if {
	sample.outcome("cluster", "region_match") == {
		"status": "fail",
		"expected": "",
		"actual": "",
		"evidence": sample.but(_evidence, {"region": sample.known(""), "key_region": sample.known("")}),
	} with input as sample.cluster({"region": sample.known(""), "key/region": sample.known("")})
}

test_unknown_without_the_region_of_the_key if {
	sample.outcome("cluster", "region_match") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"key_region": sample.missing}),
	} with input as sample.cluster({"key/region": sample.missing})
}

test_unknown_without_both_regions if {
	sample.outcome("cluster", "region_match") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"region": sample.missing, "key_region": sample.missing}),
	} with input as sample.cluster({"region": sample.missing, "key/region": sample.missing})
}

test_unknown_without_the_encryption if {
	sample.outcome("cluster", "region_match") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {
			"encryption": sample.missing,
			"key_region": sample.known("us-east-1"),
		}),
	} with input as sample.cluster({"encryption": sample.missing, "key/region": sample.known("us-east-1")})
}

test_not_applicable_without_byok if {
	sample.outcome("cluster", "region_match") == {
		"status": "not_applicable",
		"reason": "the cluster uses no self-managed key",
		"evidence": sample.but(_evidence, {
			"encryption": sample.known("confluent"),
			"key_region": sample.missing,
		}),
	} with input as sample.cluster({"encryption": sample.known("confluent"), "key/region": sample.missing})
}
