package rules.key.rbac_model_test

import data.lib.sample_test as sample

_evidence := {
	"in_use": sample.known(true),
	"present": sample.known(true),
	"provider": sample.known("azure"),
	"rbac": sample.known(true),
}

_key(facts) := sample.key(sample.but({"provider": sample.known("azure")}, facts))

test_passes_with_rbac if {
	sample.outcome("key", "rbac_model") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as _key({})
}

test_fails_with_access_policies if {
	sample.outcome("key", "rbac_model") == {
		"status": "fail",
		"expected": "Azure RBAC",
		"actual": "access policies",
		"evidence": sample.but(_evidence, {"rbac": sample.known(false)}),
	} with input as _key({"vault/rbac": sample.known(false)})
}

test_unknown_without_the_model if {
	sample.outcome("key", "rbac_model") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"rbac": sample.missing}),
	} with input as _key({"vault/rbac": sample.missing})
}

test_unknown_without_the_provider if {
	sample.outcome("key", "rbac_model") == {
		"status": "unknown",
		"evidence": sample.but(object.remove(_evidence, ["rbac"]), {"provider": sample.missing}),
	} with input as _key({"provider": sample.missing, "vault/rbac": sample.known(false)})
}

test_unknown_if_it_may_be_idle if {
	sample.outcome("key", "rbac_model") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"in_use": sample.missing, "rbac": sample.known(false)}),
	} with input as _key({"in_use": sample.missing, "vault/rbac": sample.known(false)})
}

test_unknown_if_it_may_be_absent if {
	sample.outcome("key", "rbac_model") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"present": sample.missing, "rbac": sample.known(false)}),
	} with input as _key({"kms/present": sample.missing, "vault/rbac": sample.known(false)})
}

test_not_applicable_elsewhere if {
	every provider in ["aws", "gcp"] {
		sample.outcome("key", "rbac_model") == {
			"status": "not_applicable",
			"reason": "only Azure has vaults with two ways to grant access",
			"evidence": sample.but(object.remove(_evidence, ["rbac"]), {"provider": sample.known(provider)}),
		} with input as _key({"provider": sample.known(provider), "vault/rbac": sample.missing})
	}
}

test_not_applicable_if_idle if {
	sample.outcome("key", "rbac_model") == {
		"status": "not_applicable",
		"reason": "nothing depends on the key",
		"evidence": sample.but(_evidence, {"in_use": sample.known(false), "rbac": sample.known(false)}),
	} with input as _key({"in_use": sample.known(false), "vault/rbac": sample.known(false)})
}

test_not_applicable_if_absent if {
	sample.outcome("key", "rbac_model") == {
		"status": "not_applicable",
		"reason": "the KMS has no such key",
		"evidence": sample.but(_evidence, {"present": sample.known(false), "rbac": sample.missing}),
	} with input as _key({"kms/present": sample.known(false), "vault/rbac": sample.missing})
}
