package rules.cluster.deletion_protected_test

import data.lib.sample_test as sample
import data.main

_evidence := {
	"encryption": sample.known("byok"),
	"production": sample.known(true),
	"deletion_protection": sample.known(true),
}

test_passes_if_protected if {
	sample.outcome("cluster", "deletion_protected") == {"status": "pass", "evidence": _evidence} with input as sample.cluster({})
}

test_fails_if_not_protected if {
	sample.outcome("cluster", "deletion_protected") == {
		"status": "fail",
		"expected": "deletion protection on",
		"actual": "deletion protection off",
		"evidence": sample.but(_evidence, {"deletion_protection": sample.known(false)}),
	} with input as sample.cluster({"deletion_protection": sample.known(false)})
}

test_unknown_without_each_fact if {
	every path in ["encryption", "production", "deletion_protection"] {
		main.cluster.deletion_protected.status == "unknown" with input as sample.cluster({path: sample.missing})
	}
}

test_unknown_shows_all_evidence if {
	sample.outcome("cluster", "deletion_protected") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"production": sample.missing}),
	} with input as sample.cluster({"production": sample.missing})
}

test_not_applicable_outside_production if {
	sample.outcome("cluster", "deletion_protected") == {
		"status": "not_applicable",
		"reason": "the cluster is not for production",
		"evidence": sample.but(_evidence, {
			"production": sample.known(false),
			"deletion_protection": sample.known(false),
		}),
	} with input as sample.cluster({"production": sample.known(false), "deletion_protection": sample.known(false)})
}

test_not_applicable_without_a_self_managed_key if {
	sample.outcome("cluster", "deletion_protected") == {
		"status": "not_applicable",
		"reason": "the cluster uses no self-managed key",
		"evidence": sample.but(_evidence, {
			"encryption": sample.known("confluent"),
			"deletion_protection": sample.known(false),
		}),
	} with input as sample.cluster({
		"encryption": sample.known("confluent"),
		"deletion_protection": sample.known(false),
	})
}
