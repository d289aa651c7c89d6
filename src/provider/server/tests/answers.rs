//! Answers that core would refuse: what is told of them, and what is kept.

use super::*;

/// Creates, and compares what is told and what is kept.
async fn create(answer: fn() -> Value, expected: Expect) {
    let server = Mistaken::new(THING, answer).served();
    let resource = &server.resources()[0];
    let request = ApplyRequest {
        planned: value(resource.schema(), r#"{"id":"?","name":"a"}"#),
        config: value(resource.schema(), r#"{"name":"a"}"#),
        ..ApplyRequest::default()
    };
    let applied = server
        .apply_resource(resource, request, &Call::default())
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
    let wrong = || Value::object([("id", Value::UNKNOWN), ("name", 1.into())]);
    let server = Mistaken::new(THING, wrong).served();
    let resource = &server.resources()[0];
    let call = Call::default();
    let current = ReadResourceRequest::new(value(resource.schema(), r#"{"id":"1","name":"a"}"#));
    let read = server
        .read_resource(resource, current, &call)
        .await
        .expect_err("it is no state");
    let import = server
        .import_resource(resource, ImportBy::Id("1"), &call)
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
    .assert_eq(&told(&[read.to_vec(), import.to_vec()].concat()));
}

#[test]
fn plans_that_core_would_refuse() {
    let plan = |modify: fn(&mut ModifyPlanResponse)| {
        let server = Mistaken {
            modify,
            ..Mistaken::new(THING, || Value::Null)
        }
        .served();
        let resource = &server.resources()[0];
        let config = value(resource.schema(), r#"{"name":"a"}"#);
        let request = PlanRequest::new(Value::Null, config);
        match server.plan_resource(resource, &request, &Call::default()) {
            Ok(plan) => told(&plan.plan.diagnostics),
            Err(errors) => told(&errors),
        }
    };
    expect![[r#"
        test_thing gave an answer to PlanResourceChange that Terraform would refuse:
          name: planned value does not match config value"#]]
    .assert_eq(&plan(|plan| put(plan, "name", "A".into())));
    expect![[r#"
        test_thing gave an answer to PlanResourceChange that Terraform would refuse:
          name: must be a string, not a number"#]]
    .assert_eq(&plan(|plan| put(plan, "name", 1.into())));
    expect!["test_thing deferred a change that this run cannot defer; it must look at deferral_allowed first"]
        .assert_eq(&plan(|plan| plan.deferred = Some(Deferred::AbsentPrerequisite)));
}

fn put(plan: &mut ModifyPlanResponse, name: &str, value: Value) {
    let Value::Map(values) = &mut plan.plan.planned else {
        return;
    };
    values.insert(name.to_owned(), value);
}

/// Whatever an update answers, the object is there, and the state must find it again.
#[tokio::test]
async fn answers_that_say_nothing() {
    let server = Mistaken::new(THING, || Value::Null).served();
    let resource = &server.resources()[0];
    let call = Call::default();
    let current = ReadResourceRequest::new(value(resource.schema(), r#"{"id":"1","name":"a"}"#));
    let read = server
        .read_resource(resource, current, &call)
        .await
        .expect_err("null is not gone");
    let moved = server
        .move_resource(resource, &moved())
        .expect_err("null is nothing");
    let config = value(resource.schema(), r#"{"name":"a"}"#);
    let data = server
        .read_data_source(&server.data_sources()[0], &config, &call)
        .await
        .expect_err("null is nothing");
    expect![[r#"
        test_thing answered ReadResource with a null value, which says nothing
        test_thing answered MoveResourceState with a null value, which says nothing
        test_thing answered ReadDataSource with a null value, which says nothing"#]]
    .assert_eq(&told(
        &[read.to_vec(), moved.to_vec(), data.to_vec()].concat(),
    ));
}

/// Each answer may be deferred where core allows it, and must not be where it does not.
#[tokio::test]
async fn answers_that_are_deferred() {
    let open = || {
        Value::object([
            ("id", Value::UNKNOWN),
            ("name", "a".into()),
            ("size", Value::Null),
        ])
    };
    let server = Mistaken {
        deferred: Some(Deferred::AbsentPrerequisite),
        ..Mistaken::new(THING, open)
    }
    .served();
    let config = value(server.resources()[0].schema(), r#"{"name":"a"}"#);
    for allowed in [true, false] {
        let call = match allowed {
            true => Call::default().allowing_deferral(),
            false => Call::default(),
        };
        let answers = [
            server
                .import_resource(&server.resources()[0], ImportBy::Id("1"), &call)
                .await
                .map(|found| found.deferred),
            server
                .read_data_source(&server.data_sources()[0], &config, &call)
                .await
                .map(|found| found.deferred),
            server
                .open_ephemeral(&server.ephemeral_resources()[0], &config, &call)
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
    let unknown = || {
        Value::object([
            ("id", Value::UNKNOWN),
            ("name", "a".into()),
            ("size", Value::Null),
        ])
    };
    let server = Mistaken::new(THING, unknown).served();
    let one = &server.ephemeral_resources()[0];
    let config = value(one.schema(), r#"{"name":"a"}"#);
    let errors = server
        .open_ephemeral(one, &config, &Call::default())
        .await
        .expect_err("it is not known");
    expect![[r#"
        test_thing gave an answer to OpenEphemeralResource that Terraform would refuse:
          id: is still unknown; set what it has become, Value::Null where that is nothing
        Closed."#]]
    .assert_eq(&told(&errors));
}

/// A list that finds one object.
struct Finds(Value, Option<Value>);

#[async_trait]
impl ListResource for Finds {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> Schema {
        Schema::default()
    }

    async fn list(&self, _: ListRequest<'_>, results: &mut dyn ListResultSink) -> Result<()> {
        let one = ListResult::new(self.0.clone(), "").with_state(self.1.clone());
        results.send(one).await;
        Ok(())
    }
}

/// A provider with that list.
struct Listing(Value, Option<Value>);

#[async_trait]
impl Provider for Listing {
    type Data = ();

    fn name(&self) -> &str {
        "test"
    }

    fn resources(&self) -> Vec<Box<dyn Resource>> {
        let identity = IdentitySchema::new([IdentityAttribute::string("id")]);
        vec![Box::new(Mistaken {
            identity: Some(identity),
            ..Mistaken::new(THING, || Value::Null)
        })]
    }

    fn list_resources(&self) -> Vec<Box<dyn ListResource>> {
        vec![Box::new(Finds(self.0.clone(), self.1.clone()))]
    }

    async fn configure(&self, _: ConfigureRequest<'_>) -> Result<ConfigureResponse<()>> {
        Ok(ConfigureResponse::new(()))
    }
}

/// Counts what a list finds.
struct Count(usize);

#[async_trait]
impl ListResultSink for Count {
    async fn send(&mut self, _: ListResult) -> bool {
        self.0 += 1;
        true
    }
}

#[tokio::test]
async fn lists_of_what_core_cannot_read() {
    let listed = async |identity: Value, state: Option<Value>| {
        let server = Server::new(Listing(identity, state));
        let call = Call::default();
        let empty = Value::object([]);
        assert_eq!(
            server.configure(&empty, "", &call).await,
            Ok(Diagnostics::new())
        );
        let list = &server.list_resources()[0];
        let mut found = Count(0);
        let options = ListOptions::default();
        let listed = server
            .list_objects(list, &empty, options, &mut found, &call)
            .await;
        listed.map(|()| found.0)
    };
    let right = || Value::object([("id", "1".into())]);
    assert_eq!(listed(right(), None).await, Ok(1));
    let wrong = listed(Value::object([("id", 1.into())]), None)
        .await
        .expect_err("a number");
    let short = listed(right(), Some(right())).await.expect_err("no name");
    expect![[r#"
        The list of test_thing found an object whose identity is not of its identity schema
        test_thing gave an answer to ListResource that Terraform would refuse:
          name: is missing; set it to Value::Null if it has no value
          size: is missing; set it to Value::Null if it has no value"#]]
    .assert_eq(&told(&[wrong.to_vec(), short.to_vec()].concat()));
}
