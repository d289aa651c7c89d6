//! What core lets pass: refused at validate, and again before anything is asked of the provider,
//! once each.

use super::*;
use crate::engine::validators::length_at_least;

const FIELDS: &str = "id: string computed; name: string required; tags: list(string) optional no-nulls; old: string optional deprecated";

/// A list and an action that must not be reached.
struct Unreached(Schema);

#[async_trait]
impl Action for Unreached {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> &Schema {
        &self.0
    }

    async fn plan(&self, _: &Value, _: bool) -> Outcome<ActionPlan> {
        panic!("the action was planned")
    }

    async fn invoke(&self, _: &Value, _: &mut dyn Progress) -> Outcome<Vec<Diagnostic>> {
        panic!("the action was invoked")
    }
}

#[async_trait]
impl ListResource for Unreached {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> &Schema {
        &self.0
    }

    async fn list(&self, _: &ListRequest, _: &mut dyn Finds) -> Outcome<()> {
        panic!("the list was asked")
    }
}

struct Nowhere;

#[async_trait]
impl Progress for Nowhere {
    async fn tell(&mut self, _: &str) {}
}

#[async_trait]
impl Finds for Nowhere {
    async fn take(&mut self, _: Listed) -> bool {
        false
    }
}

fn mistaken() -> Mistaken {
    Mistaken {
        refine: |_, _| panic!("the plan was refined"),
        ..Mistaken::new(FIELDS, || panic!("the provider was asked"))
    }
}

fn summaries(diagnostics: Vec<Diagnostic>) -> Vec<String> {
    diagnostics.into_iter().map(|one| one.summary).collect()
}

/// Returns what each way to a provider says of the same configuration.
async fn everywhere(config: &str) -> Vec<(&'static str, Vec<String>)> {
    let schema = schema(FIELDS);
    let config = value(&schema, config);
    let mut provider = Of::one(mistaken());
    provider.0 = schema.clone();
    let mistaken = mistaken();
    let unreached = Unreached(schema);
    let request = PlanRequest {
        config: config.clone(),
        ..PlanRequest::default()
    };
    let configuration = Configuration {
        config: config.clone(),
        terraform_version: String::new(),
        deferral_allowed: false,
    };
    let listing = ListRequest {
        config: config.clone(),
        include_state: false,
        limit: 1,
    };
    let query = Query {
        config: &config,
        meta: &Value::Null,
        deferral_allowed: false,
    };
    let failed = |errors: Option<Vec<Diagnostic>>| summaries(errors.expect("it is refused"));
    vec![
        (
            "validate provider",
            summaries(validate_provider(&provider, &config)),
        ),
        (
            "configure provider",
            failed(configure_provider(&provider, &configuration).await.err()),
        ),
        (
            "validate resource",
            summaries(validate_resource(&mistaken, &config, true, true)),
        ),
        (
            "plan resource",
            failed(plan_resource(&provider, &mistaken, &request).err()),
        ),
        (
            "validate data source",
            summaries(validate_data_source(&mistaken, &config)),
        ),
        (
            "read data source",
            failed(read_data_source(&provider, &mistaken, &query).await.err()),
        ),
        (
            "validate ephemeral",
            summaries(validate_ephemeral(&mistaken, &config)),
        ),
        (
            "open ephemeral",
            failed(
                open_ephemeral(&provider, &mistaken, &config, false)
                    .await
                    .err(),
            ),
        ),
        (
            "validate list",
            summaries(validate_list(&unreached, &config)),
        ),
        (
            "list",
            failed(list_objects(&unreached, &listing, &mut Nowhere).await.err()),
        ),
        (
            "validate action",
            summaries(validate_action(&unreached, &config)),
        ),
        (
            "plan action",
            failed(
                plan_action(&provider, &unreached, &config, false)
                    .await
                    .err(),
            ),
        ),
        (
            "invoke action",
            failed(invoke_action(&unreached, &config, &mut Nowhere).await.err()),
        ),
    ]
}

#[tokio::test]
async fn every_kind_of_type_refuses_them() {
    for (config, expected) in [
        (r#"{"name":null}"#, "name must not be null"),
        (
            r#"{"name":"a","id":"1"}"#,
            "id is set by the provider; remove it",
        ),
        (
            r#"{"name":"a","tags":["a",null]}"#,
            "tags[1] must not be null",
        ),
    ] {
        for (call, told) in everywhere(config).await {
            assert_eq!(told, [expected], "{call} of {config}");
        }
    }
}

/// Terraform follows a path through blocks, and takes the last step into an object for an argument
/// of the block around it.
#[test]
fn paths_end_where_terraform_would_lose_them() {
    let text = "name: string optional; o: single{ name: string required } optional; tags: list(string) optional no-nulls; \
        block list lines { name: string required; s: set{ name: string required } optional }";
    let thing = Mistaken::new(text, || Value::Null);
    for (config, summary, path) in [
        (r#"{"o":{}}"#, "o.name must not be null", "o"),
        (r#"{"tags":[null]}"#, "tags[0] must not be null", "tags[0]"),
        (
            r#"{"lines":[{}]}"#,
            "lines[0].name must not be null",
            "lines[0].name",
        ),
        (
            r#"{"lines":[{"name":"a","s":[{}]}]}"#,
            "lines[0].s[…].name must not be null",
            "lines[0].s",
        ),
    ] {
        let told = validate_resource(&thing, &value(&thing.schema, config), true, true);
        let told: Vec<_> = told
            .into_iter()
            .map(|one| (one.summary, one.path.unwrap_or_default().to_string()))
            .collect();
        assert_eq!(told, [(summary.to_owned(), path.to_owned())]);
    }
}

/// A configuration whose values come later is refused when they have come, and one that core wrote
/// from the state never.
#[test]
fn what_became_null_by_the_plan_is_refused_in_the_plan() {
    let provider = Of::one(Mistaken::new(FIELDS, || Value::Null));
    let resource = provider.resources()[0].as_ref();
    let plan = |prior: &str, config: &str| {
        let prior = value(resource.schema(), prior);
        let config = value(resource.schema(), config);
        plan_resource(
            &provider,
            resource,
            &PlanRequest {
                prior,
                config,
                ..PlanRequest::default()
            },
        )
        .err()
        .map(summaries)
    };
    assert_eq!(plan("null", r#"{"name":"?","id":"?"}"#), None);
    let both = vec![
        "id is set by the provider; remove it".to_owned(),
        "name must not be null".to_owned(),
    ];
    assert_eq!(plan("null", r#"{"name":null,"id":"1"}"#), Some(both));
    assert_eq!(
        plan(r#"{"id":"1","name":"a"}"#, r#"{"id":"1","name":"b"}"#),
        None
    );
    assert_eq!(plan(r#"{"id":"1","name":"a"}"#, "null"), None);
}

/// OpenTofu 1.10 to 1.12 crashes on a plan in which an element of a nested collection is null.
#[test]
fn no_plan_with_a_null_element_reaches_core() {
    for (nesting, elements) in [
        ("list", r#"[{"a":"x"},null]"#),
        ("set", r#"[{"a":"x"},null]"#),
        ("map", r#"{"k":{"a":"x"},"l":null}"#),
    ] {
        let text = format!(
            "many: {nesting}{{ a: string optional; b: string computed; c: bool optional+computed default(true) }} optional"
        );
        let provider = Of::one(Mistaken::new(&text, || Value::Null));
        let resource = provider.resources()[0].as_ref();
        for prior in ["null", r#"{}"#] {
            let prior = value(resource.schema(), prior);
            let config = value(resource.schema(), &format!(r#"{{"many":{elements}}}"#));
            assert!(
                !validate_resource(resource, &config, true, true).is_empty(),
                "{text}"
            );
            assert!(
                plan_resource(
                    &provider,
                    resource,
                    &PlanRequest {
                        prior,
                        config,
                        ..PlanRequest::default()
                    }
                )
                .is_err(),
                "{text}"
            );
        }
    }
}

#[test]
fn a_deprecated_type_is_warned_of_by_its_name() {
    let mut thing = Mistaken::new(FIELDS, || Value::Null);
    thing.schema.block.deprecated = Some("Use another.".to_owned());
    let config = value(&thing.schema, r#"{"name":"a","old":"x"}"#);
    let expected = ["old is deprecated", "test_thing is deprecated"];
    assert_eq!(
        summaries(validate_resource(&thing, &config, true, true)),
        expected
    );
    assert_eq!(summaries(validate_data_source(&thing, &config)), expected);
    assert_eq!(summaries(validate_ephemeral(&thing, &config)), expected);
    let unreached = Unreached(thing.schema.clone());
    assert_eq!(summaries(validate_list(&unreached, &config)), expected);
    assert_eq!(summaries(validate_action(&unreached, &config)), expected);
}

#[test]
fn a_function_refuses_null_where_a_parameter_takes_none() {
    struct Length(Signature);

    impl Function for Length {
        fn name(&self) -> &str {
            "length"
        }

        fn signature(&self) -> &Signature {
            &self.0
        }

        fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
            assert!(
                !arguments[0].is_null() && !arguments[2].is_null(),
                "it is called with null"
            );
            Ok(Value::Null)
        }
    }
    let parameter = |name| Parameter {
        validators: vec![length_at_least(1)],
        ..Parameter::new(name, Type::String, "")
    };
    let either = Parameter {
        allow_null: true,
        ..parameter("either")
    };
    let signature = Signature {
        parameters: vec![parameter("text"), either],
        variadic: Some(parameter("more")),
        returns: Type::String,
        summary: String::new(),
        description: String::new(),
        deprecated: None,
    };
    let length = Length(signature);
    let call = |arguments: [Value; 3]| call_function(&length, &arguments);
    assert_eq!(
        call([Value::Null, "b".into(), "c".into()]),
        Err(FunctionError::argument(0, "text must not be null"))
    );
    assert_eq!(
        call(["a".into(), "b".into(), Value::Null]),
        Err(FunctionError::argument(2, "more must not be null"))
    );
    assert_eq!(call(["a".into(), Value::Null, "c".into()]), Ok(Value::Null));
}
