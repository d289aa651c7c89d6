//! The Registry's pages in `docs/`, made from the schemas, with the examples pasted in.
//!
//! `cargo test` renders the pages and compares them with the committed ones. If a page differs, the test writes the new page and
//! fails, so that pages are never out of date. The guides are written by hand.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::engine::{Block, Schema};
use crate::provider::{FunctionType, IdentitySchema, Resource as _, Server};

use super::AppServices;
use crate::appservices::Host;
use crate::appservices::deployment::DeploymentResource;
use crate::appservices::docs_schema::{identity, schema, type_name};
use crate::declare::serve::list;
use crate::resources::SPECS;

/// For the Registry's lists, which show no Markdown.
const SUMMARY: &str = "Manages MongoDB Atlas App Services through its Admin API, or through a local server of the same API.";

const INTRODUCTION: &str = "Manages [MongoDB Atlas App Services](https://www.mongodb.com/docs/atlas/app-services/) through its Admin API: apps, functions, secrets, API keys, IP access lists, log forwarders, and HTTPS endpoints.";

const SINCE_2025: &str = "Since 2025-09-30, Atlas itself runs only triggers, functions, and what they need. Resources for the rest are deprecated. The provider can also serve the Admin API on your machine, so that `plan`, `apply`, and `terraform test` need no account and no network: see `local_path`, and the guide \"Testing modules offline\".";

const PRECEDENCE: &str = "An argument takes precedence over the environment. `local_path` cannot be combined with `public_key`, `private_key`, or `base_url`. The provider logs in when it first needs to, once per process.";

#[test]
fn pages_are_up_to_date() {
    let mut stale = Vec::new();
    let pages = pages();
    for (file, text) in &pages {
        let path = root().join("docs").join(file);
        if fs::read_to_string(&path).ok().as_deref() != Some(text) {
            fs::create_dir_all(path.parent().expect("a folder")).expect("docs can be made");
            fs::write(&path, text).expect("docs can be written");
            stale.push(file.display().to_string());
        }
    }
    let docs = root().join("docs");
    let known = |path: &PathBuf| {
        path.starts_with(docs.join("guides"))
            || pages.iter().any(|(file, _)| docs.join(file) == *path)
    };
    let left: Vec<_> = files(&docs)
        .into_iter()
        .filter(|path| !known(path))
        .collect();
    assert!(left.is_empty(), "pages of nothing: {left:?}");
    assert!(
        stale.is_empty(),
        "pages were out of date and are written anew, please commit them: {stale:?}"
    );
}

fn pages() -> Vec<(PathBuf, String)> {
    let host = Host {
        working_directory: None,
        environment: Arc::new(|_| None),
        local_server: Arc::new(|_| Box::pin(async { Err("none in docs".to_owned()) })),
    };
    let provider = Server::new(AppServices::new(host));
    let mut pages = vec![(PathBuf::from("index.md"), index(&provider))];
    pages.extend(resource_pages(&provider));
    for source in provider.data_sources() {
        let name = source.name();
        let mut page = start(name, "Data Source", &source.schema().block);
        page.example("terraform", &format!("data-sources/{name}/data-source.tf"));
        page.add(schema(&source.schema().block));
        pages.push((page_file("data-sources", name), page.text));
    }
    for resource in provider.ephemeral_resources() {
        let name = resource.name();
        let mut page = start(name, "Ephemeral Resource", &resource.schema().block);
        page.add("-> Ephemeral resources need Terraform 1.10 or OpenTofu 1.11.");
        page.example(
            "terraform",
            &format!("ephemeral-resources/{name}/ephemeral-resource.tf"),
        );
        page.add(schema(&resource.schema().block));
        pages.push((page_file("ephemeral-resources", name), page.text));
    }
    pages.extend(action_pages(&provider));
    for listed in provider.list_resources() {
        let name = listed.name();
        // The type is deprecated and not the list, but readers of this page want to know.
        let declared = SPECS.iter().find(|spec| spec.type_name() == name);
        let deprecated = declared.and_then(|spec| spec.ended).map(str::to_owned);
        let mut page = start(
            name,
            "List Resource",
            &Block {
                deprecated,
                ..listed.schema().block.clone()
            },
        );
        page.add(
            "-> Lists are for `terraform query`, which needs Terraform 1.14. OpenTofu has none.",
        );
        page.example(
            "terraform",
            &format!("list-resources/{name}/list-resource.tfquery.hcl"),
        );
        page.add(schema(&listed.schema().block));
        pages.push((page_file("list-resources", name), page.text));
    }
    for function in provider.functions() {
        pages.push((
            format!("functions/{}.md", function.name()).into(),
            function_page(function),
        ));
    }
    pages
}

fn index(provider: &Server) -> String {
    let mut page = Page::about(
        "appservices Provider",
        "appservices Provider",
        SUMMARY,
        INTRODUCTION,
    );
    page.add(SINCE_2025);
    page.example("terraform", "provider/provider.tf");
    page.add("Without an account:");
    page.code("terraform", &example("provider/local.tf"));
    page.add(PRECEDENCE);
    page.add(schema(&provider.schema().block));
    page.text
}

fn action_pages(provider: &Server) -> Vec<(PathBuf, String)> {
    let mut pages = Vec::new();
    for action in provider.actions() {
        let name = action.name();
        let mut page = start(name, "Action", &action.schema().block);
        page.add("-> Actions need Terraform 1.14. OpenTofu has none.");
        page.example("terraform", &format!("actions/{name}/action.tf"));
        page.add(schema(&action.schema().block));
        pages.push((page_file("actions", name), page.text));
    }
    pages
}

fn resource_pages(provider: &Server) -> Vec<(PathBuf, String)> {
    let mut pages = Vec::new();
    for resource in provider.resources() {
        let name = resource.name();
        let page = match SPECS.iter().find(|spec| spec.type_name() == name) {
            Some(spec) => {
                let identity = list::identity(spec);
                resource_page(name, &spec.import_form(), &identity, resource.schema())
            }
            None => {
                let identity = DeploymentResource.identity_schema().unwrap_or_default();
                resource_page(name, "<project_id>/<app>", &identity, resource.schema())
            }
        };
        pages.push((page_file("resources", name), page));
    }
    pages
}

fn resource_page(
    type_name: &str,
    import_form: &str,
    identity_schema: &IdentitySchema,
    of: &Schema,
) -> String {
    let mut page = start(type_name, "Resource", &of.block);
    page.example("terraform", &format!("resources/{type_name}/resource.tf"));
    page.add(schema(&of.block));
    page.add("## Import");
    page.add(format!("The import ID has the form `{}`, where `<app>` is the `id` or the `client_app_id` of the app.", import_form));
    page.add(
        "In Terraform 1.5 and later, and in every OpenTofu, an `import` block takes the import ID:",
    );
    page.code(
        "terraform",
        &example(&format!("resources/{type_name}/import-by-string-id.tf")),
    );
    page.add("In Terraform 1.12 and later, and in OpenTofu 1.12 and later, an `import` block can take the identity instead:");
    let by_identity = example(&format!("resources/{type_name}/import-by-identity.tf"));
    assert_eq!(
        names_set_in(&by_identity),
        names_of(identity_schema),
        "the identity in the example of {type_name}"
    );
    page.code("terraform", &by_identity);
    page.add(identity(identity_schema));
    page.add("The `terraform import` command takes the import ID:");
    page.code(
        "shell",
        &example(&format!("resources/{type_name}/import.sh")),
    );
    page.text
}

fn function_page(function: &FunctionType) -> String {
    let name = function.name();
    let signature = function.signature();
    let title = format!("{name} function - appservices");
    let mut page = Page::about(
        &title,
        &format!("function: {name}"),
        &signature.summary,
        &signature.description,
    );
    page.add("-> Provider functions need Terraform 1.8 or OpenTofu 1.7.");
    page.example("terraform", &format!("functions/{name}/function.tf"));
    page.add("## Signature");
    let parameters: Vec<_> = signature
        .parameters
        .iter()
        .map(|parameter| format!("{} {}", parameter.name, parameter.ty))
        .collect();
    page.code(
        "text",
        &format!("{name}({}) {}", parameters.join(", "), signature.returns),
    );
    page.add("## Arguments");
    let arguments = signature
        .parameters
        .iter()
        .enumerate()
        .map(|(at, parameter)| {
            format!(
                "{}. `{}` ({}) {}",
                at + 1,
                parameter.name,
                type_name(&parameter.ty),
                parameter.description
            )
        });
    page.add(arguments.collect::<Vec<_>>().join("\n"));
    page.text
}

/// A page of something with a schema.
fn start(type_name: &str, kind: &str, block: &Block) -> Page {
    let mut page = Page::new(
        &format!("{type_name} {kind} - appservices"),
        &format!("{type_name} ({kind})"),
        &block.description,
    );
    if let Some(why) = &block.deprecated {
        page.add(format!("~> **Deprecated.** {why}"));
    }
    page
}

/// A page that grows paragraph by paragraph, with an empty line between them.
struct Page {
    text: String,
}

impl Page {
    fn new(title: &str, heading: &str, description: &str) -> Self {
        Self::about(title, heading, description, description)
    }

    /// A page whose summary is other words than its text. The Registry shows the first line of the summary in its lists.
    fn about(title: &str, heading: &str, summary: &str, text: &str) -> Self {
        let summary = summary.lines().next().unwrap_or_default();
        let mut page = Self {
            text: format!("---\npage_title: {title:?}\ndescription: |-\n  {summary}\n---\n"),
        };
        page.add(format!("# {heading}"));
        page.add(text);
        page
    }

    fn add(&mut self, paragraph: impl AsRef<str>) {
        self.text.push('\n');
        self.text.push_str(paragraph.as_ref().trim_end());
        self.text.push('\n');
    }

    fn code(&mut self, language: &str, code: &str) {
        self.add(format!("```{language}\n{}\n```", code.trim_end()));
    }

    fn example(&mut self, language: &str, file: &str) {
        self.add("## Example Usage");
        self.code(language, &example(file));
    }
}

fn page_file(folder: &str, type_name: &str) -> PathBuf {
    format!(
        "{folder}/{}.md",
        type_name.trim_start_matches("appservices_")
    )
    .into()
}

fn names_of(identity: &IdentitySchema) -> BTreeSet<String> {
    identity
        .attributes
        .iter()
        .map(|attribute| attribute.name.clone())
        .collect()
}

/// The names that the `identity` argument of an import block sets.
fn names_set_in(import_block: &str) -> BTreeSet<String> {
    let lines = import_block
        .lines()
        .skip_while(|line| line.trim() != "identity = {")
        .skip(1);
    lines
        .map_while(|line| Some(line.split_once(" = ")?.0.trim().to_owned()))
        .collect()
}

fn example(file: &str) -> String {
    fs::read_to_string(root().join("examples").join(file))
        .unwrap_or_else(|error| panic!("examples/{file}: {error}"))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|entry| entry.path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
