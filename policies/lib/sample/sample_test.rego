# METADATA
# title: Sample subjects
# description: Subjects in good order, and what the tests of the rules change on them.
# scope: package
package lib.sample_test

# METADATA
# description: A fact that was observed.
known(value) := {"value": value, "source": "orchard:Inspect", "observed_at": "2026-03-01T00:00:00Z"}

# METADATA
# description: A fact that was not observed.
missing := {"unknown": {"cause": "denied", "detail": "the orchard is closed"}}

# METADATA
# description: The organization, with other facts at the paths given.
organization(facts) := _changed(_organization, facts)

# METADATA
# description: The environment, with other facts at the paths given.
environment(facts) := _changed(_environment, facts)

# METADATA
# description: The cluster, with other facts at the paths given.
cluster(facts) := _changed(_cluster, facts)

# METADATA
# description: The key, with other facts at the paths given.
key(facts) := _changed(_key, facts)

# METADATA
# description: The facts, with others in place of some or beside them.
but(facts, others) := object.union(object.remove(facts, object.keys(others)), others)

_changed(subject, facts) := json.patch(
	subject,
	[{"op": "replace", "path": path, "value": fact} | some path, fact in facts],
)

_parameters := {
	"byok_required": "production",
	"initializing_grace_hours": 24,
	"max_rotation_days": 365,
	"min_destroy_days": 7,
	"quota_warn_percent": 90,
	"release_days": 5,
	"supported_types": {
		"aws": ["Dedicated", "Enterprise", "Freight"],
		"azure": ["Dedicated", "Enterprise"],
		"gcp": ["Dedicated"],
	},
	"unused_key_days": 30,
}

_organization := {
	"type": "organization",
	"id": "org-orchard",
	"name": "Orchard",
	"parameters": _parameters,
	"as_of": "2026-03-01T00:00:00Z",
	"quota": {
		"limit": known(20),
		"at_least": known(4),
		"used": known(4),
		"difference": known(0),
		"remaining": known(16),
	},
}

_environment := {
	"type": "environment",
	"id": "env-orchard",
	"name": "orchard",
	"parameters": _parameters,
	"as_of": "2026-03-01T00:00:00Z",
	"byok_clusters": known(["lkc-apple"]),
	"all_clusters_seen": known(true),
	"consumers": known([]),
	"all_consumers_seen": known(true),
}

_cluster := {
	"type": "cluster",
	"id": "lkc-apple",
	"name": "apple",
	"environment": "env-orchard",
	"environment_name": "orchard",
	"parameters": _parameters,
	"as_of": "2026-03-01T00:00:00Z",
	"production": known(true),
	"cloud": known("aws"),
	"region": known("us-west-2"),
	"kind": known("Dedicated"),
	"phase": known("PROVISIONED"),
	"deletion_protection": known(true),
	"encryption": known("byok"),
	"key": {
		"id": known("cck-apple"),
		"kms_name": known("arn:aws:kms:us-west-2:000000000000:key/apple"),
		"provider": known("aws"),
		"registered": known(true),
		"expected": known("arn:aws:kms:us-west-2:000000000000:key/apple"),
		"as_expected": known(true),
		"region": known("us-west-2"),
		"other_clusters": known([]),
		"all_users_seen": known(true),
		"earlier_clusters": known([]),
		"never_used_before": known(true),
	},
}

_key := {
	"type": "key",
	"id": "cck-apple",
	"name": "apple",
	"parameters": _parameters,
	"as_of": "2026-03-01T00:00:00Z",
	"provider": known("aws"),
	"stated_provider": known("AWS"),
	"kms_name": known("arn:aws:kms:us-west-2:000000000000:key/apple"),
	"name_parts": {"account": "000000000000", "region": "us-west-2", "key_id": "apple"},
	"principals": known(["arn:aws:iam::000000000001:role/gardener"]),
	"registered": true,
	"production": true,
	"clusters": known(["lkc-apple"]),
	"cluster_kinds": known(["Dedicated"]),
	"all_kinds_known": known(true),
	"all_users_seen": known(true),
	"confluent_state": known("IN_USE"),
	"days_since_registration": known(41),
	"release": {
		"days_gone": known(0),
		"days_free": known(0),
		"overdue": known(false),
	},
	"in_use": known(true),
	"validation": {
		"phase": known("VALID"),
		"since": known("2026-01-01T00:00:00Z"),
		"message": known(""),
		"hours_since_registration": known(1000),
	},
	"kms": {
		"service": known("aws_kms"),
		"present": known(true),
		"state": known("enabled"),
		"region": known("us-west-2"),
		"deletion_date": known(null),
		"days_to_deletion": known(null),
		"material": known("generated"),
		"origin": known("AWS_KMS"),
		"rotatable": known(true),
		"rotation_enabled": known(true),
		"rotation_period_days": known(180),
		"key_type": known("SYMMETRIC_DEFAULT"),
		"uses": known(["ENCRYPT_DECRYPT"]),
		"manager": known("CUSTOMER"),
		"pinned_version": known(null),
		"broken_versions": known([]),
		"versions_decided": known(true),
		"destroy_delay_days": known(30),
	},
	"vault": {
		"rbac": known(true),
		"soft_delete": known(true),
		"purge_protection": known(true),
		"public_network": known("Enabled"),
		"network_default": known("Allow"),
		"network_bypass": known("AzureServices"),
	},
	"access": {
		"granted": known(["arn:aws:iam::000000000001:role/gardener: all by statement 1"]),
		"lacking": known([]),
		"decided": known(true),
		"excess": known([]),
		"excess_decided": known(true),
		"public": known([]),
		"public_decided": known(true),
		"remarks": known([]),
	},
}
