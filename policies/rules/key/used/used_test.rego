package rules.key.used_test

import data.lib.sample_test as sample
import data.main

_evidence := {
	"in_use": sample.known(false),
	"confluent_state": sample.known("AVAILABLE"),
	"days_since_registration": sample.known(29),
}

_idle(days) := {
	"in_use": sample.known(false),
	"confluent_state": sample.known("AVAILABLE"),
	"days_since_registration": sample.known(days),
}

test_passes_below_the_limit if {
	sample.outcome("key", "used") == {"status": "pass", "evidence": _evidence} with input as sample.key(_idle(29))
}

test_fails_at_the_limit if {
	sample.outcome("key", "used") == {
		"status": "fail",
		"expected": "a cluster within 30 days",
		"actual": "no cluster",
		"evidence": sample.but(_evidence, {"days_since_registration": sample.known(30)}),
	} with input as sample.key(_idle(30))
}

test_the_limit_is_a_parameter if {
	main.key.used.status == "pass" with input as sample.key(object.union(_idle(30), {"parameters/unused_key_days": 31}))
	main.key.used.status == "fail" with input as sample.key(object.union(_idle(29), {"parameters/unused_key_days": 29}))
}

test_unknown_without_the_age if {
	sample.outcome("key", "used") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"days_since_registration": sample.missing}),
	} with input as sample.key(sample.but(_idle(0), {"days_since_registration": sample.missing}))
}

test_unknown_if_it_may_be_in_use if {
	sample.outcome("key", "used") == {
		"status": "unknown",
		"evidence": {"in_use": sample.missing, "days_since_registration": sample.known(90)},
	} with input as sample.key(sample.but(_idle(90), {"in_use": sample.missing}))
}

test_unknown_if_confluent_may_hold_it if {
	sample.outcome("key", "used") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"confluent_state": sample.missing, "days_since_registration": sample.known(90)}),
	} with input as sample.key(sample.but(_idle(90), {"confluent_state": sample.missing}))
}

test_not_applicable_in_use if {
	sample.outcome("key", "used") == {
		"status": "not_applicable",
		"reason": "the key is in use",
		"evidence": {"in_use": sample.known(true), "days_since_registration": sample.known(90)},
	} with input as sample.key({"days_since_registration": sample.known(90)})
}

test_not_applicable_while_confluent_holds_it if {
	sample.outcome("key", "used") == {
		"status": "not_applicable",
		"reason": "Confluent still holds the key",
		"evidence": sample.but(_evidence, {
			"confluent_state": sample.known("IN_USE"),
			"days_since_registration": sample.known(90),
		}),
	} with input as sample.key(sample.but(_idle(90), {"confluent_state": sample.known("IN_USE")}))
}

test_applies_although_the_kms_has_no_such_key if {
	main.key.used.status == "fail" with input as sample.key(object.union(_idle(30), {"kms/present": sample.known(false)}))
}

_obstacles := {
	"validation/phase": {"INVALID": "Confluent's own last validation of it failed (INVALID)"},
	"kms/state": {
		"disabled": "it is disabled",
		"pending_deletion": "it is about to be destroyed",
		"pending_import": "it has no material yet",
		"unavailable": "its key store is not available",
		"expired": "it has expired",
		"not_yet_valid": "it is not valid yet",
		"destroyed": "its primary version is destroyed",
		"no_primary": "it has no primary version",
	},
	"kms/material": {"imported": "its material was imported"},
	"kms/key_type": {"RSA_2048": "Confluent supports no key of its type (RSA_2048)"},
	"kms/manager": {"AWS": "AWS manages it and not the customer"},
	"kms/origin": {"AWS_CLOUDHSM": "Confluent supports no key of its origin (AWS_CLOUDHSM)"},
}

test_says_what_stands_in_the_way_of_a_cluster if {
	every path, values in _obstacles {
		every value, obstacle in values {
			said := main.key.used with input as sample.key(object.union(_idle(29), {path: sample.known(value)}))
			[said.status, said.message, said.computed.obstacles] == ["pass", "not_ready", [obstacle]]
		}
	}
}

test_says_so_of_an_old_registration_as_well if {
	every path, value in {
		"kms/present": false,
		"kms/uses": ["SIGN_VERIFY"],
		"access/lacking": ["kms:Decrypt"],
		"vault/purge_protection": false,
	} {
		said := main.key.used with input as sample.key(object.union(_idle(30), {path: sample.known(value)}))
		[said.status, said.message, count(said.computed.obstacles)] == ["fail", "dead", 1]
	}
}

test_every_obstacle_is_said_and_shown if {
	sample.outcome("key", "used") == {
		"status": "pass",
		"message": "not_ready",
		"computed": {"obstacles": [
			"AWS manages it and not the customer",
			"Confluent lacks permissions on it",
			"Confluent supports no key of its origin (AWS_CLOUDHSM)",
			"Confluent supports no key of its type (RSA_2048)",
			"Confluent's own last validation of it failed (INVALID)",
			"it does not permit what Confluent does with a key",
			"it is disabled",
			"its material was imported",
			"its vault has no purge protection",
			"the KMS has no such key",
		]},
		"evidence": object.union(_evidence, {
			"phase": sample.known("INVALID"),
			"present": sample.known(false),
			"state": sample.known("disabled"),
			"material": sample.known("imported"),
			"key_type": sample.known("RSA_2048"),
			"uses": sample.known([]),
			"manager": sample.known("AWS"),
			"origin": sample.known("AWS_CLOUDHSM"),
			"lacking": sample.known(["kms:Decrypt"]),
			"purge_protection": sample.known(false),
		}),
	} with input as sample.key(object.union(_idle(29), {
		"validation/phase": sample.known("INVALID"),
		"kms/present": sample.known(false),
		"kms/state": sample.known("disabled"),
		"kms/material": sample.known("imported"),
		"kms/key_type": sample.known("RSA_2048"),
		"kms/uses": sample.known([]),
		"kms/manager": sample.known("AWS"),
		"kms/origin": sample.known("AWS_CLOUDHSM"),
		"access/lacking": sample.known(["kms:Decrypt"]),
		"vault/purge_protection": sample.known(false),
	}))
}

test_what_was_not_read_is_no_obstacle if {
	every path in [
		"validation/phase",
		"kms/present",
		"kms/state",
		"kms/material",
		"kms/key_type",
		"kms/uses",
		"kms/manager",
		"kms/origin",
		"access/lacking",
		"vault/purge_protection",
	] {
		sample.outcome("key", "used") == {
			"status": "pass",
			"evidence": _evidence,
		} with input as sample.key(object.union(_idle(29), {path: sample.missing}))
	}
}

test_takes_no_permission_away_from_a_key_that_is_gone if {
	every fact in [{"kms/present": sample.known(false)}, {"kms/state": sample.known("pending_deletion")}] {
		main.key.used.remedy == "gone" with input as sample.key(object.union(_idle(30), fact))
		not main.key.used.remedy with input as sample.key(object.union(_idle(29), fact))
	}
	not main.key.used.remedy with input as sample.key(object.union(_idle(30), {"kms/state": sample.known("disabled")}))
}
