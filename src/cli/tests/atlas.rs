//! The client of the public Atlas API, and what the provider asks of that API, against the server of it.

use std::sync::atomic::Ordering;

use expect_test::expect;
use futures_util::future::join_all;

use crate::admin_api::{AtlasClient, BaseUrl, Credentials, Secret, Secrets};
use crate::appservices::AppServices;
use crate::appservices::testing::{bare_host, object};
use crate::emulator::{Clock, Emulator, LOCAL_PROJECT, Options};
use crate::engine::{Value, validate};
use crate::provider::{Call, Provider as _, Server};

async fn server(options: Options) -> Emulator {
    Emulator::start(options).await.expect("a server")
}

fn client(server: &Emulator, private_key: &str) -> AtlasClient {
    let base_url = BaseUrl::of_atlas(&server.url(), false).expect("a URL");
    let credentials = Credentials {
        public_key: "local".to_owned(),
        private_key: Secret::new(private_key),
    };
    AtlasClient::new(Secrets::default(), base_url, credentials)
}

#[tokio::test]
async fn projects_and_clusters_are_read_by_digests() {
    let (clock, hands) = Clock::manual(1_700_000_000);
    let server = server(Options {
        clock,
        control: true,
        ..Options::default()
    })
    .await;
    let atlas = client(&server, "local");
    let project = atlas.project_named("Local").await.expect("a project");
    assert_eq!(project["id"], LOCAL_PROJECT);
    // The nonce of the server ends, and another one takes its place.
    hands.fetch_add(3600, Ordering::Relaxed);
    let project = atlas.project(LOCAL_PROJECT).await.expect("a project");
    assert_eq!(project["name"], "Local");
    let projects = atlas.projects().await.expect("projects");
    assert_eq!(projects.len(), 1);
    let before = server.requests().len();
    let clusters = join_all((0..20).map(|_| atlas.clusters(LOCAL_PROJECT))).await;
    for clusters in clusters {
        assert_eq!(clusters.expect("clusters")[0]["name"], "Cluster0");
    }
    // None came out of turn.
    assert_eq!(server.requests().len(), before + 20);
    let missing = atlas.cluster(LOCAL_PROJECT, "a b/c").await;
    let missing = missing.expect_err("no such cluster");
    assert_eq!(missing.status(), Some(404));
    assert!(missing.to_string().contains("a b/c"), "{missing}");
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_named_nowhere() {
    let server = server(Options::default()).await;
    let refused = client(&server, "hush-hush").projects().await;
    let refused = refused.expect_err("a refusal");
    assert_eq!(refused.status(), Some(401));
    expect![[r#"the Atlas API answered 401 (USER_UNAUTHORIZED): "You are not authorized for this resource.""#]].assert_eq(&refused.to_string());
}

/// Configures the provider for the server.
async fn configured(server: &Emulator, settings: &[(&str, Value)]) -> Result<Server, String> {
    let provider = Server::new(AppServices::new(bare_host()));
    let mut set: Vec<(&str, Value)> = vec![
        ("base_url", server.url().into()),
        ("public_key", "local".into()),
        ("private_key", "local".into()),
    ];
    set.extend(settings.iter().cloned());
    let config = object(&provider.schema().block, &set);
    match provider
        .configure(&config, "1.11.4", &Call::default())
        .await
    {
        Ok(_) => Ok(provider),
        Err(errors) => Err(format!("{}\n{}", errors[0].summary, errors[0].detail)),
    }
}

/// Reads a data source, and returns its state, or the error as a user reads it.
async fn read(provider: &Server, name: &str, set: &[(&str, Value)]) -> Result<Value, String> {
    let source = provider.data_source(&format!("appservices_{name}"));
    let source = source.expect(name);
    let config = object(&source.schema().block, set);
    let call = Call::default();
    match provider.read_data_source(source, &config, &call).await {
        Ok(read) => Ok(read.state),
        Err(errors) => Err(format!("{}\n{}", errors[0].summary, errors[0].detail)),
    }
}

#[tokio::test]
async fn a_project_is_configured_by_its_name() {
    let server = server(Options::default()).await;
    let provider = configured(&server, &[("project_name", "Local".into())]).await;
    let provider = provider.expect("a provider");
    let found = read(&provider, "cluster", &[("name", "Cluster0".into())]).await;
    let found = found.expect("a cluster");
    assert_eq!(found.attribute("project_id").as_str(), Some(LOCAL_PROJECT));
    assert_eq!(found.attribute("state_name").as_str(), Some("IDLE"));
    let found = read(&provider, "project", &[("name", "Local".into())]).await;
    let found = found.expect("a project");
    assert_eq!(found.attribute("id").as_str(), Some(LOCAL_PROJECT));
    assert_eq!(found.attribute("cluster_count").as_i64(), Some(1));
    let found = read(&provider, "projects", &[]).await.expect("projects");
    let Value::List(projects) = found.attribute("projects") else {
        panic!("{found:?}");
    };
    assert_eq!(projects.len(), 1);
    let found = read(&provider, "clusters", &[]).await.expect("clusters");
    let Value::List(clusters) = found.attribute("clusters") else {
        panic!("{found:?}");
    };
    assert_eq!(clusters[0].attribute("name").as_str(), Some("Cluster0"));
}

/// Removes the IDs of requests, which are random.
fn without_ids(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| match line.split_once(" (request ") {
            Some((before, _)) => before,
            None => line,
        });
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_project_has_one_name() {
    let server = server(Options::default()).await;
    let both = [
        ("project_id", LOCAL_PROJECT.into()),
        ("project_name", "Local".into()),
    ];
    let refused = configured(&server, &both).await.err();
    let wanted = "project_id and project_name exclude each other\nBoth name the project. Leave out one of them.";
    assert_eq!(refused.as_deref(), Some(wanted));
    let schema = AppServices::new(bare_host()).schema();
    for (id, name, count) in [
        (Value::UNKNOWN, Value::UNKNOWN, 0),
        (Value::UNKNOWN, "Local".into(), 0),
        ("".into(), "Local".into(), 0),
        (LOCAL_PROJECT.into(), "Local".into(), 1),
    ] {
        let config = object(&schema.block, &[("project_id", id), ("project_name", name)]);
        assert_eq!(validate(&schema.block, &config).len(), count, "{config:?}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_with_what_is() {
    let server = server(Options::default()).await;
    let mut said = Vec::new();
    let named = configured(&server, &[("project_name", "Locale".into())]).await;
    said.extend(named.err());
    let key = [
        ("project_name", "Local".into()),
        ("private_key", "wrong-key".into()),
    ];
    said.extend(configured(&server, &key).await.err());
    let elsewhere = [
        ("project_name", "Local".into()),
        ("atlas_base_url", "somewhere".into()),
    ];
    said.extend(configured(&server, &elsewhere).await.err());
    let provider = configured(&server, &[("project_id", LOCAL_PROJECT.into())]).await;
    let provider = provider.expect("a provider");
    for (name, set) in [
        ("project", ("name", "Shop")),
        ("project", ("id", "5f00000000000000000000aa")),
        ("project", ("id", "Local")),
        ("cluster", ("name", "Cluster1")),
    ] {
        let (attribute, value) = set;
        let read = read(&provider, name, &[(attribute, value.into())]).await;
        said.extend(read.err());
    }
    let said = without_ids(&said.join("\n\n"));
    expect![[r#"
        No such project
        The API key can read no project with the name "Locale". Did you mean "Local"?

        Could not find the project
        The Atlas API answered 401 (USER_UNAUTHORIZED): "You are not authorized for this resource."
        GET /groups/byName/Local
        The API key was refused. Check public_key and private_key. The key must be a member of the project, or of its organization.

        Invalid atlas_base_url
        "somewhere" is not a URL: relative URL without a base. It should look like "https://cloud.mongodb.com".

        No such project
        The API key can read no project with the name "Shop". There are: Local.

        Could not read the project
        The Atlas API answered 404 (GROUP_NOT_FOUND): "No group with ID 5f00000000000000000000aa exists."
        GET /groups/5f00000000000000000000aa
        There is no such project or cluster, or the API key is not a member of the project.

        Invalid id
        "Local" is not an id, which has 24 hexadecimal digits: the project's id is in the Atlas URL and in `atlas projects list`.

        No such cluster
        The project 000000000000000000000001 has no cluster with the name "Cluster1". Did you mean "Cluster0"?"#]].assert_eq(&said);
}
