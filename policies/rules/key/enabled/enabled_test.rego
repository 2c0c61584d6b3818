package rules.key.enabled_test

import data.lib.sample_test as sample
import data.main

_evidence := {
	"in_use": sample.known(true),
	"present": sample.known(true),
	"state": sample.known("enabled"),
}

test_passes_if_enabled if {
	sample.outcome("key", "enabled") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.key({})
}

test_fails_if_disabled if {
	sample.outcome("key", "enabled") == {
		"status": "fail",
		"expected": "enabled",
		"actual": "disabled",
		"evidence": sample.but(_evidence, {"state": sample.known("disabled")}),
	} with input as sample.key({"kms/state": sample.known("disabled")})
}

test_fails_if_expired if {
	sample.outcome("key", "enabled") == {
		"status": "fail",
		"expected": "enabled",
		"actual": "expired",
		"message": "expired",
		"remedy": "expired",
		"evidence": sample.but(_evidence, {"state": sample.known("expired")}),
	} with input as sample.key({"kms/state": sample.known("expired")})
}

test_fails_if_not_yet_valid if {
	sample.outcome("key", "enabled") == {
		"status": "fail",
		"expected": "enabled",
		"actual": "not_yet_valid",
		"message": "not_yet_valid",
		"remedy": "not_yet_valid",
		"evidence": sample.but(_evidence, {"state": sample.known("not_yet_valid")}),
	} with input as sample.key({"kms/state": sample.known("not_yet_valid")})
}

test_fails_if_no_primary if {
	sample.outcome("key", "enabled") == {
		"status": "fail",
		"expected": "enabled",
		"actual": "no_primary",
		"message": "no_primary",
		"remedy": "no_primary",
		"evidence": sample.but(_evidence, {"state": sample.known("no_primary")}),
	} with input as sample.key({"kms/state": sample.known("no_primary")})
}

test_fails_without_material if {
	sample.outcome("key", "enabled") == {
		"status": "fail",
		"expected": "enabled",
		"actual": "pending_import",
		"message": "pending_import",
		"remedy": "no_material",
		"evidence": sample.but(_evidence, {"state": sample.known("pending_import")}),
	} with input as sample.key({"kms/state": sample.known("pending_import")})
}

test_fails_without_its_external_store if {
	sample.outcome("key", "enabled") == {
		"status": "fail",
		"expected": "enabled",
		"actual": "unavailable",
		"message": "unavailable",
		"remedy": "external_store",
		"computed": {"external_store": "cks-1"},
		"evidence": sample.but(_evidence, {"state": sample.known("unavailable")}),
	} with input as sample.key({"kms/state": sample.known("unavailable"), "kms/external_store": sample.known("cks-1")})
}

test_fails_without_another_store_or_one_of_an_unknown_kind if {
	every store in [sample.known(null), sample.missing] {
		sample.outcome("key", "enabled") == {
			"status": "fail",
			"expected": "enabled",
			"actual": "unavailable",
			"message": "unavailable",
			"remedy": "custom_store",
			"evidence": sample.but(_evidence, {"state": sample.known("unavailable")}),
		} with input as sample.key({"kms/state": sample.known("unavailable"), "kms/external_store": store})
	}
}

test_unknown_without_the_state if {
	sample.outcome("key", "enabled") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"state": sample.missing}),
	} with input as sample.key({"kms/state": sample.missing})
}

test_unknown_if_it_may_be_idle if {
	sample.outcome("key", "enabled") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"in_use": sample.missing, "state": sample.known("disabled")}),
	} with input as sample.key({"in_use": sample.missing, "kms/state": sample.known("disabled")})
}

test_unknown_if_it_may_be_absent if {
	sample.outcome("key", "enabled") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"present": sample.missing, "state": sample.missing}),
	} with input as sample.key({"kms/present": sample.missing, "kms/state": sample.missing})
}

test_not_applicable_if_idle if {
	sample.outcome("key", "enabled") == {
		"status": "not_applicable",
		"reason": "nothing depends on the key",
		"evidence": sample.but(_evidence, {
			"in_use": sample.known(false),
			"state": sample.known("disabled"),
		}),
	} with input as sample.key({"in_use": sample.known(false), "kms/state": sample.known("disabled")})
}

test_not_applicable_if_absent if {
	sample.outcome("key", "enabled") == {
		"status": "not_applicable",
		"reason": "the KMS has no such key",
		"evidence": sample.but(_evidence, {"present": sample.known(false), "state": sample.missing}),
	} with input as sample.key({"kms/present": sample.known(false), "kms/state": sample.missing})
}

test_not_applicable_if_pending_deletion if {
	sample.outcome("key", "enabled") == {
		"status": "not_applicable",
		"reason": "the key is destroyed or about to be",
		"evidence": sample.but(_evidence, {"state": sample.known("pending_deletion")}),
	} with input as sample.key({"kms/state": sample.known("pending_deletion")})
}

test_not_applicable_if_destroyed if {
	sample.outcome("key", "enabled") == {
		"status": "not_applicable",
		"reason": "the key is destroyed or about to be",
		"evidence": sample.but(_evidence, {"state": sample.known("destroyed")}),
	} with input as sample.key({"kms/state": sample.known("destroyed")})
}

test_says_so_if_no_cluster_is_on_a_key_that_cannot_be_used if {
	every state, remedy in {"disabled": {}, "expired": {"remedy": "expired"}} {
		sample.outcome("key", "enabled") == object.union(remedy, {
			"status": "fail",
			"expected": "enabled",
			"actual": state,
			"message": "without_clusters",
			"evidence": sample.but(_evidence, {"state": sample.known(state), "clusters": sample.known([])}),
		}) with input as sample.key({"kms/state": sample.known(state), "clusters": sample.known([])})
	}
	object.get(main.key.enabled, "message", "") == "" with input as sample.key({"clusters": sample.known([])})
}
