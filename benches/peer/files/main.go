// The provider of examples/files.rs, on terraform-plugin-framework.
package main

import (
	"context"
	"errors"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	pschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func main() {
	options := providerserver.ServeOpts{Address: "registry.terraform.io/example/files", ProtocolVersion: 6}
	if err := providerserver.Serve(context.Background(), func() provider.Provider { return &files{} }, options); err != nil {
		log.Fatal(err)
	}
}

type files struct{}

type block struct {
	Folder types.String `tfsdk:"folder"`
}

func (*files) Metadata(_ context.Context, _ provider.MetadataRequest, response *provider.MetadataResponse) {
	response.TypeName = "files"
}

func (*files) Schema(_ context.Context, _ provider.SchemaRequest, response *provider.SchemaResponse) {
	response.Schema = pschema.Schema{Attributes: map[string]pschema.Attribute{
		"folder": pschema.StringAttribute{Required: true},
	}}
}

func (*files) Configure(ctx context.Context, request provider.ConfigureRequest, response *provider.ConfigureResponse) {
	var data block
	response.Diagnostics.Append(request.Config.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	if err := os.MkdirAll(data.Folder.ValueString(), 0o755); err != nil {
		response.Diagnostics.AddAttributeError(path.Root("folder"), "The folder cannot be made", err.Error())
		return
	}
	response.ResourceData = data.Folder.ValueString()
}

func (*files) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return &file{} }}
}

func (*files) DataSources(context.Context) []func() datasource.DataSource { return nil }

type file struct{ folder string }

type state struct {
	Path     types.String   `tfsdk:"path"`
	Name     types.String   `tfsdk:"name"`
	Content  types.String   `tfsdk:"content"`
	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

func (*file) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "files_file"
}

func (*file) Schema(ctx context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	plain := stringvalidator.RegexMatches(regexp.MustCompile(`^[^/]*$`), "a name without a slash")
	response.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"path": schema.StringAttribute{Computed: true},
		"name": schema.StringAttribute{
			Required:      true,
			Description:   "The file's name.",
			Validators:    []validator.String{plain},
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"content":  schema.StringAttribute{Optional: true, Computed: true, Default: stringdefault.StaticString("")},
		"timeouts": timeouts.Attributes(ctx, timeouts.Opts{Create: true, Update: true}),
	}}
}

func (f *file) Configure(_ context.Context, request resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	if folder, ok := request.ProviderData.(string); ok {
		f.folder = folder
	}
}

func (f *file) ModifyPlan(ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse) {
	if request.Plan.Raw.IsNull() {
		return
	}
	var name types.String
	response.Diagnostics.Append(request.Plan.GetAttribute(ctx, path.Root("name"), &name)...)
	if f.folder != "" && !name.IsUnknown() {
		place := filepath.Join(f.folder, name.ValueString())
		response.Diagnostics.Append(response.Plan.SetAttribute(ctx, path.Root("path"), place)...)
	}
}

func (f *file) write(ctx context.Context, data *state, limit time.Duration) error {
	_, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	place := filepath.Join(f.folder, data.Name.ValueString())
	data.Path = types.StringValue(place)
	return os.WriteFile(place, []byte(data.Content.ValueString()), 0o644)
}

func (f *file) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var data state
	response.Diagnostics.Append(request.Plan.Get(ctx, &data)...)
	limit, diagnostics := data.Timeouts.Create(ctx, time.Minute)
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	if err := f.write(ctx, &data, limit); err != nil {
		response.Diagnostics.AddError("The file cannot be written", err.Error())
		return
	}
	response.Diagnostics.Append(response.State.Set(ctx, &data)...)
}

func (f *file) Read(ctx context.Context, request resource.ReadRequest, response *resource.ReadResponse) {
	var data state
	response.Diagnostics.Append(request.State.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	content, err := os.ReadFile(filepath.Join(f.folder, data.Name.ValueString()))
	if errors.Is(err, fs.ErrNotExist) {
		response.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		response.Diagnostics.AddError("The file cannot be read", err.Error())
		return
	}
	data.Content = types.StringValue(string(content))
	response.Diagnostics.Append(response.State.Set(ctx, &data)...)
}

func (f *file) Update(ctx context.Context, request resource.UpdateRequest, response *resource.UpdateResponse) {
	var data state
	response.Diagnostics.Append(request.Plan.Get(ctx, &data)...)
	limit, diagnostics := data.Timeouts.Update(ctx, time.Minute)
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	if err := f.write(ctx, &data, limit); err != nil {
		response.Diagnostics.AddError("The file cannot be written", err.Error())
		return
	}
	response.Diagnostics.Append(response.State.Set(ctx, &data)...)
}

func (f *file) Delete(ctx context.Context, request resource.DeleteRequest, response *resource.DeleteResponse) {
	var data state
	response.Diagnostics.Append(request.State.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	err := os.Remove(filepath.Join(f.folder, data.Name.ValueString()))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		response.Diagnostics.AddError("The file cannot be removed", err.Error())
	}
}
