//! What people hear of ephemeral resources.

use super::*;

/// A ticket whose renewal goes as its notes say.
struct Ticket(Schema);

#[async_trait]
impl EphemeralResource for Ticket {
    fn type_name(&self) -> &str {
        "test_ticket"
    }

    fn schema(&self) -> &Schema {
        &self.0
    }

    async fn open(&self, config: &Value, _: bool) -> Outcome<Opened> {
        // Its author knows nothing of types that nulls have.
        let holder = if config.get("holder").is_null() {
            Value::Null
        } else {
            config.get("holder").clone()
        };
        Ok(Opened::new(Value::object([
            ("holder", holder),
            ("number", "1".into()),
        ])))
    }

    async fn renew(&self, private: &Private) -> Outcome<Renewed> {
        if private.get::<bool>("away")? == Some(true) {
            return Err(vec![Diagnostic::error(
                "The ticket office is away",
                "https://tickets.example answered with status 503.",
            )]);
        }
        let warnings = vec![Diagnostic::warning(
            "The ticket ends soon",
            "It is good until 17:00.\nFinish by then.",
        )];
        Ok(Renewed {
            private: private.clone(),
            renew_at: None,
            warnings,
        })
    }
}

fn ticket() -> Ticket {
    Ticket(schema("holder: dynamic optional; number: string computed"))
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
    let failed = renew_ephemeral(&ticket(), &with(r#"{"away":true}"#))
        .await
        .expect_err("the office is away");
    let unreadable = renew_ephemeral(&ticket(), &with("hunter2"))
        .await
        .expect_err("these are no notes");
    let renewed = renew_ephemeral(&ticket(), &with("{}"))
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
    .assert_eq(&printed(&[failed, unreadable, renewed.warnings].concat()));
}

/// Core checks it as a plan: a good answer is never refused.
#[tokio::test]
async fn a_null_is_opened_with_the_type_that_is_configured() {
    let provider = Of(Schema::default(), Vec::new(), Vec::new());
    let typed = || Value::Dynamic(Box::new((Type::String, Value::Null)));
    let config = Value::object([("holder", typed()), ("number", Value::Null)]);
    let opened = open_ephemeral(&provider, &ticket(), &config, false)
        .await
        .expect("it is what is configured");
    assert!(opened.result == Value::object([("holder", typed()), ("number", "1".into())]));
}
