package rules.key.access_granted_test

import data.lib.sample_test as sample
import data.main
import data.rules.key.access_granted

_evidence := {
	"in_use": sample.known(true),
	"registration_in_use": sample.known(true),
	"present": sample.known(true),
	"principals": sample.known(["arn:aws:iam::000000000001:role/gardener"]),
	"granted": sample.known(["arn:aws:iam::000000000001:role/gardener: all by statement 1"]),
	"lacking": sample.known([]),
	"decided": sample.known(true),
	"phase": sample.known("VALID"),
}

_lacking := sample.known(["arn:aws:iam::000000000001:role/gardener: kms:Decrypt"])

test_passes_with_all_that_is_needed if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"notes": ["phase"],
		"evidence": _evidence,
	} with input as sample.key({})
}

test_passes_and_remarks if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"notes": ["phase", "remarks"],
		"evidence": sample.but(_evidence, {"remarks": sample.known(["a gate creaks"])}),
	} with input as sample.key({"access/remarks": sample.known(["a gate creaks"])})
}

test_passes_without_the_remarks if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"notes": ["phase"],
		"evidence": _evidence,
	} with input as sample.key({"access/remarks": sample.missing})
}

test_passes_without_the_phase if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"evidence": object.remove(_evidence, ["phase"]),
	} with input as sample.key({"validation/phase": sample.missing})
}

test_passes_while_confluent_initializes if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"phase": sample.known("INITIALIZING")}),
	} with input as sample.key({"validation/phase": sample.known("INITIALIZING")})
}

test_passes_and_names_what_was_not_read_on_aws if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"notes": ["phase", "unread_aws"],
		"evidence": sample.but(_evidence, {"phase": sample.known("INVALID")}),
	} with input as sample.key({"validation/phase": sample.known("INVALID")})
}

test_passes_and_names_what_was_not_read_on_azure if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"notes": ["phase", "unread_azure"],
		"evidence": sample.but(_evidence, {"phase": sample.known("INVALID")}),
	} with input as sample.key({"provider": sample.known("azure"), "validation/phase": sample.known("INVALID")})
}

test_passes_and_names_what_was_not_read_on_google if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"notes": ["phase", "unread_gcp"],
		"evidence": sample.but(_evidence, {"phase": sample.known("INVALID")}),
	} with input as sample.key({"provider": sample.known("gcp"), "validation/phase": sample.known("INVALID")})
}

test_passes_and_names_nothing_without_the_provider if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"phase": sample.known("INVALID")}),
	} with input as sample.key({"provider": sample.missing, "validation/phase": sample.known("INVALID")})
}

# A plain cause explains the failure, so a fact that was not read adds nothing.
test_passes_and_names_nothing_for_a_key_that_is_not_usable if {
	sample.outcome("key", "access_granted") == {
		"status": "pass",
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"phase": sample.known("INVALID")}),
	} with input as sample.key({"kms/state": sample.known("disabled"), "validation/phase": sample.known("INVALID")})
}

test_names_nothing_for_a_key_that_does_not_matter if {
	every facts in [{"in_use": sample.known(false)}, {"kms/present": sample.known(false)}] {
		main.key.access_granted.notes == ["phase"] with input as sample.key(sample.but(
			facts,
			{"validation/phase": sample.known("INVALID")},
		))
	}
}

test_fails_if_a_permission_is_lacking if {
	sample.outcome("key", "access_granted") == {
		"status": "fail",
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"lacking": _lacking, "phase": sample.known("INVALID")}),
	} with input as sample.key({"access/lacking": _lacking, "validation/phase": sample.known("INVALID")})
}

test_fails_though_confluent_says_valid if {
	sample.outcome("key", "access_granted") == {
		"status": "fail",
		"notes": ["phase", "validated"],
		"evidence": sample.but(_evidence, {"lacking": _lacking}),
	} with input as sample.key({"access/lacking": _lacking})
}

test_fails_whatever_else_was_not_read if {
	sample.outcome("key", "access_granted") == {
		"status": "fail",
		"evidence": sample.but(object.remove(_evidence, ["phase"]), {
			"granted": sample.missing,
			"lacking": _lacking,
			"decided": sample.missing,
		}),
	} with input as sample.key({
		"access/granted": sample.missing,
		"access/lacking": _lacking,
		"access/decided": sample.missing,
		"access/remarks": sample.missing,
		"validation/phase": sample.missing,
	})
}

test_never_passes_without_a_principal if {
	main.key.access_granted.status == "fail" with input as sample.key({"principals": sample.known([])})
}

test_never_passes_on_nothing if {
	main.key.access_granted.status == "fail" with input as sample.key({"access/granted": sample.known([])})
}

test_unknown_without_the_principals if {
	sample.outcome("key", "access_granted") == {
		"status": "unknown",
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"principals": sample.missing}),
	} with input as sample.key({"principals": sample.missing})
}

test_unknown_without_the_principals_if_something_is_lacking if {
	sample.outcome("key", "access_granted") == {
		"status": "unknown",
		"notes": ["phase", "validated"],
		"evidence": sample.but(_evidence, {"principals": sample.missing, "lacking": _lacking}),
	} with input as sample.key({"principals": sample.missing, "access/lacking": _lacking})
}

test_unknown_for_no_principals_if_something_is_lacking if {
	main.key.access_granted.status == "unknown" with input as sample.key({
		"principals": sample.known([]),
		"access/lacking": _lacking,
		"access/decided": sample.missing,
	})
}

test_unknown_without_the_grants if {
	sample.outcome("key", "access_granted") == {
		"status": "unknown",
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"granted": sample.missing}),
	} with input as sample.key({"access/granted": sample.missing})
}

test_unknown_without_what_is_lacking if {
	sample.outcome("key", "access_granted") == {
		"status": "unknown",
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"lacking": sample.missing, "phase": sample.known("INVALID")}),
	} with input as sample.key({"access/lacking": sample.missing, "validation/phase": sample.known("INVALID")})
}

test_unknown_while_undecided if {
	sample.outcome("key", "access_granted") == {
		"status": "unknown",
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"decided": sample.missing, "phase": sample.known("INVALID")}),
	} with input as sample.key({"access/decided": sample.missing, "validation/phase": sample.known("INVALID")})
}

test_unknown_if_it_may_be_idle if {
	sample.outcome("key", "access_granted") == {
		"status": "unknown",
		"notes": ["phase", "validated"],
		"evidence": sample.but(_evidence, {"in_use": sample.missing, "lacking": _lacking}),
	} with input as sample.key({"in_use": sample.missing, "access/lacking": _lacking})
}

test_unknown_if_it_may_be_absent if {
	sample.outcome("key", "access_granted") == {
		"status": "unknown",
		"notes": ["phase", "validated"],
		"evidence": sample.but(_evidence, {"present": sample.missing, "lacking": _lacking}),
	} with input as sample.key({"kms/present": sample.missing, "access/lacking": _lacking})
}

test_not_applicable_if_idle if {
	sample.outcome("key", "access_granted") == {
		"status": "not_applicable",
		"reason": "nothing depends on the key",
		"notes": ["phase", "validated"],
		"evidence": sample.but(_evidence, {"in_use": sample.known(false), "lacking": _lacking}),
	} with input as sample.key({"in_use": sample.known(false), "access/lacking": _lacking})
}

test_not_applicable_if_absent if {
	sample.outcome("key", "access_granted") == {
		"status": "not_applicable",
		"reason": "the KMS has no such key",
		"notes": ["phase"],
		"evidence": sample.but(_evidence, {"present": sample.known(false), "lacking": sample.missing}),
	} with input as sample.key({"kms/present": sample.known(false), "access/lacking": sample.missing})
}

# `violated` is checked first and would hide a wrong `compliant` elsewhere; only these tests see it.
test_no_failure_is_compliant if {
	not access_granted.compliant with input as sample.key({"access/lacking": _lacking})
}

test_never_passes_on_a_denial if {
	main.key.access_granted.status == "fail" with input as sample.key({"access/decided": sample.known(false)})
}

test_says_so_if_no_cluster_is_on_the_key if {
	lacking := {"access/lacking": sample.known(["kms:Decrypt"]), "clusters": sample.known([])}
	main.key.access_granted.message == "without_clusters" with input as sample.key(lacking)
	"clusters" in main.key.access_granted.evidence with input as sample.key(lacking)
	object.get(main.key.access_granted, "message", "") == "" with input as sample.key({"clusters": sample.known([])})
	object.get(main.key.access_granted, "message", "") == "" with input as sample.key({
		"access/lacking": sample.known(["kms:Decrypt"]),
	})
}

test_not_applicable_while_no_cluster_uses_the_registration if {
	main.key.access_granted.reason == "no cluster uses this registration of the key" with input as sample.key({
		"access/lacking": sample.known(["kms:Decrypt"]),
		"registration_in_use": sample.known(false),
	})
}

test_unknown_if_no_cluster_may_use_the_registration if {
	main.key.access_granted.status == "unknown" with input as sample.key({
		"access/lacking": sample.known(["kms:Decrypt"]),
		"registration_in_use": sample.missing,
	})
}
