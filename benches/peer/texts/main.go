// The provider of benches/texts.rs, on terraform-plugin-framework: an object of ten texts, a list, a map
// and an object, behind which there is nothing.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	pschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func main() {
	options := providerserver.ServeOpts{Address: "registry.terraform.io/example/texts", ProtocolVersion: 6}
	if err := providerserver.Serve(context.Background(), func() provider.Provider { return &texts{} }, options); err != nil {
		log.Fatal(err)
	}
}

type texts struct{}

func (*texts) Metadata(_ context.Context, _ provider.MetadataRequest, response *provider.MetadataResponse) {
	response.TypeName = "texts"
}

func (*texts) Schema(_ context.Context, _ provider.SchemaRequest, response *provider.SchemaResponse) {
	response.Schema = pschema.Schema{}
}

func (*texts) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (*texts) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return &thing{} }}
}

func (*texts) DataSources(context.Context) []func() datasource.DataSource { return nil }

type thing struct{}

type inner struct {
	A types.String `tfsdk:"a"`
	B types.Number `tfsdk:"b"`
}

type state struct {
	T0   types.String `tfsdk:"t0"`
	T1   types.String `tfsdk:"t1"`
	T2   types.String `tfsdk:"t2"`
	T3   types.String `tfsdk:"t3"`
	T4   types.String `tfsdk:"t4"`
	T5   types.String `tfsdk:"t5"`
	T6   types.String `tfsdk:"t6"`
	T7   types.String `tfsdk:"t7"`
	T8   types.String `tfsdk:"t8"`
	T9   types.String `tfsdk:"t9"`
	List types.List   `tfsdk:"list"`
	Map  types.Map    `tfsdk:"map"`
	One  *inner       `tfsdk:"one"`
}

func (*thing) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "texts_thing"
}

func (*thing) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	attributes := map[string]schema.Attribute{
		"list": schema.ListAttribute{Optional: true, ElementType: types.StringType},
		"map":  schema.MapAttribute{Optional: true, ElementType: types.StringType},
		"one": schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{
			"a": schema.StringAttribute{Optional: true},
			"b": schema.NumberAttribute{Optional: true},
		}},
	}
	for at := range 10 {
		attributes[fmt.Sprintf("t%d", at)] = schema.StringAttribute{Optional: true}
	}
	response.Schema = schema.Schema{Attributes: attributes}
}

func (*thing) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var data state
	response.Diagnostics.Append(request.Plan.Get(ctx, &data)...)
	response.Diagnostics.Append(response.State.Set(ctx, &data)...)
}

func (*thing) Read(ctx context.Context, request resource.ReadRequest, response *resource.ReadResponse) {
	var data state
	response.Diagnostics.Append(request.State.Get(ctx, &data)...)
	response.Diagnostics.Append(response.State.Set(ctx, &data)...)
}

func (*thing) Update(ctx context.Context, request resource.UpdateRequest, response *resource.UpdateResponse) {
	var data state
	response.Diagnostics.Append(request.Plan.Get(ctx, &data)...)
	response.Diagnostics.Append(response.State.Set(ctx, &data)...)
}

func (*thing) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
