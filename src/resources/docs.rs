//! The Registry's pages in `docs/`, made from the schemas, with the examples pasted in.
//!
//! `cargo test` renders them, compares with what is committed, writes what differs and fails then, so that pages are never out
//! of date and never written by hand.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::engine::{Attribute, Block, Shape, Usage};
use crate::provider::{Function, Provider};

use super::context::Host;
use super::spec::Spec;
use super::{AppServices, SPECS, import};

const INTRODUCTION: &str = "Manages [MongoDB Atlas App Services](https://www.mongodb.com/docs/atlas/app-services/) through its Admin API: apps, functions, secrets, API keys, IP access lists, log forwarders and HTTPS endpoints.\n\nSince 2025-09-30 Atlas itself runs triggers, functions and what they need; resources for the rest are marked as deprecated. The provider also serves the Admin API of its resources on your machine, so that `plan`, `apply` and `terraform test` need no account and no network: see `local_path`.";

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
    // Guides are written by hand.
    let known = |path: &PathBuf| {
        path.starts_with(root().join("docs/guides")) || pages.iter().any(|(file, _)| root().join("docs").join(file) == *path)
    };
    let left: Vec<_> = files(&root().join("docs")).into_iter().filter(|path| !known(path)).collect();
    assert!(left.is_empty(), "pages of nothing: {left:?}");
    assert!(stale.is_empty(), "pages were out of date and are written anew, please commit them: {stale:?}");
}

fn pages() -> Vec<(PathBuf, String)> {
    let host = Host { environment: Arc::new(|_| None), local_server: Arc::new(|_| Box::pin(async { Err("none in docs".to_owned()) })) };
    let provider = AppServices::new(host);
    let mut pages = vec![(PathBuf::from("index.md"), index(&provider))];
    for resource in provider.resources() {
        let spec = SPECS.iter().find(|spec| spec.type_name() == resource.type_name()).expect("every resource is declared");
        let file = format!("resources/{}.md", spec.name);
        pages.push((file.into(), resource_page(spec, &resource.schema().block)));
    }
    for source in provider.data_sources() {
        let name = source.type_name();
        let example = example(&format!("data-sources/{name}/data-source.tf"));
        let text = page(name, "Data Source", &source.schema().block, &example, "");
        pages.push((format!("data-sources/{}.md", name.trim_start_matches("appservices_")).into(), text));
    }
    for resource in provider.ephemeral_resources() {
        let name = resource.type_name();
        let example = example(&format!("ephemeral-resources/{name}/ephemeral-resource.tf"));
        let text = page(name, "Ephemeral Resource", &resource.schema().block, &example, "");
        pages.push((format!("ephemeral-resources/{}.md", name.trim_start_matches("appservices_")).into(), text));
    }
    for list in provider.list_resources() {
        let name = list.type_name();
        let example = format!("list {name:?} \"all\" {{\n  provider = appservices\n}}\n");
        let example = if list.schema().block.attribute("app_id").is_none() {
            example
        } else {
            example.replace("appservices\n}", "appservices\n\n  config {\n    app_id = \"64f0aa11bb22cc33dd44ee55\"\n  }\n}")
        };
        let text = page(name, "List Resource", &list.schema().block, &example, "\nFor `terraform query` (Terraform 1.14).\n");
        pages.push((format!("list-resources/{}.md", name.trim_start_matches("appservices_")).into(), text));
    }
    pages.extend(
        provider.functions().iter().map(|function| (format!("functions/{}.md", function.name()).into(), function_page(function.as_ref()))),
    );
    pages
}

fn function_page(function: &dyn Function) -> String {
    let (name, signature) = (function.name(), function.signature());
    let mut text = front_matter(&format!("{name} function - appservices"), &signature.summary);
    let parameters: Vec<_> = signature.parameters.iter().map(|parameter| format!("{} {}", parameter.name, parameter.ty)).collect();
    write!(
        text,
        "# function: {name}\n\n{}\n\n## Example Usage\n\n{}\n",
        signature.description,
        code("terraform", &example(&format!("functions/{name}/function.tf")))
    )
    .expect("text");
    write!(text, "## Signature\n\n{}\n## Arguments\n\n", code("text", &format!("{name}({}) {}", parameters.join(", "), signature.returns)))
        .expect("text");
    for (at, parameter) in signature.parameters.iter().enumerate() {
        writeln!(text, "{}. `{}` ({}) {}", at + 1, parameter.name, parameter.ty, parameter.description).expect("text");
    }
    text
}

fn index(provider: &AppServices) -> String {
    let mut text = front_matter("appservices Provider", INTRODUCTION);
    write!(text, "# appservices Provider\n\n{INTRODUCTION}\n\n## Example Usage\n\n").expect("text");
    write!(
        text,
        "{}\nWithout an account:\n\n{}\n",
        code("terraform", &example("provider/provider.tf")),
        code("terraform", &example("provider/local.tf"))
    )
    .expect("text");
    text.push_str("An argument beats the environment. `local_path` excludes `public_key`, `private_key` and `base_url`. The provider logs in when it is first needed, once per process.\n\n");
    text + &schema(&provider.schema().block)
}

fn resource_page(spec: &Spec, block: &Block) -> String {
    let type_name = spec.type_name();
    let example = example(&format!("resources/{type_name}/resource.tf"));
    let commands = self::example(&format!("resources/{type_name}/import.sh"));
    let import = format!(
        "\n## Import\n\nThe id has the form `{}`, where `<app>` is the app's `id` or `client_app_id`.\n\n{}",
        import::form(spec),
        code("shell", &commands)
    );
    page(&type_name, "Resource", block, &example, &import)
}

fn page(type_name: &str, kind: &str, block: &Block, example: &str, end: &str) -> String {
    let mut text = front_matter(&format!("{type_name} {kind} - appservices"), &block.description);
    write!(text, "# {type_name} ({kind})\n\n{}\n\n", block.description).expect("text");
    if let Some(why) = &block.deprecated {
        write!(text, "~> **Deprecated.** {why}\n\n").expect("text");
    }
    write!(text, "## Example Usage\n\n{}\n{}{end}", code("terraform", example), schema(block)).expect("text");
    text
}

fn front_matter(title: &str, description: &str) -> String {
    let first = description.lines().next().unwrap_or_default();
    format!("---\npage_title: {title:?}\ndescription: |-\n  {first}\n---\n\n")
}

fn code(language: &str, text: &str) -> String {
    format!("```{language}\n{}\n```\n", text.trim_end())
}

fn schema(block: &Block) -> String {
    format!("## Schema\n{}", attributes(&block.attributes, "###", ""))
}

fn attributes(all: &[Attribute], heading: &str, parent: &str) -> String {
    let mut text = String::new();
    for (title, wanted) in
        [("Required", &[Usage::Required][..]), ("Optional", &[Usage::Optional, Usage::OptionalComputed]), ("Read-Only", &[Usage::Computed])]
    {
        let listed: Vec<_> = all.iter().filter(|attribute| wanted.contains(&attribute.usage)).collect();
        if !listed.is_empty() {
            write!(text, "\n{heading} {title}\n\n").expect("text");
            listed.iter().for_each(|attribute| text.push_str(&line(attribute, parent)));
        }
    }
    for attribute in all {
        if let Shape::Nested(_, inner) = &attribute.shape {
            let path = format!("{parent}{}", attribute.name);
            write!(
                text,
                "\n<a id=\"nested--{}\"></a>\n### Nested in `{path}`\n{}",
                path.replace('.', "--"),
                attributes(inner, "####", &format!("{path}."))
            )
            .expect("text");
        }
    }
    text
}

fn line(attribute: &Attribute, parent: &str) -> String {
    let mut flags = match &attribute.shape {
        Shape::Plain(ty) => vec![ty.to_string()],
        Shape::Nested(nesting, _) => vec![format!("{nesting:?} of objects").replace("Single of objects", "object").to_lowercase()],
    };
    flags.extend(attribute.sensitive.then(|| "sensitive".to_owned()));
    flags.extend(attribute.write_only.then(|| "write-only".to_owned()));
    let nested = match attribute.shape {
        Shape::Nested(..) => format!(" See [below](#nested--{}).", format!("{parent}{}", attribute.name).replace('.', "--")),
        Shape::Plain(_) => String::new(),
    };
    format!("- `{}` ({}) {}{nested}\n", attribute.name, flags.join(", "), attribute.description)
}

fn example(file: &str) -> String {
    fs::read_to_string(root().join("examples").join(file)).unwrap_or_else(|error| panic!("examples/{file}: {error}"))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
