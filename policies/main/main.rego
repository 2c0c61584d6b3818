# METADATA
# title: Outcomes
# description: >-
#   The outcome of each rule for the subject in `input`: for every subject type an object from rule name to outcome.
#   A rule whose evidence is undefined is left out, and the caller reports it as an error.
# scope: package
package main

# METADATA
# description: The outcome of each organization rule.
# entrypoint: true
organization[rule] := _outcome("organization", rule) if {
	some rule
	count(data.rules.organization[rule].evidence) > 0
}

# METADATA
# description: The outcome of each environment rule.
# entrypoint: true
environment[rule] := _outcome("environment", rule) if {
	some rule
	count(data.rules.environment[rule].evidence) > 0
}

# METADATA
# description: The outcome of each cluster rule.
# entrypoint: true
cluster[rule] := _outcome("cluster", rule) if {
	some rule
	count(data.rules.cluster[rule].evidence) > 0
}

# METADATA
# description: The outcome of each key rule.
# entrypoint: true
key[rule] := _outcome("key", rule) if {
	some rule
	count(data.rules.key[rule].evidence) > 0
}

# METADATA
# description: >-
#   The outcomes of the rules that `input.rules` names, of those for subjects of the type `input.type`. The rest of the document
#   need be no more than these rules read.
# entrypoint: true
chosen[rule] := _outcome(input.type, rule) if {
	some rule in input.rules
	count(data.rules[input.type][rule].evidence) > 0
}

# Evidence is returned by name; the program looks the facts up in the document that it passed in.
_outcome(type, rule) := object.union_n([
	_verdict(type, rule),
	{"evidence": sort([name | some name, _ in data.rules[type][rule].evidence])},
	{"notes": sort(notes) | notes := data.rules[type][rule].notes; count(notes) > 0},
])

# The order is part of the contract: a proven failure takes precedence over missing facts, and only `compliant` gives a pass.
_verdict(type, rule) := {"status": "not_applicable", "reason": reason} if {
	reason := data.rules[type][rule].not_applicable
} else := _answered(type, rule, "fail") if {
	data.rules[type][rule].violated
} else := object.union(_computed(type, rule), {"status": "unknown", "undecided": undecided}) if {
	undecided := data.rules[type][rule].undecided
	count(undecided) > 0
} else := object.union(_computed(type, rule), {"status": "unknown"}) if {
	_incomplete(data.rules[type][rule].evidence)
} else := _answered(type, rule, "pass") if {
	data.rules[type][rule].compliant
} else := _answered(type, rule, "fail")

_answered(type, rule, status) := object.union_n([
	{"status": status},
	{"message": message | message := data.rules[type][rule].message},
	{"remedy": remedy | status == "fail"; remedy := data.rules[type][rule].remedy},
	{"expected": expected | status == "fail"; expected := data.rules[type][rule].expected},
	{"actual": actual | status == "fail"; actual := data.rules[type][rule].actual},
	_computed(type, rule),
])

_computed(type, rule) := {"computed": computed | computed := data.rules[type][rule].computed}

_incomplete(evidence) if count([fact.value | some fact in evidence]) < count(evidence)
