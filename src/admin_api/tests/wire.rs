//! The transport over HTTP, against a server that says what no honest server would.

use serde_json::json;

use super::shown;
use crate::admin_api::{BaseUrl, Client, Credentials, Method, Request, Secret, segment};
use crate::testing::{Answer, FakeServer};

fn over_a_socket(server: &FakeServer) -> Client {
    let base_url = BaseUrl::parse(server.url(), false).expect("a URL");
    let credentials = Credentials {
        public_key: "key".to_owned(),
        private_key: Secret::new("hush-hush"),
    };
    Client::new(base_url, credentials)
}

#[tokio::test]
async fn a_request_goes_over_the_wire_as_it_says() {
    let server = FakeServer::start(|heard| match heard.path.starts_with("/auth/") {
        true => Answer::Is(0, String::new()),
        false => Answer::ok("{}"),
    });
    let client = over_a_socket(&server).for_terraform("1.11.4");
    for method in [
        Method::GET,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
    ] {
        let path = format!("/things/{}", segment("a/b c"));
        let request = Request::new(method.clone(), path)
            .with_query("q", "x & y")
            .with_body(json!({ "a": 1 }));
        let sent = client.send(&request).await;
        assert_eq!(shown(sent), "200 {}");
        let heard = server.heard().pop().expect("a request");
        assert_eq!(heard.method, method.as_str());
        assert_eq!(heard.path, "/things/a%2Fb%20c?q=x+%26+y");
        assert_eq!(heard.body, r#"{"a":1}"#);
        assert!(
            heard.agent.ends_with(" Terraform/1.11.4"),
            "{}",
            heard.agent
        );
    }
}

#[tokio::test]
async fn an_answer_has_a_size_that_is_read() {
    let most = "[]".to_owned() + &" ".repeat((64 << 20) - 2);
    for (body, seen) in [
        (most.clone(), "200 []"),
        (
            most + " ",
            "the answer is not one that App Services gives: it has more than 64 MiB",
        ),
    ] {
        let server = FakeServer::start(move |heard| match heard.path.as_str() {
            "/thing" => Answer::Is(200, body.clone()),
            _ => Answer::Is(0, String::new()),
        });
        let sent = over_a_socket(&server).send(&Request::get("/thing")).await;
        assert_eq!(shown(sent), seen);
    }
}
