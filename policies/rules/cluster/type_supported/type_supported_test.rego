package rules.cluster.type_supported_test

import data.lib.sample_test as sample
import data.main
import data.rules.cluster.type_supported

_evidence := {
	"encryption": sample.known("byok"),
	"cloud": sample.known("aws"),
	"kind": sample.known("Dedicated"),
}

test_passes_for_each_documented_type if {
	every kind in ["Dedicated", "Enterprise", "Freight"] {
		sample.outcome("cluster", "type_supported") == {
			"status": "pass",
			"evidence": sample.but(_evidence, {"kind": sample.known(kind)}),
		} with input as sample.cluster({"kind": sample.known(kind)})
	}
}

test_passes_for_a_legacy_key if {
	main.cluster.type_supported.status == "pass" with input as sample.cluster({"encryption": sample.known("legacy")})
}

test_passes_for_a_type_that_the_configuration_adds if {
	sample.outcome("cluster", "type_supported") == {
		"status": "pass",
		"evidence": sample.but(_evidence, {"cloud": sample.known("gcp"), "kind": sample.known("Enterprise")}),
	} with input as sample.cluster({
		"cloud": sample.known("gcp"),
		"kind": sample.known("Enterprise"),
		"parameters/supported_types": {"gcp": ["Enterprise"]},
	})
}

test_fails_for_types_that_never_do if {
	every kind in ["Basic", "Standard"] {
		sample.outcome("cluster", "type_supported") == {
			"status": "fail",
			"expected": ["Dedicated", "Enterprise", "Freight"],
			"actual": kind,
			"evidence": sample.but(_evidence, {"kind": sample.known(kind)}),
		} with input as sample.cluster({"kind": sample.known(kind)})
	}
}

test_names_the_types_of_the_cloud if {
	outcome := main.cluster.type_supported with input as sample.cluster({
		"cloud": sample.known("gcp"),
		"kind": sample.known("Basic"),
	})
	[outcome.expected, outcome.actual] == [["Dedicated"], "Basic"]
}

test_fails_on_a_cloud_that_was_not_read if {
	sample.outcome("cluster", "type_supported") == {
		"status": "fail",
		"expected": "a type that supports self-managed keys",
		"actual": "Basic",
		"evidence": sample.but(_evidence, {"cloud": sample.missing, "kind": sample.known("Basic")}),
	} with input as sample.cluster({"cloud": sample.missing, "kind": sample.known("Basic")})
}

test_unknown_for_a_type_that_is_not_documented if {
	sample.outcome("cluster", "type_supported") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {
			"cloud": sample.known("azure"),
			"kind": sample.known("Freight"),
		}),
		"undecided": {"kind": {
			"cause": "unrecognized",
			"detail": concat("", [
				"whether clusters of type Freight support self-managed keys on azure is not known to this version; ",
				"the parameter supported_types can say so",
			]),
		}},
	} with input as sample.cluster({"cloud": sample.known("azure"), "kind": sample.known("Freight")})
}

test_unknown_on_a_cloud_without_documented_types if {
	undocumented := sample.cluster({"parameters/supported_types": {}})
	main.cluster.type_supported.undecided.kind.cause == "unrecognized" with input as undocumented
}

test_names_no_undocumented_type_without_the_cloud if {
	sample.outcome("cluster", "type_supported") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"cloud": sample.missing, "kind": sample.known("Freight")}),
	} with input as sample.cluster({"cloud": sample.missing, "kind": sample.known("Freight")})
}

test_unknown_without_the_type if {
	sample.outcome("cluster", "type_supported") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"kind": sample.missing}),
	} with input as sample.cluster({"kind": sample.missing})
}

test_unknown_without_the_cloud if {
	sample.outcome("cluster", "type_supported") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"cloud": sample.missing}),
	} with input as sample.cluster({"cloud": sample.missing})
}

test_unknown_without_the_encryption if {
	sample.outcome("cluster", "type_supported") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"encryption": sample.missing, "kind": sample.known("Basic")}),
	} with input as sample.cluster({"encryption": sample.missing, "kind": sample.known("Basic")})
}

test_not_applicable_without_a_self_managed_key if {
	sample.outcome("cluster", "type_supported") == {
		"status": "not_applicable",
		"reason": "the cluster uses no self-managed key",
		"evidence": sample.but(_evidence, {"encryption": sample.known("confluent"), "kind": sample.known("Basic")}),
	} with input as sample.cluster({"encryption": sample.known("confluent"), "kind": sample.known("Basic")})
}

test_is_not_compliant_with_another_type if {
	not type_supported.compliant with input as sample.cluster({"kind": sample.known("Express")})
}
