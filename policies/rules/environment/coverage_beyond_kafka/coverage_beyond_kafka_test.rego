package rules.environment.coverage_beyond_kafka_test

import data.lib.sample_test as sample
import data.main
import data.rules.environment.coverage_beyond_kafka

_evidence := {
	"byok_clusters": sample.known(["lkc-apple"]),
	"all_clusters_seen": sample.known(true),
	"places": sample.known(["aws us-west-2"]),
	"consumers": sample.known([]),
	"all_consumers_seen": sample.known(true),
}

test_passes_without_consumers if {
	sample.outcome("environment", "coverage_beyond_kafka") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.environment({})
}

test_unknown_if_a_cluster_with_connectors_may_be_missing if {
	sample.outcome("environment", "coverage_beyond_kafka") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"all_clusters_seen": sample.missing}),
	} with input as sample.environment({"all_clusters_seen": sample.missing})
}

test_does_not_pass_on_a_list_that_is_not_whole if {
	every path in ["all_clusters_seen", "all_consumers_seen"] {
		main.environment.coverage_beyond_kafka.status != "pass" with input as sample.environment({path: sample.known(false)})
	}
}

test_fails_with_a_consumer if {
	sample.outcome("environment", "coverage_beyond_kafka") == {
		"status": "fail",
		"expected": "no ksqlDB cluster, connector or Flink compute pool",
		"actual": ["ksqlDB cluster lksqlc-1"],
		"evidence": sample.but(_evidence, {"consumers": sample.known(["ksqlDB cluster lksqlc-1"])}),
	} with input as sample.environment({"consumers": sample.known(["ksqlDB cluster lksqlc-1"])})
}

test_fails_whatever_else_was_not_seen if {
	sample.outcome("environment", "coverage_beyond_kafka") == {
		"status": "fail",
		"expected": "no ksqlDB cluster, connector or Flink compute pool",
		"actual": ["ksqlDB cluster lksqlc-1"],
		"evidence": sample.but(_evidence, {
			"consumers": sample.known(["ksqlDB cluster lksqlc-1"]),
			"all_consumers_seen": sample.missing,
			"all_clusters_seen": sample.missing,
		}),
	} with input as sample.environment({
		"consumers": sample.known(["ksqlDB cluster lksqlc-1"]),
		"all_consumers_seen": sample.missing,
		"all_clusters_seen": sample.missing,
	})
}

test_unknown_if_consumers_may_be_missing if {
	sample.outcome("environment", "coverage_beyond_kafka") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"all_consumers_seen": sample.missing}),
	} with input as sample.environment({"all_consumers_seen": sample.missing})
}

test_unknown_without_the_consumers if {
	main.environment.coverage_beyond_kafka.status == "unknown" with input as sample.environment({"consumers": sample.missing})
}

test_unknown_without_the_clusters if {
	sample.outcome("environment", "coverage_beyond_kafka") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {
			"byok_clusters": sample.missing,
			"consumers": sample.known(["ksqlDB cluster lksqlc-1"]),
		}),
	} with input as sample.environment({
		"byok_clusters": sample.missing,
		"consumers": sample.known(["ksqlDB cluster lksqlc-1"]),
	})
}

test_unknown_if_a_cluster_may_be_missing if {
	sample.outcome("environment", "coverage_beyond_kafka") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {
			"byok_clusters": sample.known([]),
			"consumers": sample.known(["ksqlDB cluster lksqlc-1"]),
			"all_clusters_seen": sample.missing,
		}),
	} with input as sample.environment({
		"byok_clusters": sample.known([]),
		"consumers": sample.known(["ksqlDB cluster lksqlc-1"]),
		"all_clusters_seen": sample.missing,
	})
}

test_not_applicable_without_self_managed_keys if {
	sample.outcome("environment", "coverage_beyond_kafka") == {
		"status": "not_applicable",
		"reason": "no cluster in the environment uses a self-managed key",
		"evidence": sample.but(_evidence, {
			"byok_clusters": sample.known([]),
			"consumers": sample.known(["ksqlDB cluster lksqlc-1"]),
			"all_clusters_seen": sample.known(true),
		}),
	} with input as sample.environment({
		"byok_clusters": sample.known([]),
		"consumers": sample.known(["ksqlDB cluster lksqlc-1"]),
	})
}

test_is_not_compliant_where_it_does_not_concern if {
	not coverage_beyond_kafka.compliant with input as sample.environment({"byok_clusters": sample.known([])})
}

test_is_not_compliant_with_a_consumer if {
	not coverage_beyond_kafka.compliant with input as sample.environment({"consumers": sample.known(["connector lcc-1"])})
}

test_is_not_compliant_unless_all_consumers_were_seen if {
	not coverage_beyond_kafka.compliant with input as sample.environment({"all_consumers_seen": sample.missing})
}
