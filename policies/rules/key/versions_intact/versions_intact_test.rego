package rules.key.versions_intact_test

import data.lib.sample_test as sample
import data.main
import data.rules.key.versions_intact

_evidence := {
	"in_use": sample.known(true),
	"present": sample.known(true),
	"provider": sample.known("gcp"),
	"clusters": sample.known(["lkc-apple"]),
	"broken_versions": sample.known([]),
	"versions_decided": sample.known(true),
}

_broken := sample.known(["2 (DISABLED)", "3 (DESTROY_SCHEDULED)"])

_key(facts) := sample.key(sample.but({"provider": sample.known("gcp")}, facts))

test_passes_if_all_are_usable if {
	sample.outcome("key", "versions_intact") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as _key({})
}

test_passes_on_azure if {
	sample.outcome("key", "versions_intact") == {
		"status": "pass",
		"evidence": sample.but(_evidence, {"provider": sample.known("azure")}),
	} with input as _key({"provider": sample.known("azure")})
}

test_fails_if_one_is_not if {
	sample.outcome("key", "versions_intact") == {
		"status": "fail",
		"expected": "every version usable",
		"actual": ["2 (DISABLED)", "3 (DESTROY_SCHEDULED)"],
		"evidence": sample.but(_evidence, {"broken_versions": _broken}),
	} with input as _key({"kms/broken_versions": _broken})
}

test_fails_whatever_else_was_not_read if {
	sample.outcome("key", "versions_intact") == {
		"status": "fail",
		"expected": "every version usable",
		"actual": ["2 (DISABLED)", "3 (DESTROY_SCHEDULED)"],
		"evidence": sample.but(_evidence, {
			"clusters": sample.missing,
			"broken_versions": _broken,
			"versions_decided": sample.missing,
		}),
	} with input as _key({
		"clusters": sample.missing,
		"kms/broken_versions": _broken,
		"kms/versions_decided": sample.missing,
	})
}

test_fails_whatever_else_was_not_read_on_azure if {
	main.key.versions_intact.status == "fail" with input as _key({
		"provider": sample.known("azure"),
		"kms/broken_versions": _broken,
		"kms/versions_decided": sample.missing,
	})
}

test_never_passes_on_a_denial if {
	main.key.versions_intact.status == "fail" with input as _key({"kms/versions_decided": sample.known(false)})
}

test_unknown_while_undecided if {
	sample.outcome("key", "versions_intact") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"versions_decided": sample.missing}),
	} with input as _key({"kms/versions_decided": sample.missing})
}

test_unknown_without_the_versions if {
	sample.outcome("key", "versions_intact") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"broken_versions": sample.missing}),
	} with input as _key({"kms/broken_versions": sample.missing})
}

test_unknown_without_the_clusters if {
	sample.outcome("key", "versions_intact") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"clusters": sample.missing}),
	} with input as _key({"clusters": sample.missing})
}

test_unknown_if_it_may_be_on_aws if {
	sample.outcome("key", "versions_intact") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"provider": sample.missing, "broken_versions": _broken}),
	} with input as _key({"provider": sample.missing, "kms/broken_versions": _broken})
}

test_unknown_if_it_may_be_idle if {
	sample.outcome("key", "versions_intact") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"in_use": sample.missing, "broken_versions": _broken}),
	} with input as _key({"in_use": sample.missing, "kms/broken_versions": _broken})
}

test_unknown_if_it_may_be_absent if {
	sample.outcome("key", "versions_intact") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"present": sample.missing, "broken_versions": _broken}),
	} with input as _key({"kms/present": sample.missing, "kms/broken_versions": _broken})
}

test_not_applicable_on_aws if {
	sample.outcome("key", "versions_intact") == {
		"status": "not_applicable",
		"reason": "AWS keeps all earlier material of a key usable while the key exists",
		"evidence": sample.but(_evidence, {"provider": sample.known("aws"), "broken_versions": sample.missing}),
	} with input as _key({"provider": sample.known("aws"), "kms/broken_versions": sample.missing})
}

test_not_applicable_if_idle if {
	sample.outcome("key", "versions_intact") == {
		"status": "not_applicable",
		"reason": "nothing depends on the key",
		"evidence": sample.but(_evidence, {"in_use": sample.known(false), "broken_versions": _broken}),
	} with input as _key({"in_use": sample.known(false), "kms/broken_versions": _broken})
}

test_not_applicable_if_absent if {
	sample.outcome("key", "versions_intact") == {
		"status": "not_applicable",
		"reason": "the KMS has no such key",
		"evidence": sample.but(_evidence, {"present": sample.known(false), "broken_versions": sample.missing}),
	} with input as _key({"kms/present": sample.known(false), "kms/broken_versions": sample.missing})
}

# `violated` is checked first and would hide a wrong `compliant` elsewhere; only these tests see it.
test_no_failure_is_compliant if {
	not versions_intact.compliant with input as _key({"kms/broken_versions": _broken})
}

# One version is enough, even if the others are undecided.
test_fails_for_a_single_version if {
	main.key.versions_intact.status == "fail" with input as _key({
		"kms/broken_versions": sample.known(["2 (DISABLED)"]),
		"kms/versions_decided": sample.missing,
	})
}
