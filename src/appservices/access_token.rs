//! The ephemeral resource `appservices_access_token`: a session of its own, for calls of the API that no resource makes.

use async_trait::async_trait;

use crate::admin_api::Secret;
use crate::engine::{Attribute, Schema, Value};
use crate::provider::{
    CloseRequest, CloseResponse, EphemeralResource, OpenRequest, OpenResponse, Private, Result,
};

use crate::declare::context::Context;
use crate::declare::report::failed;

pub(crate) struct AccessToken;

#[async_trait]
impl EphemeralResource<Context> for AccessToken {
    fn type_name(&self) -> &str {
        "appservices_access_token"
    }

    fn schema(&self) -> Schema {
        let token = Attribute::string("access_token").computed().sensitive().describe(
            "The token, for the header `Authorization: Bearer …`. It is good for 30 minutes, and ends with the run.",
        );
        let base_url = Attribute::string("base_url")
            .computed()
            .describe("The base URL of the Admin API, including the path of its version.");
        Schema::new([token, base_url]).describe(
            "Logs in to the Admin API for the length of a run, and logs out again. Neither plan nor state keep the token.",
        )
    }

    async fn open(&self, request: OpenRequest<'_, Context>) -> Result<OpenResponse> {
        let client = &request.data.api()?.client;
        let tokens = client
            .open_session()
            .await
            .map_err(|error| failed("could not log in", &error, None))?;
        let result = Value::object([
            ("access_token", Value::string(tokens.access_token.reveal())),
            ("base_url", Value::string(client.base_url().to_string())),
        ]);
        let private = Private(tokens.refresh_token.reveal().as_bytes().to_vec());
        Ok(OpenResponse::new(result).with_private(private))
    }

    async fn close(&self, request: CloseRequest<'_, Context>) -> Result<CloseResponse> {
        let context = request.data;
        context.learn(&request.schema.block, &[], request.private);
        let refresh_token = Secret::new(String::from_utf8_lossy(&request.private.0));
        let ended = context.api()?.client.end_session(&refresh_token).await;
        ended.map_err(|error| failed("could not log out", &error, None))?;
        Ok(CloseResponse::default())
    }
}
