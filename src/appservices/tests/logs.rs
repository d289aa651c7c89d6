//! Logs, which come page by page.

use super::*;
use crate::appservices::testing::{APP, FakeApi, PROJECT, object};

/// Reads the logs of errors from a server that gives these pages. Returns the IDs and the requests, or the
/// error.
async fn logs(limit: Option<i64>, pages: &[(&str, Json)]) -> Result<(Vec<String>, usize), String> {
    let lines: Vec<(String, u16, String)> = pages
        .iter()
        .map(|(query, page)| {
            let line = format!("GET /groups/{PROJECT}/apps/{APP}/logs?errors_only=true{query}");
            (line, 200, page.to_string())
        })
        .collect();
    let api = FakeApi::raw(lines);
    let provider = api.provider(Some(PROJECT)).await;
    let source = provider.data_source("appservices_logs").expect("logs");
    let mut set = vec![
        ("app_id", Value::string(APP)),
        ("errors_only", Value::Bool(true)),
    ];
    set.extend(limit.map(|limit| ("limit", Value::from(limit))));
    let config = object(&source.schema().block, &set);
    let call = Call::default();
    let read = provider.read_data_source(source, &config, &call).await;
    let state = read.map_err(|errors| errors[0].detail.clone())?.state;
    let Value::List(logs) = state.attribute("logs") else {
        panic!("{state:?}");
    };
    let ids = logs.iter().filter_map(|log| log.attribute("id").as_str());
    Ok((ids.map(str::to_owned).collect(), api.requests().len()))
}

fn page(id: &str, next: Option<(&str, u64)>) -> Json {
    let mut page = json!({ "logs": [{ "_id": id }] });
    if let Some((end, skip)) = next {
        page["nextEndDate"] = end.into();
        page["nextSkip"] = skip.into();
    }
    page
}

#[tokio::test]
async fn logs_are_read_to_their_end_or_the_limit() {
    let pages = [
        ("", page("1", Some(("2023-01-02T00:00:00Z", 0)))),
        (
            "&end_date=2023-01-02T00%3A00%3A00Z&skip=0",
            page("2", Some(("2023-01-01T00:00:00Z", 7))),
        ),
        ("&end_date=2023-01-01T00%3A00%3A00Z&skip=7", page("3", None)),
    ];
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    assert_eq!(logs(None, &pages).await, Ok((ids(&["1", "2", "3"]), 3)));
    assert_eq!(logs(Some(2), &pages).await, Ok((ids(&["1", "2"]), 2)));
    assert_eq!(logs(Some(1), &pages).await, Ok((ids(&["1"]), 1)));
}

#[tokio::test]
async fn pages_that_lead_nowhere_are_an_error() {
    let again = Some(("2023-01-02T00:00:00Z", 0));
    let query = "&end_date=2023-01-02T00%3A00%3A00Z&skip=0";
    let circle = [("", page("1", again)), (query, page("2", again))];
    let failed = logs(None, &circle).await.expect_err("an error");
    assert!(
        failed.contains("does not tell where the next page begins"),
        "{failed}"
    );
    let other = [("", json!({ "entries": [] }))];
    let failed = logs(None, &other).await.expect_err("an error");
    assert!(
        failed.contains("not the page that was asked for"),
        "{failed}"
    );
}
