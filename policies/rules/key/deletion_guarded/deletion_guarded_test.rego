package rules.key.deletion_guarded_test

import data.lib.sample_test as sample
import data.rules.key.deletion_guarded

_evidence(provider) := {
	"in_use": sample.known(true),
	"present": sample.known(true),
	"provider": sample.known(provider),
}

_azure := object.union(_evidence("azure"), {"soft_delete": sample.known(true), "purge_protection": sample.known(true)})

_google := object.union(_evidence("gcp"), {"destroy_delay_days": sample.known(30)})

_azure_key(facts) := sample.key(sample.but({"provider": sample.known("azure")}, facts))

_google_key(facts) := sample.key(sample.but({"provider": sample.known("gcp")}, facts))

test_passes_on_azure_with_both if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "pass",
		"evidence": _azure,
	} with input as _azure_key({})
}

test_passes_on_azure_whatever_google_would_say if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "pass",
		"evidence": _azure,
	} with input as _azure_key({"kms/destroy_delay_days": sample.known(1)})
}

test_fails_on_azure_without_purge_protection if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "fail",
		"expected": "purge protection and soft delete on",
		"actual": ["purge protection off"],
		"evidence": sample.but(_azure, {"purge_protection": sample.known(false)}),
	} with input as _azure_key({"vault/purge_protection": sample.known(false)})
}

test_fails_on_azure_without_soft_delete if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "fail",
		"expected": "purge protection and soft delete on",
		"actual": ["soft delete off"],
		"remedy": "soft_delete",
		"evidence": sample.but(_azure, {"soft_delete": sample.known(false)}),
	} with input as _azure_key({"vault/soft_delete": sample.known(false)})
}

test_fails_on_azure_without_purge_protection_whatever_soft_delete if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "fail",
		"expected": "purge protection and soft delete on",
		"actual": ["purge protection off"],
		"evidence": sample.but(_azure, {"purge_protection": sample.known(false), "soft_delete": sample.missing}),
	} with input as _azure_key({"vault/purge_protection": sample.known(false), "vault/soft_delete": sample.missing})
}

test_fails_on_azure_without_soft_delete_whatever_purge_protection if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "fail",
		"expected": "purge protection and soft delete on",
		"actual": ["soft delete off"],
		"remedy": "soft_delete",
		"evidence": sample.but(_azure, {"purge_protection": sample.missing, "soft_delete": sample.known(false)}),
	} with input as _azure_key({"vault/purge_protection": sample.missing, "vault/soft_delete": sample.known(false)})
}

test_unknown_on_azure_without_soft_delete_read if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "unknown",
		"evidence": sample.but(_azure, {"soft_delete": sample.missing}),
	} with input as _azure_key({"vault/soft_delete": sample.missing})
}

test_unknown_on_azure_without_purge_protection_read if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "unknown",
		"evidence": sample.but(_azure, {"purge_protection": sample.missing}),
	} with input as _azure_key({"vault/purge_protection": sample.missing})
}

test_passes_on_google_with_more_days if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "pass",
		"evidence": _google,
	} with input as _google_key({})
}

test_passes_on_google_whatever_azure_would_say if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "pass",
		"evidence": _google,
	} with input as _google_key({"vault/purge_protection": sample.known(false), "vault/soft_delete": sample.known(false)})
}

test_passes_on_google_at_the_limit if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "pass",
		"evidence": sample.but(_google, {"destroy_delay_days": sample.known(7)}),
	} with input as _google_key({"kms/destroy_delay_days": sample.known(7)})
}

test_fails_on_google_below_the_limit if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "fail",
		"message": "delay",
		"computed": {"delay_seconds": 604800},
		"expected": 7,
		"actual": 6.99,
		"evidence": sample.but(_google, {"destroy_delay_days": sample.known(6.99)}),
	} with input as _google_key({"kms/destroy_delay_days": sample.known(6.99)})
}

test_fails_on_google_under_a_higher_limit if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "fail",
		"message": "delay",
		"computed": {"delay_seconds": 2678400},
		"expected": 31,
		"actual": 30,
		"evidence": _google,
	} with input as _google_key({"parameters/min_destroy_days": 31})
}

test_unknown_on_google_without_the_delay if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "unknown",
		"evidence": sample.but(_google, {"destroy_delay_days": sample.missing}),
	} with input as _google_key({"kms/destroy_delay_days": sample.missing})
}

test_unknown_without_the_provider if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "unknown",
		"evidence": sample.but(_evidence("azure"), {"provider": sample.missing}),
	} with input as sample.key({
		"provider": sample.missing,
		"vault/purge_protection": sample.known(false),
		"vault/soft_delete": sample.known(false),
	})
}

test_unknown_if_it_may_be_idle if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "unknown",
		"evidence": sample.but(_azure, {"in_use": sample.missing, "purge_protection": sample.known(false)}),
	} with input as _azure_key({"in_use": sample.missing, "vault/purge_protection": sample.known(false)})
}

test_unknown_if_it_may_be_absent if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "unknown",
		"evidence": sample.but(_azure, {"present": sample.missing, "soft_delete": sample.known(false)}),
	} with input as _azure_key({"kms/present": sample.missing, "vault/soft_delete": sample.known(false)})
}

test_not_applicable_on_aws if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "not_applicable",
		"reason": "AWS deletes no key before 7 days have passed",
		"evidence": _evidence("aws"),
	} with input as sample.key({})
}

test_not_applicable_if_idle if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "not_applicable",
		"reason": "nothing depends on the key",
		"evidence": sample.but(_azure, {"in_use": sample.known(false), "soft_delete": sample.known(false)}),
	} with input as _azure_key({"in_use": sample.known(false), "vault/soft_delete": sample.known(false)})
}

test_not_applicable_if_absent if {
	sample.outcome("key", "deletion_guarded") == {
		"status": "not_applicable",
		"reason": "the KMS has no such key",
		"evidence": sample.but(_google, {"present": sample.known(false), "destroy_delay_days": sample.missing}),
	} with input as _google_key({"kms/present": sample.known(false), "kms/destroy_delay_days": sample.missing})
}

# `violated` is checked first and would hide a wrong `compliant` elsewhere; only these tests see it.
test_no_failure_is_compliant if {
	every path in ["vault/purge_protection", "vault/soft_delete"] {
		not deletion_guarded.compliant with input as _azure_key({path: sample.known(false)})
	}
}
