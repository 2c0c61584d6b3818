package rules.key.not_public_test

import data.lib.sample_test as sample
import data.main
import data.rules.key.not_public

_evidence := {
	"in_use": sample.known(true),
	"present": sample.known(true),
	"provider": sample.known("aws"),
	"public": sample.known([]),
	"public_decided": sample.known(true),
}

_public := sample.known(["kms:Decrypt, by statement 2"])

test_passes_if_closed if {
	sample.outcome("key", "not_public") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.key({})
}

test_passes_on_google if {
	sample.outcome("key", "not_public") == {
		"status": "pass",
		"evidence": sample.but(_evidence, {"provider": sample.known("gcp")}),
	} with input as sample.key({"provider": sample.known("gcp")})
}

test_fails_if_open if {
	sample.outcome("key", "not_public") == {
		"status": "fail",
		"expected": "no public access",
		"actual": ["kms:Decrypt, by statement 2"],
		"evidence": sample.but(_evidence, {"public": _public}),
	} with input as sample.key({"access/public": _public})
}

test_fails_whatever_else_was_not_read if {
	sample.outcome("key", "not_public") == {
		"status": "fail",
		"expected": "no public access",
		"actual": ["kms:Decrypt, by statement 2"],
		"evidence": sample.but(_evidence, {"public": _public, "public_decided": sample.missing}),
	} with input as sample.key({"access/public": _public, "access/public_decided": sample.missing})
}

test_fails_whatever_else_was_not_read_on_google if {
	sample.outcome("key", "not_public") == {
		"status": "fail",
		"expected": "no public access",
		"actual": ["kms:Decrypt, by statement 2"],
		"evidence": sample.but(_evidence, {
			"provider": sample.known("gcp"),
			"public": _public,
			"public_decided": sample.missing,
		}),
	} with input as sample.key({
		"provider": sample.known("gcp"),
		"access/public": _public,
		"access/public_decided": sample.missing,
	})
}

test_unknown_while_undecided if {
	sample.outcome("key", "not_public") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"public_decided": sample.missing}),
	} with input as sample.key({"access/public_decided": sample.missing})
}

test_unknown_without_the_list if {
	sample.outcome("key", "not_public") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"public": sample.missing}),
	} with input as sample.key({"access/public": sample.missing})
}

test_unknown_if_it_may_be_in_azure if {
	sample.outcome("key", "not_public") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"provider": sample.missing, "public": _public}),
	} with input as sample.key({"provider": sample.missing, "access/public": _public})
}

test_unknown_if_it_may_be_idle if {
	sample.outcome("key", "not_public") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"in_use": sample.missing, "public": _public}),
	} with input as sample.key({"in_use": sample.missing, "access/public": _public})
}

test_unknown_if_it_may_be_absent if {
	sample.outcome("key", "not_public") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"present": sample.missing, "public": _public}),
	} with input as sample.key({"kms/present": sample.missing, "access/public": _public})
}

test_not_applicable_in_azure if {
	sample.outcome("key", "not_public") == {
		"status": "not_applicable",
		"reason": "in Azure nothing can be granted to everybody",
		"evidence": sample.but(_evidence, {"provider": sample.known("azure"), "public": sample.missing}),
	} with input as sample.key({"provider": sample.known("azure"), "access/public": sample.missing})
}

test_not_applicable_if_idle if {
	sample.outcome("key", "not_public") == {
		"status": "not_applicable",
		"reason": "nothing depends on the key",
		"evidence": sample.but(_evidence, {"in_use": sample.known(false), "public": _public}),
	} with input as sample.key({"in_use": sample.known(false), "access/public": _public})
}

test_not_applicable_if_absent if {
	sample.outcome("key", "not_public") == {
		"status": "not_applicable",
		"reason": "the KMS has no such key",
		"evidence": sample.but(_evidence, {"present": sample.known(false), "public": sample.missing}),
	} with input as sample.key({"kms/present": sample.known(false), "access/public": sample.missing})
}

test_never_passes_on_a_denial if {
	main.key.not_public.status == "fail" with input as sample.key({"access/public_decided": sample.known(false)})
}

# `violated` is checked first and would hide a wrong `compliant` elsewhere; only these tests see it.
test_no_failure_is_compliant if {
	not not_public.compliant with input as sample.key({"access/public": _public})
}

test_notes_what_everybody_may_read if {
	reads := ["everybody may kms:DescribeKey (statement 1)"]
	sample.outcome("key", "not_public") == {
		"status": "pass",
		"notes": ["reads"],
		"evidence": object.union(_evidence, {"public_reads": sample.known(reads)}),
	} with input as sample.key({"access/public_reads": sample.known(reads)})
}

test_passes_without_what_everybody_may_read if {
	sample.outcome("key", "not_public") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.key({"access/public_reads": sample.missing})
}
