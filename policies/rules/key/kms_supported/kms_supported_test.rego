package rules.key.kms_supported_test

import data.lib.sample_test as sample
import data.main

test_passes_in_each_service_that_confluent_names if {
	every service in ["aws_kms", "azure_key_vault", "google_cloud_kms"] {
		main.key.kms_supported == {
			"status": "pass",
			"evidence": {"service": sample.known(service)},
		} with input as sample.key({"kms/service": sample.known(service)})
	}
}

test_fails_in_a_managed_hsm if {
	main.key.kms_supported == {
		"status": "fail",
		"evidence": {"service": sample.known("azure_managed_hsm")},
	} with input as sample.key({"kms/service": sample.known("azure_managed_hsm")})
}

test_unknown_if_the_name_could_not_be_read if {
	main.key.kms_supported == {
		"status": "unknown",
		"evidence": {"service": sample.missing},
	} with input as sample.key({"kms/service": sample.missing})
}
