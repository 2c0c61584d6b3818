package rules.cluster.cloud_supported_test

import data.lib.sample_test as sample
import data.main

_evidence := {
	"encryption": sample.known("byok"),
	"cloud": sample.known("aws"),
	"key_provider": sample.known("aws"),
}

test_passes_in_one_cloud_however_it_is_spelt if {
	every spelling in ["AWS", "aws", "Aws"] {
		main.cluster.cloud_supported == {
			"status": "pass",
			"expected": "aws",
			"actual": "aws",
			"evidence": _evidence,
		} with input as sample.cluster({"cloud": sample.known(spelling)})
	}
}

test_passes_in_the_other_clouds if {
	every cloud in ["azure", "gcp"] {
		main.cluster.cloud_supported.status == "pass" with input as sample.cluster({
			"cloud": sample.known(upper(cloud)),
			"key/provider": sample.known(cloud),
		})
	}
}

test_fails_in_two_clouds if {
	main.cluster.cloud_supported == {
		"status": "fail",
		"expected": "aws",
		"actual": "gcp",
		"evidence": sample.but(_evidence, {"key_provider": sample.known("gcp")}),
	} with input as sample.cluster({"key/provider": sample.known("gcp")})
}

test_unknown_in_a_cloud_that_nobody_knows if {
	main.cluster.cloud_supported == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"cloud": {"unknown": {
			"cause": "unrecognized",
			"detail": "cloud OCI is not known to this version",
		}}}),
	} with input as sample.cluster({"cloud": sample.known("OCI")})
}

test_unknown_without_the_cloud if {
	main.cluster.cloud_supported == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"cloud": sample.missing}),
	} with input as sample.cluster({"cloud": sample.missing})
}

test_unknown_without_the_provider if {
	main.cluster.cloud_supported == {
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
	main.cluster.cloud_supported == {
		"status": "not_applicable",
		"reason": "the cluster uses no self-managed key",
		"evidence": sample.but(_evidence, {"encryption": sample.known("confluent"), "key_provider": sample.missing}),
	} with input as sample.cluster({"encryption": sample.known("confluent"), "key/provider": sample.missing})
}
