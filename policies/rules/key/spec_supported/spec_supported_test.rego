package rules.key.spec_supported_test

import data.lib.sample_test as sample
import data.main
import data.rules.key.spec_supported

_common := {
	"in_use": sample.known(true),
	"present": sample.known(true),
}

_evidence := object.union(_common, {
	"provider": sample.known("aws"),
	"key_type": sample.known("SYMMETRIC_DEFAULT"),
	"uses": sample.known(["ENCRYPT_DECRYPT"]),
	"manager": sample.known("CUSTOMER"),
	"origin": sample.known("AWS_KMS"),
	"material": sample.known("generated"),
})

_azure := object.union(_common, {
	"provider": sample.known("azure"),
	"key_type": sample.known("RSA"),
	"uses": sample.known(["decrypt", "encrypt", "unwrapKey", "wrapKey"]),
})

_google := object.union(_common, {
	"provider": sample.known("gcp"),
	"key_type": sample.known("GOOGLE_SYMMETRIC_ENCRYPTION"),
	"uses": sample.known(["ENCRYPT_DECRYPT"]),
})

_azure_key(facts) := sample.key(sample.but(
	{
		"provider": sample.known("azure"),
		"kms/key_type": sample.known("RSA"),
		"kms/uses": sample.known(["decrypt", "encrypt", "unwrapKey", "wrapKey"]),
		"kms/manager": sample.missing,
		"kms/origin": sample.known("RSA"),
		"kms/material": sample.missing,
	},
	facts,
))

_google_key(facts) := sample.key(sample.but(
	{
		"provider": sample.known("gcp"),
		"kms/key_type": sample.known("GOOGLE_SYMMETRIC_ENCRYPTION"),
		"kms/manager": sample.missing,
		"kms/origin": sample.known("SOFTWARE"),
		"kms/material": sample.missing,
	},
	facts,
))

test_passes_on_aws if {
	sample.outcome("key", "spec_supported") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.key({})
}

test_passes_on_aws_in_an_external_key_store if {
	sample.outcome("key", "spec_supported") == {
		"status": "pass",
		"evidence": sample.but(_evidence, {
			"origin": sample.known("EXTERNAL_KEY_STORE"),
			"material": sample.known("external"),
		}),
	} with input as sample.key({
		"kms/origin": sample.known("EXTERNAL_KEY_STORE"),
		"kms/material": sample.known("external"),
	})
}

test_passes_on_aws_with_imported_material if {
	sample.outcome("key", "spec_supported") == {
		"status": "pass",
		"evidence": sample.but(_evidence, {"origin": sample.known("EXTERNAL"), "material": sample.known("imported")}),
	} with input as sample.key({"kms/origin": sample.known("EXTERNAL"), "kms/material": sample.known("imported")})
}

test_fails_on_aws_in_a_cloudhsm_key_store if {
	sample.outcome("key", "spec_supported") == {
		"status": "fail",
		"expected": ["AWS_KMS", "EXTERNAL", "EXTERNAL_KEY_STORE"],
		"actual": "AWS_CLOUDHSM",
		"message": "origin",
		"evidence": sample.but(_evidence, {"origin": sample.known("AWS_CLOUDHSM")}),
	} with input as sample.key({"kms/origin": sample.known("AWS_CLOUDHSM")})
}

test_fails_on_aws_for_another_type if {
	sample.outcome("key", "spec_supported") == {
		"status": "fail",
		"actual": "RSA",
		"message": "type",
		"expected": ["SYMMETRIC_DEFAULT"],
		"evidence": sample.but(_evidence, {"key_type": sample.known("RSA")}),
	} with input as sample.key({"kms/key_type": sample.known("RSA")})
}

test_fails_on_aws_for_another_use if {
	sample.outcome("key", "spec_supported") == {
		"status": "fail",
		"actual": ["SIGN_VERIFY"],
		"expected": ["ENCRYPT_DECRYPT"],
		"evidence": sample.but(_evidence, {"uses": sample.known(["SIGN_VERIFY"])}),
	} with input as sample.key({"kms/uses": sample.known(["SIGN_VERIFY"])})
}

test_fails_on_aws_for_no_use if {
	sample.outcome("key", "spec_supported") == {
		"status": "fail",
		"actual": [],
		"expected": ["ENCRYPT_DECRYPT"],
		"evidence": sample.but(_evidence, {"uses": sample.known([])}),
	} with input as sample.key({"kms/uses": sample.known([])})
}

test_fails_on_aws_if_aws_manages_it if {
	sample.outcome("key", "spec_supported") == {
		"status": "fail",
		"expected": "CUSTOMER",
		"actual": "AWS",
		"message": "manager",
		"evidence": sample.but(_evidence, {"manager": sample.known("AWS")}),
	} with input as sample.key({"kms/manager": sample.known("AWS")})
}

test_reports_the_type_first if {
	sample.outcome("key", "spec_supported") == {
		"status": "fail",
		"actual": "HMAC_256",
		"message": "type",
		"expected": ["SYMMETRIC_DEFAULT"],
		"evidence": sample.but(_evidence, {
			"key_type": sample.known("HMAC_256"),
			"uses": sample.known(["GENERATE_VERIFY_MAC"]),
			"manager": sample.known("AWS"),
			"origin": sample.known("AWS_CLOUDHSM"),
		}),
	} with input as sample.key({
		"kms/key_type": sample.known("HMAC_256"),
		"kms/uses": sample.known(["GENERATE_VERIFY_MAC"]),
		"kms/manager": sample.known("AWS"),
		"kms/origin": sample.known("AWS_CLOUDHSM"),
	})
}

test_reports_the_manager_before_the_origin if {
	main.key.spec_supported.message == "manager" with input as sample.key({
		"kms/manager": sample.known("AWS"),
		"kms/origin": sample.known("AWS_CLOUDHSM"),
	})
}

test_fails_by_the_type_alone if {
	sample.outcome("key", "spec_supported") == {
		"status": "fail",
		"actual": "ECC_NIST_P256",
		"message": "type",
		"expected": ["SYMMETRIC_DEFAULT"],
		"evidence": sample.but(_evidence, {
			"key_type": sample.known("ECC_NIST_P256"),
			"uses": sample.missing,
			"manager": sample.missing,
			"origin": sample.missing,
			"material": sample.missing,
		}),
	} with input as sample.key({
		"kms/key_type": sample.known("ECC_NIST_P256"),
		"kms/uses": sample.missing,
		"kms/manager": sample.missing,
		"kms/origin": sample.missing,
		"kms/material": sample.missing,
	})
}

test_fails_by_the_uses_alone if {
	sample.outcome("key", "spec_supported") == {
		"status": "fail",
		"actual": ["SIGN_VERIFY"],
		"expected": ["ENCRYPT_DECRYPT"],
		"evidence": sample.but(_evidence, {
			"key_type": sample.missing,
			"uses": sample.known(["SIGN_VERIFY"]),
			"manager": sample.missing,
		}),
	} with input as sample.key({
		"kms/key_type": sample.missing,
		"kms/uses": sample.known(["SIGN_VERIFY"]),
		"kms/manager": sample.missing,
	})
}

test_fails_by_the_manager_alone if {
	sample.outcome("key", "spec_supported") == {
		"status": "fail",
		"expected": "CUSTOMER",
		"actual": "AWS",
		"message": "manager",
		"evidence": sample.but(_evidence, {"key_type": sample.missing, "manager": sample.known("AWS")}),
	} with input as sample.key({"kms/key_type": sample.missing, "kms/manager": sample.known("AWS")})
}

test_fails_by_the_origin_alone if {
	sample.outcome("key", "spec_supported") == {
		"status": "fail",
		"expected": ["AWS_KMS", "EXTERNAL", "EXTERNAL_KEY_STORE"],
		"actual": "AWS_CLOUDHSM",
		"message": "origin",
		"evidence": sample.but(_evidence, {"key_type": sample.missing, "origin": sample.known("AWS_CLOUDHSM")}),
	} with input as sample.key({"kms/key_type": sample.missing, "kms/origin": sample.known("AWS_CLOUDHSM")})
}

test_unknown_for_an_unrecognized_origin if {
	sample.outcome("key", "spec_supported") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"origin": sample.known("ORCHARD"), "material": sample.missing}),
	} with input as sample.key({"kms/origin": sample.known("ORCHARD"), "kms/material": sample.missing})
}

test_unknown_without_the_type if {
	sample.outcome("key", "spec_supported") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"key_type": sample.missing}),
	} with input as sample.key({"kms/key_type": sample.missing})
}

test_unknown_without_the_uses if {
	sample.outcome("key", "spec_supported") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"uses": sample.missing}),
	} with input as sample.key({"kms/uses": sample.missing})
}

test_unknown_without_the_manager if {
	sample.outcome("key", "spec_supported") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"manager": sample.missing}),
	} with input as sample.key({"kms/manager": sample.missing})
}

test_unknown_without_the_origin if {
	sample.outcome("key", "spec_supported") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"origin": sample.missing, "material": sample.missing}),
	} with input as sample.key({"kms/origin": sample.missing, "kms/material": sample.missing})
}

test_unknown_without_the_provider if {
	sample.outcome("key", "spec_supported") == {
		"status": "unknown",
		"evidence": sample.but(object.remove(_evidence, ["manager", "origin", "material"]), {
			"provider": sample.missing,
			"key_type": sample.known("ORCHARD"),
			"uses": sample.known([]),
		}),
	} with input as sample.key({
		"provider": sample.missing,
		"kms/key_type": sample.known("ORCHARD"),
		"kms/uses": sample.known([]),
		"kms/manager": sample.known("AWS"),
		"kms/origin": sample.known("AWS_CLOUDHSM"),
	})
}

test_passes_on_azure if {
	sample.outcome("key", "spec_supported") == {
		"status": "pass",
		"evidence": _azure,
	} with input as _azure_key({})
}

test_passes_on_azure_in_an_hsm if {
	sample.outcome("key", "spec_supported") == {
		"status": "pass",
		"evidence": sample.but(_azure, {"key_type": sample.known("RSA-HSM"), "uses": sample.known(["unwrapKey", "wrapKey"])}),
	} with input as _azure_key({
		"kms/key_type": sample.known("RSA-HSM"),
		"kms/uses": sample.known(["unwrapKey", "wrapKey"]),
	})
}

test_fails_on_azure_for_another_type if {
	sample.outcome("key", "spec_supported") == {
		"status": "fail",
		"actual": "oct-HSM",
		"message": "type",
		"expected": ["RSA", "RSA-HSM"],
		"evidence": sample.but(_azure, {"key_type": sample.known("oct-HSM")}),
	} with input as _azure_key({"kms/key_type": sample.known("oct-HSM")})
}

test_fails_on_azure_without_wrapping if {
	sample.outcome("key", "spec_supported") == {
		"status": "fail",
		"actual": ["encrypt", "unwrapKey"],
		"remedy": "operations",
		"computed": {"operations": ["encrypt", "unwrapKey", "wrapKey"]},
		"expected": ["unwrapKey", "wrapKey"],
		"evidence": sample.but(_azure, {"uses": sample.known(["encrypt", "unwrapKey"])}),
	} with input as _azure_key({"kms/uses": sample.known(["encrypt", "unwrapKey"])})
}

test_fails_on_azure_without_unwrapping if {
	sample.outcome("key", "spec_supported") == {
		"status": "fail",
		"actual": ["encrypt", "wrapKey"],
		"remedy": "operations",
		"computed": {"operations": ["encrypt", "unwrapKey", "wrapKey"]},
		"expected": ["unwrapKey", "wrapKey"],
		"evidence": sample.but(_azure, {"uses": sample.known(["encrypt", "wrapKey"])}),
	} with input as _azure_key({"kms/uses": sample.known(["encrypt", "wrapKey"])})
}

test_fails_on_azure_for_the_uses_of_aws if {
	main.key.spec_supported.status == "fail" with input as _azure_key({"kms/uses": sample.known(["ENCRYPT_DECRYPT"])})
}

test_unknown_on_azure_for_a_managed_hsm if {
	sample.outcome("key", "spec_supported") == {
		"status": "unknown",
		"evidence": sample.but(_azure, {"key_type": sample.missing, "uses": sample.missing}),
	} with input as _azure_key({
		"kms/service": sample.known("azure_managed_hsm"),
		"kms/key_type": sample.missing,
		"kms/uses": sample.missing,
	})
}

test_passes_on_google if {
	sample.outcome("key", "spec_supported") == {
		"status": "pass",
		"evidence": _google,
	} with input as _google_key({})
}

test_fails_on_google_for_another_type if {
	sample.outcome("key", "spec_supported") == {
		"status": "fail",
		"actual": "AES_256_GCM",
		"message": "type",
		"expected": ["GOOGLE_SYMMETRIC_ENCRYPTION"],
		"evidence": sample.but(_google, {"key_type": sample.known("AES_256_GCM")}),
	} with input as _google_key({"kms/key_type": sample.known("AES_256_GCM")})
}

test_fails_on_google_for_another_purpose if {
	sample.outcome("key", "spec_supported") == {
		"status": "fail",
		"actual": ["RAW_ENCRYPT_DECRYPT"],
		"expected": ["ENCRYPT_DECRYPT"],
		"evidence": sample.but(_google, {"uses": sample.known(["RAW_ENCRYPT_DECRYPT"])}),
	} with input as _google_key({"kms/uses": sample.known(["RAW_ENCRYPT_DECRYPT"])})
}

test_ignores_outside_aws_what_only_aws_reports if {
	sample.outcome("key", "spec_supported") == {
		"status": "pass",
		"evidence": _google,
	} with input as _google_key({
		"kms/manager": sample.known("AWS"),
		"kms/origin": sample.known("AWS_CLOUDHSM"),
		"kms/material": sample.known("generated"),
	})
}

test_unknown_if_it_may_be_idle if {
	main.key.spec_supported.status == "unknown" with input as sample.key({
		"in_use": sample.missing,
		"kms/key_type": sample.known("RSA"),
	})
}

test_unknown_if_it_may_be_absent if {
	main.key.spec_supported.status == "unknown" with input as sample.key({
		"kms/present": sample.missing,
		"kms/key_type": sample.known("RSA"),
	})
}

test_not_applicable_if_idle if {
	sample.outcome("key", "spec_supported") == {
		"status": "not_applicable",
		"reason": "nothing depends on the key",
		"evidence": sample.but(_evidence, {"in_use": sample.known(false), "key_type": sample.known("RSA")}),
	} with input as sample.key({"in_use": sample.known(false), "kms/key_type": sample.known("RSA")})
}

test_not_applicable_if_absent if {
	sample.outcome("key", "spec_supported") == {
		"status": "not_applicable",
		"reason": "the KMS has no such key",
		"evidence": sample.but(_evidence, {"present": sample.known(false), "key_type": sample.missing}),
	} with input as sample.key({"kms/present": sample.known(false), "kms/key_type": sample.missing})
}

# `violated` is checked first and would hide a wrong `compliant` elsewhere; only these tests see it.
test_no_failure_is_compliant if {
	every facts in [
		{"kms/key_type": sample.known("RSA")},
		{"kms/uses": sample.known(["SIGN_VERIFY"])},
		{"kms/manager": sample.known("AWS")},
		{"kms/origin": sample.known("AWS_CLOUDHSM")},
		{"provider": sample.known("azure")},
	] {
		not spec_supported.compliant with input as sample.key(facts)
	}
}

# regal ignore:with-outside-test-context
_outcome(key) := outcome if outcome := main.key.spec_supported with input as key

test_adds_what_an_azure_key_does_not_permit_to_what_it_permits if {
	outcome := _outcome(_azure_key({"kms/uses": sample.known(["sign", "wrapKey"])}))
	outcome.remedy == "operations"
	outcome.computed == {"operations": ["sign", "unwrapKey", "wrapKey"]}
}

test_changes_no_operations_where_more_is_wrong if {
	not _outcome(_azure_key({"kms/uses": sample.known([]), "kms/key_type": sample.known("EC")})).remedy
	not _outcome(_azure_key({"kms/uses": sample.known([]), "in_use": sample.known(false)})).remedy
	not _outcome(_azure_key({"kms/uses": sample.known([]), "in_use": sample.missing})).remedy
	not _outcome(_azure_key({"kms/key_type": sample.known("EC")})).remedy
	not _outcome(_azure_key({})).remedy
	not _outcome(_google_key({"kms/uses": sample.known(["ASYMMETRIC_DECRYPT"])})).remedy
	not _outcome(sample.key({"kms/uses": sample.known(["SIGN_VERIFY"])})).remedy
}
