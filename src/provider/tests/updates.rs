//! Updates that core would refuse: the object is not lost by them.

use super::*;

#[tokio::test]
async fn an_update_with_mistakes_does_not_lose_the_object() {
    let update = async |answer: fn() -> Value, errors: bool| {
        let resource = Mistaken::new(
            "id: string computed; name: string required; etag: string computed",
            answer,
        );
        let prior = value(&resource.schema, r#"{"id":"1","name":"a","etag":"e"}"#);
        let planned = value(&resource.schema, r#"{"id":"?","name":"b","etag":"?"}"#);
        let failing = Failing(resource, errors);
        let applied = apply_resource(
            &failing,
            ApplyRequest {
                prior,
                planned,
                ..ApplyRequest::default()
            },
        )
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

/// The same resource, which may also say that it failed.
struct Failing(Mistaken, bool);

#[async_trait]
impl Resource for Failing {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> &Schema {
        &self.0.schema
    }

    async fn create(&self, _: &Change<'_>) -> Applied {
        let diagnostics = self
            .1
            .then(|| Diagnostic::error("It failed", ""))
            .into_iter()
            .collect();
        Applied {
            diagnostics,
            ..Applied::done((self.0.answer)())
        }
    }

    async fn read(&self, current: &Current<'_>) -> Outcome<Option<Found>> {
        Resource::read(&self.0, current).await
    }

    async fn update(&self, change: &Change<'_>) -> Applied {
        self.create(change).await
    }

    async fn delete(&self, current: &Current<'_>) -> Outcome<Vec<Diagnostic>> {
        self.0.delete(current).await
    }

    async fn import(&self, id: &str) -> Outcome<Found> {
        self.0.import(id).await
    }
}
