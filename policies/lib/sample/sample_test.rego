# METADATA
# title: Sample subjects
# description: Subjects that pass every rule, and functions with which the tests of the rules change them.
# scope: package
package lib.sample_test

import data.main

# METADATA
# description: A fact that was observed.
known(value) := {"value": value, "source": "orchard:Inspect", "observed_at": "2026-03-01T00:00:00Z"}

# METADATA
# description: A fact that was not observed.
missing := {"unknown": {"cause": "denied", "detail": "the orchard is closed"}}

# METADATA
# description: The organization, with different facts at the given paths.
organization(facts) := _changed(_organization, facts)

# METADATA
# description: The environment, with different facts at the given paths.
environment(facts) := _changed(_environment, facts)

# METADATA
# description: The cluster, with different facts at the given paths.
cluster(facts) := _changed(_cluster, facts)

# METADATA
# description: The key, with different facts at the given paths.
key(facts) := _changed(_key, facts)

# METADATA
# description: The facts, with some replaced or added.
but(facts, others) := object.union(object.remove(facts, object.keys(others)), others)

# METADATA
# description: The outcome that `main` gives for a rule, with each fact of the evidence in place of its name.
outcome(type, rule) := object.union(said, {"evidence": evidence}) if {
	said := main[type][rule]
	evidence := data.rules[type][rule].evidence
	said.evidence == [name | some name, _ in evidence]
}

_changed(subject, facts) := json.patch(
	subject,
	[{"op": "replace", "path": path, "value": fact} | some path, fact in facts],
)

_of_every_type := {"parameters": _parameters, "as_of": "2026-03-01T00:00:00Z"}

_organization := object.union_n([_of_every_type, _organization_facts, {
	"type": "organization",
	"id": "org-orchard",
	"name": "Orchard",
}])

_environment := object.union_n([_of_every_type, _environment_facts, {
	"type": "environment",
	"id": "env-orchard",
	"name": "orchard",
}])

_cluster := object.union_n([_of_every_type, _cluster_facts, {
	"type": "cluster",
	"id": "lkc-apple",
	"name": "apple",
	"environment": "env-orchard",
	"environment_name": "orchard",
}])

_key := object.union_n([_of_every_type, _key_facts, {
	"type": "key",
	"id": "cck-apple",
	"name": "apple",
	"name_parts": {"account": "000000000000", "region": "us-west-2", "key_id": "apple"},
	"registered": true,
	"production": true,
}])
