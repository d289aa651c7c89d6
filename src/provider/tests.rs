//! What a provider's author hears about mistakes: the resource, the attribute, and how to mend it.

use async_trait::async_trait;
use expect_test::{Expect, expect};
use serde::Serialize;

use super::*;
use crate::engine::tests::language::{schema, show, value};
use crate::engine::{Attribute, Replace, Type, Usage, to_value, validators};

/// A resource whose author made a mistake.
struct Mistaken {
    schema: Schema,
    identity: Option<IdentitySchema>,
    /// What creating, updating, reading and importing give.
    answer: fn() -> Value,
    refine: fn(&PlanRequest, &mut ResourcePlan),
}

impl Mistaken {
    fn new(schema_text: &str, answer: fn() -> Value) -> Self {
        Self { schema: schema(schema_text), identity: None, answer, refine: |_, _| {} }
    }
}

#[async_trait]
impl Resource for Mistaken {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn identity(&self) -> Option<&IdentitySchema> {
        self.identity.as_ref()
    }

    fn refine_plan(&self, request: &PlanRequest, plan: &mut ResourcePlan) {
        (self.refine)(request, plan);
    }

    async fn create(&self, _: &Change<'_>) -> Applied {
        Applied::done((self.answer)())
    }

    async fn read(&self, _: &Current<'_>) -> Outcome<Option<Found>> {
        Ok(Some(Found::new((self.answer)())))
    }

    async fn update(&self, _: &Change<'_>) -> Applied {
        Applied::done((self.answer)())
    }

    async fn delete(&self, _: &Current<'_>) -> Outcome<Vec<Diagnostic>> {
        Err(vec![Diagnostic::error("It is in use", "")])
    }

    async fn import(&self, _: &str) -> Outcome<Found> {
        Ok(Found::new((self.answer)()))
    }
}

struct Of(Schema, Vec<Box<dyn Resource>>, Vec<Box<dyn Function>>);

impl Of {
    fn one(resource: Mistaken) -> Self {
        Self(Schema::default(), vec![Box::new(resource)], Vec::new())
    }
}

#[async_trait]
impl Provider for Of {
    fn name(&self) -> &str {
        "test"
    }

    fn schema(&self) -> &Schema {
        &self.0
    }

    fn resources(&self) -> &[Box<dyn Resource>] {
        &self.1
    }

    fn functions(&self) -> &[Box<dyn Function>] {
        &self.2
    }

    async fn configure(&self, _: &Configuration) -> Outcome<Vec<Diagnostic>> {
        Ok(Vec::new())
    }

    fn stop(&self) {}
}

const THING: &str = "id: string computed keeps; name: string required; size: number optional";

fn told(diagnostics: &[Diagnostic]) -> String {
    let report = "\nThis is a mistake in the provider, not in the configuration. Please report it to its developers with these lines.";
    diagnostics.iter().map(|one| one.detail.replace(report, "")).collect::<Vec<_>>().join("\n")
}

/// Creates, and compares what is told and what is kept.
async fn create(answer: fn() -> Value, expected: Expect) {
    let resource = Mistaken::new(THING, answer);
    let (config, planned) = (value(&resource.schema, r#"{"name":"a"}"#), value(&resource.schema, r#"{"id":"?","name":"a"}"#));
    let applied = apply_resource(&resource, ApplyRequest { planned, config, ..ApplyRequest::default() }).await;
    expected.assert_eq(&format!("{}\nkept: {}", told(&applied.diagnostics), show(&applied.state)));
}

#[tokio::test]
async fn a_forgotten_attribute() {
    create(
        || Value::object([("id", "1".into()), ("name", "a".into())]),
        expect![[r#"
            test_thing gave an answer to ApplyResourceChange that Terraform would refuse:
              size: is missing; set it, to Value::Null where there is nothing
            kept: {"id":"1","name":"a","size":null}"#]],
    )
    .await;
}

#[tokio::test]
async fn an_attribute_of_another_type() {
    create(
        || Value::object([("id", 1.into()), ("name", "a".into()), ("size", Value::Null), ("colour", "red".into())]),
        expect![[r#"
            test_thing gave an answer to ApplyResourceChange that Terraform would refuse:
              id: must be a string, and is a number
              colour: is no attribute of the schema; take it out or declare it
            kept: {"id":null,"name":"a","size":null}"#]],
    )
    .await;
}

#[tokio::test]
async fn an_unknown_value_after_apply() {
    create(
        || Value::object([("id", Value::UNKNOWN), ("name", "a".into()), ("size", Value::Null)]),
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
        || Value::object([("id", "1".into()), ("name", "b".into()), ("size", Value::Null)]),
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
    let error = to_value(&Thing { id: "1".to_owned(), nmae: "a".to_owned() }, &schema(THING).block.ty()).expect_err("it does not fit");
    let diagnostic = error.diagnostic("test_thing");
    expect!["A value of test_thing does not fit its Rust type: nmae: the schema has no such attribute"].assert_eq(&told(&[diagnostic]));
}

#[tokio::test]
async fn a_read_and_an_import_that_are_no_states() {
    let provider = Of::one(Mistaken::new(THING, || Value::object([("id", Value::UNKNOWN), ("name", 1.into())])));
    let resource = provider.resources()[0].as_ref();
    let state = value(resource.schema(), r#"{"id":"1","name":"a"}"#);
    let current = Current { state: &state, private: &Private::default(), meta: &Value::Null, deferral_allowed: false };
    let read = read_resource(&provider, resource, &current, None).await.expect_err("it is no state");
    let import = import_resource(&provider, resource, "1", false).await.expect_err("it is no state");
    expect![[r#"
        test_thing gave an answer to ReadResource that Terraform would refuse:
          name: must be a string, and is a number
          size: is missing; set it, to Value::Null where there is nothing
          id: is still unknown; set what it has become, Value::Null where that is nothing
        test_thing gave an answer to ImportResourceState that Terraform would refuse:
          name: must be a string, and is a number
          size: is missing; set it, to Value::Null where there is nothing
          id: is still unknown; set what it has become, Value::Null where that is nothing"#]]
    .assert_eq(&told(&[read, import].concat()));
}

#[test]
fn plans_that_core_would_refuse() {
    let plan = |refine: fn(&PlanRequest, &mut ResourcePlan)| {
        let resource = Mistaken { refine, ..Mistaken::new(THING, || Value::Null) };
        let config = value(&resource.schema, r#"{"name":"a"}"#);
        let provider = Of::one(resource);
        let request = PlanRequest { config, ..PlanRequest::default() };
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
          name: must be a string, and is a number"#]]
    .assert_eq(&plan(|_, plan| put(plan, "name", 1.into())));
    expect!["test_thing put off a change that this run cannot put off; it must look at deferral_allowed first"]
        .assert_eq(&plan(|_, plan| plan.deferred = Some(Deferred::AbsentPrerequisite)));
}

fn put(plan: &mut ResourcePlan, name: &str, value: Value) {
    let Value::Map(values) = &mut plan.plan.planned else { return };
    values.insert(name.to_owned(), value);
}

#[tokio::test]
async fn identities_that_change_or_are_missing() {
    let identity = |mutable| {
        let id = IdentityAttribute { name: "id".to_owned(), ty: Type::String, required: true, description: String::new() };
        Some(IdentitySchema { version: 0, attributes: vec![id], mutable })
    };
    let read = async |mutable, answer: fn() -> Value| {
        let provider = Of::one(Mistaken { identity: identity(mutable), ..Mistaken::new(THING, answer) });
        let resource = provider.resources()[0].as_ref();
        let state = value(resource.schema(), r#"{"id":"1","name":"a"}"#);
        let current = Current { state: &state, private: &Private::default(), meta: &Value::Null, deferral_allowed: false };
        let before = Value::object([("id", "1".into())]);
        read_resource(&provider, resource, &current, Some(&before)).await.err().map(|errors| told(&errors)).unwrap_or_default()
    };
    let other = || Value::object([("id", "2".into()), ("name", "a".into()), ("size", Value::Null)]);
    let none = || Value::object([("id", Value::Null), ("name", "a".into()), ("size", Value::Null)]);
    expect!["The identity of an object of test_thing changed in id, while the object stayed; make that replace the object, or the identity mutable"]
        .assert_eq(&read(false, other).await);
    expect![""].assert_eq(&read(true, other).await);
    expect!["test_thing has an object without an identity: all of id are null"].assert_eq(&read(false, none).await);
}

#[tokio::test]
async fn what_could_not_be_deleted_is_kept_with_its_notes() {
    let resource = Mistaken::new(THING, || Value::Null);
    let (prior, private) = (value(&resource.schema, r#"{"id":"1","name":"a"}"#), Private(b"{}".to_vec()));
    let applied =
        apply_resource(&resource, ApplyRequest { prior: prior.clone(), private: private.clone(), ..ApplyRequest::default() }).await;
    assert!(applied.state == prior && applied.private == Some(private) && applied.diagnostics.len() == 1);
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

    let request = PlanRequest { config: config.clone(), ..PlanRequest::default() };
    let plan = plan_resource(&provider, resource, &request).expect("a plan").plan.planned;
    let create = ApplyRequest { planned: plan.clone(), config: config.clone(), ..ApplyRequest::default() };
    let update = ApplyRequest { prior: state.clone(), planned: plan.clone(), config, ..ApplyRequest::default() };
    let current = Current { state: &state, private: &Private::default(), meta: &Value::Null, deferral_allowed: false };
    let answers = [
        plan,
        apply_resource(resource, create).await.state,
        apply_resource(resource, update).await.state,
        read_resource(&provider, resource, &current, None).await.expect("it is read").expect("it is there").state,
        import_resource(&provider, resource, "a", false).await.expect("it is imported").state,
        upgrade_resource_state(resource, 0, serde_json::json!({ "name": "a", "hidden": "told" })).expect("it is upgraded"),
    ];
    for (at, answer) in answers.iter().enumerate() {
        assert!(answer.get("hidden").is_null() && answer.get("name").as_str() == Some("a"), "answer {at} is {}", show(answer));
        assert_eq!(crate::engine::check::check_type(block, answer), []);
    }
}

/// Core plans a replacement again over nothing, with the notes of the first plan.
#[test]
fn the_second_plan_of_a_replacement_has_no_state_and_keeps_the_notes() {
    let provider = Of::one(Mistaken::new("id: string computed keeps; name: string required replaces", || Value::Null));
    let resource = provider.resources()[0].as_ref();
    let config = value(resource.schema(), r#"{"name":"b"}"#);
    let private = Private(br#"{"a":1}"#.to_vec());
    let prior = value(resource.schema(), r#"{"id":"1","name":"a"}"#);
    let first = PlanRequest { prior, config: config.clone(), private: private.clone(), ..PlanRequest::default() };
    let first = plan_resource(&provider, resource, &first).expect("a plan");
    assert_eq!(first.plan.replaces.len(), 1);
    let second = PlanRequest { config, private: first.private, ..PlanRequest::default() };
    let second = plan_resource(&provider, resource, &second).expect("a plan");
    assert!(second.plan.planned.get("id").is_unknown() && second.plan.replaces.is_empty());
    assert_eq!(second.private, private);
}

#[tokio::test]
async fn notes_stay_unless_they_are_changed() {
    let resource = Mistaken::new(THING, || Value::object([("id", "1".into()), ("name", "a".into()), ("size", Value::Null)]));
    let planned = value(&resource.schema, r#"{"id":"?","name":"a"}"#);
    let private = Private(br#"{"a":1}"#.to_vec());
    let applied = apply_resource(&resource, ApplyRequest { planned, private: private.clone(), ..ApplyRequest::default() }).await;
    assert_eq!(applied.private, Some(private));
    assert_eq!(applied.diagnostics, []);
}

struct Misnamed(Signature);

impl Function for Misnamed {
    fn name(&self) -> &str {
        "no name"
    }

    fn signature(&self) -> &Signature {
        &self.0
    }

    fn call(&self, _: &[Value]) -> Result<Value, FunctionError> {
        Ok(Value::from(1))
    }
}

#[test]
fn declarations_that_core_would_refuse() {
    let text = |name: &str, usage| Attribute::new(name, Type::String, usage, "");
    let mut resource = Mistaken::new("a: string required; a: number optional", || Value::Null);
    resource.schema.block.attributes.push(Attribute { default: Some(1.into()), ..text("size", Usage::Optional) });
    resource.schema.block.attributes.push(Attribute {
        replace: Replace::OnChange,
        validators: vec![validators::integer()],
        ..text("b", Usage::Optional)
    });
    let set = IdentityAttribute { name: "tags".to_owned(), ty: Type::set(Type::String), required: true, description: String::new() };
    resource.identity = Some(IdentitySchema { version: 0, attributes: vec![set], mutable: false });
    let two = vec![
        Parameter::new("x", Type::Number, ""),
        Parameter { validators: vec![validators::json()], ..Parameter::new("x", Type::Number, "") },
    ];
    let signature = Signature {
        parameters: two,
        variadic: None,
        returns: Type::String,
        summary: String::new(),
        description: String::new(),
        deprecated: None,
    };
    let provider = Of(Schema { version: -1, ..Schema::default() }, vec![Box::new(resource)], vec![Box::new(Misnamed(signature))]);
    expect![[r#"
        In the schema of the provider, the version is negative; start with 0.
        In the schema of test_thing, a: is declared twice; take one of them out.
        In the schema of test_thing, size: has a default, so the provider sets it at times; make it Usage::OptionalComputed.
        In the schema of test_thing, size: its default is no known string.
        In the schema of test_thing, b: is a string, and has a validator for a number; take that out or change the type.
        In the identity of test_thing, tags is a set of string; it can be text, a number, a bool, or a list of these.
        The function "no name" has a name that configurations cannot write; use letters, digits and underscores.
        The function no name has two parameters x; give each a name of its own.
        The parameter x of no name is a number, and has a validator for a string; take that out."#]]
    .assert_eq(&told(&check_schemas(&provider)));
    let result = call_function(provider.functions()[0].as_ref(), &[1.into(), 1.into()]);
    assert_eq!(result.map_err(|error| error.text).err().as_deref(), Some("Bug in the provider: no name gave a result that is no string"));
}
