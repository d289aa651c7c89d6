//! What goes from call to call: identities, notes, write-only values.

use super::*;

#[tokio::test]
async fn identities_that_change_or_are_missing() {
    let identity = |mutable| {
        let id = IdentityAttribute {
            name: "id".to_owned(),
            ty: Type::String,
            required: true,
            description: String::new(),
        };
        Some(IdentitySchema {
            version: 0,
            attributes: vec![id],
            mutable,
        })
    };
    let read = async |mutable, answer: fn() -> Value| {
        let provider = Of::one(Mistaken {
            identity: identity(mutable),
            ..Mistaken::new(THING, answer)
        });
        let resource = provider.resources()[0].as_ref();
        let state = value(resource.schema(), r#"{"id":"1","name":"a"}"#);
        let current = Current {
            state: &state,
            private: &Private::default(),
            meta: &Value::Null,
            deferral_allowed: false,
            connection: &HostConnection::default(),
        };
        let before = Value::object([("id", "1".into())]);
        read_resource(&provider, resource, &current, Some(&before))
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
    let id = IdentityAttribute {
        name: "id".to_owned(),
        ty: Type::String,
        required: true,
        description: String::new(),
    };
    let identity = Some(IdentitySchema {
        attributes: vec![id],
        ..IdentitySchema::default()
    });
    let text = "id: string computed; name: string required; zone: string optional replaces";
    let provider = Of::one(Mistaken {
        identity,
        ..Mistaken::new(text, || Value::Null)
    });
    let resource = provider.resources()[0].as_ref();
    let plan = |prior: &str, config: &str, identity: Option<Value>| {
        let prior = value(resource.schema(), prior);
        let config = value(resource.schema(), config);
        let request = PlanRequest {
            prior,
            config,
            identity,
            ..PlanRequest::default()
        };
        let answer = plan_resource(&provider, resource, &request).expect("a plan");
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
    let part = |name: &str| IdentityAttribute {
        name: name.to_owned(),
        ty: Type::String,
        required: true,
        description: String::new(),
    };
    let identity = Some(IdentitySchema {
        attributes: vec![part("name"), part("id")],
        ..IdentitySchema::default()
    });
    let provider = Of::one(Mistaken {
        identity,
        ..Mistaken::new(THING, || Value::Null)
    });
    let resource = provider.resources()[0].as_ref();
    let plan = |config: &str| {
        let request = PlanRequest {
            config: value(resource.schema(), config),
            ..PlanRequest::default()
        };
        plan_resource(&provider, resource, &request)
            .expect("a plan")
            .identity
    };
    assert_eq!(plan(r#"{"name":"a"}"#), None);
    assert_eq!(plan(r#"{"name":"?"}"#), None);
}

/// What is put off has no identity either, as long as that is not known.
#[test]
fn what_is_put_off_has_no_unknown_identity() {
    let id = IdentityAttribute {
        name: "id".to_owned(),
        ty: Type::String,
        required: true,
        description: String::new(),
    };
    let identity = Some(IdentitySchema {
        attributes: vec![id],
        ..IdentitySchema::default()
    });
    let refine = |_: &PlanRequest, plan: &mut ResourcePlan| {
        plan.deferred = Some(Deferred::AbsentPrerequisite)
    };
    let provider = Of::one(Mistaken {
        identity,
        refine,
        ..Mistaken::new(THING, || Value::Null)
    });
    let resource = provider.resources()[0].as_ref();
    let config = value(resource.schema(), r#"{"name":"a"}"#);
    let request = PlanRequest {
        config,
        deferral_allowed: true,
        ..PlanRequest::default()
    };
    let answer = plan_resource(&provider, resource, &request).expect("a plan");
    assert!(answer.deferred.is_some() && answer.identity.is_none());
}

#[tokio::test]
async fn what_could_not_be_deleted_is_kept_with_its_notes() {
    for version in [0, 1] {
        let mut resource = Mistaken::new(THING, || Value::Null);
        resource.schema.version = version;
        let prior = value(&resource.schema, r#"{"id":"1","name":"a"}"#);
        let private = Private(b"{}".to_vec());
        let request = ApplyRequest {
            prior: prior.clone(),
            private: private.clone(),
            ..ApplyRequest::default()
        };
        let applied = apply_resource(&resource, request).await;
        assert!(
            applied.state == prior
                && applied.private == Some(private)
                && applied.diagnostics.len() == 1
        );
    }
}

/// Whatever an answer says, a write-only value is in no plan and no state.
#[tokio::test]
async fn write_only_values_are_taken_out_of_every_answer() {
    let text = "name: string required; hidden: string optional write-only";
    let told = || Value::object([("name", "a".into()), ("hidden", "told".into())]);
    let provider = Of::one(Mistaken::new(text, told));
    let resource = provider.resources()[0].as_ref();
    let block = &resource.schema().block;
    let config = value(resource.schema(), r#"{"name":"a","hidden":"told"}"#);
    let state = value(resource.schema(), r#"{"name":"a"}"#);

    let request = PlanRequest {
        config: config.clone(),
        ..PlanRequest::default()
    };
    let plan = plan_resource(&provider, resource, &request)
        .expect("a plan")
        .plan
        .planned;
    let create = ApplyRequest {
        planned: plan.clone(),
        config: config.clone(),
        ..ApplyRequest::default()
    };
    let update = ApplyRequest {
        prior: state.clone(),
        planned: plan.clone(),
        config,
        ..ApplyRequest::default()
    };
    let current = Current {
        state: &state,
        private: &Private::default(),
        meta: &Value::Null,
        deferral_allowed: false,
        connection: &HostConnection::default(),
    };
    let answers = [
        plan,
        apply_resource(resource, create).await.state,
        apply_resource(resource, update).await.state,
        read_resource(&provider, resource, &current, None)
            .await
            .expect("it is read")
            .expect("it is there")
            .state,
        import_resource(&provider, resource, "a", false)
            .await
            .expect("it is imported")
            .state,
        upgrade_resource_state(
            resource,
            0,
            serde_json::json!({ "name": "a", "hidden": "told" }),
        )
        .expect("it is upgraded"),
        move_resource(resource, &moved())
            .expect("it is moved")
            .state,
    ];
    for (at, answer) in answers.iter().enumerate() {
        assert!(
            answer.get("hidden").is_null() && answer.get("name").as_str() == Some("a"),
            "answer {at} is {}",
            show(answer)
        );
        assert_eq!(crate::engine::check::check_type(block, answer), []);
    }
}

/// Core plans a replacement again over nothing, with the notes of the first plan.
#[test]
fn the_second_plan_of_a_replacement_has_no_state_and_keeps_the_notes() {
    let provider = Of::one(Mistaken::new(
        "id: string computed keeps; name: string required replaces",
        || Value::Null,
    ));
    let resource = provider.resources()[0].as_ref();
    let config = value(resource.schema(), r#"{"name":"b"}"#);
    let private = Private(br#"{"a":1}"#.to_vec());
    let prior = value(resource.schema(), r#"{"id":"1","name":"a"}"#);
    let first = PlanRequest {
        prior,
        config: config.clone(),
        private: private.clone(),
        ..PlanRequest::default()
    };
    let first = plan_resource(&provider, resource, &first).expect("a plan");
    assert_eq!(first.plan.replaces.len(), 1);
    let second = PlanRequest {
        config,
        private: first.private,
        ..PlanRequest::default()
    };
    let second = plan_resource(&provider, resource, &second).expect("a plan");
    assert!(second.plan.planned.get("id").is_unknown() && second.plan.replaces.is_empty());
    assert_eq!(second.private, private);
}

#[tokio::test]
async fn notes_stay_unless_they_are_changed() {
    let resource = Mistaken::new(THING, || {
        Value::object([
            ("id", "1".into()),
            ("name", "a".into()),
            ("size", Value::Null),
        ])
    });
    let planned = value(&resource.schema, r#"{"id":"?","name":"a"}"#);
    let private = Private(br#"{"a":1}"#.to_vec());
    let applied = apply_resource(
        &resource,
        ApplyRequest {
            planned,
            private: private.clone(),
            ..ApplyRequest::default()
        },
    )
    .await;
    assert_eq!(applied.private, Some(private));
    assert_eq!(applied.diagnostics, []);
}
