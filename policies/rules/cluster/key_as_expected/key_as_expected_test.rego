package rules.cluster.key_as_expected_test

import data.lib.sample_test as sample
import data.main

_apple := "arn:aws:kms:us-west-2:000000000000:key/apple"

_pear := "arn:aws:kms:us-west-2:000000000000:key/pear"

_evidence := {
	"encryption": sample.known("byok"),
	"expected_key": sample.known(_apple),
	"kms_name": sample.known(_apple),
	"as_expected": sample.known(true),
}

test_passes_on_the_declared_key if {
	sample.outcome("cluster", "key_as_expected") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.cluster({})
}

test_fails_on_another_key if {
	sample.outcome("cluster", "key_as_expected") == {
		"status": "fail",
		"expected": _pear,
		"actual": _apple,
		"evidence": sample.but(_evidence, {"expected_key": sample.known(_pear), "as_expected": sample.known(false)}),
	} with input as sample.cluster({"key/expected": sample.known(_pear), "key/as_expected": sample.known(false)})
}

test_unknown_without_each_fact if {
	every path in ["encryption", "key/expected", "key/kms_name", "key/as_expected"] {
		main.cluster.key_as_expected.status == "unknown" with input as sample.cluster({path: sample.missing})
	}
}

test_not_applicable_without_a_declaration if {
	sample.outcome("cluster", "key_as_expected") == {
		"status": "not_applicable",
		"reason": "the configuration declares no key for the cluster",
		"evidence": sample.but(_evidence, {"expected_key": sample.known(null), "as_expected": sample.missing}),
	} with input as sample.cluster({"key/expected": sample.known(null), "key/as_expected": sample.missing})
}

test_not_applicable_without_key_and_declaration if {
	sample.outcome("cluster", "key_as_expected") == {
		"status": "not_applicable",
		"reason": "the configuration declares no key for the cluster",
		"evidence": {"encryption": sample.known("confluent"), "expected_key": sample.known(null)},
	} with input as sample.cluster({"encryption": sample.known("confluent"), "key/expected": sample.known(null)})
}

test_fails_without_a_self_managed_key if {
	every as_expected in [sample.missing, sample.known(true), sample.known(false)] {
		sample.outcome("cluster", "key_as_expected") == {
			"status": "fail",
			"message": "none",
			"remedy": "unprotected",
			"expected": _apple,
			"actual": "no self-managed key",
			"evidence": {"encryption": sample.known("confluent"), "expected_key": sample.known(_apple)},
		} with input as sample.cluster({"encryption": sample.known("confluent"), "key/as_expected": as_expected})
	}
}

test_unknown_if_there_may_be_no_declaration if {
	sample.outcome("cluster", "key_as_expected") == {
		"status": "unknown",
		"evidence": {"encryption": sample.known("confluent"), "expected_key": sample.missing},
	} with input as sample.cluster({"encryption": sample.known("confluent"), "key/expected": sample.missing})
}

test_applies_to_a_legacy_key if {
	main.cluster.key_as_expected.status == "pass" with input as sample.cluster({"encryption": sample.known("legacy")})
}
