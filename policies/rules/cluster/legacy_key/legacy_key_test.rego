package rules.cluster.legacy_key_test

import data.lib.sample_test as sample
import data.main

_evidence := {
	"encryption": sample.known("byok"),
	"key": sample.known("cck-apple"),
}

test_passes_for_a_registered_key if {
	sample.outcome("cluster", "legacy_key") == {"status": "pass", "evidence": _evidence} with input as sample.cluster({})
}

test_fails_for_a_legacy_key if {
	sample.outcome("cluster", "legacy_key") == {
		"status": "fail",
		"expected": "registered with the BYOK API",
		"actual": "named on the cluster itself",
		"evidence": sample.but(_evidence, {"encryption": sample.known("legacy")}),
	} with input as sample.cluster({"encryption": sample.known("legacy")})
}

test_unknown_without_the_encryption if {
	sample.outcome("cluster", "legacy_key") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"encryption": sample.missing}),
	} with input as sample.cluster({"encryption": sample.missing})
}

test_unknown_without_the_key if {
	main.cluster.legacy_key.status == "unknown" with input as sample.cluster({"key/id": sample.missing})
}

test_not_applicable_without_a_self_managed_key if {
	sample.outcome("cluster", "legacy_key") == {
		"status": "not_applicable",
		"reason": "the cluster uses no self-managed key",
		"evidence": sample.but(_evidence, {"encryption": sample.known("confluent")}),
	} with input as sample.cluster({"encryption": sample.known("confluent")})
}
