package rules.key.exclusive_control_test

import data.lib.sample_test as sample
import data.main

_gardener := "arn:aws:iam::000000000001:role/gardener"

_confluent := {
	"principal": _gardener,
	"whose": "confluent",
	"may": ["use"],
	"by": "key policy, statement 1",
	"why": null,
	"doubt": null,
	"declare": null,
}

_own := object.union(_confluent, {"principal": "000000000000", "whose": "own", "may": ["use", "open", "disable", "destroy"]})

_foreign := object.union(_confluent, {
	"principal": "arn:aws:iam::555555555555:role/crow",
	"whose": "foreign",
	"may": ["use", "destroy"],
	"by": "grant 7",
	"declare": "555555555555",
})

_untold(cause) := object.union(_confluent, {
	"principal": "user:crow",
	"whose": "untold",
	"doubt": {"cause": cause, "detail": "nothing that was read says whose it is"},
	"declare": "user:crow",
})

_evidence(holders) := {
	"in_use": sample.known(true),
	"present": sample.known(true),
	"provider": sample.known("aws"),
	"holders": sample.known(holders),
	"holders_in_question": _in_question(holders),
	"holders_decided": sample.known(true),
	"holders_known": sample.known(true),
	"trusted_declared": sample.known(false),
}

_open(cause) := {"unknown": {"cause": cause, "detail": "user:crow: nothing that was read says whose it is"}}

_with(holders) := _but(holders, {})

_but(holders, facts) := sample.key(sample.but(
	{"holders": sample.known(holders), "holders_in_question": _in_question(holders)},
	facts,
))

_in_question(holders) := sample.known([holder | some holder in holders; holder.whose in {"foreign", "untold"}])

_computed(outsiders, entries) := {
	"strangers": sort([split(one, " may ")[0] | some one in outsiders]),
	"outsiders": outsiders,
	"section": "aws",
	"entries": entries,
}

_declared := {"trusted_declared": sample.known(true)}

test_passes_with_holders_that_are_all_known if {
	every whose in ["own", "confluent", "trusted", "service"] {
		main.key.exclusive_control.status == "pass" with input as _with([object.union(_confluent, {"whose": whose})])
	}
	sample.outcome("key", "exclusive_control") == {
		"status": "pass",
		"computed": _computed([], []),
		"evidence": _evidence([_confluent, _own]),
	} with input as _with([_confluent, _own])
}

test_passes_with_nobody_else_on_the_key if {
	main.key.exclusive_control.status == "pass" with input as _with([])
}

test_fails_with_a_foreign_holder_and_names_it if {
	phrase := "arn:aws:iam::555555555555:role/crow may use the key, destroy it (grant 7)"
	sample.outcome("key", "exclusive_control") == {
		"status": "fail",
		"expected": "the organization, Confluent and declared principals only",
		"actual": ["arn:aws:iam::555555555555:role/crow"],
		"computed": _computed([phrase], ["\"555555555555\""]),
		"notes": ["declare"],
		"evidence": _evidence([_confluent, _foreign]),
	} with input as _with([_confluent, _foreign])
}

test_fails_with_a_foreign_holder_whatever_else_is_open if {
	open := {"holders_known": _open("ambiguous")}
	every facts in [{}, {"holders_decided": sample.missing}, {"trusted_declared": sample.missing}, _declared] {
		main.key.exclusive_control.status == "fail" with input as _but([_foreign, _untold("ambiguous")], object.union(open, facts))
	}
}

test_unknown_while_only_a_person_can_say_and_nothing_is_declared if {
	sample.outcome("key", "exclusive_control") == {
		"status": "unknown",
		"computed": _computed([], ["\"user:crow\""]),
		"notes": ["declare"],
		"evidence": sample.but(
			_evidence([_confluent, _untold("unsupported")]),
			{"holders_known": _open("unsupported")},
		),
	} with input as _but([_confluent, _untold("unsupported")], {"holders_known": _open("unsupported")})
}

test_fails_with_whoever_a_declared_list_leaves_out if {
	facts := object.union(_declared, {"holders_known": _open("unsupported")})
	main.key.exclusive_control.status == "fail" with input as _but([_untold("unsupported")], facts)
}

test_unknown_if_it_is_not_known_whether_a_list_is_declared if {
	facts := {"trusted_declared": sample.missing, "holders_known": _open("unsupported")}
	main.key.exclusive_control.status == "unknown" with input as _but([_untold("unsupported")], facts)
}

test_unknown_if_it_is_ambiguous_also_with_a_declared_list if {
	every facts in [{}, _declared] {
		main.key.exclusive_control.status == "unknown" with input as _but(
			[_untold("ambiguous")],
			object.union({"holders_known": _open("ambiguous")}, facts),
		)
	}
}

test_no_pass_with_a_doubt_that_the_summary_does_not_have if {
	outcome := main.key.exclusive_control with input as _with([_untold("ambiguous")])
	[outcome.status, outcome.actual] == ["fail", [_untold("ambiguous").principal]]
	proven := main.key.exclusive_control with input as _with([_untold("ambiguous"), _foreign])
	proven.actual == [_foreign.principal]
}

test_unknown_if_something_that_could_hold_more_was_not_read if {
	main.key.exclusive_control.status == "unknown" with input as _but([_own], {"holders_decided": sample.missing})
}

test_unknown_if_the_holders_were_not_read if {
	every path in ["holders", "holders_in_question"] {
		outcome := main.key.exclusive_control with input as _but([_own], {path: sample.missing})
		outcome.status == "unknown"
	}
}

test_not_applicable_if_nothing_depends_on_the_key if {
	sample.outcome("key", "exclusive_control") == {
		"status": "not_applicable",
		"reason": "nothing depends on the key",
		"evidence": sample.but(_evidence([_foreign]), {"in_use": sample.known(false)}),
	} with input as _but([_foreign], {"in_use": sample.known(false)})
}

test_not_applicable_to_an_absent_key if {
	main.key.exclusive_control.reason == "the KMS has no such key" with input as _but(
		[],
		{"kms/present": sample.known(false)},
	)
}

test_unknown_if_it_is_not_known_whether_the_rule_applies if {
	every path in ["in_use", "kms/present"] {
		outcome := main.key.exclusive_control with input as _but([_foreign], {path: sample.missing})
		outcome.status == "unknown"
	}
}

test_names_all_that_an_outsider_may_do if {
	holder := object.union(_foreign, {"may": ["use", "open", "disable", "destroy"]})
	outcome := main.key.exclusive_control with input as _with([holder])
	outcome.computed.outsiders == [concat(" ", [
		"arn:aws:iam::555555555555:role/crow may",
		"use the key, give others access, disable it, destroy it (grant 7)",
	])]
}

test_declares_only_who_is_in_question_and_what_can_be_declared if {
	trusted := object.union(_confluent, {"whose": "trusted", "declare": "666666666666"})
	everybody := object.union(_foreign, {"principal": "*", "declare": null})
	outcome := main.key.exclusive_control with input as _with([trusted, everybody, _foreign])
	outcome.computed.entries == ["\"555555555555\""]
}
