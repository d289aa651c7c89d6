//! Updates that core would refuse: the object is not lost by them.

use super::*;

#[tokio::test]
async fn an_update_with_mistakes_does_not_lose_the_object() {
    let update = async |answer: fn() -> Value, fails: bool| {
        let text = "id: string computed; name: string required; etag: string computed";
        let server = Mistaken {
            fails,
            ..Mistaken::new(text, answer)
        }
        .served();
        let resource = &server.resources()[0];
        let request = ApplyRequest {
            prior: value(resource.schema(), r#"{"id":"1","name":"a","etag":"e"}"#),
            planned: value(resource.schema(), r#"{"id":"?","name":"b","etag":"?"}"#),
            ..ApplyRequest::default()
        };
        let applied = server
            .apply_resource(resource, request, &Call::default())
            .await;
        (show(&applied.state), applied.diagnostics.len())
    };
    let without_id = || Value::object([("name", "b".into())]);
    let as_planned = || {
        Value::object([
            ("id", Value::UNKNOWN),
            ("name", "b".into()),
            ("etag", Value::UNKNOWN),
        ])
    };
    let nonsense = || Value::from(true);
    assert_eq!(
        update(|| Value::Null, false).await,
        (r#"{"etag":"e","id":"1","name":"a"}"#.to_owned(), 1)
    );
    assert_eq!(
        update(without_id, false).await,
        (r#"{"etag":"e","id":"1","name":"b"}"#.to_owned(), 1)
    );
    // The author's own error is enough.
    assert_eq!(
        update(without_id, true).await,
        (r#"{"etag":"e","id":"1","name":"b"}"#.to_owned(), 1)
    );
    assert_eq!(
        update(as_planned, true).await,
        (r#"{"etag":"e","id":"1","name":"b"}"#.to_owned(), 1)
    );
    assert_eq!(
        update(nonsense, true).await,
        (r#"{"etag":"e","id":"1","name":"a"}"#.to_owned(), 1)
    );
}
