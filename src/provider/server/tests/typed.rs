//! A typed resource and a typed action behind a server: what is there is never lost.

use serde::{Deserialize, Serialize, Serializer};

use super::*;
use crate::engine::{Field, NestedBlock};

/// A size that a mistaken author writes as text when it is odd.
#[derive(Deserialize)]
#[serde(transparent)]
struct Size(i64);

impl Serialize for Size {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 2 == 0 {
            serializer.serialize_i64(self.0)
        } else {
            serializer.serialize_str("odd")
        }
    }
}

#[derive(Serialize, Deserialize)]
struct BoxState {
    id: Field<String>,
    size: Size,
    /// Has a default, so it is never null.
    color: String,
    label: Vec<Label>,
}

#[derive(Serialize, Deserialize)]
struct Label {
    language: String,
}

struct Boxes {
    fails: bool,
}

impl Boxes {
    fn written(&self, state: BoxState) -> Result<BoxState, ApplyError<BoxState>> {
        if self.fails {
            return Err(ApplyError::new(Diagnostic::error("It fell down", "")).with_state(state));
        }
        Ok(state)
    }
}

#[async_trait]
impl TypedResource for Boxes {
    type State = BoxState;

    fn type_name(&self) -> &str {
        "test_box"
    }

    fn schema(&self) -> Schema {
        Schema::new([
            Attribute::string("id").computed(),
            Attribute::number("size").required(),
            Attribute::string("color").default("grey"),
        ])
        .block(NestedBlock::list(
            "label",
            [Attribute::string("language").default("en")],
        ))
    }

    async fn create(&self, request: CreateRequest<'_, (), BoxState>) -> Created<BoxState> {
        let mut made = request.planned;
        made.id = "7".to_owned().into();
        let made = CreateResponse::new(self.written(made)?);
        let mut private = Private::default();
        private.set("token", "abc")?;
        Ok(made.with_private(private))
    }

    async fn read(&self, request: ReadRequest<'_, (), BoxState>) -> Refreshed<BoxState> {
        assert_eq!(request.state.color, "grey");
        Ok(Some(request.state.into()))
    }

    async fn update(&self, request: UpdateRequest<'_, (), BoxState>) -> Updated<BoxState> {
        assert_eq!(request.prior.color, "grey");
        let mut changed = request.planned;
        changed.id = request.prior.id;
        Ok(self.written(changed)?.into())
    }

    async fn delete(&self, request: DeleteRequest<'_, (), BoxState>) -> Deleted {
        assert_eq!(request.state.label[0].language, "en");
        Ok(DeleteResponse::new())
    }
}

#[derive(Deserialize)]
struct Message {
    text: Option<String>,
    to: Vec<Label>,
}

struct Send;

#[async_trait]
impl TypedAction for Send {
    type Config = Message;

    fn type_name(&self) -> &str {
        "test_send"
    }

    fn schema(&self) -> Schema {
        Schema::new([Attribute::string("text")]).block(NestedBlock::list(
            "to",
            [Attribute::string("language").required()],
        ))
    }

    async fn invoke(
        &self,
        request: InvokeRequest<'_, (), Message>,
        progress: &mut dyn Progress,
    ) -> Result<InvokeResponse> {
        assert!(request.config.to.is_empty());
        let text = request.config.text.as_deref();
        progress.send(text.unwrap_or("nothing")).await;
        Ok(InvokeResponse::default())
    }
}

struct Warehouse {
    fails: bool,
}

#[async_trait]
impl Provider for Warehouse {
    type Data = ();

    fn name(&self) -> &str {
        "test"
    }

    fn resources(&self) -> Vec<Box<dyn Resource>> {
        vec![Box::new(Boxes { fails: self.fails })]
    }

    fn actions(&self) -> Vec<Box<dyn Action>> {
        vec![Box::new(Send)]
    }

    async fn configure(&self, _: ConfigureRequest<'_>) -> Configured<()> {
        Ok(ConfigureResponse::new(()))
    }
}

async fn warehouse(fails: bool) -> Server {
    let server = Server::new(Warehouse { fails });
    assert_eq!(server.check_schemas(), []);
    let configured = server.configure(&Value::Null, "", &Call::default()).await;
    assert_eq!(configured, Ok(Diagnostics::new()));
    server
}

/// Plans and applies a box of this size.
async fn applied(server: &Server, prior: Value, size: i64) -> ApplyResponse {
    let resource = server.resource("test_box").expect("a box");
    let config = value(resource.schema(), &format!(r#"{{"size":{size}}}"#));
    let call = Call::default();
    let request = PlanRequest::new(prior.clone(), config.clone());
    let plan = server.plan_resource(resource, &request, &call);
    let request = ApplyRequest::of(&plan.expect("a plan"), prior, config);
    server.apply_resource(resource, request, &call).await
}

fn shown(made: &ApplyResponse) -> String {
    format!("{}\n{}", told(&made.diagnostics), show(&made.state))
}

#[tokio::test]
async fn an_object_that_does_not_fit_its_schema_stays_in_the_state() {
    let server = warehouse(false).await;
    let made = applied(&server, Value::Null, 3).await;
    expect![[r#"
        A value of test_box does not fit its Rust type: size: the schema wants a number, not a string
        {"color":"grey","id":"7","label":[],"size":3}"#]].assert_eq(&shown(&made));
    let token = made.private.get::<String>("token").expect("a token");
    assert_eq!(token.as_deref(), Some("abc"));

    let made = applied(&server, Value::Null, 2).await;
    assert_eq!(made.diagnostics, []);
    let changed = applied(&server, made.state, 5).await;
    expect![[r#"
        A value of test_box does not fit its Rust type: size: the schema wants a number, not a string
        {"color":"grey","id":"7","label":[],"size":5}"#]].assert_eq(&shown(&changed));
}

#[tokio::test]
async fn what_a_failure_leaves_stays_in_the_state_also_if_it_does_not_fit() {
    let server = warehouse(true).await;
    let made = applied(&server, Value::Null, 3).await;
    expect![[r#"

        A value of test_box does not fit its Rust type: size: the schema wants a number, not a string
        {"color":"grey","id":"7","label":[],"size":3}"#]].assert_eq(&shown(&made));
    // What does not fit is as it was.
    let prior = value(
        server.resources()[0].schema(),
        r#"{"id":"7","size":2,"color":"grey"}"#,
    );
    let changed = applied(&server, prior, 5).await;
    expect![[r#"

        A value of test_box does not fit its Rust type: size: the schema wants a number, not a string
        {"color":"grey","id":"7","label":[],"size":2}"#]].assert_eq(&shown(&changed));
}

#[tokio::test]
async fn a_state_from_before_a_default_is_read_with_it() {
    let server = warehouse(false).await;
    let resource = &server.resources()[0];
    let call = Call::default();
    let old = value(
        resource.schema(),
        r#"{"id":"7","size":2,"color":null,"label":[{"language":null}]}"#,
    );
    let request = ReadResourceRequest::new(old.clone());
    let read = server.read_resource(resource, request, &call).await;
    let state = read.expect("it is read").state.expect("it is there");
    // What the stored state does not have is still to be planned.
    assert_eq!(show(&state), show(&old));
    let made = applied(&server, old.clone(), 4).await;
    assert_eq!(made.diagnostics, []);
    let destruction = ApplyRequest::destroy(old);
    let gone = server.apply_resource(resource, destruction, &call).await;
    assert_eq!(gone.diagnostics, []);
}

/// Keeps what an action reports.
struct Lines(Vec<String>);

#[async_trait]
impl Progress for Lines {
    async fn send(&mut self, line: &str) {
        self.0.push(line.to_owned());
    }
}

#[tokio::test]
async fn an_action_without_a_configuration_gets_an_empty_one() {
    let server = warehouse(false).await;
    let action = server.action("test_send").expect("an action");
    let call = Call::default();
    assert_eq!(server.validate_action(action, &Value::Null), []);
    let planned = server.plan_action(action, &Value::Null, &call).await;
    assert_eq!(planned.expect("a plan").warnings, []);
    let mut lines = Lines(Vec::new());
    let invoked = server.invoke_action(action, &Value::Null, &mut lines, &call);
    assert_eq!(invoked.await.expect("it is sent").warnings, []);
    assert_eq!(lines.0, ["nothing"]);
}
