//! Lists of the public Atlas API, page by page.

use serde_json::{Value as Json, json};

use crate::admin_api::AtlasClient;
use crate::testing::{Answer, FakeServer};

/// Returns a page with one project, which leads on or does not.
fn page(name: &str, leads_on: bool) -> Json {
    // A link elsewhere is not followed.
    let link = json!({ "rel": "next", "href": "http://192.0.2.1/steals/the/key" });
    let links = if leads_on { vec![link] } else { Vec::new() };
    json!({ "results": [{ "id": name, "name": name }], "links": links, "totalCount": 3 })
}

#[tokio::test]
async fn a_list_is_read_to_its_end() {
    let server = FakeServer::start(|heard| {
        let number = heard.path.rsplit_once('=').map_or("", |(_, number)| number);
        Answer::ok(page(number, number != "3"))
    });
    let projects = AtlasClient::at(server.url())
        .projects()
        .await
        .expect("projects");
    let names: Vec<&str> = projects
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    assert_eq!(names, ["1", "2", "3"]);
    assert_eq!(
        server.lines(),
        [1, 2, 3].map(|page| format!("GET /api/atlas/v2/groups?itemsPerPage=500&pageNum={page}"))
    );
}

#[tokio::test]
async fn a_list_that_never_ends_or_has_another_form_is_an_error() {
    let endless = FakeServer::start(|_| Answer::ok(page("again", true)));
    let failed = AtlasClient::at(endless.url())
        .projects()
        .await
        .expect_err("an error");
    assert_eq!(
        failed.to_string(),
        "the answer is not one that the Atlas API gives: it has more than 1000 pages"
    );
    let other = FakeServer::start(|_| Answer::ok("[]"));
    let failed = AtlasClient::at(other.url())
        .projects()
        .await
        .expect_err("an error");
    assert_eq!(
        failed.to_string(),
        "the answer is not one that the Atlas API gives: it has no results"
    );
    let empty = FakeServer::start(|_| Answer::ok(json!({ "results": [], "totalCount": 7 })));
    assert_eq!(
        AtlasClient::at(empty.url()).projects().await,
        Ok(Vec::new())
    );
}
