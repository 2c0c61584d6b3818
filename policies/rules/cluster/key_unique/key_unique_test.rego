package rules.cluster.key_unique_test

import data.lib.sample_test as sample
import data.main
import data.rules.cluster.key_unique

_evidence := {
	"encryption": sample.known("byok"),
	"kms_name": sample.known("arn:aws:kms:us-west-2:000000000000:key/apple"),
	"other_clusters": sample.known([]),
	"all_users_seen": sample.known(true),
}

test_passes_as_the_only_user if {
	sample.outcome("cluster", "key_unique") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.cluster({})
}

test_passes_for_a_legacy_key if {
	sample.outcome("cluster", "key_unique") == {
		"status": "pass",
		"evidence": sample.but(_evidence, {"encryption": sample.known("legacy")}),
	} with input as sample.cluster({"encryption": sample.known("legacy")})
}

test_fails_beside_another_user if {
	sample.outcome("cluster", "key_unique") == {
		"status": "fail",
		"expected": "no other cluster",
		"actual": ["lkc-pear"],
		"evidence": sample.but(_evidence, {"other_clusters": sample.known(["lkc-pear"])}),
	} with input as sample.cluster({"key/other_clusters": sample.known(["lkc-pear"])})
}

test_fails_whatever_else_was_not_seen if {
	sample.outcome("cluster", "key_unique") == {
		"status": "fail",
		"expected": "no other cluster",
		"actual": ["lkc-pear"],
		"evidence": sample.but(_evidence, {
			"kms_name": sample.missing,
			"other_clusters": sample.known(["lkc-pear"]),
			"all_users_seen": sample.missing,
		}),
	} with input as sample.cluster({
		"key/other_clusters": sample.known(["lkc-pear"]),
		"key/all_users_seen": sample.missing,
		"key/kms_name": sample.missing,
	})
}

test_unknown_while_a_user_may_be_hidden if {
	sample.outcome("cluster", "key_unique") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"all_users_seen": sample.missing}),
	} with input as sample.cluster({"key/all_users_seen": sample.missing})
}

test_unknown_without_the_users if {
	sample.outcome("cluster", "key_unique") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"other_clusters": sample.missing}),
	} with input as sample.cluster({"key/other_clusters": sample.missing})
}

test_unknown_without_the_encryption if {
	sample.outcome("cluster", "key_unique") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {
			"encryption": sample.missing,
			"other_clusters": sample.known(["lkc-pear"]),
		}),
	} with input as sample.cluster({
		"encryption": sample.missing,
		"key/other_clusters": sample.known(["lkc-pear"]),
	})
}

test_not_applicable_without_byok if {
	sample.outcome("cluster", "key_unique") == {
		"status": "not_applicable",
		"reason": "the cluster uses no self-managed key",
		"evidence": sample.but(_evidence, {
			"encryption": sample.known("confluent"),
			"kms_name": sample.missing,
			"other_clusters": sample.missing,
		}),
	} with input as sample.cluster({
		"encryption": sample.known("confluent"),
		"key/kms_name": sample.missing,
		"key/other_clusters": sample.missing,
	})
}

test_is_not_compliant_beside_another_user if {
	not key_unique.compliant with input as sample.cluster({"key/other_clusters": sample.known(["lkc-pear"])})
}

test_is_not_compliant_unless_all_users_were_seen if {
	not key_unique.compliant with input as sample.cluster({"key/all_users_seen": sample.missing})
}

test_says_which_clusters_failed if {
	failed := sample.known(["lkc-pear"])
	sample.outcome("cluster", "key_unique") == {
		"status": "fail",
		"expected": "no other cluster",
		"actual": ["lkc-pear"],
		"remedy": "failed",
		"evidence": sample.but(_evidence, {"other_clusters": failed, "failed_clusters": failed}),
		"notes": ["failed"],
	} with input as sample.cluster({"key/other_clusters": failed, "key/failed_clusters": failed})
}

test_needs_no_phase_to_pass if {
	sample.outcome("cluster", "key_unique") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.cluster({"key/failed_clusters": sample.missing})
}

test_has_no_data_to_move_where_this_cluster_failed if {
	main.cluster.key_unique.remedy == "failed" with input as sample.cluster({
		"id": "lkc-apple",
		"key/other_clusters": sample.known(["lkc-pear"]),
		"key/failed_clusters": sample.known(["lkc-apple"]),
	})
}

test_has_data_to_move_where_two_clusters_came_up if {
	sample.outcome("cluster", "key_unique") == {
		"status": "fail",
		"expected": "no other cluster",
		"actual": ["lkc-pear", "lkc-plum"],
		"evidence": sample.but(_evidence, {
			"other_clusters": sample.known(["lkc-pear", "lkc-plum"]),
			"failed_clusters": sample.known(["lkc-pear"]),
		}),
		"notes": ["failed"],
	} with input as sample.cluster({
		"key/other_clusters": sample.known(["lkc-pear", "lkc-plum"]),
		"key/failed_clusters": sample.known(["lkc-pear"]),
	})
}

test_has_no_data_to_move_where_all_of_many_but_one_failed if {
	main.cluster.key_unique.remedy == "failed" with input as _many(11, 11)
}

test_has_data_to_move_where_two_of_many_came_up if {
	not main.cluster.key_unique.remedy with input as _many(11, 10)
}

# Of many other clusters, and of many that failed, the first are named.
_many(others, failed) := sample.cluster({
	"key/other_clusters": object.union(sample.known(["lkc-pear"]), {"more": others - 1}),
	"key/failed_clusters": object.union(sample.known(["lkc-pear"]), {"more": failed - 1}),
})
