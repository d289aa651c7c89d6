//! The page that says which operations of the API can be reached, and where.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::emulator::{Operation, operations, served_operations};
use crate::resources::SPECS;
use crate::resources::readings::READINGS;

const PAGE: &str = "docs/guides/api-coverage.md";

/// Operations that no declaration has: the end of their path, and where they are reached.
const OTHERS: &[(&str, &str)] = &[
    ("/auth/providers", "provider"),
    ("/auth/providers/{provider}/login", "provider"),
    ("/auth/session", "provider, `appservices_access_token`"),
    ("/environment", "`appservices_app`"),
    ("/drafts", "provider (`draft`), `appservices_deployment`"),
    (
        "/drafts/{id}",
        "`appservices_deployment`, `appservices_discard_draft`",
    ),
    ("/drafts/{id}/deployment", "`appservices_deployment`"),
    ("/drafts/{id}/diff", "`appservices_deployment`"),
    ("/deployments", "`appservices_deployment`"),
    ("/deployment_migration", "`appservices_app`"),
    ("/deployments/{id}", "`appservices_deployment`"),
    ("/deployments/{id}/redeploy", "`appservices_redeploy`"),
    ("/triggers/{id}/resume", "`appservices_resume_trigger`"),
];

/// Operations that the provider leaves alone, and why.
const UNUSED: &[(&str, &str)] = &[
    (
        "/multi_data_sources",
        "not used: it gives each data source the default rule `ReadAndWrite`, and a resource links its own",
    ),
    ("/push", "not used: it replaces what no resource manages"),
    (
        "/apps/{app}/export",
        "not used: `appservices_app_configuration` has the same as JSON",
    ),
    ("/auth/profile", "not used: no argument depends on it"),
];

#[test]
fn the_page_lists_every_operation() {
    let page = page();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    if fs::read_to_string(&path).unwrap_or_default() != page {
        fs::write(&path, &page).expect("the page can be written");
        panic!("{PAGE} was out of date and is written anew, please commit it");
    }
    for operation in served_operations() {
        let line = format!("| `{}` | yes |", shown(&operation));
        let is_unpublished = !operations().any(|known| known == operation);
        assert!(is_unpublished || page.contains(&line), "{line}");
    }
}

fn page() -> String {
    let served = served_operations();
    let all: Vec<Operation> = operations().collect();
    let here = all.iter().filter(|one| served.contains(one)).count();
    let reached = all.iter().filter(|one| reached_by(one).is_some()).count();
    let mut page = format!(
        "---\npage_title: \"The Admin API, operation by operation\"\nsubcategory: \"\"\ndescription: |-\n  Which operations of the Admin API the local server answers, and what of the provider uses them.\n---\n\n# The Admin API, operation by operation\n\nThe published description of the Admin API has {} operations. The local server answers {here} of them, and the provider reaches {reached}. To the others, the local server answers 501. Beside them, it answers what realm-cli calls without a description: `~/import`, `~/description`, `/templates`, and uploads of packages below `~/dependencies`. `~` stands for the path of an app, `/groups/{{group}}/apps/{{app}}`. The local server also answers for projects, clusters, serverless instances and federated databases below the bases of the public Atlas API (`/api/public/v1.0`, `/api/atlas/v1.0`, `/api/atlas/v2`), to which clients log in by HTTP Digest. A test of the project writes this page.\n\n| Operation | Local server | Reached by |\n| --- | --- | --- |\n",
        all.len()
    );
    for operation in &all {
        let is_served = if served.contains(operation) {
            "yes"
        } else {
            "not yet"
        };
        let unused = UNUSED.iter().find(|(end, _)| operation.path.ends_with(end));
        let unused = || unused.map_or("not yet", |(_, why)| why).to_owned();
        let by = reached_by(operation).unwrap_or_else(unused);
        writeln!(page, "| `{}` | {is_served} | {by} |", shown(operation)).expect("text");
    }
    page
}

fn shown(operation: &Operation) -> String {
    let method = operation
        .method
        .names()
        .split(',')
        .next()
        .unwrap_or_default();
    let path = operation
        .path
        .replacen("/groups/{group}/apps/{app}", "~", 1);
    format!("{method} {path}")
}

/// Returns what of the provider makes the call.
fn reached_by(operation: &Operation) -> Option<String> {
    let path = without_names(&operation.path);
    let is_read = operation.method.names().starts_with("GET");
    let readings = READINGS
        .iter()
        .filter(|reading| is_read && without_names(reading.spec.collection) == path);
    let mut by: Vec<String> = readings
        .map(|reading| format!("`{}`", reading.spec.type_name()))
        .collect();
    let other = OTHERS.iter().find(|(end, _)| operation.path.ends_with(end));
    by.extend(other.map(|(_, by)| (*by).to_owned()));
    if !by.is_empty() {
        return Some(by.join(", "));
    }
    let types: Vec<String> = SPECS
        .iter()
        .filter(|spec| {
            let own = without_names(spec.collection);
            let rest = path.strip_prefix(&own);
            rest.is_some_and(|rest| {
                ["", "/{}", "/{}/enable", "/{}/disable", "/{}/config"].contains(&rest)
            })
        })
        .map(|spec| format!("`{}`", spec.type_name()))
        .collect();
    (!types.is_empty()).then(|| types.join(", "))
}

fn without_names(path: &str) -> String {
    path.split('/')
        .map(|part| if part.starts_with('{') { "{}" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}
