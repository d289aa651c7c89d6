//! What people hear of ephemeral resources.

use super::*;

/// A ticket whose renewal goes as its notes say.
struct Ticket;

#[async_trait]
impl EphemeralResource for Ticket {
    fn type_name(&self) -> &str {
        "test_ticket"
    }

    fn schema(&self) -> Schema {
        schema("holder: dynamic optional; number: string computed")
    }

    async fn open(&self, request: OpenRequest<'_>) -> Result<OpenResponse> {
        // Its author knows nothing of types that nulls have.
        let holder = match &request.config["holder"] {
            null if null.is_null() => Value::Null,
            holder => holder.clone(),
        };
        Ok(Value::object([("holder", holder), ("number", "1".into())]).into())
    }

    async fn renew(&self, request: RenewRequest<'_>) -> Result<RenewResponse> {
        if request.private.get::<bool>("away")? == Some(true) {
            return Err(Diagnostic::error(
                "The ticket office is away",
                "https://tickets.example answered with status 503.",
            )
            .into());
        }
        let warning = Diagnostic::warning(
            "The ticket ends soon",
            "It is good until 17:00.\nFinish by then.",
        );
        Ok(RenewResponse::new(request.private.clone()).warning(warning))
    }
}

/// A provider of tickets.
struct Office;

#[async_trait]
impl Provider for Office {
    type Data = ();

    fn name(&self) -> &str {
        "test"
    }

    fn resources(&self) -> Vec<Box<dyn Resource>> {
        Vec::new()
    }

    fn ephemeral_resources(&self) -> Vec<Box<dyn EphemeralResource>> {
        vec![Box::new(Ticket)]
    }

    async fn configure(&self, _: ConfigureRequest<'_>) -> Result<ConfigureResponse<()>> {
        Ok(ConfigureResponse::new(()))
    }
}

async fn office() -> Server {
    let server = Server::new(Office);
    let configured = server
        .configure(&Value::object([]), "", &Call::default())
        .await;
    assert_eq!(configured, Ok(Diagnostics::new()));
    server
}

fn printed(diagnostics: &[Diagnostic]) -> String {
    diagnostics
        .iter()
        .map(|one| format!("{:?}: {}\n{}\n", one.severity, one.summary, one.detail))
        .collect()
}

/// Terraform 1.17 shows it, in the middle of a run and without a line of the configuration.
#[tokio::test]
async fn a_renewal_says_of_what_it_speaks_and_what_comes_next() {
    let with = |notes: &str| Private(notes.as_bytes().to_vec());
    let server = office().await;
    let ticket = &server.ephemeral_resources()[0];
    let call = Call::default();
    let failed = server
        .renew_ephemeral(ticket, &with(r#"{"away":true}"#), &call)
        .await
        .expect_err("the office is away");
    let unreadable = server
        .renew_ephemeral(ticket, &with("hunter2"), &call)
        .await
        .expect_err("these are no notes");
    let renewed = server
        .renew_ephemeral(ticket, &with("{}"), &call)
        .await
        .expect("it is renewed");
    assert_eq!(renewed.private, with("{}"));
    expect![[r#"
        Error: test_ticket could not be renewed: The ticket office is away
        https://tickets.example answered with status 503.
        What it gave this run may not work any longer. Once the cause is mended, run Terraform again, which opens a new test_ticket.
        Error: test_ticket could not be renewed: Bug in the provider
        The provider's own notes about the object cannot be read: they are no JSON object
        This is a mistake in the provider, not in the configuration. Please report it to its developers with these lines.
        What it gave this run may not work any longer. Once the cause is mended, run Terraform again, which opens a new test_ticket.
        Warning: test_ticket was renewed: The ticket ends soon
        It is good until 17:00.
        Finish by then.
    "#]]
    .assert_eq(&printed(&[failed.to_vec(), unreadable.to_vec(), renewed.warnings.to_vec()].concat()));
}

/// Core checks it as a plan: a good answer is never refused.
#[tokio::test]
async fn a_null_is_opened_with_the_type_that_is_configured() {
    let server = office().await;
    let typed = || Value::Dynamic(Box::new((Type::String, Value::Null)));
    let config = Value::object([("holder", typed()), ("number", Value::Null)]);
    let opened = server
        .open_ephemeral(&server.ephemeral_resources()[0], &config, &Call::default())
        .await
        .expect("it is what is configured");
    assert!(opened.result == Value::object([("holder", typed()), ("number", "1".into())]));
}
