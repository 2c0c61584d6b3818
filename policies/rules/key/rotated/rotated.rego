# METADATA
# title: The key is rotated automatically
# description: >-
#   Automatic rotation is on, the time between two rotations is within the limit, and rotation happens: the newest key material
#   is no older than that time and the days of grace, and the next rotation is planned within as long. A rotation on demand
#   counts. For a replica of a multi-Region key on AWS, the rotation of its primary counts.
# scope: package
# schemas:
#   - input: schema.key.subject
# custom:
#   severity: medium
#   nothing_to_judge:
#     in_use: [false]
#   rationale: >-
#     Without rotation, all data depends on the same key material: if it leaks, all of that data is
#     exposed. Confluent supports automatic rotation only.
#   remediation:
#     summary: >-
#       Turn automatic rotation on, with no more days between two rotations than the limit, and rotate once on demand where the
#       newest material is already too old. Keep the old versions usable: existing data needs them.
#     console:
#       aws: >-
#         AWS console: Key Management Service, Customer managed keys, key {key_id}, Key rotation, Edit. Turn automatic key
#         rotation on with a rotation period of {period} days. Where the material is already older than {longest} days: Key
#         rotation, Rotate now.
#       azure: >-
#         Azure portal: Key vaults, {vault}, Objects, Keys, {key_name}, Rotation policy. Set Enable auto rotation to Enabled
#         and the rotation time to {period} days after creation; leave the expiry time and the notification as they are; Save.
#         Where the newest version is already older than {longest} days: Rotate now.
#       gcp: >-
#         Google Cloud console: Security, Key Management, key ring {key_ring}, key {key_name}, Edit rotation period. Set {period}
#         days and a start within {longest} days. Where the primary version is already older than {longest} days: Rotate key.
#     cli:
#       aws:
#         - >-
#           aws kms enable-key-rotation --key-id {kms_name} --rotation-period-in-days {period} --region {region}
#         - "# only if the newest material is older than {longest} days (AWS rotates a key 25 times on demand, and no more):"
#         - aws kms rotate-key-on-demand --key-id {kms_name} --region {region}
#       azure:
#         - "# the update replaces the whole policy, so its expiry time and notifications are read first"
#         - az keyvault key rotation-policy show --vault-name {vault} --name {key_name} --output json > POLICY_FILE
#         - "# in POLICY_FILE, give the action Rotate the time after creation P{period}D and no time before expiry"
#         - az keyvault key rotation-policy update --vault-name {vault} --name {key_name} --value POLICY_FILE
#         - "# only if the newest version is older than {longest} days; the older versions have to stay enabled:"
#         - az keyvault key rotate --vault-name {vault} --name {key_name}
#       gcp:
#         - "# NEXT_TIME is in the future, at most {longest} days away, and written as YYYY-MM-DDThh:mm:ssZ"
#         - >-
#           gcloud kms keys update {key_name} --keyring {key_ring} --location {location} --project {project} --rotation-period
#           {period}d --next-rotation-time NEXT_TIME
#         - "# only if the primary version is older than {longest} days; the older versions have to stay enabled:"
#         - >-
#           gcloud kms keys versions create --key {key_name} --keyring {key_ring} --location {location} --project {project}
#           --primary
#     terraform:
#       aws:
#         hcl: |
#           resource "aws_kms_key" "NAME" {
#             enable_key_rotation = true
#             # needs version 5.49 of the AWS provider
#             rotation_period_in_days = {period}
#           }
#       azure:
#         hcl: |
#           resource "azurerm_key_vault_key" "NAME" {
#             rotation_policy {
#               # keep expire_after and notify_before_expiry, if they are set
#               automatic {
#                 time_after_creation = "P{period}D"
#               }
#             }
#           }
#       gcp:
#         hcl: |
#           resource "google_kms_crypto_key" "NAME" {
#             # {period} days; the first rotation comes when they are over
#             rotation_period = "{period_seconds}s"
#           }
#     cases:
#       multi_region:
#         when: where the key is multi-Region
#         console:
#           aws: >-
#             AWS console: Key Management Service, Customer managed keys, key {key_id}, Regionality. Open the primary key in its
#             own Region, Key rotation, Edit. Turn automatic key rotation on with a rotation period of {period} days. Where the
#             material is already older than {longest} days: Key rotation, Rotate now. The replicas follow.
#         cli:
#           aws:
#             - "# the rotation of {kms_name} is set on its primary, which the next command names; the replicas follow"
#             - >-
#               aws kms describe-key --key-id {kms_name} --region {region} --query
#               KeyMetadata.MultiRegionConfiguration.PrimaryKey
#             - >-
#               aws kms enable-key-rotation --key-id PRIMARY_ARN --rotation-period-in-days {period} --region PRIMARY_REGION
#             - "# only if the newest material is older than {longest} days (AWS rotates a key 25 times on demand, and no more):"
#             - aws kms rotate-key-on-demand --key-id PRIMARY_ARN --region PRIMARY_REGION
#         terraform:
#           aws:
#             hcl: |
#               # the primary; aws_kms_replica_key has no rotation of its own
#               resource "aws_kms_key" "PRIMARY" {
#                 enable_key_rotation = true
#                 # needs version 5.49 of the AWS provider
#                 rotation_period_in_days = {period}
#               }
#       stale:
#         when: where rotation is on and the newest material is too old
#         console:
#           aws: >-
#             AWS console: Key Management Service, Customer managed keys, key {key_id}, Key rotation, Rotate now.
#           azure: >-
#             Azure portal: Key vaults, {vault}, Objects, Keys, {key_name}, Rotate now. Keep the older versions enabled.
#           gcp: >-
#             Google Cloud console: Security, Key Management, key ring {key_ring}, key {key_name}, Rotate key. Keep the older
#             versions enabled: data written before stays under them.
#         cli:
#           aws:
#             - "# automatic rotation goes on as it is planned; AWS rotates a key 25 times on demand, and no more"
#             - aws kms rotate-key-on-demand --key-id {kms_name} --region {region}
#           azure:
#             - "# a rotation on demand; the older versions have to stay enabled"
#             - az keyvault key rotate --vault-name {vault} --name {key_name}
#           gcp:
#             - "# a rotation on demand; data written before stays under the older versions, which have to stay enabled"
#             - >-
#               gcloud kms keys versions create --key {key_name} --keyring {key_ring} --location {location} --project {project}
#               --primary
#         terraform:
#           note: Terraform rotates no key on demand. Do it in the console or on the command line.
#       stale_multi_region:
#         when: where rotation is on, the newest material is too old and the key is multi-Region
#         console:
#           aws: >-
#             AWS console: Key Management Service, Customer managed keys, key {key_id}, Regionality. Open the primary key in its
#             own Region, Key rotation, Rotate now. The replicas follow.
#         cli:
#           aws:
#             - "# {kms_name} is rotated with its primary, which the next command names; the replicas follow"
#             - >-
#               aws kms describe-key --key-id {kms_name} --region {region} --query
#               KeyMetadata.MultiRegionConfiguration.PrimaryKey
#             - "# automatic rotation goes on as it is planned; AWS rotates a key 25 times on demand, and no more"
#             - aws kms rotate-key-on-demand --key-id PRIMARY_ARN --region PRIMARY_REGION
#         terraform:
#           note: Terraform rotates no key on demand. Do it in the console or on the command line.
#       too_short:
#         when: where the limit is shorter than the shortest period of the cloud
#         console:
#           aws: >-
#             AWS rotates a key by itself every 90 days at the most often, and the limit is {limit} days. Set 90 days on the
#             key (of a multi-Region key, on its primary), raise the parameter max_rotation_days to 90 for AWS, and rotate on
#             demand in between where {limit} days are a must: Key rotation, Rotate now, 25 times in the life of a key.
#           azure: >-
#             Azure rotates a key by itself every 7 days at the most often, and the limit is {limit} days. Set 7 days in the
#             rotation policy, raise the parameter max_rotation_days to 7 for Azure, and rotate on demand in between where
#             {limit} days are a must.
#         cli:
#           aws:
#             - "# AWS accepts no period under 90 days, and the limit is {limit}: set max_rotation_days to 90 for AWS"
#             - "# KEY_ARN is {kms_name}, or its primary if it is a replica of a multi-Region key"
#             - aws kms enable-key-rotation --key-id KEY_ARN --rotation-period-in-days 90 --region REGION
#             - "# in between, if {limit} days are a must (AWS rotates a key 25 times on demand, and no more):"
#             - aws kms rotate-key-on-demand --key-id KEY_ARN --region REGION
#           azure:
#             - "# Azure accepts no period under 7 days, and the limit is {limit}: set max_rotation_days to 7 for Azure"
#             - "# the update replaces the whole policy, so its expiry time and notifications are read first"
#             - az keyvault key rotation-policy show --vault-name {vault} --name {key_name} --output json > POLICY_FILE
#             - "# in POLICY_FILE, give the action Rotate the time after creation P7D and no time before expiry"
#             - az keyvault key rotation-policy update --vault-name {vault} --name {key_name} --value POLICY_FILE
#             - "# in between, if {limit} days are a must; the older versions have to stay enabled:"
#             - az keyvault key rotate --vault-name {vault} --name {key_name}
#         terraform:
#           aws:
#             hcl: |
#               resource "aws_kms_key" "NAME" {
#                 enable_key_rotation = true
#                 # the shortest that AWS accepts; needs version 5.49 of the AWS provider
#                 rotation_period_in_days = 90
#               }
#           azure:
#             hcl: |
#               resource "azurerm_key_vault_key" "NAME" {
#                 rotation_policy {
#                   # keep expire_after and notify_before_expiry, if they are set
#                   automatic {
#                     # the shortest that Azure accepts
#                     time_after_creation = "P7D"
#                   }
#                 }
#               }
#   declared_in:
#     - aws_kms_key.rotation_period_in_days
#     - aws_kms_key.enable_key_rotation
#     - aws_kms_external_key
#     - aws_kms_replica_key
#     - aws_kms_replica_external_key
#     - azurerm_key_vault_key.rotation_policy.automatic.time_after_creation
#     - azurerm_key_vault_key.rotation_policy.automatic
#     - azurerm_key_vault_key.rotation_policy
#     - google_kms_crypto_key.rotation_period
#   every_region: true
#   references:
#     - https://docs.confluent.io/cloud/current/security/encrypt/byok/overview.html
#     - https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
#     - https://learn.microsoft.com/en-us/azure/key-vault/keys/how-to-configure-key-rotation
#     - https://cloud.google.com/kms/docs/rotate-key
#   parameters:
#     max_rotation_days:
#       description: Maximum days between two rotations, one number for all clouds or one for each of aws, azure and gcp.
#       type: [integer, object]
#       minimum: 1
#       maximum: 36500
#       properties:
#         aws: {type: integer, minimum: 1, maximum: 36500}
#         azure: {type: integer, minimum: 1, maximum: 36500}
#         gcp: {type: integer, minimum: 1, maximum: 36500}
#       required: [aws, azure, gcp]
#       additionalProperties: false
#       default: 365
#     rotation_grace_days:
#       description: Days by which a rotation may be late.
#       type: integer
#       minimum: 0
#       maximum: 36500
#       default: 30
#   unit: days
#   headline:
#     fail: is rotated too rarely
#     off: is not rotated
#     stale: "uses key material that is {material_age_days} days old"
#     unplanned: has no rotation planned
#     far: "has its next rotation in {next_rotation_days} days only"
#   messages:
#     pass: "Automatic rotation is on, and it happens. Days between two rotations: {rotation_period_days}, of at
#       most {param:max_rotation_days}."
#     fail: >-
#       A leak of one key version exposes more data than the policy allows: {rotation_period_days} days pass between two
#       rotations of the key, and the limit is {param:max_rotation_days}.
#     off: >-
#       A leak of the key material exposes data without any limit in time, because automatic rotation is off.
#     stale: >-
#       A leak of the newest key material exposes more data than the policy allows: it is {material_age_days} days old, and should
#       be no older than {longest}, although rotation is on.
#     unplanned: >-
#       A leak of the newest key material exposes all data from now on, because rotation is on and no rotation is planned.
#     far: >-
#       A leak of the newest key material exposes more data than the policy allows: the next rotation is {next_rotation_days} days
#       away, and should come within {longest}.
#     pinned: >-
#       The registration pins version {pinned_version}: clusters keep using that version, however often the key is rotated.
package rules.key.rotated

import data.lib.kms_key

not_applicable := reason if {
	reason := kms_key.not_applicable
} else := "the key is destroyed or about to be" if {
	kms_key.pending_or_destroyed
} else := "the KMS cannot rotate a key of this kind by itself" if {
	input.kms.rotatable.value == false
}

evidence := object.union_n([
	{
		"in_use": input.in_use,
		"present": input.kms.present,
		"provider": input.provider,
		"state": input.kms.state,
		"rotatable": input.kms.rotatable,
		"rotation_enabled": input.kms.rotation_enabled,
		"rotation_period_days": input.kms.rotation_period_days,
		"next_rotation_days": input.kms.next_rotation_days,
	},
	_age,
	{"pinned_version": input.kms.pinned_version | _pinned},
])

violated if {
	kms_key.applies
	kms_key.not_pending
	input.kms.rotatable.value == true
	_broken
}

# All else that is wrong is broken, and known to be once the evidence is.
compliant if _period_set <= _limit

expected := "automatic rotation" if {
	message == "off"
} else := "a planned rotation" if {
	message == "unplanned"
} else := concat(" ", ["a rotation within", format_int(floor(_longest), 10), "days"]) if {
	_late[message]
} else := _limit

# Without the days since the last rotation, or until the next: a waiver of what was seen today would lapse tomorrow.
default actual := "no period"

actual := _observed[message]

actual := _period_set if message == "fail"

_observed := {"off": "off", "unplanned": "none planned", "stale": "none in that time", "far": "planned for later"}

_late := {"stale", "far"}

_limit := input.parameters.max_rotation_days if {
	is_number(input.parameters.max_rotation_days)
} else := input.parameters.max_rotation_days[input.provider.value]

_period_set := input.kms.rotation_period_days.value if {
	input.kms.rotation_enabled.value == true
	is_number(input.kms.rotation_period_days.value)
}

message := "off" if {
	input.kms.rotation_enabled.value == false
} else := "fail" if {
	_period_set > _limit
} else := "stale" if {
	_stale
} else := "unplanned" if {
	_unplanned
} else := "far" if {
	_far
}

# Without the provider, the steps against a failure say what there is to fill in.
computed := object.union_n([{"longest": _longest}, _within, {"limit": _limit | _too_short}])

default _within := {}

_within := {"period": _period, "period_seconds": _period * 86400}

# A period within the limit stays; any other becomes the limit, as far as the service accepts it.
_period := max([_shortest, min([_wanted, _most])])

_wanted := min([days, _limit]) if {
	days := floor(_period_set)
} else := _limit

_shortest := {"aws": 90, "azure": 7, "gcp": 1}[input.provider.value]

_most := 2560 if {
	input.provider.value == "aws"
} else := _wanted

remedy := "too_short" if {
	_too_short
} else := "stale_multi_region" if {
	message == "stale"
	_multi_region
} else := "stale" if {
	message == "stale"
} else := "multi_region" if {
	_multi_region
}

_too_short if _limit < _shortest

# Only AWS has such keys.
_multi_region if count(input.kms.replica_regions.value) > 0

notes contains "pinned" if _pinned

# Google's registrations may name a version too; what that means there is not documented.
_pinned if {
	input.provider.value == "azure"
	count(input.kms.pinned_version.value) > 0
}

# What proves a failure, whatever else was not read.
_broken if input.kms.rotation_enabled.value == false

_broken if _period_set > _limit

_broken if _stale

_broken if _unplanned

_broken if _far

# How old the newest material may become. Without the period, as old as a period within the limit allows.
_longest := _period_set + input.parameters.rotation_grace_days if {
	_period_set
} else := _limit + input.parameters.rotation_grace_days

_stale if input.kms.material_age_days.value > _longest

# Of a period that is not understood it cannot be said what it plans.
_unplanned if {
	_period_set
	input.kms.next_rotation_days.value == null
}

_far if {
	input.kms.next_rotation_days.value != null
	input.kms.next_rotation_days.value > _longest
}

# No material is older than its key: of a young key the list of rotations need not be read.
_age := {"material_age_days": input.kms.material_age_days} if {
	is_number(input.kms.material_age_days.value)
} else := {"key_age_days": input.kms.key_age_days} if {
	input.kms.key_age_days.value <= _longest
} else := {"material_age_days": input.kms.material_age_days}
