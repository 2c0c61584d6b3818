package rules.key.version_unpinned_test

import data.lib.sample_test as sample
import data.main

_evidence := {
	"provider": sample.known("azure"),
	"pinned_version": sample.known(null),
}

test_passes_without_a_version if {
	sample.outcome("key", "version_unpinned") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.key({"provider": sample.known("azure")})
}

test_fails_with_a_version if {
	sample.outcome("key", "version_unpinned") == {
		"status": "fail",
		"expected": "no version",
		"actual": "7",
		"evidence": sample.but(_evidence, {"pinned_version": sample.known("7")}),
	} with input as sample.key({"provider": sample.known("azure"), "kms/pinned_version": sample.known("7")})
}

test_fails_with_an_empty_version if {
	main.key.version_unpinned.status == "fail" with input as sample.key({
		"provider": sample.known("azure"),
		"kms/pinned_version": sample.known(""),
	})
}

test_unknown_without_the_name if {
	sample.outcome("key", "version_unpinned") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"pinned_version": sample.missing}),
	} with input as sample.key({"provider": sample.known("azure"), "kms/pinned_version": sample.missing})
}

test_unknown_without_the_provider if {
	sample.outcome("key", "version_unpinned") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"provider": sample.missing}),
	} with input as sample.key({"provider": sample.missing})
}

test_not_applicable_on_aws if {
	sample.outcome("key", "version_unpinned") == {
		"status": "not_applicable",
		"reason": "keys of AWS are registered without a version",
		"evidence": sample.but(_evidence, {"provider": sample.known("aws"), "pinned_version": sample.known("7")}),
	} with input as sample.key({"kms/pinned_version": sample.known("7")})
}

test_not_applicable_on_google_with_a_note_of_the_version if {
	sample.outcome("key", "version_unpinned") == {
		"status": "not_applicable",
		"reason": "Confluent does not say whether a key of Google Cloud should be registered without a version",
		"notes": ["google"],
		"evidence": sample.but(_evidence, {"provider": sample.known("gcp"), "pinned_version": sample.known("7")}),
	} with input as sample.key({"provider": sample.known("gcp"), "kms/pinned_version": sample.known("7")})
}

test_without_a_version_there_is_no_note if {
	object.get(main.key.version_unpinned, "notes", []) == [] with input as sample.key({
		"provider": sample.known("gcp"),
		"kms/pinned_version": sample.known(""),
	})
	object.get(main.key.version_unpinned, "notes", []) == [] with input as sample.key({"provider": sample.known("gcp")})
	object.get(main.key.version_unpinned, "notes", []) == [] with input as sample.key({"kms/pinned_version": sample.known("7")})
}

# regal ignore:with-outside-test-context
_remedy(facts) := remedy if remedy := main.key.version_unpinned.remedy with input as sample.key(facts)

test_registers_a_key_again_that_no_cluster_uses if {
	free := {
		"provider": sample.known("azure"),
		"kms/pinned_version": sample.known("7"),
		"registration_in_use": sample.known(false),
	}
	_remedy(free) == "unused"
	_remedy(sample.but(free, {"kms/pinned_version": sample.known("")})) == "unused"
	not _remedy(sample.but(free, {"registration_in_use": sample.known(true)}))
	not _remedy(sample.but(free, {"registration_in_use": sample.missing}))
	not _remedy(sample.but(free, {"kms/pinned_version": sample.known(null)}))
	not _remedy(sample.but(free, {"provider": sample.known("gcp")}))
}
