//! What a provider is configured with, and what calls get before and after.

use super::*;

/// What a run gives to its calls: a region, or nothing while it is unknown.
struct Region(String);

struct Placed;

#[async_trait]
impl Provider for Placed {
    type Data = Region;

    fn name(&self) -> &str {
        "test"
    }

    fn schema(&self) -> Schema {
        Schema::new([Attribute::string("region").required()])
    }

    fn resources(&self) -> Vec<Box<dyn Resource<Region>>> {
        vec![Box::new(Where)]
    }

    async fn configure(&self, request: ConfigureRequest<'_>) -> Configured<Region> {
        if request.config["region"].is_unknown() {
            return Ok(ConfigureResponse::not_yet());
        }
        #[derive(serde::Deserialize)]
        struct Block {
            region: String,
        }
        let Block { region } = request.config_as()?;
        if region == "nowhere" {
            // A mistake: a failure without an error.
            return Err(Diagnostic::warning("Nowhere is no region", "").into());
        }
        Ok(ConfigureResponse::new(Region(region)))
    }
}

struct Where;

#[async_trait]
impl Resource<Region> for Where {
    fn type_name(&self) -> &str {
        "test_where"
    }

    fn schema(&self) -> Schema {
        Schema::new([Attribute::string("region").computed()])
    }

    async fn create(&self, request: CreateRequest<'_, Region>) -> Created {
        let region = request.data.0.as_str();
        Ok(Value::object([("region", region.into())]).into())
    }

    async fn read(&self, request: ReadRequest<'_, Region>) -> Refreshed {
        Ok(Some(request.state.clone().into()))
    }

    async fn update(&self, request: UpdateRequest<'_, Region>) -> Updated {
        Ok(request.planned.clone().into())
    }

    async fn delete(&self, _: DeleteRequest<'_, Region>) -> Deleted {
        Ok(DeleteResponse::new())
    }
}

async fn created(server: &Server, call: &Call) -> ApplyResponse {
    let resource = &server.resources()[0];
    let config = Value::object([("region", Value::Null)]);
    let request = PlanRequest::new(Value::Null, config.clone());
    let plan = server
        .plan_resource(resource, &request, call)
        .expect("a plan");
    let request = ApplyRequest::of(&plan, Value::Null, config);
    server.apply_resource(resource, request, call).await
}

fn region(region: impl Into<Value>) -> Value {
    Value::object([("region", region.into())])
}

#[tokio::test]
async fn each_run_gives_its_own_data() {
    let server = Server::new(Placed);
    let call = Call::default();
    for name in ["north", "south"] {
        let configured = server.configure(&region(name), "1.14.0", &call).await;
        assert_eq!(configured, Ok(Diagnostics::new()));
        let made = created(&server, &call).await;
        assert_eq!(made.diagnostics, []);
        assert_eq!(made.state["region"].as_str(), Some(name));
    }
}

#[tokio::test]
async fn calls_without_data_say_why() {
    let server = Server::new(Placed);
    let call = Call::default();
    let made = created(&server, &call).await;
    expect!["a resource was used before the provider was configured"]
        .assert_eq(&told(&made.diagnostics));
    assert!(made.state.is_null());

    let configured = server.configure(&region(Value::UNKNOWN), "", &call).await;
    assert_eq!(configured, Ok(Diagnostics::new()));
    let made = created(&server, &call).await;
    assert_eq!(
        made.diagnostics[0].summary,
        "The provider's configuration is not known yet"
    );

    // Where the host allows it, the change is deferred instead.
    let resource = &server.resources()[0];
    let request = PlanRequest::new(Value::Null, region(Value::Null));
    let deferring = Call::default().allowing_deferral();
    let plan = server.plan_resource(resource, &request, &deferring);
    let deferred = plan.expect("a plan").deferred;
    assert_eq!(deferred, Some(Deferred::ProviderConfigUnknown));
}

#[tokio::test]
async fn a_failure_without_an_error_is_a_mistake() {
    let server = Server::new(Placed);
    let failed = server
        .configure(&region("nowhere"), "", &Call::default())
        .await;
    let failed = failed.expect_err("nowhere is no region");
    expect![[r#"

        configuring the provider failed without an error"#]]
    .assert_eq(&told(&failed));
}

#[tokio::test]
async fn a_stop_lasts_until_the_next_configuration() {
    let server = Server::new(Placed);
    let call = Call::default();
    let before = server.cancellation();
    server.stop();
    assert!(before.is_cancelled() && server.cancellation().is_cancelled());
    let configured = server.configure(&region("north"), "", &call).await;
    assert_eq!(configured, Ok(Diagnostics::new()));
    assert!(before.is_cancelled() && !server.cancellation().is_cancelled());
}

#[tokio::test]
async fn a_struct_without_a_word_for_unknown_blames_the_configuration() {
    struct Hasty;
    #[async_trait]
    impl Provider for Hasty {
        type Data = ();

        fn name(&self) -> &str {
            "test"
        }

        fn schema(&self) -> Schema {
            Schema::new([Attribute::string("region")])
        }

        fn resources(&self) -> Vec<Box<dyn Resource>> {
            Vec::new()
        }

        async fn configure(&self, request: ConfigureRequest<'_>) -> Configured<()> {
            #[derive(serde::Deserialize)]
            #[expect(dead_code, reason = "only its form matters")]
            struct Block {
                region: String,
            }
            let _: Block = request.config_as()?;
            Ok(ConfigureResponse::new(()))
        }
    }
    let server = Server::new(Hasty);
    let call = Call::default();
    let mut found = String::new();
    for value in [Value::UNKNOWN, Value::Null] {
        let refused = server.configure(&region(value), "", &call).await;
        let refused = refused.expect_err("it is no string");
        found += &format!(
            "{:?}: {}\n{}\n",
            refused[0].path,
            refused[0].summary,
            told(&refused)
        );
    }
    expect![[r#"
        Some(Path([Attribute("region")])): The provider's configuration is not known yet
        region depends on values that are known only after apply.
        Apply first what they come from, with -target.
        Some(Path([Attribute("region")])): Bug in the provider
        A value of the provider block does not fit its Rust type: region: is null, and a string is wanted
    "#]].assert_eq(&found);
}
