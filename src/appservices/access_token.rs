//! The ephemeral resource `appservices_access_token`: a session of its own, for calls of the API that no resource makes.

use std::sync::Arc;

use async_trait::async_trait;

use crate::admin_api::Secret;
use crate::engine::{Attribute, Block, Diagnostic, Schema, Type, Usage, Value};
use crate::provider::{EphemeralResource, Opened, Outcome, Private};

use crate::declare::context::Context;
use crate::declare::report::failed;

pub(crate) struct AccessToken {
    context: Arc<Context>,
    schema: Schema,
}

impl AccessToken {
    pub(crate) fn new(context: Arc<Context>) -> Self {
        let mut token = Attribute::new(
            "access_token",
            Type::String,
            Usage::Computed,
            "The token, for the header `Authorization: Bearer …`. It is good for 30 minutes, and ends with the run.",
        );
        token.sensitive = true;
        let base_url = Attribute::new(
            "base_url",
            Type::String,
            Usage::Computed,
            "The base URL of the Admin API, including the path of its version.",
        );
        let description =
            "Logs in to the Admin API for the length of a run, and logs out again. Neither plan nor state keep the token.".to_owned();
        Self {
            context,
            schema: Schema {
                version: 0,
                block: Block {
                    attributes: vec![token, base_url],
                    description,
                    ..Block::default()
                },
            },
        }
    }
}

#[async_trait]
impl EphemeralResource for AccessToken {
    fn type_name(&self) -> &str {
        "appservices_access_token"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn open(&self, _: &Value, _: bool) -> Outcome<Opened> {
        let client = self.context.api()?.client;
        let tokens = client
            .open_session()
            .await
            .map_err(|error| vec![failed("could not log in", &error, None)])?;
        let result = Value::object([
            ("access_token", Value::string(tokens.access_token.reveal())),
            ("base_url", Value::string(client.base_url().to_string())),
        ]);
        Ok(Opened {
            private: Private(tokens.refresh_token.reveal().as_bytes().to_vec()),
            ..Opened::new(result)
        })
    }

    async fn close(&self, private: &Private) -> Outcome<Vec<Diagnostic>> {
        self.context.learn(&self.schema.block, &[], private);
        let refresh_token = Secret::new(String::from_utf8_lossy(&private.0));
        let ended = self.context.api()?.client.end_session(&refresh_token).await;
        ended
            .map(|()| Vec::new())
            .map_err(|error| vec![failed("could not log out", &error, None)])
    }
}
