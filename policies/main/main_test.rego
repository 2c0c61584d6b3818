package main_test

import data.lib.sample_test as sample
import data.main

_seen := {"apple": sample.known(1)}

_half := {"pear": sample.missing, "apple": sample.known(1)}

test_not_applicable_outweighs_all if {
	_outcome({"not_applicable": "no trees", "violated": true, "compliant": true, "evidence": _half}) == {
		"status": "not_applicable",
		"reason": "no trees",
		"evidence": ["apple", "pear"],
	}
}

test_proven_failure_outweighs_what_was_not_seen if {
	_outcome({"violated": true, "compliant": true, "evidence": _half}) == {"status": "fail", "evidence": ["apple", "pear"]}
}

test_unknown_outweighs_compliant if {
	_outcome({"compliant": true, "evidence": _half}) == {"status": "unknown", "evidence": ["apple", "pear"]}
}

test_pass_needs_compliant if {
	_outcome({"compliant": true, "evidence": _seen}) == {"status": "pass", "evidence": ["apple"]}
	_outcome({"evidence": _seen}) == {"status": "fail", "evidence": ["apple"]}
	_outcome({"compliant": false, "evidence": _seen}) == {"status": "fail", "evidence": ["apple"]}
}

test_values_that_are_false_or_null_were_seen if {
	evidence := {"apple": sample.known(false), "pear": sample.known(null)}
	_outcome({"compliant": true, "evidence": evidence}) == {"status": "pass", "evidence": ["apple", "pear"]}
}

test_what_is_no_fact_was_not_seen if {
	_outcome({"compliant": true, "evidence": {"apple": "green"}}) == {"status": "unknown", "evidence": ["apple"]}
}

test_what_is_undecided_outweighs_compliant if {
	undecided := {"apple": {"cause": "unrecognized", "detail": "a new kind of apple"}}
	outcome := {"status": "unknown", "undecided": undecided, "evidence": ["apple"]}
	_outcome({"undecided": undecided, "compliant": true, "evidence": _seen}) == outcome
	_outcome({"undecided": undecided, "evidence": _seen}) == outcome
	_outcome({"undecided": undecided, "evidence": _half}) == object.union(outcome, {"evidence": ["apple", "pear"]})
	_outcome({"undecided": undecided, "violated": true, "evidence": _seen}) == {"status": "fail", "evidence": ["apple"]}
	_outcome({"undecided": {}, "compliant": true, "evidence": _seen}) == {"status": "pass", "evidence": ["apple"]}
}

test_what_a_rule_says_goes_with_its_answer_and_what_it_compares_with_a_failure if {
	said := {"message": "ripe", "expected": 1, "actual": false, "computed": {"days": 3}}
	rule := object.union(said, {"evidence": _seen})
	named := object.union(said, {"evidence": ["apple"]})
	passed := object.remove(named, ["expected", "actual"])
	_outcome(object.union(rule, {"compliant": true})) == object.union(passed, {"status": "pass"})
	_outcome(rule) == object.union(named, {"status": "fail"})
	_outcome(object.union(rule, {"violated": true})) == object.union(named, {"status": "fail"})
	open := {"status": "unknown", "computed": {"days": 3}, "evidence": ["apple", "pear"]}
	_outcome(object.union(said, {"evidence": _half})) == open
	undecided := {"apple": {"cause": "ambiguous", "detail": "the apple is half ripe"}}
	_outcome(object.union(said, {"evidence": _half, "undecided": undecided})) == object.union(open, {"undecided": undecided})
}

test_notes_go_with_every_status if {
	noted := {"notes": {"b", "a"}, "evidence": _seen}
	_outcome(object.union(noted, {"not_applicable": "no trees"})).notes == ["a", "b"]
	_outcome(object.union(noted, {"compliant": true})).notes == ["a", "b"]
	_outcome(object.union(noted, {"evidence": _half})).notes == ["a", "b"]
	_outcome(object.union(noted, {"notes": set()})) == {"status": "fail", "evidence": ["apple"]}
}

test_no_outcome_without_evidence if {
	main.cluster == {} with data.rules.cluster as {"ripe": {"compliant": true}}
	main.cluster == {} with data.rules.cluster as {"ripe": {"compliant": true, "evidence": {}}}
	main.cluster == {} with data.rules.cluster as {"ripe": {"not_applicable": "no trees"}}
	main.key == {} with data.rules.key as {"ripe": {"compliant": true, "evidence": {}}}
	main.environment == {} with data.rules.environment as {"ripe": {"compliant": true, "evidence": {}}}
	main.organization == {} with data.rules.organization as {"ripe": {"compliant": true, "evidence": {}}}
}

test_each_subject_type_has_its_rules if {
	rules := {"ripe": {"compliant": true, "evidence": _seen}}
	main.organization.ripe.status == "pass" with data.rules.organization as rules
	main.environment.ripe.status == "pass" with data.rules.environment as rules
	main.cluster.ripe.status == "pass" with data.rules.cluster as rules
	main.key.ripe.status == "pass" with data.rules.key as rules
}

test_chosen_rules_have_the_outcomes_that_they_have_among_all if {
	rules := {
		"ripe": {"compliant": true, "evidence": _seen},
		"sweet": {"evidence": _half, "notes": {"sour"}},
		"red": {"compliant": true, "evidence": {}},
	}
	chosen := main.chosen with data.rules.cluster as rules with input as {"type": "cluster", "rules": ["ripe", "sweet", "red"]}
	of_all := main.cluster with data.rules.cluster as rules
	chosen == {"ripe": of_all.ripe, "sweet": of_all.sweet}
	{} == main.chosen with data.rules.cluster as rules with input as {"type": "key", "rules": ["ripe", "kiwi"]}
	{} == main.chosen with data.rules.cluster as rules with input as {"type": "cluster", "rules": []}
}

test_no_rules_no_outcomes if {
	main.environment == {} with data.rules as {}
}

_outcome(rule) := outcome if {
	# regal ignore:with-outside-test-context
	outcome := main.cluster.ripe with data.rules.cluster as {"ripe": rule}
}
