package rules.key.kms_supported_test

import data.lib.sample_test as sample
import data.main

test_passes_in_each_service_that_confluent_names if {
	every service in ["aws_kms", "azure_key_vault", "google_cloud_kms"] {
		sample.outcome("key", "kms_supported") == {
			"status": "pass",
			"evidence": {"service": sample.known(service)},
		} with input as sample.key({"kms/service": sample.known(service)})
	}
}

test_fails_in_a_managed_hsm if {
	sample.outcome("key", "kms_supported") == {
		"status": "fail",
		"expected": ["aws_kms", "azure_key_vault", "google_cloud_kms"],
		"actual": "azure_managed_hsm",
		"evidence": {"service": sample.known("azure_managed_hsm")},
	} with input as sample.key({"kms/service": sample.known("azure_managed_hsm")})
}

test_unknown_if_the_name_could_not_be_read if {
	sample.outcome("key", "kms_supported") == {
		"status": "unknown",
		"evidence": {"service": sample.missing},
	} with input as sample.key({"kms/service": sample.missing})
}

test_notes_a_provider_that_contradicts_the_kind if {
	sample.outcome("key", "kms_supported") == {
		"status": "pass",
		"notes": ["contradicted"],
		"evidence": {
			"service": sample.known("aws_kms"),
			"stated_provider": sample.known("GCP"),
		},
	} with input as sample.key({"stated_provider": sample.known("GCP")})
}

test_a_provider_that_was_not_read_contradicts_nothing if {
	every paths in [["stated_provider"], ["provider"]] {
		sample.outcome("key", "kms_supported") == {
			"status": "pass",
			"evidence": {"service": sample.known("aws_kms")},
		} with input as sample.key({path: sample.missing | some path in paths})
	}
}

test_the_spelling_of_the_provider_contradicts_nothing if {
	every spelling in ["AWS", "aws", "Aws"] {
		spelt := sample.key({"stated_provider": sample.known(spelling)})
		sample.outcome("key", "kms_supported").evidence == {"service": sample.known("aws_kms")} with input as spelt
	}
}

test_a_key_that_nothing_depends_on_is_unregistered if {
	key := {"kms/service": sample.known("azure_managed_hsm")}
	main.key.kms_supported.remedy == "unused" with input as sample.key(sample.but(key, {"in_use": sample.known(false)}))
	every in_use in [sample.known(true), sample.missing] {
		facts := sample.but(key, {"in_use": in_use})
		object.get(main.key.kms_supported, "remedy", "move") == "move" with input as sample.key(facts)
	}
}
