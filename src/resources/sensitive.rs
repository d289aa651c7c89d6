//! What is secret in a configuration, a state and a document, by their declarations: so that every call can teach it before
//! anybody has a chance to quote it.

use serde_json::Value as Json;

use crate::admin_api::Secrets;
use crate::engine::{Attribute, Block, BlockNesting, Nesting, Shape, Value};
use crate::provider::Private;

use super::spec::{Attr, Returned, Spec, Ty};

/// Teaches every text and number in `value` that the block calls sensitive or write-only, at any depth.
pub(super) fn teach(block: &Block, value: &Value, secrets: &Secrets) {
    for attribute in &block.attributes {
        teach_attribute(attribute, value.get(&attribute.name), secrets);
    }
    for nested in &block.blocks {
        let is_map = nested.nesting == BlockNesting::Map;
        each(is_map, value.get(&nested.name), &mut |value| {
            teach(&nested.block, value, secrets)
        });
    }
}

/// Teaches every text in private state: whatever is there is for nobody's eyes.
pub(super) fn teach_private(private: &Private, secrets: &Secrets) {
    match serde_json::from_slice(&private.0) {
        Ok(notes) => teach_json(&notes, secrets),
        Err(_) => secrets.learn(&String::from_utf8_lossy(&private.0)),
    }
}

fn teach_attribute(attribute: &Attribute, value: &Value, secrets: &Secrets) {
    if attribute.sensitive || attribute.write_only {
        return teach_all(value, secrets);
    }
    if let Shape::Nested(nesting, inner) = &attribute.shape {
        each(*nesting == Nesting::Map, value, &mut |value| {
            inner.iter().for_each(|attribute| {
                teach_attribute(attribute, value.get(&attribute.name), secrets)
            });
        });
    }
}

/// Each object in a value of nested attributes or blocks.
fn each(is_map: bool, value: &Value, one: &mut dyn FnMut(&Value)) {
    match value {
        Value::List(elements) | Value::Set(elements) => elements.iter().for_each(one),
        Value::Map(elements) if is_map => elements.values().for_each(one),
        Value::Map(_) => one(value),
        _ => {}
    }
}

fn teach_all(value: &Value, secrets: &Secrets) {
    match value {
        Value::String(text) => secrets.learn(text),
        Value::Number(number) => secrets.learn(&number.to_string()),
        Value::List(elements) | Value::Set(elements) => elements
            .iter()
            .for_each(|element| teach_all(element, secrets)),
        // What is sensitive as a whole may have its secrets in keys.
        Value::Map(elements) => elements.iter().for_each(|(key, element)| {
            secrets.learn(key);
            teach_all(element, secrets);
        }),
        Value::Dynamic(typed) => teach_all(&typed.1, secrets),
        Value::Null | Value::Unknown(_) | Value::Bool(_) => {}
    }
}

fn teach_json(json: &Json, secrets: &Secrets) {
    match json {
        Json::String(text) => secrets.learn(text),
        Json::Array(elements) => elements
            .iter()
            .for_each(|element| teach_json(element, secrets)),
        Json::Object(fields) => fields.values().for_each(|field| teach_json(field, secrets)),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

impl Spec {
    /// The fields of a document that are secret, of an answer to the creation or of any other.
    pub(super) fn secret_fields(&self, of_creation: bool) -> Vec<&'static str> {
        let mut fields = Vec::new();
        secret_fields(self.attrs, of_creation, &mut fields);
        fields
    }
}

fn secret_fields(attrs: &'static [Attr], of_creation: bool, fields: &mut Vec<&'static str>) {
    for attr in attrs {
        let is_told = match attr.returned {
            Returned::Always => true,
            Returned::AtCreate => of_creation,
            Returned::Never | Returned::Derived(_) => false,
        };
        match attr.ty {
            _ if attr.sensitive && is_told => fields.push(super::convert::field_name(attr)),
            Ty::Object(inner) | Ty::SetOf(inner) => secret_fields(inner, of_creation, fields),
            Ty::OneOf(cases) => cases
                .iter()
                .for_each(|case| secret_fields(case.attrs, of_creation, fields)),
            Ty::Text | Ty::Word(_) | Ty::Bool | Ty::Words(_) | Ty::JsonObject | Ty::Address => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::{NestedBlock, Type, Usage};
    use crate::provider::{Current, HostConnection, PlanRequest, Provider as _, plan_resource};
    use crate::resources::AppServices;
    use crate::resources::catalog::spec;
    use crate::resources::testing::{
        APP, FakeApi, OBJECT, PROJECT, bare_host, change, object, resource,
    };

    const CANARY: &str = "canary-7f3a+9c51/é";

    /// The canary as servers and their libraries write it.
    const FORMS: [&str; 8] = [
        CANARY,
        r"canary-7f3a+9c51/\u00e9",
        "canary-7f3a%2B9c51%2F%C3%A9",
        "63616e6172792d376633612b396335312fc3a9",
        "Y2FuYXJ5LTdmM2ErOWM1MS/DqSE=",
        "dWNhbmFyeS03ZjNhKzljNTEvw6kh",
        "dXNjYW5hcnktN2YzYSs5YzUxL8OpIQ==",
        "canary-7f3a…",
    ];

    /// An error document that quotes the canary in every form.
    fn quoting() -> Json {
        json!({ "error": format!("bad value: {}", FORMS.join(", ")), "error_code": FORMS[1] })
    }

    fn assert_masked(text: &str) {
        // Eight characters of any form are too many; base64 has the few at its ends that depend on its neighbors.
        for form in [
            "canary-7",
            "63616e61",
            "FuYXJ5LTdmM2",
            "NhbmFyeS03ZjN",
            "NjYW5hcnktN2Y",
        ] {
            assert!(!text.contains(form), "{form} in {text}");
        }
        assert!(text.contains("(sensitive)"), "{text}");
    }

    fn with(values: &[(&str, Value)], more: &[(&str, Value)], block: &Block) -> Value {
        object(block, &[values, more].concat())
    }

    /// Every call whose server quotes a secret that the call itself brought along.
    #[tokio::test]
    async fn no_call_shows_what_the_server_quotes() {
        let path = format!("/groups/{PROJECT}/apps/{APP}/secrets");
        let post = format!("POST {path}");
        let put = format!("PUT {path}/{OBJECT}");
        let delete = format!("DELETE {path}/{OBJECT}");
        let list = format!("GET {path}");
        let there = json!([{ "_id": OBJECT, "name": "s" }]);
        let block = &resource(&AppServices::new(bare_host()), "secret")
            .schema()
            .block
            .clone();
        let place: [(&str, Value); 3] = [
            ("project_id", PROJECT.into()),
            ("app_id", APP.into()),
            ("name", "s".into()),
        ];
        let prior = |value: &str| {
            with(
                &place,
                &[("id", OBJECT.into()), ("value", value.into())],
                block,
            )
        };
        let refused = |line: &str| vec![(line.to_owned(), 400, quoting().to_string())];
        let listed = |body: &Json| vec![(list.clone(), 200, body.to_string())];

        for argument in ["value", "value_wo"] {
            let api = FakeApi::raw([listed(&json!([])), refused(&post)].concat());
            let provider = api.provider(Some(PROJECT)).await;
            let config = with(&place, &[(argument, CANARY.into())], block);
            assert_masked(&format!(
                "{:?}",
                change(&provider, "secret", &Value::Null, &config)
                    .await
                    .expect("a plan")
                    .diagnostics
            ));

            let api = FakeApi::raw([listed(&there), refused(&put)].concat());
            let provider = api.provider(Some(PROJECT)).await;
            assert_masked(&format!(
                "{:?}",
                change(&provider, "secret", &prior("before"), &config)
                    .await
                    .expect("a plan")
                    .diagnostics
            ));
        }

        // The value that goes is a secret, too.
        let api = FakeApi::raw([listed(&there), refused(&put)].concat());
        let provider = api.provider(Some(PROJECT)).await;
        let config = with(&place, &[("value", "another-value".into())], block);
        assert_masked(&format!(
            "{:?}",
            change(&provider, "secret", &prior(CANARY), &config)
                .await
                .expect("a plan")
                .diagnostics
        ));

        let api = FakeApi::raw([refused(&list), refused(&delete)].concat());
        for is_read in [true, false] {
            // Each has a process of its own, which has learned nothing before.
            let provider = api.provider(Some(PROJECT)).await;
            let state = prior(CANARY);
            let private = Private::default();
            let current = Current {
                state: &state,
                private: &private,
                meta: &Value::Null,
                deferral_allowed: false,
                connection: &HostConnection::default(),
            };
            let secret = resource(&provider, "secret");
            let errors = if is_read {
                secret.read(&current).await.map(drop)
            } else {
                secret.delete(&current).await.map(drop)
            };
            assert_masked(&format!("{:?}", errors.expect_err("a refusal")));
        }

        // Private state, of a resource that has nothing secret.
        let provider = api.provider(Some(PROJECT)).await;
        let state = prior("");
        for private in [
            Private(json!({ "note": [CANARY] }).to_string().into_bytes()),
            Private(CANARY.as_bytes().to_vec()),
        ] {
            let current = Current {
                state: &state,
                private: &private,
                meta: &Value::Null,
                deferral_allowed: false,
                connection: &HostConnection::default(),
            };
            assert_masked(&format!(
                "{:?}",
                resource(&provider, "secret")
                    .read(&current)
                    .await
                    .map(drop)
                    .expect_err("a refusal")
            ));
        }

        // What is planned is known to every later call.
        let provider = api.provider(Some(PROJECT)).await;
        let config = with(&place, &[("value_wo", CANARY.into())], block);
        plan_resource(
            &provider,
            resource(&provider, "secret"),
            &PlanRequest {
                config,
                ..PlanRequest::default()
            },
        )
        .expect("a plan");
        let state = prior("");
        let current = Current {
            state: &state,
            private: &Private::default(),
            meta: &Value::Null,
            deferral_allowed: false,
            connection: &HostConnection::default(),
        };
        assert_masked(&format!(
            "{:?}",
            resource(&provider, "secret")
                .read(&current)
                .await
                .map(drop)
                .expect_err("a refusal")
        ));
    }

    #[tokio::test]
    async fn what_a_creation_reveals_is_masked_from_then_on() {
        let path = format!("/groups/{PROJECT}/apps/{APP}/api_keys");
        let api = FakeApi::raw(vec![
            (format!("GET {path}"), 200, "[]".to_owned()),
            (
                format!("POST {path}"),
                201,
                json!({ "_id": OBJECT, "name": "k", "key": CANARY, "disabled": false }).to_string(),
            ),
            (format!("GET {path}/{OBJECT}"), 500, quoting().to_string()),
        ]);
        let provider = api.provider(Some(PROJECT)).await;
        let key = resource(&provider, "api_key");
        let config = object(
            &key.schema().block,
            &[("app_id", APP.into()), ("name", "k".into())],
        );
        let made = change(&provider, "api_key", &Value::Null, &config)
            .await
            .expect("a plan");
        assert_eq!(
            made.state.get("key").as_str(),
            Some(CANARY),
            "{:?}",
            made.diagnostics
        );
        // Another object's state, which has no key.
        let state = object(
            &key.schema().block,
            &[
                ("id", OBJECT.into()),
                ("app_id", APP.into()),
                ("name", "k".into()),
            ],
        );
        let current = Current {
            state: &state,
            private: &Private::default(),
            meta: &Value::Null,
            deferral_allowed: false,
            connection: &HostConnection::default(),
        };
        assert_masked(&format!(
            "{:?}",
            key.read(&current).await.map(drop).expect_err("a refusal")
        ));
        // The tokens of the login, and the provider's own key.
        let tokens = FakeApi::raw(vec![(
            format!("GET {path}/{OBJECT}"),
            500,
            json!({ "error": "the-access-token the-refresh-token private" }).to_string(),
        )]);
        let provider = tokens.provider(Some(PROJECT)).await;
        let errors = resource(&provider, "api_key")
            .read(&current)
            .await
            .map(drop)
            .expect_err("a refusal");
        assert!(
            errors[0]
                .detail
                .contains("\"(sensitive) (sensitive) (sensitive)\""),
            "{errors:?}"
        );
    }

    #[tokio::test]
    async fn a_token_that_ends_is_masked() {
        let api = FakeApi::raw(vec![(
            "DELETE /auth/session".to_owned(),
            401,
            json!({ "error": "unknown token: an-old-refresh-token" }).to_string(),
        )]);
        let provider = api.provider(Some(PROJECT)).await;
        let errors = provider.ephemeral_resources()[0]
            .close(&Private(b"an-old-refresh-token".to_vec()))
            .await
            .expect_err("a refusal");
        assert!(
            errors[0].detail.contains("unknown token: (sensitive)"),
            "{errors:?}"
        );
    }

    #[tokio::test]
    async fn a_document_of_a_strange_type_is_not_quoted_with_a_secret() {
        let path = format!("/groups/{PROJECT}/apps/{APP}");
        let api = FakeApi::start(&[(
            &format!("GET {path}/log_forwarders/{OBJECT}"),
            200,
            json!({ "_id": OBJECT, "name": "l", "log_types": [], "log_statuses": [], "policy": { "type": "single" }, "action": { "type": CANARY } }),
        )]);
        let provider = api.provider(Some(PROJECT)).await;
        let forwarder = resource(&provider, "log_forwarder");
        let state = object(
            &forwarder.schema().block,
            &[("id", OBJECT.into()), ("app_id", APP.into())],
        );
        let private = Private(CANARY.as_bytes().to_vec());
        let current = Current {
            state: &state,
            private: &private,
            meta: &Value::Null,
            deferral_allowed: false,
            connection: &HostConnection::default(),
        };
        assert_masked(&format!(
            "{:?}",
            forwarder
                .read(&current)
                .await
                .map(drop)
                .expect_err("a strange document")
        ));
    }

    #[test]
    fn everything_sensitive_in_a_block_is_learned() {
        let plain = |name: &str| Attribute::new(name, Type::String, Usage::Optional, "");
        let sensitive = |name: &str| Attribute {
            sensitive: true,
            ..plain(name)
        };
        let inside = || vec![sensitive("hidden"), plain("shown")];
        let nested =
            |name: &str, nesting| Attribute::nested(name, nesting, inside(), Usage::Optional, "");
        let repeated = |name: &str, nesting| {
            NestedBlock::new(
                name,
                nesting,
                Block {
                    attributes: inside(),
                    ..Block::default()
                },
            )
        };
        let block = Block {
            attributes: vec![
                sensitive("text"),
                Attribute {
                    write_only: true,
                    ..plain("written")
                },
                Attribute {
                    sensitive: true,
                    ..Attribute::new("numbers", Type::list(Type::Number), Usage::Optional, "")
                },
                Attribute {
                    sensitive: true,
                    ..Attribute::new("map", Type::map(Type::String), Usage::Optional, "")
                },
                Attribute {
                    sensitive: true,
                    ..Attribute::nested(
                        "whole",
                        Nesting::Single,
                        vec![plain("inner")],
                        Usage::Optional,
                        "",
                    )
                },
                nested("one", Nesting::Single),
                nested("list", Nesting::List),
                nested("set", Nesting::Set),
                nested("by_name", Nesting::Map),
                plain("open"),
            ],
            blocks: vec![
                repeated("block", BlockNesting::Single),
                repeated("blocks", BlockNesting::List),
                repeated("labeled", BlockNesting::Map),
            ],
            ..Block::default()
        };
        let inner = |at: usize| {
            Value::object([
                ("hidden", format!("hidden-{at}-canary").as_str().into()),
                ("shown", "shown-text".into()),
            ])
        };
        let value = Value::object([
            ("text", "text-canary".into()),
            ("written", "written-canary".into()),
            (
                "numbers",
                Value::List(vec![1_234_567.into(), Value::UNKNOWN]),
            ),
            ("map", Value::object([("key-canary", "map-canary".into())])),
            ("whole", Value::object([("inner", "inner-canary".into())])),
            ("one", inner(1)),
            ("list", Value::List(vec![inner(2), Value::Null])),
            ("set", Value::Set(vec![inner(3)])),
            ("by_name", Value::object([("label-text", inner(4))])),
            ("open", "open-text".into()),
            ("block", inner(5)),
            ("blocks", Value::List(vec![inner(6)])),
            ("labeled", Value::object([("label-text", inner(7))])),
        ]);
        let secrets = Secrets::default();
        teach(&block, &value, &secrets);
        teach(&block, &Value::Null, &secrets);
        let all = [
            "text-canary",
            "written-canary",
            "1234567",
            "key-canary",
            "map-canary",
            "inner-canary",
        ]
        .map(str::to_owned);
        for text in all
            .into_iter()
            .chain((1..=7).map(|at| format!("hidden-{at}-canary")))
        {
            assert_eq!(secrets.shown(&text), "(sensitive)", "{text}");
        }
        for text in ["shown-text", "open-text", "label-text"] {
            assert_eq!(secrets.shown(text), text);
        }
    }

    #[test]
    fn declarations_say_what_their_answers_reveal() {
        assert_eq!(spec("api_key").secret_fields(true), ["key"]);
        assert_eq!(spec("api_key").secret_fields(false), [""; 0]);
        // Never told.
        assert_eq!(spec("secret").secret_fields(true), [""; 0]);
    }
}
