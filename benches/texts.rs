//! An object of ten texts, a list, a map and an object, behind which there is nothing. The same provider
//! on terraform-plugin-framework is in `peer/texts`.

use std::collections::BTreeMap;
use std::process::ExitCode;

use appservices_provider::engine::{Attribute, Schema, Type};
use appservices_provider::plugin;
use appservices_provider::provider::*;
use serde::{Deserialize, Serialize};

fn main() -> ExitCode {
    plugin::run(Texts, "example/texts")
}

struct Texts;

#[async_trait]
impl Provider for Texts {
    type Data = ();

    fn name(&self) -> &str {
        "texts"
    }

    fn resources(&self) -> Vec<Box<dyn Resource>> {
        vec![Box::new(Thing)]
    }

    async fn configure(&self, _: ConfigureRequest<'_>) -> Configured<()> {
        Ok(ConfigureResponse::new(()))
    }
}

struct Thing;

#[derive(Serialize, Deserialize)]
struct State {
    t0: Option<String>,
    t1: Option<String>,
    t2: Option<String>,
    t3: Option<String>,
    t4: Option<String>,
    t5: Option<String>,
    t6: Option<String>,
    t7: Option<String>,
    t8: Option<String>,
    t9: Option<String>,
    list: Option<Vec<String>>,
    map: Option<BTreeMap<String, String>>,
    one: Option<Inner>,
}

#[derive(Serialize, Deserialize)]
struct Inner {
    a: Option<String>,
    b: Option<f64>,
}

#[async_trait]
impl TypedResource for Thing {
    type State = State;

    fn type_name(&self) -> &str {
        "texts_thing"
    }

    fn schema(&self) -> Schema {
        let inner = [
            Attribute::string("a").optional(),
            Attribute::number("b").optional(),
        ];
        let more = [
            Attribute::list("list", Type::String).optional(),
            Attribute::map("map", Type::String).optional(),
            Attribute::single_nested("one", inner).optional(),
        ];
        let texts = (0..10).map(|at| Attribute::string(format!("t{at}")).optional());
        Schema::new(texts.chain(more))
    }

    async fn create(&self, request: CreateRequest<'_, (), State>) -> Created<State> {
        Ok(request.planned.into())
    }

    async fn read(&self, request: ReadRequest<'_, (), State>) -> Refreshed<State> {
        Ok(Some(request.state.into()))
    }

    async fn update(&self, request: UpdateRequest<'_, (), State>) -> Updated<State> {
        Ok(request.planned.into())
    }

    async fn delete(&self, _: DeleteRequest<'_, (), State>) -> Deleted {
        Ok(DeleteResponse::new())
    }
}
