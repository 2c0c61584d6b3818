package rules.key.material_generated_test

import data.lib.sample_test as sample

_evidence := {
	"in_use": sample.known(true),
	"present": sample.known(true),
	"material": sample.known("generated"),
}

test_passes_if_generated if {
	sample.outcome("key", "material_generated") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.key({})
}

test_fails_if_imported if {
	sample.outcome("key", "material_generated") == {
		"status": "fail",
		"expected": "generated",
		"actual": "imported",
		"evidence": sample.but(_evidence, {"material": sample.known("imported")}),
	} with input as sample.key({"kms/material": sample.known("imported")})
}

test_unknown_without_the_material if {
	sample.outcome("key", "material_generated") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"material": sample.missing}),
	} with input as sample.key({"kms/material": sample.missing})
}

test_unknown_if_it_may_be_idle if {
	sample.outcome("key", "material_generated") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"in_use": sample.missing, "material": sample.known("imported")}),
	} with input as sample.key({"in_use": sample.missing, "kms/material": sample.known("imported")})
}

test_unknown_if_it_may_be_absent if {
	sample.outcome("key", "material_generated") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"present": sample.missing}),
	} with input as sample.key({"kms/present": sample.missing})
}

test_not_applicable_if_idle if {
	sample.outcome("key", "material_generated") == {
		"status": "not_applicable",
		"reason": "nothing depends on the key",
		"evidence": sample.but(_evidence, {
			"in_use": sample.known(false),
			"material": sample.known("imported"),
		}),
	} with input as sample.key({"in_use": sample.known(false), "kms/material": sample.known("imported")})
}

test_not_applicable_if_absent if {
	sample.outcome("key", "material_generated") == {
		"status": "not_applicable",
		"reason": "the KMS has no such key",
		"evidence": sample.but(_evidence, {"present": sample.known(false), "material": sample.missing}),
	} with input as sample.key({"kms/present": sample.known(false), "kms/material": sample.missing})
}

test_not_applicable_if_kept_outside if {
	sample.outcome("key", "material_generated") == {
		"status": "not_applicable",
		"reason": "the key material is kept outside the KMS by design",
		"evidence": sample.but(_evidence, {"material": sample.known("external")}),
	} with input as sample.key({"kms/material": sample.known("external")})
}
