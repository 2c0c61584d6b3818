package rules.cluster.key_not_reused_test

import data.lib.sample_test as sample
import data.main
import data.rules.cluster.key_not_reused

_evidence := {
	"encryption": sample.known("byok"),
	"production": sample.known(true),
	"kms_name": sample.known("arn:aws:kms:us-west-2:000000000000:key/apple"),
	"earlier_clusters": sample.known([]),
	"never_used_before": sample.known(true),
}

test_passes_if_proven if {
	sample.outcome("cluster", "key_not_reused") == {"status": "pass", "evidence": _evidence} with input as sample.cluster({})
}

test_fails_after_another_cluster if {
	sample.outcome("cluster", "key_not_reused") == {
		"status": "fail",
		"expected": "no earlier cluster",
		"actual": ["lkc-pear"],
		"evidence": sample.but(_evidence, {
			"earlier_clusters": sample.known(["lkc-pear"]),
			"never_used_before": sample.known(false),
		}),
	} with input as sample.cluster({
		"key/earlier_clusters": sample.known(["lkc-pear"]),
		"key/never_used_before": sample.known(false),
	})
}

test_fails_whatever_else_was_not_seen if {
	sample.outcome("cluster", "key_not_reused") == {
		"status": "fail",
		"expected": "no earlier cluster",
		"actual": ["lkc-pear"],
		"evidence": sample.but(_evidence, {
			"earlier_clusters": sample.known(["lkc-pear"]),
			"never_used_before": sample.missing,
			"kms_name": sample.missing,
		}),
	} with input as sample.cluster({
		"key/earlier_clusters": sample.known(["lkc-pear"]),
		"key/never_used_before": sample.missing,
		"key/kms_name": sample.missing,
	})
}

test_fails_for_a_legacy_key if {
	main.cluster.key_not_reused.status == "fail" with input as sample.cluster({
		"encryption": sample.known("legacy"),
		"key/earlier_clusters": sample.known(["lkc-pear"]),
	})
}

test_fails_if_the_proof_is_known_not_to_hold if {
	main.cluster.key_not_reused.status == "fail" with input as sample.cluster({"key/never_used_before": sample.known(false)})
}

test_fails_if_an_earlier_cluster_is_recorded_despite_a_proof if {
	main.cluster.key_not_reused.status == "fail" with input as sample.cluster({"key/earlier_clusters": sample.known(["lkc-pear"])})
}

test_unknown_without_a_proof if {
	sample.outcome("cluster", "key_not_reused") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"never_used_before": sample.missing}),
	} with input as sample.cluster({"key/never_used_before": sample.missing})
}

test_unknown_without_the_earlier_clusters if {
	main.cluster.key_not_reused.status == "unknown" with input as sample.cluster({"key/earlier_clusters": sample.missing})
}

test_unknown_if_it_may_not_be_for_production if {
	sample.outcome("cluster", "key_not_reused") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {
			"production": sample.missing,
			"earlier_clusters": sample.known(["lkc-pear"]),
		}),
	} with input as sample.cluster({
		"production": sample.missing,
		"key/earlier_clusters": sample.known(["lkc-pear"]),
	})
}

test_unknown_without_the_encryption if {
	main.cluster.key_not_reused.status == "unknown" with input as sample.cluster({
		"encryption": sample.missing,
		"key/earlier_clusters": sample.known(["lkc-pear"]),
	})
}

test_not_applicable_outside_production if {
	sample.outcome("cluster", "key_not_reused") == {
		"status": "not_applicable",
		"reason": "the cluster is not for production",
		"evidence": sample.but(_evidence, {
			"production": sample.known(false),
			"earlier_clusters": sample.known(["lkc-pear"]),
		}),
	} with input as sample.cluster({
		"production": sample.known(false),
		"key/earlier_clusters": sample.known(["lkc-pear"]),
	})
}

test_not_applicable_without_a_self_managed_key if {
	sample.outcome("cluster", "key_not_reused") == {
		"status": "not_applicable",
		"reason": "the cluster uses no self-managed key",
		"evidence": sample.but(_evidence, {
			"encryption": sample.known("confluent"),
			"production": sample.known(false),
		}),
	} with input as sample.cluster({"encryption": sample.known("confluent"), "production": sample.known(false)})
}

test_is_not_compliant_after_another_cluster if {
	not key_not_reused.compliant with input as sample.cluster({"key/earlier_clusters": sample.known(["lkc-pear"])})
}

test_names_no_cluster_where_none_was_found if {
	outcome := main.cluster.key_not_reused with input as sample.cluster({"key/never_used_before": sample.known(false)})
	[outcome.status, outcome.actual] == ["fail", "an earlier cluster is not ruled out"]
}
