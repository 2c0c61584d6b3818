package rules.key.present_test

import data.lib.sample_test as sample
import data.main
import data.rules.key.present

_evidence := {
	"in_use": sample.known(true),
	"present": sample.known(true),
	"clusters": sample.key({}).clusters,
}

test_passes_if_present if {
	sample.outcome("key", "present") == {"status": "pass", "evidence": _evidence} with input as sample.key({})
}

test_fails_if_absent if {
	sample.outcome("key", "present") == {
		"status": "fail",
		"evidence": sample.but(_evidence, {"present": sample.known(false)}),
	} with input as sample.key({"kms/present": sample.known(false)})
}

test_unknown_if_the_kms_did_not_say if {
	sample.outcome("key", "present") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"present": sample.missing}),
	} with input as sample.key({"kms/present": sample.missing})
}

test_unknown_if_it_may_be_idle if {
	sample.outcome("key", "present") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"in_use": sample.missing, "present": sample.known(false)}),
	} with input as sample.key({"in_use": sample.missing, "kms/present": sample.known(false)})
}

test_not_applicable_if_idle if {
	sample.outcome("key", "present") == {
		"status": "not_applicable",
		"reason": "nothing depends on the key",
		"evidence": sample.but(_evidence, {"in_use": sample.known(false), "present": sample.known(false)}),
	} with input as sample.key({"in_use": sample.known(false), "kms/present": sample.known(false)})
}

test_fails_if_absent_whoever_uses_it if {
	sample.outcome("key", "present") == {
		"status": "fail",
		"evidence": sample.but(_evidence, {"present": sample.known(false), "clusters": sample.missing}),
	} with input as sample.key({"kms/present": sample.known(false), "clusters": sample.missing})
}

test_is_not_compliant_without_the_key if {
	not present.compliant with input as sample.key({"kms/present": sample.known(false)})
}

test_says_so_if_no_cluster_is_on_the_absent_key if {
	main.key.present.message == "without_clusters" with input as sample.key({
		"kms/present": sample.known(false),
		"clusters": sample.known([]),
	})
	object.get(main.key.present, "message", "") == "" with input as sample.key({"clusters": sample.known([])})
	object.get(main.key.present, "message", "") == "" with input as sample.key({"kms/present": sample.known(false)})
}
