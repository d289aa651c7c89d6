//! Waits for what reads do not show yet, and what is certainly gone.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;

use super::honest::ID;
use super::*;

/// Answers as a text says: in each line a request, a status and a body. `~` is the app's path and `^` the project's. Lines of the
/// same request are its answers in order, of which the last stays. The server's clock stands still at the moment in which the
/// objects were made.
pub(super) fn script(text: &str) -> impl Fn(&Heard) -> Answer + Send + Sync + use<> {
    let mut answers: HashMap<String, VecDeque<Answer>> = HashMap::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.splitn(4, ' ');
        let mut word = || words.next().unwrap_or_default();
        let request = format!("{} {}", word(), word());
        let status = word().parse().expect("a status");
        let answer = Answer::With(
            status,
            "date: Thu, 02 Mar 2023 01:46:40 GMT".to_owned(),
            word().to_owned(),
        );
        answers.entry(request).or_default().push_back(answer);
    }
    let answers = Mutex::new(answers);
    move |heard| {
        if heard.path.starts_with("/auth/") {
            return Answer::Is(0, String::new());
        }
        let line = heard
            .line()
            .replace(&format!("/groups/{PROJECT}/apps/{APP}"), "~")
            .replace(&format!("/groups/{PROJECT}"), "^");
        let line = line.split('?').next().unwrap_or_default();
        let mut answers = answers.lock().expect("no panic");
        let said = answers
            .get_mut(line)
            .unwrap_or_else(|| panic!("nothing is said of {line}"));
        if said.len() > 1 {
            said.pop_front()
        } else {
            said.front().cloned()
        }
        .expect("an answer")
    }
}

fn function() -> Value {
    values(
        "function",
        json!({ "app_id": APP, "project_id": PROJECT, "id": ID, "name": "f", "source": "1", "private": false, "run_as_system": false }),
    )
}

async fn seen(answers: &str) -> String {
    match World::new(script(answers))
        .read("function", &function())
        .await
    {
        Ok(None) => "gone".to_owned(),
        Ok(Some(_)) => "there".to_owned(),
        Err(errors) => errors[0]
            .detail
            .lines()
            .take(2)
            .map(|line| line.split(", ").next().unwrap_or(line))
            .collect::<Vec<_>>()
            .join(" | "),
    }
}

const UNREADABLE: &str = "The answer is not one that App Services gives: status 404";

#[tokio::test]
async fn gone_is_what_a_list_that_came_does_not_have() {
    let functions = path("functions");
    for (answers, what) in [
        (
            r#"GET ~/functions/64000000000000000000cccc 404 {"error":"function not found","error_code":"FunctionNotFound"}
               GET ~/functions 200 []"#,
            "gone".to_owned(),
        ),
        (
            "GET ~/functions/64000000000000000000cccc 404 <html>nginx</html>
             GET ~/functions 200 []",
            "gone".to_owned(),
        ),
        (
            r#"GET ~/functions/64000000000000000000cccc 404 {"error":"app not found","error_code":"AppNotFound"}
               GET ~/functions 404 {"error":"app not found","error_code":"AppNotFound"}
               GET ^/apps 200 []"#,
            "gone".to_owned(),
        ),
        (
            r#"GET ~/functions/64000000000000000000cccc 404 {"error":"function not found","error_code":"FunctionNotFound"}
               GET ~/functions 200 [{"_id":"64000000000000000000cccc","name":"f"}]"#,
            format!("{UNREADABLE} | GET {functions}/{ID}"),
        ),
        (
            r#"GET ~/functions/64000000000000000000cccc 404 {"error":"app not found","error_code":"AppNotFound"}
               GET ~/functions 404 {"error":"app not found","error_code":"AppNotFound"}
               GET ^/apps 200 [{"_id":"64000000000000000000bbbb"}]"#,
            format!("{UNREADABLE} | GET {functions}"),
        ),
        (
            r#"GET ~/functions/64000000000000000000cccc 404 <html>nginx</html>
               GET ~/functions 404 <html>nginx</html>
               GET ^/apps 404 {"error":"group could not be found","error_code":"GroupNotFound"}"#,
            format!(
                "App Services answered 404 (GroupNotFound): \"group could not be found\" | GET /groups/{PROJECT}/apps"
            ),
        ),
        (
            "GET ~/functions/64000000000000000000cccc 404 {}
             GET ~/functions 500 {}",
            format!("App Services answered 500: \"(no message)\" | GET {functions}"),
        ),
    ] {
        assert_eq!(seen(answers).await, what);
    }
}

const GONE: &str = "GET ~/functions/64000000000000000000cccc 404 {}
    GET ~/functions 200 []";

/// With a clock of the server that stands still, the wait for a young object ends by this process's own.
#[tokio::test]
async fn a_wait_for_a_young_object_ends_although_the_servers_clock_stands_still() {
    let world = World::with(Duration::from_millis(900), Duration::ZERO, script(GONE));
    let began = std::time::Instant::now();
    assert!(
        world
            .read("function", &function())
            .await
            .expect("proof")
            .is_none()
    );
    assert!(began.elapsed() < Duration::from_secs(20));
    let looks = world
        .server
        .lines()
        .iter()
        .filter(|line| line.ends_with(ID))
        .count();
    assert!(looks >= 2, "a young object is looked for again");
}

#[tokio::test]
async fn a_wait_for_a_young_object_ends_with_the_interrupt() {
    let world = World::with(Duration::from_secs(3600), Duration::ZERO, script(GONE));
    let state = function();
    let (read, ()) = tokio::join!(world.read("function", &state), async {
        world
            .server
            .until(&format!("GET {}", path("functions")))
            .await;
        world.client.stop();
    });
    assert!(
        read.expect_err("an interrupt")[0]
            .detail
            .contains("nterrupted")
    );
}

/// An app and what is in it are made in one apply, by a server whose reads lag: its first list is a 404.
#[tokio::test]
async fn the_list_before_a_creation_waits_for_a_young_app() {
    let answers = r#"
        GET ~/functions 404 {"error":"app not found","error_code":"AppNotFound"}
        GET ~/functions 404 {"error":"app not found","error_code":"AppNotFound"}
        GET ~/functions 200 []
        POST ~/functions 201 {"_id":"64000000000000000000cccc","name":"f"}
    "#;
    let world = World::with(Duration::from_secs(5), Duration::ZERO, script(answers));
    let config = values(
        "function",
        json!({ "app_id": APP, "name": "f", "source": "1" }),
    );
    let applied = world.apply("function", &Value::Null, &config).await;
    assert_eq!(applied.diagnostics, []);
    assert_eq!(applied.state.attribute("id").as_str(), Some(ID));
}

#[tokio::test]
async fn a_later_answer_does_not_replace_what_only_the_creation_tells() {
    let answers = r#"
        GET ~/api_keys 200 [{"_id":"64000000000000000000cccc","name":"k","disabled":false,"key":"****"}]
        GET ~/api_keys/64000000000000000000cccc 200 {"_id":"64000000000000000000cccc","name":"k","disabled":false,"key":"****"}
    "#;
    let state = values(
        "api_key",
        json!({ "app_id": APP, "project_id": PROJECT, "id": ID, "name": "k", "disabled": false, "key": "real" }),
    );
    let read = World::new(script(answers))
        .read("api_key", &state)
        .await
        .expect("an answer")
        .expect("there");
    assert_eq!(read.attribute("key").as_str(), Some("real"));
    let imported = values(
        "api_key",
        json!({ "app_id": APP, "project_id": PROJECT, "id": ID, "name": "k", "disabled": false }),
    );
    let read = World::new(script(answers))
        .read("api_key", &imported)
        .await
        .expect("an answer")
        .expect("there");
    assert!(read.attribute("key").is_null());
}

/// Without the server's date nobody knows how old an object is, so each is looked for again.
#[tokio::test]
async fn without_a_date_an_object_counts_as_young() {
    let lists = Mutex::new(0);
    let world = World::with(
        Duration::from_secs(20),
        Duration::ZERO,
        move |heard| match heard.method.as_str() {
            _ if heard.path.starts_with("/auth/") => Answer::Is(0, String::new()),
            _ => {
                let mut lists = lists.lock().expect("no panic");
                *lists += 1;
                Answer::ok(if *lists == 1 {
                    json!([])
                } else {
                    json!([{ "_id": ID, "name": "s" }])
                })
            }
        },
    );
    let state = values(
        "secret",
        json!({ "app_id": APP, "project_id": PROJECT, "id": ID, "name": "s" }),
    );
    assert!(
        world
            .read("secret", &state)
            .await
            .expect("an answer")
            .is_some()
    );
}

/// What cannot change is no drift when an answer leaves it out; what every object has makes the object.
#[tokio::test]
async fn a_document_that_leaves_things_out_replaces_nothing() {
    let key = values(
        "api_key",
        json!({ "app_id": APP, "project_id": PROJECT, "id": ID, "name": "k", "disabled": false }),
    );
    let only_the_id = r#"
        GET ~/api_keys 200 [{"_id":"64000000000000000000cccc"}]
        GET ~/api_keys/64000000000000000000cccc 200 {"_id":"64000000000000000000cccc"}
    "#;
    let errors = World::new(script(only_the_id))
        .read("api_key", &key)
        .await
        .expect_err("no API key");
    assert!(
        errors[0].detail.contains("it has no field \"name\""),
        "{}",
        errors[0].detail
    );

    let Value::Map(mut shop) = honest::state("app") else {
        panic!("an object")
    };
    shop.insert("location".to_owned(), Value::string("DE-FF"));
    let answers = r#"
        GET ^/apps 200 [{"_id":"64000000000000000000bbbb","name":"shop","client_app_id":"shop-abcde"}]
        GET ~ 200 {"_id":"64000000000000000000bbbb","name":"shop","client_app_id":"shop-abcde"}
    "#;
    let read = World::new(script(answers))
        .read("app", &Value::Map(shop))
        .await
        .expect("an answer")
        .expect("there");
    assert_eq!(read.attribute("location").as_str(), Some("DE-FF"));
}
