//! What core lets pass: refused at validate, and again before anything is asked of the provider,
//! once each.

use super::*;
use crate::engine::validators::length_at_least;

const FIELDS: &str = "id: string computed; name: string required; tags: list(string) optional no-nulls; old: string optional deprecated";

/// A list and an action that must not be reached.
pub(super) struct Unreached(pub(super) Schema);

#[async_trait]
impl Action for Unreached {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> Schema {
        self.0.clone()
    }

    async fn plan(&self, _: PlanActionRequest<'_>) -> Result<PlanActionResponse> {
        panic!("the action was planned")
    }

    async fn invoke(&self, _: InvokeRequest<'_>, _: &mut dyn Progress) -> Result<InvokeResponse> {
        panic!("the action was invoked")
    }
}

#[async_trait]
impl ListResource for Unreached {
    fn type_name(&self) -> &str {
        "test_thing"
    }

    fn schema(&self) -> Schema {
        self.0.clone()
    }

    async fn list(&self, _: ListRequest<'_>, _: &mut dyn ListResultSink) -> Result<()> {
        panic!("the list was asked")
    }
}

struct Nowhere;

#[async_trait]
impl Progress for Nowhere {
    async fn send(&mut self, _: &str) {}
}

#[async_trait]
impl ListResultSink for Nowhere {
    async fn send(&mut self, _: ListResult) -> bool {
        false
    }
}

fn summaries(diagnostics: Diagnostics) -> Vec<String> {
    diagnostics.into_iter().map(|one| one.summary).collect()
}

const NEW: ClientCapabilities = ClientCapabilities {
    deferral_allowed: false,
    write_only_attributes_allowed: true,
    computed_blocks_allowed: true,
    store_planned_private: true,
};

/// Returns what each way to a provider says of the same configuration.
async fn everywhere(config: &str) -> Vec<(&'static str, Vec<String>)> {
    let schema = schema(FIELDS);
    let config = &value(&schema, config);
    let server = Server::new(Of {
        schema: schema.clone(),
        one: Some(Mistaken {
            modify: |_| panic!("the plan was modified"),
            ..Mistaken::new(FIELDS, || panic!("the provider was asked"))
        }),
        unreached: Some(schema),
        functions: Vec::new,
    });
    let resource = &server.resources()[0];
    let source = &server.data_sources()[0];
    let ephemeral = &server.ephemeral_resources()[0];
    let list = &server.list_resources()[0];
    let action = &server.actions()[0];
    let call = &Call::default();
    let request = PlanRequest::new(Value::Null, config.clone());
    let failed = |errors: Option<Diagnostics>| summaries(errors.expect("it is refused"));
    let options = ListOptions::default();
    let results = &mut Nowhere;
    let listed = server.list_objects(list, config, options, results, call);
    let progress = &mut Nowhere;
    let invoked = server.invoke_action(action, config, progress, call);
    vec![
        (
            "validate provider",
            summaries(server.validate_provider(config)),
        ),
        (
            "configure provider",
            failed(server.configure(config, "", call).await.err()),
        ),
        (
            "validate resource",
            summaries(server.validate_resource(resource, config, NEW)),
        ),
        (
            "plan resource",
            failed(server.plan_resource(resource, &request, call).err()),
        ),
        (
            "validate data source",
            summaries(server.validate_data_source(source, config)),
        ),
        (
            "read data source",
            failed(server.read_data_source(source, config, call).await.err()),
        ),
        (
            "validate ephemeral",
            summaries(server.validate_ephemeral(ephemeral, config)),
        ),
        (
            "open ephemeral",
            failed(server.open_ephemeral(ephemeral, config, call).await.err()),
        ),
        (
            "validate list",
            summaries(server.validate_list(list, config)),
        ),
        ("list", failed(listed.await.err())),
        (
            "validate action",
            summaries(server.validate_action(action, config)),
        ),
        (
            "plan action",
            failed(server.plan_action(action, config, call).await.err()),
        ),
        ("invoke action", failed(invoked.await.err())),
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
    let server = Mistaken::new(text, || Value::Null).served();
    let thing = &server.resources()[0];
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
        let told = server.validate_resource(thing, &value(thing.schema(), config), NEW);
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
    let server = Mistaken::new(FIELDS, || Value::Null).served();
    let resource = &server.resources()[0];
    let plan = |prior: &str, config: &str| {
        let prior = value(resource.schema(), prior);
        let config = value(resource.schema(), config);
        server
            .plan_resource(resource, &PlanRequest::new(prior, config), &Call::default())
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
        let server = Mistaken::new(&text, || Value::Null).served();
        let resource = &server.resources()[0];
        for prior in ["null", r#"{}"#] {
            let prior = value(resource.schema(), prior);
            let config = value(resource.schema(), &format!(r#"{{"many":{elements}}}"#));
            assert!(
                !server.validate_resource(resource, &config, NEW).is_empty(),
                "{text}"
            );
            assert!(
                server
                    .plan_resource(resource, &PlanRequest::new(prior, config), &Call::default())
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
    let server = Server::new(Of {
        schema: Schema::default(),
        unreached: Some(thing.schema.clone()),
        one: Some(thing),
        functions: Vec::new,
    });
    for told in [
        server.validate_resource(&server.resources()[0], &config, NEW),
        server.validate_data_source(&server.data_sources()[0], &config),
        server.validate_ephemeral(&server.ephemeral_resources()[0], &config),
        server.validate_list(&server.list_resources()[0], &config),
        server.validate_action(&server.actions()[0], &config),
    ] {
        assert_eq!(summaries(told), expected);
    }
}

#[test]
fn a_function_refuses_null_where_a_parameter_takes_none() {
    struct Length;

    impl Function for Length {
        fn name(&self) -> &str {
            "length"
        }

        fn signature(&self) -> Signature {
            let parameter = |name| Parameter::string(name).validate(length_at_least(1));
            Signature::new(
                [parameter("text"), parameter("either").allow_null()],
                Type::String,
            )
            .variadic(parameter("more"))
        }

        fn call(&self, request: CallFunctionRequest<'_>) -> Result<Value, FunctionError> {
            let [text, _, more] = request.arguments else {
                panic!("it is called with three")
            };
            assert!(!text.is_null() && !more.is_null(), "it is called with null");
            Ok(Value::Null)
        }
    }
    let server = Server::new(Of {
        schema: Schema::default(),
        one: None,
        unreached: None,
        functions: || vec![Box::new(Length)],
    });
    let call = |arguments: [Value; 3]| server.call_function(&server.functions()[0], &arguments);
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
