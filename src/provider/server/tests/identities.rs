//! Identities with an attribute that is not in the state.

use super::*;

fn thing(given: Option<fn() -> Value>) -> Server {
    let account = IdentityAttribute::string("account").not_in_state();
    let made = || {
        Value::object([
            ("id", "1".into()),
            ("name", "a".into()),
            ("size", Value::Null),
        ])
    };
    Mistaken {
        identity: Some(IdentitySchema::new([
            IdentityAttribute::string("id"),
            account,
        ])),
        given,
        ..Mistaken::new(THING, made)
    }
    .served()
}

fn account() -> Value {
    Value::object([("account", "blue".into())])
}

fn whole() -> Value {
    Value::object([("id", "1".into()), ("account", "blue".into())])
}

#[tokio::test]
async fn the_resource_gives_what_the_state_does_not_have() {
    let server = thing(Some(account));
    let resource = &server.resources()[0];
    let call = Call::default();
    let config = value(resource.schema(), r#"{"name":"a"}"#);
    let request = PlanRequest::new(Value::Null, config.clone());
    let plan = server
        .plan_resource(resource, &request, &call)
        .expect("a plan");
    assert_eq!(plan.identity, None, "it is not known yet");
    let create = ApplyRequest::of(&plan, Value::Null, config);
    let made = server.apply_resource(resource, create, &call).await;
    assert_eq!(made.diagnostics, []);
    assert_eq!(made.identity, Some(whole()));

    // An update gives nothing, so what is known stays.
    let config = value(resource.schema(), r#"{"name":"a","size":1}"#);
    let mut request = PlanRequest::new(made.state.clone(), config.clone());
    request.identity = made.identity;
    let plan = server
        .plan_resource(resource, &request, &call)
        .expect("a plan");
    assert_eq!(plan.identity, Some(whole()));

    // An import by id has none, and the read gives it.
    let read = server
        .read_resource(resource, ReadResourceRequest::new(made.state), &call)
        .await
        .expect("it is read");
    assert_eq!(read.identity, Some(whole()));
}

#[tokio::test]
async fn what_is_given_nowhere_is_a_mistake() {
    let server = thing(None);
    let resource = &server.resources()[0];
    let call = Call::default();
    let config = value(resource.schema(), r#"{"name":"a"}"#);
    let request = PlanRequest::new(Value::Null, config.clone());
    let plan = server
        .plan_resource(resource, &request, &call)
        .expect("a plan");
    let create = ApplyRequest::of(&plan, Value::Null, config);
    let made = server.apply_resource(resource, create, &call).await;
    let expected = expect![
        "test_thing gave no value for account of its identity, which is not in the state; give it with with_identity"
    ];
    expected.assert_eq(&told(&made.diagnostics));
    let read = server
        .read_resource(resource, ReadResourceRequest::new(made.state), &call)
        .await;
    expected.assert_eq(&told(&read.expect_err("it has no account")));
}
