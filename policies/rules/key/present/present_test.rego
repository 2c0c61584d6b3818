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
		"expected": "a key in the KMS",
		"actual": "no such key",
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
		"expected": "a key in the KMS",
		"actual": "no such key",
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

# regal ignore:with-outside-test-context
_remedy(facts) := remedy if remedy := main.key.present.remedy with input as sample.key(facts)

_gone := {"kms/present": sample.known(false)}

_replica := object.union(_gone, {"kms_name": sample.known("arn:aws:kms:us-west-2:000000000000:key/mrk-0a")})

test_makes_a_lost_replica_again if {
	_remedy(_replica) == "replica"
	_remedy(sample.but(_replica, {"all_users_seen": sample.missing, "clusters": sample.known([])})) == "replica"
}

test_has_the_plain_steps_for_another_key if {
	not _remedy(_gone)
	not _remedy(sample.but(_replica, {"kms_name": sample.known("https://mrk.vault.azure.net/keys/mrk-0a")}))
	not _remedy(sample.but(_replica, {"kms/present": sample.known(true)}))
}

test_brings_back_no_key_without_clusters_only_if_all_were_seen if {
	facts := object.union(_gone, {"clusters": sample.known([])})
	_remedy(facts) == "retired"
	_remedy(object.union(_replica, {"clusters": sample.known([])})) == "retired"
	not _remedy(object.union(facts, {"all_users_seen": sample.missing}))
	not _remedy({"clusters": sample.known([])})
}
