// A provider that makes nothing: its resources have the types, the attributes and the ids of those that clusters and keys are
// declared with, so that states with them can be made without a cloud. It serves whichever provider its file is named after.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const account = "000000000000"

// kind is a type of resource: what may be set, what the provider computes from the attribute that names it, and nested blocks.
type kind struct {
	named    string
	optional []string
	secret   []string
	blocks   map[string][]string
	computed func(named, short string) map[string]string
}

var kinds = map[string]kind{
	"confluent_environment": {named: "display_name", computed: id("env-")},
	"confluent_kafka_cluster": {
		named:    "display_name",
		optional: []string{"availability", "cloud", "region", "deletion_protection"},
		blocks:   map[string][]string{"environment": {"id"}, "byok_key": {"id"}, "dedicated": {"cku"}, "enterprise": {"max_ecku"}},
		computed: id("lkc-"),
	},
	"confluent_byok_key": {
		named: "comment",
		blocks: map[string][]string{
			"aws": {"key_arn"}, "azure": {"key_identifier", "key_vault_id", "tenant_id"}, "gcp": {"key_id"},
		},
		computed: id("cck-"),
	},
	"aws_kms_key": {
		named:    "description",
		optional: []string{"enable_key_rotation", "rotation_period_in_days", "policy"},
		computed: awsKey,
	},
	"aws_kms_external_key": {
		named: "description", secret: []string{"key_material_base64"}, optional: []string{"valid_to"}, computed: awsKey,
	},
	"aws_kms_replica_key": {named: "description", optional: []string{"primary_key_arn"}, computed: awsKey},
	"aws_kms_key_policy":  {named: "key_id", optional: []string{"policy"}, computed: func(named, _ string) map[string]string { return map[string]string{"id": named} }},
	"azurerm_key_vault": {named: "name", optional: []string{"purge_protection_enabled"}, computed: func(named, _ string) map[string]string {
		return map[string]string{
			"id":        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/orchard/providers/Microsoft.KeyVault/vaults/" + named,
			"vault_uri": "https://" + named + ".vault.azure.net/",
		}
	}},
	"azurerm_key_vault_key": {
		named:    "name",
		optional: []string{"key_vault_id", "key_type"},
		blocks:   map[string][]string{"rotation_policy": {"expire_after"}},
		computed: func(named, short string) map[string]string {
			url := "https://kv-stone-fruit.vault.azure.net/keys/" + named
			return map[string]string{"id": url + "/" + strings.Repeat(short, 4)[:32], "versionless_id": url}
		},
	},
	"google_kms_crypto_key": {
		named:    "name",
		optional: []string{"key_ring", "rotation_period"},
		computed: func(named, _ string) map[string]string {
			return map[string]string{"id": "projects/orchard/locations/europe-west1/keyRings/basket/cryptoKeys/" + named}
		},
	},
}

func id(prefix string) func(string, string) map[string]string {
	return func(_, short string) map[string]string { return map[string]string{"id": prefix + short[:6]} }
}

func awsKey(_, short string) map[string]string {
	key := fmt.Sprintf("%s-0000-4000-8000-%s", short, strings.Repeat(short, 2)[:12])
	return map[string]string{"id": key, "key_id": key, "arn": "arn:aws:kms:eu-west-1:" + account + ":key/" + key}
}

type thing struct {
	name string
	kind
}

func (t thing) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = t.name
}

func (t thing) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := map[string]schema.Attribute{}
	for _, name := range append([]string{t.named}, t.optional...) {
		attributes[name] = schema.StringAttribute{Optional: true}
	}
	for _, name := range t.secret {
		attributes[name] = schema.StringAttribute{Optional: true, Sensitive: true}
	}
	for name := range t.computed("x", strings.Repeat("0", 8)) {
		attributes[name] = schema.StringAttribute{
			Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		}
	}
	blocks := map[string]schema.Block{}
	for name, inner := range t.blocks {
		nested := map[string]schema.Attribute{}
		for _, attribute := range inner {
			nested[attribute] = schema.StringAttribute{Optional: true}
		}
		blocks[name] = schema.ListNestedBlock{NestedObject: schema.NestedBlockObject{Attributes: nested}}
	}
	resp.Schema = schema.Schema{Attributes: attributes, Blocks: blocks}
}

func (t thing) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.State.Raw = req.Plan.Raw
	var named types.String
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root(t.named), &named)...)
	sum := sha256.Sum256([]byte(t.name + " " + named.ValueString()))
	for name, value := range t.computed(named.ValueString(), hex.EncodeToString(sum[:])[:8]) {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
}

func (t thing) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (t thing) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
}

func (t thing) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// ImportState takes the id behind the last slash: a cluster is imported by ENVIRONMENT/CLUSTER.
func (t thing) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	parts := strings.Split(req.ID, "/")
	for name, value := range t.computed("", strings.Repeat("0", 8)) {
		if name == "id" {
			value = parts[len(parts)-1]
		}
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
}

type server struct{ name string }

func (s server) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = s.name
}
func (s server) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}
func (s server) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}
func (s server) DataSources(context.Context) []func() datasource.DataSource { return nil }
func (s server) Resources(context.Context) []func() resource.Resource {
	var all []func() resource.Resource
	for name, kind := range kinds {
		if strings.HasPrefix(name, s.name+"_") {
			all = append(all, func() resource.Resource { return thing{name, kind} })
		}
	}
	return all
}

func main() {
	name := strings.TrimPrefix(filepath.Base(os.Args[0]), "terraform-provider-")
	serve := func() provider.Provider { return server{name} }
	if err := providerserver.Serve(context.Background(), serve, providerserver.ServeOpts{Address: "registry.opentofu.org/hashicorp/" + name}); err != nil {
		log.Fatal(err)
	}
}
