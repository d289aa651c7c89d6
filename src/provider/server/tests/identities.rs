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

#[tokio::test]
async fn an_import_answers_an_identity_that_is_whole() {
    let call = Call::default();
    let imported = async |given: Option<fn() -> Value>, by: ImportBy<'_>| {
        let server = thing(given);
        let resource = &server.resources()[0];
        let found = server.import_resource(resource, by, &call).await;
        found.map(|found| found.identity)
    };
    assert_eq!(
        imported(Some(account), ImportBy::Id("1")).await,
        Ok(Some(whole()))
    );
    assert_eq!(imported(None, ImportBy::Id("1")).await, Ok(None));
    // The user's identity stays, whatever the resource gives.
    let green = Value::object([("id", "1".into()), ("account", "green".into())]);
    for given in [None, Some(account as fn() -> Value)] {
        let found = imported(given, ImportBy::Identity(&green)).await;
        assert_eq!(found, Ok(Some(green.clone())));
    }
}

#[tokio::test]
async fn a_given_identity_that_is_none_is_a_mistake() {
    let call = Call::default();
    let mut found = Vec::new();
    let wrong: [fn() -> Value; 4] = [
        || Value::object([("account", 7.into())]),
        || Value::object([("account", Value::UNKNOWN)]),
        || Value::object([("acount", "blue".into())]),
        || "blue".into(),
    ];
    for given in wrong {
        let server = thing(Some(given));
        let resource = &server.resources()[0];
        let config = value(resource.schema(), r#"{"name":"a"}"#);
        let request = PlanRequest::new(Value::Null, config.clone());
        let plan = server
            .plan_resource(resource, &request, &call)
            .expect("a plan");
        let create = ApplyRequest::of(&plan, Value::Null, config);
        let made = server.apply_resource(resource, create, &call).await;
        // The object is kept, and its identity can be sent.
        assert_eq!(made.state["id"].as_str(), Some("1"));
        let identity = made.identity.expect("an identity");
        assert!(identity["account"].is_null());
        let mistake = told(&made.diagnostics[..1]);
        let request = ReadResourceRequest::new(made.state);
        let read = server.read_resource(resource, request, &call).await;
        assert_eq!(told(&read.expect_err("it is refused")), mistake);
        let imported = server.import_resource(resource, ImportBy::Id("1"), &call);
        assert_eq!(told(&imported.await.expect_err("it is refused")), mistake);
        found.push(mistake);
    }
    expect![[r#"
        test_thing gave a wrong identity with with_identity: "account" is not known, not of its type, or no attribute of it
        test_thing gave a wrong identity with with_identity: "account" is not known, not of its type, or no attribute of it
        test_thing gave a wrong identity with with_identity: "acount" is not known, not of its type, or no attribute of it
        test_thing gave a wrong identity with with_identity: it is no object"#]].assert_eq(&found.join("\n"));
}

#[tokio::test]
async fn a_deferred_read_is_no_word_about_the_identity() {
    let server = Mistaken {
        identity: Some(IdentitySchema::new([IdentityAttribute::string("id")])),
        deferred: Some(Deferred::ResourceConfigUnknown),
        ..Mistaken::new(THING, || {
            Value::object([
                ("id", Value::Null),
                ("name", "a".into()),
                ("size", Value::Null),
            ])
        })
    }
    .served();
    let resource = &server.resources()[0];
    let state = value(resource.schema(), r#"{"id":"1","name":"a"}"#);
    let mut request = ReadResourceRequest::new(state);
    let before = Value::object([("id", "1".into())]);
    request.identity = Some(before.clone());
    let call = Call::default().allowing_deferral();
    let read = server.read_resource(resource, request, &call).await;
    assert_eq!(read.expect("it is deferred").identity, Some(before));
}
