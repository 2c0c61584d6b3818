package rules.cluster.byok_required_test

import data.lib.sample_test as sample

_evidence := {
	"encryption": sample.known("byok"),
	"production": sample.known(true),
}

test_passes_with_a_registered_key if {
	sample.outcome("cluster", "byok_required") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.cluster({})
}

test_passes_with_a_legacy_key if {
	sample.outcome("cluster", "byok_required") == {
		"status": "pass",
		"evidence": sample.but(_evidence, {"encryption": sample.known("legacy")}),
	} with input as sample.cluster({"encryption": sample.known("legacy")})
}

test_fails_without_a_key if {
	sample.outcome("cluster", "byok_required") == {
		"status": "fail",
		"expected": "a self-managed key",
		"actual": "a key of Confluent's",
		"evidence": sample.but(_evidence, {"encryption": sample.known("confluent")}),
	} with input as sample.cluster({"encryption": sample.known("confluent")})
}

test_unknown_without_the_encryption if {
	sample.outcome("cluster", "byok_required") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"encryption": sample.missing}),
	} with input as sample.cluster({"encryption": sample.missing})
}

test_unknown_if_it_may_not_be_production if {
	sample.outcome("cluster", "byok_required") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {
			"encryption": sample.known("confluent"),
			"production": sample.missing,
		}),
	} with input as sample.cluster({"encryption": sample.known("confluent"), "production": sample.missing})
}

test_not_applicable_outside_production if {
	sample.outcome("cluster", "byok_required") == {
		"status": "not_applicable",
		"reason": "the cluster is not for production",
		"evidence": sample.but(_evidence, {
			"encryption": sample.known("confluent"),
			"production": sample.known(false),
		}),
	} with input as sample.cluster({"encryption": sample.known("confluent"), "production": sample.known(false)})
}

test_fails_outside_production_if_all_must if {
	sample.outcome("cluster", "byok_required") == {
		"status": "fail",
		"expected": "a self-managed key",
		"actual": "a key of Confluent's",
		"evidence": sample.but(object.remove(_evidence, ["production"]), {
			"encryption": sample.known("confluent"),
		}),
	} with input as sample.cluster({
		"encryption": sample.known("confluent"),
		"production": sample.known(false),
		"parameters/byok_required": "all",
	})
}

test_passes_whatever_it_is_for_if_all_must if {
	sample.outcome("cluster", "byok_required") == {
		"status": "pass",
		"evidence": sample.but(object.remove(_evidence, ["production"]), {}),
	} with input as sample.cluster({"production": sample.missing, "parameters/byok_required": "all"})
}

test_not_applicable_if_none_must if {
	sample.outcome("cluster", "byok_required") == {
		"status": "not_applicable",
		"reason": "the configuration requires a self-managed key of no cluster",
		"evidence": sample.but(object.remove(_evidence, ["production"]), {
			"encryption": sample.known("confluent"),
		}),
	} with input as sample.cluster({
		"encryption": sample.known("confluent"),
		"parameters/byok_required": "none",
	})
}
