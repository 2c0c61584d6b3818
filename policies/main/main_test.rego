package main_test

import data.lib.sample_test as sample
import data.main

_seen := {"apple": sample.known(1)}

_half := {"apple": sample.known(1), "pear": sample.missing}

test_not_applicable_outweighs_all if {
	_outcome({"not_applicable": "no trees", "violated": true, "compliant": true, "evidence": _half}) == {
		"status": "not_applicable",
		"reason": "no trees",
		"evidence": _half,
	}
}

test_proven_failure_outweighs_what_was_not_seen if {
	_outcome({"violated": true, "compliant": true, "evidence": _half}) == {"status": "fail", "evidence": _half}
}

test_unknown_outweighs_compliant if {
	_outcome({"compliant": true, "evidence": _half}) == {"status": "unknown", "evidence": _half}
}

test_pass_needs_compliant if {
	_outcome({"compliant": true, "evidence": _seen}) == {"status": "pass", "evidence": _seen}
	_outcome({"evidence": _seen}) == {"status": "fail", "evidence": _seen}
	_outcome({"compliant": false, "evidence": _seen}) == {"status": "fail", "evidence": _seen}
}

test_values_that_are_false_or_null_were_seen if {
	evidence := {"apple": sample.known(false), "pear": sample.known(null)}
	_outcome({"compliant": true, "evidence": evidence}) == {"status": "pass", "evidence": evidence}
}

test_what_is_no_fact_was_not_seen if {
	_outcome({"compliant": true, "evidence": {"apple": "green"}}) == {"status": "unknown", "evidence": {"apple": "green"}}
}

test_words_go_with_pass_and_fail if {
	said := {"message": "ripe", "expected": 1, "actual": false, "evidence": _seen}
	_outcome(object.union(said, {"compliant": true})) == object.union(said, {"status": "pass"})
	_outcome(said) == object.union(said, {"status": "fail"})
	_outcome(object.union(said, {"violated": true})) == object.union(said, {"status": "fail"})
	_outcome({"message": "ripe", "expected": 1, "actual": 2, "evidence": _half}) == {"status": "unknown", "evidence": _half}
}

test_notes_go_with_every_status if {
	noted := {"notes": {"b", "a"}, "evidence": _seen}
	_outcome(object.union(noted, {"not_applicable": "no trees"})).notes == ["a", "b"]
	_outcome(object.union(noted, {"compliant": true})).notes == ["a", "b"]
	_outcome(object.union(noted, {"evidence": _half})).notes == ["a", "b"]
	_outcome(object.union(noted, {"notes": set()})) == {"status": "fail", "evidence": _seen}
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

test_no_rules_no_outcomes if {
	main.environment == {} with data.rules as {}
}

_outcome(rule) := outcome if {
	# regal ignore:with-outside-test-context
	outcome := main.cluster.ripe with data.rules.cluster as {"ripe": rule}
}
