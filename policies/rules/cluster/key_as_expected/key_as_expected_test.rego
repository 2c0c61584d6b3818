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
	main.cluster.key_as_expected == {
		"status": "pass",
		"expected": _apple,
		"actual": _apple,
		"evidence": _evidence,
	} with input as sample.cluster({})
}

test_fails_on_another_key if {
	main.cluster.key_as_expected == {
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
	main.cluster.key_as_expected == {
		"status": "not_applicable",
		"reason": "the configuration declares no key for the cluster",
		"evidence": sample.but(_evidence, {"expected_key": sample.known(null), "as_expected": sample.missing}),
	} with input as sample.cluster({"key/expected": sample.known(null), "key/as_expected": sample.missing})
}

test_not_applicable_without_a_self_managed_key if {
	main.cluster.key_as_expected == {
		"status": "not_applicable",
		"reason": "the cluster uses no self-managed key",
		"evidence": sample.but(_evidence, {"encryption": sample.known("confluent"), "as_expected": sample.known(false)}),
	} with input as sample.cluster({"encryption": sample.known("confluent"), "key/as_expected": sample.known(false)})
}
