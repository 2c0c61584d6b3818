# METADATA
# title: Clusters on a self-managed key
# description: Which clusters concern the rules that judge a cluster's own key.
# scope: package
# schemas:
#   - input: schema.cluster.subject
package lib.byok

# METADATA
# description: Why a rule that judges the cluster's own key does not concern the cluster.
not_applicable := "the cluster uses no self-managed key" if input.encryption.value == "confluent"

# METADATA
# description: It is known that such a rule concerns the cluster.
applies if self_managed[input.encryption.value]

# METADATA
# description: The kinds of encryption whose key is the customer's.
self_managed := {"byok", "legacy"}
