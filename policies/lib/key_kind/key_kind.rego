# METADATA
# title: Kinds of keys
# description: Which kinds of keys Confluent supports, and what of a key is otherwise.
# scope: package
# schemas:
#   - input: schema.key.subject
package lib.key_kind

# METADATA
# description: What keeps Confluent from supporting the key. Each is proven by a fact of its own, whatever else is unread.
# scope: document
wrong contains "type" if {
	type := input.kms.key_type.value
	count({type} - types) > 0
}

wrong contains "uses" if count(needed - uses) > 0

wrong contains "manager" if {
	of_aws
	input.kms.manager.value != "CUSTOMER"
}

wrong contains "origin" if {
	of_aws
	input.kms.material.value
	origin := input.kms.origin.value
	count({origin} - origins) > 0
}

# METADATA
# description: The types that Confluent supports.
types := {
	"aws": {"SYMMETRIC_DEFAULT"},
	"azure": {"RSA", "RSA-HSM"},
	"gcp": {"GOOGLE_SYMMETRIC_ENCRYPTION"},
}[input.provider.value]

# METADATA
# description: What the key must permit.
needed := {
	"aws": {"ENCRYPT_DECRYPT"},
	"azure": {"wrapKey", "unwrapKey"},
	"gcp": {"ENCRYPT_DECRYPT"},
}[input.provider.value]

# METADATA
# description: What the key permits; undefined if that was not read, which is not the same as an empty list.
uses := {use | some use in permitted} if permitted := input.kms.uses.value

# METADATA
# description: Origins of keys at AWS that Confluent supports. key.material_generated covers imported material (EXTERNAL).
origins := {"AWS_KMS", "EXTERNAL", "EXTERNAL_KEY_STORE"}

# METADATA
# description: Manager and origin are reported by AWS only.
of_aws if input.provider.value == "aws"
