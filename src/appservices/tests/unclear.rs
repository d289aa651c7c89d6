//! Creations that are not answered are made once, and what is not provably ours is left alone.

use super::honest::ID;
use super::waits::script;
use super::*;

/// What a creation came to: the writes that were sent, and the id in the state or the error.
async fn made(name: &str, config: Json, answers: &str) -> (Vec<String>, String) {
    let world = World::new(script(answers));
    let config = values(name, config);
    let applied = world.apply(name, &Value::Null, &config).await;
    (world.writes(), id_or_error(&applied))
}

async fn function(answers: &str) -> (Vec<String>, String) {
    let config = json!({ "app_id": APP, "name": "f", "source": "1" });
    made("function", config, answers).await
}

#[tokio::test]
async fn what_a_lost_answer_made_is_found() {
    let (writes, told) = function(
        r#"
        GET ~/functions 200 []
        POST ~/functions 502 <html>
        GET ~/functions 200 [{"_id":"64000000000000000000cccc","name":"f"}]
        GET ~/functions/64000000000000000000cccc 200 {"_id":"64000000000000000000cccc","name":"f","source":"1","private":false,"run_as_system":false}
    "#,
    )
    .await;
    assert_eq!(
        (writes, told.as_str()),
        (vec!["POST functions".to_owned()], ID)
    );
}

#[tokio::test]
async fn what_was_not_made_is_made_again() {
    let (writes, told) = function(
        r#"
        GET ~/functions 200 []
        POST ~/functions 503 {"error":"not now"}
        POST ~/functions 201 {"_id":"64000000000000000000cccc","name":"f"}
    "#,
    )
    .await;
    assert_eq!(writes, ["POST functions", "POST functions"]);
    assert_eq!(told, ID);
}

/// The second attempt is refused because of the first, which the list did not show.
#[tokio::test]
async fn a_refusal_because_of_the_first_attempt_is_a_success() {
    let (writes, told) = function(
        r#"
        GET ~/functions 200 []
        POST ~/functions 503 {"error":"not now"}
        GET ~/functions 200 []
        POST ~/functions 409 {"error":"name already in use"}
        GET ~/functions 200 [{"_id":"64000000000000000000cccc","name":"f"}]
        GET ~/functions/64000000000000000000cccc 200 {"_id":"64000000000000000000cccc","name":"f","source":"1","private":false,"run_as_system":false}
    "#,
    )
    .await;
    assert_eq!(writes, ["POST functions", "POST functions"]);
    assert_eq!(told, ID);
}

#[tokio::test]
async fn what_may_be_of_others_is_reported_and_left_alone() {
    for (id, source) in [
        // Another content.
        (ID, "2"),
        // Made before, and not shown by the list that lagged.
        ("63000000000000000000cccc", "1"),
    ] {
        let answers = format!(
            r#"
            GET ~/functions 200 []
            POST ~/functions 502 <html>
            GET ~/functions 200 [{{"_id":"{id}","name":"f"}}]
            GET ~/functions/{id} 200 {{"_id":"{id}","name":"f","source":"{source}","private":false,"run_as_system":false}}
        "#
        );
        let (writes, told) = function(&answers).await;
        assert_eq!(writes, ["POST functions"]);
        assert_eq!(
            told,
            format!(
                "The creation of the function \"f\" has no known outcome\n\
                App Services answered 502: \"(the answer is not JSON)\"\n\
                POST /groups/{PROJECT}/apps/{APP}/functions\n\
                Whether the function was made cannot be told. Look for it before you apply again; when it is there, take it over:\n  \
                terraform import appservices_function.NAME '{PROJECT}/{APP}/{id}'"
            )
        );
    }
}

#[tokio::test]
async fn patience_ends_with_what_is_known() {
    let (writes, told) = function(
        r#"
        GET ~/functions 200 []
        POST ~/functions 503 {"error":"not now"}
    "#,
    )
    .await;
    assert_eq!(writes.len(), 15);
    let end = "Apply again; what was done is in the state.\nThe app does not have the function \"f\", so nothing was made.";
    assert!(
        told.starts_with("Could not create the function \"f\"\nApp Services answered 503"),
        "{told}"
    );
    assert!(told.ends_with(end), "{told}");
}

/// Nobody knows the key of a lost answer, so it is deleted and another one is made.
#[tokio::test]
async fn a_key_that_was_lost_is_made_again() {
    let (writes, told) = made(
        "api_key",
        json!({ "app_id": APP, "name": "k" }),
        r#"
        GET ~/api_keys 200 []
        POST ~/api_keys 502 <html>
        GET ~/api_keys 200 [{"_id":"64000000000000000000cccc","name":"k","disabled":false}]
        GET ~/api_keys/64000000000000000000cccc 200 {"_id":"64000000000000000000cccc","name":"k","disabled":false}
        DELETE ~/api_keys/64000000000000000000cccc 204
        POST ~/api_keys 201 {"_id":"64000000000000000000ffff","name":"k","key":"the-key","disabled":false}
    "#,
    )
    .await;
    assert_eq!(
        writes,
        ["POST api_keys", "DELETE api_keys/ID", "POST api_keys"]
    );
    assert_eq!(told, OTHER);
}

#[tokio::test]
async fn a_member_of_a_list_is_added_once() {
    let config = json!({ "app_id": APP, "entries": [{ "address": "192.0.2.7", "comment": null }] });
    let (writes, told) = made(
        "ip_access_list",
        config,
        r#"
        GET ~/security/access_list 200 {"allowed_ips":[]}
        POST ~/security/access_list 502 <html>
        GET ~/security/access_list 200 {"allowed_ips":[{"_id":"64000000000000000000cccc","address":"192.0.2.7"}]}
    "#,
    )
    .await;
    assert_eq!(writes, ["POST security/access_list"]);
    assert_eq!(told, APP);
}

/// Two objects of one name: the second finds the first, and never takes it for its own.
#[tokio::test]
async fn two_creations_of_one_name_make_one_object() {
    let world = World::with(
        Duration::ZERO,
        Duration::ZERO,
        script(
            r#"
        GET ~/functions 200 []
        POST ~/functions 502 <html>
        GET ~/functions 200 [{"_id":"64000000000000000000cccc","name":"f"}]
        GET ~/functions/64000000000000000000cccc 200 {"_id":"64000000000000000000cccc","name":"f","source":"1","private":false,"run_as_system":false}
    "#,
        ),
    );
    let config = values(
        "function",
        json!({ "app_id": APP, "name": "f", "source": "1" }),
    );
    let (one, other) = tokio::join!(
        world.apply("function", &Value::Null, &config),
        world.apply("function", &Value::Null, &config),
    );
    assert_eq!(one.state.attribute("id").as_str(), Some(ID));
    assert_eq!(
        errors(&other.diagnostics)[0].summary,
        "The function \"f\" exists already"
    );
    let lines = world.server.lines();
    assert_eq!(
        lines.iter().filter(|line| line.starts_with("POST")).count(),
        1
    );
}

/// The answer is lost while Terraform is being interrupted: the object is in the state.
#[tokio::test]
async fn an_interrupt_leaves_time_for_one_look() {
    let answers = script(
        r#"
        GET ~/functions 200 []
        POST ~/functions 502 <html>
        GET ~/functions 200 [{"_id":"64000000000000000000cccc","name":"f"}]
        GET ~/functions/64000000000000000000cccc 200 {"_id":"64000000000000000000cccc","name":"f","source":"1","private":false,"run_as_system":false}
    "#,
    );
    let stop = tokio_util::sync::CancellationToken::new();
    let stopping = stop.clone();
    let world = World::with(Duration::ZERO, Duration::ZERO, move |heard| {
        if heard.method == "POST" && heard.path.ends_with("/functions") {
            stopping.cancel();
        }
        answers(heard)
    });
    let client = world.client.clone();
    let config = values(
        "function",
        json!({ "app_id": APP, "name": "f", "source": "1" }),
    );
    let stopped = async {
        stop.cancelled().await;
        client.stop();
    };
    let (made, ()) = tokio::join!(world.apply("function", &Value::Null, &config), stopped);
    assert_eq!(
        made.state.attribute("id").as_str(),
        Some(ID),
        "{:?}",
        made.diagnostics
    );
}

/// A refusal for the number of requests proves that nothing was done, so the name is another's.
#[tokio::test]
async fn a_name_that_another_took_in_a_pause_is_not_ours() {
    let (writes, told) = made(
        "api_key",
        json!({ "app_id": APP, "name": "k" }),
        r#"
        GET ~/api_keys 200 []
        POST ~/api_keys 429 {"error":"slow down"}
        POST ~/api_keys 409 {"error":"name already in use"}
        GET ~/api_keys 200 [{"_id":"64000000000000000000cccc","name":"k","disabled":false}]
    "#,
    )
    .await;
    assert_eq!(writes, ["POST api_keys", "POST api_keys"]);
    assert!(told.starts_with("Could not create the API key"), "{told}");
}

/// What was certain after one attempt says nothing of the next one.
#[tokio::test]
async fn a_look_that_fails_takes_back_what_an_earlier_one_saw() {
    let (writes, told) = function(
        r#"
        GET ~/functions 200 []
        GET ~/functions 200 []
        GET ~/functions 500 {}
        POST ~/functions 503 {"error":"not now"}
    "#,
    )
    .await;
    assert_eq!(writes, ["POST functions", "POST functions"]);
    let unknown = "The creation of the function \"f\" has no known outcome\n";
    assert!(told.starts_with(unknown), "{told}");
}
