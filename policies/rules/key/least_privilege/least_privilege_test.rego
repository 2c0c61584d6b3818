package rules.key.least_privilege_test

import data.lib.sample_test as sample
import data.main
import data.rules.key.least_privilege

_evidence := {
	"in_use": sample.known(true),
	"registration_in_use": sample.known(true),
	"present": sample.known(true),
	"principals": sample.known(["arn:aws:iam::000000000001:role/gardener"]),
	"excess": sample.known([]),
	"excess_decided": sample.known(true),
}

_excess := sample.known(["arn:aws:iam::000000000001:role/gardener: kms:ScheduleKeyDeletion"])

test_passes_with_nothing_beyond_the_need if {
	sample.outcome("key", "least_privilege") == {
		"status": "pass",
		"evidence": _evidence,
	} with input as sample.key({})
}

test_fails_with_more if {
	sample.outcome("key", "least_privilege") == {
		"status": "fail",
		"expected": "nothing beyond what Confluent needs",
		"actual": ["arn:aws:iam::000000000001:role/gardener: kms:ScheduleKeyDeletion"],
		"evidence": sample.but(_evidence, {"excess": _excess}),
	} with input as sample.key({"access/excess": _excess})
}

test_fails_whatever_else_was_not_read if {
	sample.outcome("key", "least_privilege") == {
		"status": "fail",
		"expected": "nothing beyond what Confluent needs",
		"actual": ["arn:aws:iam::000000000001:role/gardener: kms:ScheduleKeyDeletion"],
		"evidence": sample.but(_evidence, {"excess": _excess, "excess_decided": sample.missing}),
	} with input as sample.key({"access/excess": _excess, "access/excess_decided": sample.missing})
}

test_never_passes_without_a_principal if {
	main.key.least_privilege.status == "fail" with input as sample.key({"principals": sample.known([])})
}

test_unknown_while_undecided if {
	sample.outcome("key", "least_privilege") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"excess_decided": sample.missing}),
	} with input as sample.key({"access/excess_decided": sample.missing})
}

test_unknown_without_the_excess if {
	sample.outcome("key", "least_privilege") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"excess": sample.missing}),
	} with input as sample.key({"access/excess": sample.missing})
}

test_unknown_without_the_principals if {
	sample.outcome("key", "least_privilege") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"principals": sample.missing}),
	} with input as sample.key({"principals": sample.missing})
}

test_unknown_without_the_principals_if_there_is_excess if {
	sample.outcome("key", "least_privilege") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"principals": sample.missing, "excess": _excess}),
	} with input as sample.key({"principals": sample.missing, "access/excess": _excess})
}

test_unknown_for_no_principals_if_there_is_excess if {
	main.key.least_privilege.status == "unknown" with input as sample.key({
		"principals": sample.known([]),
		"access/excess": _excess,
		"access/excess_decided": sample.missing,
	})
}

test_unknown_if_it_may_be_idle if {
	sample.outcome("key", "least_privilege") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"in_use": sample.missing, "excess": _excess}),
	} with input as sample.key({"in_use": sample.missing, "access/excess": _excess})
}

test_unknown_if_it_may_be_absent if {
	sample.outcome("key", "least_privilege") == {
		"status": "unknown",
		"evidence": sample.but(_evidence, {"present": sample.missing, "excess": _excess}),
	} with input as sample.key({"kms/present": sample.missing, "access/excess": _excess})
}

test_not_applicable_if_idle if {
	sample.outcome("key", "least_privilege") == {
		"status": "not_applicable",
		"reason": "nothing depends on the key",
		"evidence": sample.but(_evidence, {"in_use": sample.known(false), "excess": _excess}),
	} with input as sample.key({"in_use": sample.known(false), "access/excess": _excess})
}

test_not_applicable_if_absent if {
	sample.outcome("key", "least_privilege") == {
		"status": "not_applicable",
		"reason": "the KMS has no such key",
		"evidence": sample.but(_evidence, {"present": sample.known(false), "excess": sample.missing}),
	} with input as sample.key({"kms/present": sample.known(false), "access/excess": sample.missing})
}

test_never_passes_on_a_denial if {
	main.key.least_privilege.status == "fail" with input as sample.key({"access/excess_decided": sample.known(false)})
}

# `violated` is checked first and would hide a wrong `compliant` elsewhere; only these tests see it.
test_no_failure_is_compliant if {
	not least_privilege.compliant with input as sample.key({"access/excess": _excess})
}

test_not_applicable_while_no_cluster_uses_the_registration if {
	main.key.least_privilege.reason == "no cluster uses this registration of the key" with input as sample.key({
		"access/excess": sample.known(["kms:PutKeyPolicy"]),
		"registration_in_use": sample.known(false),
	})
}

test_unknown_if_no_cluster_may_use_the_registration if {
	main.key.least_privilege.status == "unknown" with input as sample.key({
		"access/excess": sample.known(["kms:PutKeyPolicy"]),
		"registration_in_use": sample.missing,
	})
}

test_an_access_policy_is_narrowed_where_the_vault_uses_them if {
	key := {"access/excess": _excess, "provider": sample.known("azure")}
	main.key.least_privilege.remedy == "access_policy" with input as sample.key(sample.but(
		key,
		{"vault/rbac": sample.known(false)},
	))
	every rbac in [sample.known(true), sample.missing] {
		facts := sample.but(key, {"vault/rbac": rbac})
		object.get(main.key.least_privilege, "remedy", "role") == "role" with input as sample.key(facts)
	}
}
