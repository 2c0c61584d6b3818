package rules.key.external_store_limits_test

import data.lib.sample_test as sample
import data.main
import data.rules.key.external_store_limits

_evidence := {
	"in_use": sample.known(true),
	"present": sample.known(true),
	"provider": sample.known("aws"),
	"external_store": sample.known("cks-orchard"),
	"external_store_keys": sample.known(4),
	"external_store_counted": sample.known(true),
}

_in_store(keys) := {"kms/external_store": sample.known("cks-orchard"), "external_store_keys": sample.known(keys)}

_with(keys, facts) := sample.key(sample.but(_in_store(keys), facts))

test_passes_at_the_limit if {
	sample.outcome("key", "external_store_limits") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as _with(4, {})
}

test_fails_beyond_the_limit if {
	sample.outcome("key", "external_store_limits") == {
		"status": "fail",
		"expected": 4,
		"actual": 5,
		"evidence": sample.but(_evidence, {"external_store_keys": sample.known(5)}),
	} with input as _with(5, {})
}

test_the_limit_is_a_parameter if {
	main.key.external_store_limits.status == "pass" with input as _with(5, {"parameters/external_store_keys": 5})
}

test_fails_beyond_the_limit_even_if_there_may_be_more if {
	sample.outcome("key", "external_store_limits") == {
		"status": "fail",
		"expected": 4,
		"actual": 5,
		"evidence": sample.but(_evidence, {
			"external_store_keys": sample.known(5),
			"external_store_counted": sample.missing,
		}),
	} with input as _with(5, {"external_store_counted": sample.missing})
}

test_unknown_if_there_may_be_more if {
	sample.outcome("key", "external_store_limits") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"external_store_counted": sample.missing}),
	} with input as _with(4, {"external_store_counted": sample.missing})
}

test_unknown_without_the_count if {
	main.key.external_store_limits.status == "unknown" with input as _with(5, {"external_store_keys": sample.missing})
}

test_unknown_if_it_may_be_in_no_store if {
	main.key.external_store_limits.status == "unknown" with input as _with(5, {"kms/external_store": sample.missing})
}

test_unknown_if_it_may_be_idle_absent_or_elsewhere if {
	every path in ["in_use", "kms/present", "provider"] {
		main.key.external_store_limits.status == "unknown" with input as _with(5, {path: sample.missing})
	}
}

test_not_applicable_in_no_store if {
	sample.outcome("key", "external_store_limits") == {
		"status": "not_applicable",
		"reason": "the key is in no external key store",
		"evidence": sample.but(_evidence, {
			"external_store": sample.known(null),
			"external_store_keys": sample.known(5),
		}),
	} with input as _with(5, {"kms/external_store": sample.known(null)})
}

test_not_applicable_in_other_clouds if {
	every provider in ["azure", "gcp"] {
		sample.outcome("key", "external_store_limits") == {
			"status": "not_applicable",
			"reason": "only AWS has external key stores",
			"evidence": sample.but(_evidence, {
				"provider": sample.known(provider),
				"external_store": sample.missing,
				"external_store_keys": sample.known(5),
			}),
		} with input as _with(5, {"provider": sample.known(provider), "kms/external_store": sample.missing})
	}
}

test_not_applicable_if_idle if {
	main.key.external_store_limits.reason == "nothing depends on the key" with input as _with(5, {"in_use": sample.known(false)})
}

# `violated` is checked first and would hide a wrong `compliant` elsewhere.
test_no_failure_is_compliant if {
	not external_store_limits.compliant with input as _with(5, {})
	not external_store_limits.compliant with input as _with(4, {"external_store_counted": sample.missing})
}
