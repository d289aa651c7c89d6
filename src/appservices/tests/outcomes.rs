//! What a write came to, where its answer does not say.

use super::honest::ID;
use super::waits::script;
use super::*;

/// Nobody can tell which value the secret has, so the next apply writes it again, also where the configuration goes back.
#[tokio::test]
async fn after_a_write_of_unknown_outcome_the_state_does_not_know_the_value() {
    let answers = r#"
        GET ~/secrets 200 [{"_id":"64000000000000000000cccc","name":"s"}]
        PUT ~/secrets/64000000000000000000cccc 502 <html>bad gateway</html>
    "#;
    let world = World::new(script(answers));
    let state = values(
        "secret",
        json!({ "app_id": APP, "project_id": PROJECT, "id": ID, "name": "s", "value": "old-hush" }),
    );
    let config = values(
        "secret",
        json!({ "app_id": APP, "name": "s", "value": "new-hush" }),
    );
    let applied = world.apply("secret", &state, &config).await;
    assert_eq!(errors(&applied.diagnostics).len(), 1);
    assert!(
        applied.state.attribute("value").is_null(),
        "{:?}",
        applied.state
    );
    assert_eq!(applied.state.attribute("name").as_str(), Some("s"));
}

/// The write was done, so the value before is certainly not the one that is there.
#[tokio::test]
async fn a_write_that_was_done_and_is_answered_strangely_leaves_the_value_unknown() {
    let answers = r#"
        GET ~/secrets 200 [{"_id":"64000000000000000000cccc","name":"s"}]
        PUT ~/secrets/64000000000000000000cccc 200 {"_id":"64000000000000000000cccc","name":5}
    "#;
    let world = World::new(script(answers));
    let state = values(
        "secret",
        json!({ "app_id": APP, "project_id": PROJECT, "id": ID, "name": "s", "value": "old-hush" }),
    );
    let config = values(
        "secret",
        json!({ "app_id": APP, "name": "s", "value": "new-hush" }),
    );
    let applied = world.apply("secret", &state, &config).await;
    assert_eq!(errors(&applied.diagnostics).len(), 1);
    assert!(
        applied.state.attribute("value").is_null(),
        "{:?}",
        applied.state
    );
}

/// An answer that shows the object as it was before proves nothing, whatever its status.
#[tokio::test]
async fn an_answer_that_shows_the_old_object_is_no_success() {
    let answers = r#"
        PUT ~/api_keys/64000000000000000000cccc/disable 200 {"_id":"64000000000000000000cccc","name":"k","disabled":false}
        DELETE ~/api_keys/64000000000000000000cccc 200 {"_id":"64000000000000000000cccc","name":"k","disabled":false}
        GET ~/api_keys/64000000000000000000cccc 200 {"_id":"64000000000000000000cccc","name":"k","disabled":false}
        GET ~/api_keys 200 [{"_id":"64000000000000000000cccc","name":"k","disabled":false}]
    "#;
    let world = World::new(script(answers));
    let state = values(
        "api_key",
        json!({ "app_id": APP, "project_id": PROJECT, "id": ID, "name": "k", "disabled": false, "key": "real" }),
    );
    let config = values(
        "api_key",
        json!({ "app_id": APP, "name": "k", "disabled": true }),
    );
    let changed = world.apply("api_key", &state, &config).await;
    assert_eq!(errors(&changed.diagnostics).len(), 1);
    assert_eq!(changed.state, state);
    let gone = world.destroy("api_key", &state, &Private::default()).await;
    assert_eq!(errors(&gone.diagnostics).len(), 1);
    assert_eq!(gone.state, state);
}

/// The API's own words for a deletion that it refuses are shown, also with status 404.
#[tokio::test]
async fn a_refused_deletion_says_what_the_api_says() {
    let answers = r#"
        DELETE ~/secrets/64000000000000000000cccc 404 {"error":"no deletion while a draft is open","error_code":"DraftOpen"}
        GET ~/secrets 200 [{"_id":"64000000000000000000cccc","name":"s"}]
    "#;
    let state = values(
        "secret",
        json!({ "app_id": APP, "project_id": PROJECT, "id": ID, "name": "s" }),
    );
    let gone = World::new(script(answers))
        .destroy("secret", &state, &Private::default())
        .await;
    assert_eq!(gone.state, state);
    assert!(
        gone.diagnostics[0]
            .detail
            .contains("no deletion while a draft is open"),
        "{}",
        gone.diagnostics[0].detail
    );
}

/// The API's word for "none" is what was asked for, when it was spelled out.
#[tokio::test]
async fn a_part_that_is_emptied_by_its_word_is_done() {
    let answers = r#"
        PUT ~/environment 200 {"_id":"64000000000000000000bbbb","name":"shop","environment":""}
        GET ~ 200 {"_id":"64000000000000000000bbbb","name":"shop","environment":""}
    "#;
    let Value::Map(mut shop) = honest::state("app") else {
        panic!("an object")
    };
    shop.insert("environment".to_owned(), Value::string("qa"));
    let config = values("app", json!({ "name": "shop", "environment": "" }));
    let applied = World::new(script(answers))
        .apply("app", &Value::Map(shop), &config)
        .await;
    assert_eq!(applied.diagnostics, []);
    assert_eq!(applied.state.attribute("environment").as_str(), Some(""));
}

#[tokio::test]
async fn what_the_api_alters_stays_as_planned_and_is_told() {
    let answers = r#"
        GET ~/functions 200 []
        POST ~/functions 201 {"_id":"64000000000000000000cccc","name":"F ","source":"1\n","private":false}
        GET ~/functions/64000000000000000000cccc 200 {"_id":"64000000000000000000cccc","name":"F ","source":"1\n"}
        PUT ~/functions/64000000000000000000cccc 200 {"_id":"64000000000000000000cccc","name":"f","source":"2\n"}
    "#;
    let world = World::new(script(answers));
    let config = |source: &str| {
        values(
            "function",
            json!({ "app_id": APP, "name": "f", "source": source }),
        )
    };
    let created = world.apply("function", &Value::Null, &config("1")).await;
    let told: Vec<&str> = created
        .diagnostics
        .iter()
        .map(|warning| warning.summary.as_str())
        .collect();
    assert_eq!(
        told,
        ["App Services changed name", "App Services changed source"]
    );
    assert!(errors(&created.diagnostics).is_empty());
    assert_eq!(created.state.attribute("name").as_str(), Some("f"));
    let updated = world.apply("function", &created.state, &config("2")).await;
    let told: Vec<&str> = updated
        .diagnostics
        .iter()
        .map(|warning| warning.summary.as_str())
        .collect();
    assert_eq!(told, ["App Services changed source"]);
    assert_eq!(updated.state.attribute("source").as_str(), Some("2"));
    let drift = world
        .read("function", &created.state)
        .await
        .expect("an answer")
        .expect("there");
    assert_eq!(drift.attribute("name").as_str(), Some("F "));
}
