//! What goes from call to call: identities, notes, write-only values.

use super::*;

#[tokio::test]
async fn identities_that_change_or_are_missing() {
    let identity = |mutable| {
        let schema = IdentitySchema::new([IdentityAttribute::string("id").required_for_import()]);
        Some(match mutable {
            true => schema.mutable(),
            false => schema,
        })
    };
    let read = async |mutable, answer: fn() -> Value| {
        let server = Mistaken {
            identity: identity(mutable),
            ..Mistaken::new(THING, answer)
        }
        .served();
        let resource = &server.resources()[0];
        let request = ReadResourceRequest {
            state: value(resource.schema(), r#"{"id":"1","name":"a"}"#),
            identity: Some(Value::object([("id", "1".into())])),
            ..ReadResourceRequest::default()
        };
        server
            .read_resource(resource, request, &Call::default())
            .await
            .err()
            .map(|errors| told(&errors))
            .unwrap_or_default()
    };
    let other = || {
        Value::object([
            ("id", "2".into()),
            ("name", "a".into()),
            ("size", Value::Null),
        ])
    };
    let none = || {
        Value::object([
            ("id", Value::Null),
            ("name", "a".into()),
            ("size", Value::Null),
        ])
    };
    expect!["The identity of an object of test_thing changed in id, while the object stayed; make that replace the object, or the identity mutable"]
        .assert_eq(&read(false, other).await);
    expect![""].assert_eq(&read(true, other).await);
    expect!["test_thing has an object without an identity: all of id are null"]
        .assert_eq(&read(false, none).await);
}

/// An id that any change might make anew by the schema, and that core must know all the same. Where
/// it cannot be known, because the object is new, there is no identity: Terraform since 1.12 shows
/// no plan with an unknown one.
#[test]
fn a_planned_identity_is_known_or_none() {
    let identity = Some(IdentitySchema::new([IdentityAttribute::string("id")]));
    let text = "id: string computed; name: string required; zone: string optional replaces";
    let server = Mistaken {
        identity,
        ..Mistaken::new(text, || Value::Null)
    }
    .served();
    let resource = &server.resources()[0];
    let plan = |prior: &str, config: &str, identity: Option<Value>| {
        let prior = value(resource.schema(), prior);
        let config = value(resource.schema(), config);
        let request = PlanRequest {
            prior,
            config,
            identity,
            ..PlanRequest::default()
        };
        let answer = server
            .plan_resource(resource, &request, &Call::default())
            .expect("a plan");
        assert_eq!(answer.plan.diagnostics, []);
        answer
            .identity
            .map_or_else(|| "none".to_owned(), |identity| show(&identity))
    };
    let before = || Some(Value::object([("id", "1".into())]));
    expect!["none"].assert_eq(&plan("null", r#"{"name":"a"}"#, None));
    expect![[r#"{"id":"1"}"#]].assert_eq(&plan(
        r#"{"id":"1","name":"a"}"#,
        r#"{"name":"b"}"#,
        before(),
    ));
    expect![[r#"{"id":"1"}"#]].assert_eq(&plan(
        r#"{"id":"1","name":"a"}"#,
        r#"{"name":"b"}"#,
        None,
    ));
    expect!["none"].assert_eq(&plan(
        r#"{"id":"1","name":"a"}"#,
        r#"{"name":"a","zone":"z"}"#,
        before(),
    ));
    expect![[r#"{"id":"1"}"#]].assert_eq(&plan(r#"{"id":"1","name":"a"}"#, "null", before()));
}

/// What is known of a new object's identity does not make up for what is not.
#[test]
fn an_identity_that_is_known_in_part_is_none() {
    let identity = Some(IdentitySchema::new(
        ["name", "id"].map(IdentityAttribute::string),
    ));
    let server = Mistaken {
        identity,
        ..Mistaken::new(THING, || Value::Null)
    }
    .served();
    let resource = &server.resources()[0];
    let plan = |config: &str| {
        let request = PlanRequest {
            config: value(resource.schema(), config),
            ..PlanRequest::default()
        };
        server
            .plan_resource(resource, &request, &Call::default())
            .expect("a plan")
            .identity
    };
    assert_eq!(plan(r#"{"name":"a"}"#), None);
    assert_eq!(plan(r#"{"name":"?"}"#), None);
}

/// What is deferred has no identity either, as long as that is not known.
#[test]
fn what_is_deferred_has_no_unknown_identity() {
    let identity = Some(IdentitySchema::new([IdentityAttribute::string("id")]));
    let modify = |plan: &mut ModifyPlanResponse| plan.deferred = Some(Deferred::AbsentPrerequisite);
    let server = Mistaken {
        identity,
        modify,
        ..Mistaken::new(THING, || Value::Null)
    }
    .served();
    let resource = &server.resources()[0];
    let config = value(resource.schema(), r#"{"name":"a"}"#);
    let request = PlanRequest::new(Value::Null, config);
    let call = Call::default().allowing_deferral();
    let answer = server
        .plan_resource(resource, &request, &call)
        .expect("a plan");
    assert!(answer.deferred.is_some() && answer.identity.is_none());
}

#[tokio::test]
async fn what_could_not_be_deleted_is_kept_with_its_notes() {
    for version in [0, 1] {
        let mut resource = Mistaken::new(THING, || Value::Null);
        resource.schema.version = version;
        let server = resource.served();
        let resource = &server.resources()[0];
        let prior = value(resource.schema(), r#"{"id":"1","name":"a"}"#);
        let private = Private(b"{}".to_vec());
        let request = ApplyRequest {
            prior: prior.clone(),
            private: private.clone(),
            ..ApplyRequest::default()
        };
        let applied = server
            .apply_resource(resource, request, &Call::default())
            .await;
        assert!(applied.state == prior && applied.private == private);
        assert_eq!(applied.diagnostics.len(), 1);
    }
}

/// Whatever an answer says, a write-only value is in no plan and no state.
#[tokio::test]
async fn write_only_values_are_taken_out_of_every_answer() {
    let text = "name: string required; hidden: string optional write-only";
    let told = || Value::object([("name", "a".into()), ("hidden", "told".into())]);
    let server = Mistaken::new(text, told).served();
    let resource = &server.resources()[0];
    let block = &resource.schema().block;
    let config = value(resource.schema(), r#"{"name":"a","hidden":"told"}"#);
    let state = value(resource.schema(), r#"{"name":"a"}"#);
    let call = Call::default();

    let request = PlanRequest::new(Value::Null, config.clone());
    let plan = server
        .plan_resource(resource, &request, &call)
        .expect("a plan");
    let create = ApplyRequest::of(&plan, Value::Null, config.clone());
    let update = ApplyRequest::of(&plan, state.clone(), config);
    let stored = serde_json::json!({ "name": "a", "hidden": "told" });
    let answers = [
        plan.plan.planned,
        server.apply_resource(resource, create, &call).await.state,
        server.apply_resource(resource, update, &call).await.state,
        server
            .read_resource(resource, ReadResourceRequest::new(state), &call)
            .await
            .expect("it is read")
            .state
            .expect("it is there"),
        server
            .import_resource(resource, ImportBy::Id("a"), &call)
            .await
            .expect("it is imported")
            .state,
        server
            .upgrade_resource_state(resource, 0, stored)
            .expect("it is upgraded")
            .0,
        server
            .move_resource(resource, &moved())
            .expect("it is moved")
            .state,
    ];
    for (at, answer) in answers.iter().enumerate() {
        assert!(
            answer.attribute("hidden").is_null() && answer.attribute("name").as_str() == Some("a"),
            "answer {at} is {}",
            show(answer)
        );
        assert_eq!(crate::engine::check::check_type(block, answer), []);
    }
}

/// Core plans a replacement again over nothing, with the notes of the first plan.
#[test]
fn the_second_plan_of_a_replacement_has_no_state_and_keeps_the_notes() {
    let text = "id: string computed keeps; name: string required replaces";
    let server = Mistaken::new(text, || Value::Null).served();
    let resource = &server.resources()[0];
    let call = Call::default();
    let config = value(resource.schema(), r#"{"name":"b"}"#);
    let private = Private(br#"{"a":1}"#.to_vec());
    let prior = value(resource.schema(), r#"{"id":"1","name":"a"}"#);
    let first = PlanRequest {
        prior,
        config: config.clone(),
        private: private.clone(),
        ..PlanRequest::default()
    };
    let first = server
        .plan_resource(resource, &first, &call)
        .expect("a plan");
    assert_eq!(first.plan.replaces.len(), 1);
    let second = PlanRequest {
        config,
        private: first.private,
        ..PlanRequest::default()
    };
    let second = server
        .plan_resource(resource, &second, &call)
        .expect("a plan");
    assert!(second.plan.planned.attribute("id").is_unknown() && second.plan.replaces.is_empty());
    assert_eq!(second.private, private);
}

#[tokio::test]
async fn notes_stay_unless_they_are_changed() {
    let made = || {
        Value::object([
            ("id", "1".into()),
            ("name", "a".into()),
            ("size", Value::Null),
        ])
    };
    let server = Mistaken::new(THING, made).served();
    let resource = &server.resources()[0];
    let planned = value(resource.schema(), r#"{"id":"?","name":"a"}"#);
    let private = Private(br#"{"a":1}"#.to_vec());
    let request = ApplyRequest {
        planned,
        private: private.clone(),
        ..ApplyRequest::default()
    };
    let applied = server
        .apply_resource(resource, request, &Call::default())
        .await;
    assert_eq!(applied.private, private);
    assert_eq!(applied.diagnostics, []);
}
