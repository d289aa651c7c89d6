//! Answers that core would refuse: what is told of them, and what is kept.

use super::*;

/// Creates, and compares what is told and what is kept.
async fn create(answer: fn() -> Value, expected: Expect) {
    let resource = Mistaken::new(THING, answer);
    let config = value(&resource.schema, r#"{"name":"a"}"#);
    let planned = value(&resource.schema, r#"{"id":"?","name":"a"}"#);
    let applied = apply_resource(
        &resource,
        ApplyRequest {
            planned,
            config,
            ..ApplyRequest::default()
        },
    )
    .await;
    expected.assert_eq(&format!(
        "{}\nkept: {}",
        told(&applied.diagnostics),
        show(&applied.state)
    ));
}

#[tokio::test]
async fn a_forgotten_attribute() {
    create(
        || Value::object([("id", "1".into()), ("name", "a".into())]),
        expect![[r#"
            test_thing gave an answer to ApplyResourceChange that Terraform would refuse:
              size: is missing; set it to Value::Null if it has no value
            kept: {"id":"1","name":"a","size":null}"#]],
    )
    .await;
}

#[tokio::test]
async fn an_attribute_of_another_type() {
    create(
        || {
            Value::object([
                ("id", 1.into()),
                ("name", "a".into()),
                ("size", Value::Null),
                ("colour", "red".into()),
            ])
        },
        expect![[r#"
            test_thing gave an answer to ApplyResourceChange that Terraform would refuse:
              id: must be a string, not a number
              colour: is not in the schema; remove it or declare it
            kept: {"id":null,"name":"a","size":null}"#]],
    )
    .await;
}

#[tokio::test]
async fn an_unknown_value_after_apply() {
    create(
        || {
            Value::object([
                ("id", Value::UNKNOWN),
                ("name", "a".into()),
                ("size", Value::Null),
            ])
        },
        expect![[r#"
            test_thing gave an answer to ApplyResourceChange that Terraform would refuse:
              id: is still unknown; set what it has become, Value::Null where that is nothing
            kept: {"id":null,"name":"a","size":null}"#]],
    )
    .await;
}

#[tokio::test]
async fn a_value_that_was_planned_otherwise() {
    create(
        || {
            Value::object([
                ("id", "1".into()),
                ("name", "b".into()),
                ("size", Value::Null),
            ])
        },
        expect![[r#"
            test_thing gave an answer to ApplyResourceChange that Terraform would refuse:
              name: is not what was planned
            kept: {"id":"1","name":"b","size":null}"#]],
    )
    .await;
}

#[test]
fn a_struct_of_another_schema() {
    #[derive(Serialize)]
    struct Thing {
        id: String,
        nmae: String,
    }
    let error = to_value(
        &Thing {
            id: "1".to_owned(),
            nmae: "a".to_owned(),
        },
        &schema(THING).block.ty(),
    )
    .expect_err("it does not fit");
    let diagnostic = error.diagnostic("test_thing");
    expect![
        "A value of test_thing does not fit its Rust type: nmae: the schema has no such attribute"
    ]
    .assert_eq(&told(&[diagnostic]));
}

#[tokio::test]
async fn a_read_and_an_import_that_are_no_states() {
    let provider = Of::one(Mistaken::new(THING, || {
        Value::object([("id", Value::UNKNOWN), ("name", 1.into())])
    }));
    let resource = provider.resources()[0].as_ref();
    let state = value(resource.schema(), r#"{"id":"1","name":"a"}"#);
    let current = Current {
        state: &state,
        private: &Private::default(),
        meta: &Value::Null,
        deferral_allowed: false,
        connection: &HostConnection::default(),
    };
    let read = read_resource(&provider, resource, &current, None)
        .await
        .expect_err("it is no state");
    let import = import_resource(&provider, resource, "1", false)
        .await
        .expect_err("it is no state");
    expect![[r#"
        test_thing gave an answer to ReadResource that Terraform would refuse:
          name: must be a string, not a number
          size: is missing; set it to Value::Null if it has no value
          id: is still unknown; set what it has become, Value::Null where that is nothing
        test_thing gave an answer to ImportResourceState that Terraform would refuse:
          name: must be a string, not a number
          size: is missing; set it to Value::Null if it has no value
          id: is still unknown; set what it has become, Value::Null where that is nothing"#]]
    .assert_eq(&told(&[read, import].concat()));
}

#[test]
fn plans_that_core_would_refuse() {
    let plan = |refine: fn(&PlanRequest, &mut ResourcePlan)| {
        let resource = Mistaken {
            refine,
            ..Mistaken::new(THING, || Value::Null)
        };
        let config = value(&resource.schema, r#"{"name":"a"}"#);
        let provider = Of::one(resource);
        let request = PlanRequest {
            config,
            ..PlanRequest::default()
        };
        match plan_resource(&provider, provider.resources()[0].as_ref(), &request) {
            Ok(plan) => told(&plan.plan.diagnostics),
            Err(errors) => told(&errors),
        }
    };
    expect![[r#"
        test_thing gave an answer to PlanResourceChange that Terraform would refuse:
          name: planned value does not match config value"#]]
    .assert_eq(&plan(|_, plan| put(plan, "name", "A".into())));
    expect![[r#"
        test_thing gave an answer to PlanResourceChange that Terraform would refuse:
          name: must be a string, not a number"#]]
    .assert_eq(&plan(|_, plan| put(plan, "name", 1.into())));
    expect!["test_thing put off a change that this run cannot put off; it must look at deferral_allowed first"]
        .assert_eq(&plan(|_, plan| plan.deferred = Some(Deferred::AbsentPrerequisite)));
}

fn put(plan: &mut ResourcePlan, name: &str, value: Value) {
    let Value::Map(values) = &mut plan.plan.planned else {
        return;
    };
    values.insert(name.to_owned(), value);
}

/// Whatever an update answers, the object is there, and the state must find it again.
#[tokio::test]
async fn answers_that_say_nothing() {
    let provider = Of::one(Mistaken::new(THING, || Value::Null));
    let resource = provider.resources()[0].as_ref();
    let state = value(resource.schema(), r#"{"id":"1","name":"a"}"#);
    let current = Current {
        state: &state,
        private: &Private::default(),
        meta: &Value::Null,
        deferral_allowed: false,
        connection: &HostConnection::default(),
    };
    let read = read_resource(&provider, resource, &current, None)
        .await
        .expect_err("null is not gone");
    let moved = move_resource(resource, &moved()).expect_err("null is nothing");
    let source = Mistaken::new(THING, || Value::Null);
    let config = value(resource.schema(), r#"{"name":"a"}"#);
    let query = Query {
        config: &config,
        meta: &Value::Null,
        deferral_allowed: false,
    };
    let data = read_data_source(&provider, &source, &query)
        .await
        .expect_err("null is nothing");
    expect![[r#"
        test_thing answered ReadResource with a null value, which says nothing
        test_thing answered MoveResourceState with a null value, which says nothing
        test_thing answered ReadDataSource with a null value, which says nothing"#]]
    .assert_eq(&told(&[read, moved, data].concat()));
}

/// Each answer may be put off where core allows it, and must not be where it does not.
#[tokio::test]
async fn answers_that_are_put_off() {
    let provider = Of(Schema::default(), Vec::new(), Vec::new());
    let open = || {
        Value::object([
            ("id", Value::UNKNOWN),
            ("name", "a".into()),
            ("size", Value::Null),
        ])
    };
    let one = Mistaken {
        deferred: Some(Deferred::AbsentPrerequisite),
        ..Mistaken::new(THING, open)
    };
    let config = value(&one.schema, r#"{"name":"a"}"#);
    for allowed in [true, false] {
        let query = Query {
            config: &config,
            meta: &Value::Null,
            deferral_allowed: allowed,
        };
        let answers = [
            import_resource(&provider, &one, "1", allowed)
                .await
                .map(|found| found.deferred),
            read_data_source(&provider, &one, &query)
                .await
                .map(|found| found.deferred),
            open_ephemeral(&provider, &one, &config, allowed)
                .await
                .map(|opened| opened.deferred),
        ];
        for answer in answers {
            match answer {
                Ok(deferred) => assert!(allowed && deferred == Some(Deferred::AbsentPrerequisite)),
                Err(errors) => assert!(
                    !allowed && told(&errors).contains("must look at deferral_allowed first")
                ),
            }
        }
    }
}

/// Core never hears of an ephemeral resource that was refused, so the provider ends it.
#[tokio::test]
async fn what_was_opened_and_refused_is_closed() {
    let provider = Of(Schema::default(), Vec::new(), Vec::new());
    let one = Mistaken::new(THING, || {
        Value::object([
            ("id", Value::UNKNOWN),
            ("name", "a".into()),
            ("size", Value::Null),
        ])
    });
    let errors = open_ephemeral(
        &provider,
        &one,
        &value(&one.schema, r#"{"name":"a"}"#),
        false,
    )
    .await
    .expect_err("it is not known");
    expect![[r#"
        test_thing gave an answer to OpenEphemeralResource that Terraform would refuse:
          id: is still unknown; set what it has become, Value::Null where that is nothing
        Closed."#]]
    .assert_eq(&told(&errors));
}

#[test]
fn lists_of_what_core_cannot_read() {
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
    let resource = Mistaken {
        identity,
        ..Mistaken::new(THING, || Value::Null)
    };
    let listed = |identity: Value, state: Option<Value>| {
        check_listed(
            &resource,
            Listed {
                identity,
                display_name: String::new(),
                state,
                warnings: Vec::new(),
            },
        )
    };
    let right = || Value::object([("id", "1".into())]);
    assert!(listed(right(), None).is_ok());
    let wrong = listed(Value::object([("id", 1.into())]), None).expect_err("a number");
    let short = listed(right(), Some(Value::object([("id", "1".into())]))).expect_err("no name");
    expect![[r#"
        The list of test_thing found an object whose identity is not of its identity schema
        test_thing gave an answer to ListResource that Terraform would refuse:
          name: is missing; set it to Value::Null if it has no value
          size: is missing; set it to Value::Null if it has no value"#]]
    .assert_eq(&told(&[wrong, short].concat()));
}
