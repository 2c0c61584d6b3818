package rules.cluster.cloud_supported_test

import data.lib.sample_test as sample
import data.main

_evidence := {
	"encryption": sample.known("byok"),
	"cloud": sample.known("aws"),
	"key_provider": sample.known("aws"),
}

test_passes_in_one_cloud if {
	every cloud in ["aws", "azure", "gcp"] {
		sample.outcome("cluster", "cloud_supported") == {
			"status": "pass",
			"evidence": sample.but(_evidence, {"cloud": sample.known(cloud), "key_provider": sample.known(cloud)}),
		} with input as sample.cluster({"cloud": sample.known(cloud), "key/provider": sample.known(cloud)})
	}
}

test_fails_in_two_clouds if {
	sample.outcome("cluster", "cloud_supported") == {
		"status": "fail",
		"expected": "aws",
		"actual": "gcp",
		"evidence": sample.but(_evidence, {"key_provider": sample.known("gcp")}),
	} with input as sample.cluster({"key/provider": sample.known("gcp")})
}

test_unknown_without_the_cloud if {
	sample.outcome("cluster", "cloud_supported") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"cloud": sample.missing}),
	} with input as sample.cluster({"cloud": sample.missing})
}

test_unknown_without_the_provider if {
	sample.outcome("cluster", "cloud_supported") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"key_provider": sample.missing}),
	} with input as sample.cluster({"key/provider": sample.missing})
}

test_unknown_without_the_encryption if {
	main.cluster.cloud_supported.status == "unknown" with input as sample.cluster({
		"encryption": sample.missing,
		"key/provider": sample.known("gcp"),
	})
}

test_not_applicable_without_a_self_managed_key if {
	sample.outcome("cluster", "cloud_supported") == {
		"status": "not_applicable",
		"reason": "the cluster uses no self-managed key",
		"evidence": sample.but(_evidence, {"encryption": sample.known("confluent"), "key_provider": sample.missing}),
	} with input as sample.cluster({"encryption": sample.known("confluent"), "key/provider": sample.missing})
}
