package rules.cluster.key_registered_test

import data.lib.sample_test as sample

_evidence := {
	"encryption": sample.known("byok"),
	"key": sample.known("cck-apple"),
	"registered": sample.known(true),
}

test_passes_if_registered if {
	sample.outcome("cluster", "key_registered") == {"status": "pass", "evidence": _evidence} with input as sample.cluster({})
}

test_fails_if_not_registered if {
	sample.outcome("cluster", "key_registered") == {
		"status": "fail",
		"expected": "registered with Confluent",
		"actual": "not registered",
		"evidence": sample.but(_evidence, {"registered": sample.known(false)}),
	} with input as sample.cluster({"key/registered": sample.known(false)})
}

test_unknown_without_the_list if {
	sample.outcome("cluster", "key_registered") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"registered": sample.missing}),
	} with input as sample.cluster({"key/registered": sample.missing})
}

test_unknown_without_the_key if {
	sample.outcome("cluster", "key_registered") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"key": sample.missing}),
	} with input as sample.cluster({"key/id": sample.missing})
}

test_unknown_without_the_encryption if {
	sample.outcome("cluster", "key_registered") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"encryption": sample.missing}),
	} with input as sample.cluster({"encryption": sample.missing})
}

test_not_applicable_without_a_self_managed_key if {
	sample.outcome("cluster", "key_registered") == {
		"status": "not_applicable",
		"reason": "the cluster uses no self-managed key",
		"evidence": sample.but(_evidence, {"encryption": sample.known("confluent"), "registered": sample.missing}),
	} with input as sample.cluster({"encryption": sample.known("confluent"), "key/registered": sample.missing})
}

test_not_applicable_to_a_legacy_key if {
	sample.outcome("cluster", "key_registered") == {
		"status": "not_applicable",
		"reason": "the key is named on the cluster itself and cannot be registered",
		"evidence": sample.but(_evidence, {"encryption": sample.known("legacy"), "registered": sample.missing}),
	} with input as sample.cluster({"encryption": sample.known("legacy"), "key/registered": sample.missing})
}
