//! A provider of declared resources whose access to the API a test chooses.

use std::sync::Mutex;

use async_trait::async_trait;
use futures_util::FutureExt as _;

use crate::declare::context::{Context, Project};
use crate::declare::serve::list::DeclaredList;
use crate::declare::serve::resource::Declared;
use crate::declare::words::Spec;
use crate::engine::{Defaults, Value};
use crate::provider::{
    Call, ConfigureRequest, ConfigureResponse, DataSource, ListResource, Provider, Resource,
    Result, Server,
};

/// Returns the server of these resources, and of more data sources, configured with `context`.
pub(crate) fn served(
    specs: &'static [&'static Spec],
    data_sources: fn() -> Vec<Box<dyn DataSource<Context>>>,
    context: Context,
) -> Server {
    served_beside(Vec::new, specs, data_sources, context)
}

/// Like [`served`], with resources that are written by hand, too.
pub(crate) fn served_beside(
    by_hand: fn() -> Vec<Box<dyn Resource<Context>>>,
    specs: &'static [&'static Spec],
    data_sources: fn() -> Vec<Box<dyn DataSource<Context>>>,
    context: Context,
) -> Server {
    let server = Server::new(Declarations {
        by_hand,
        specs,
        data_sources,
        context: Mutex::new(Some(context)),
    });
    let configured = server
        .configure(&Value::object([]), "1.14.0", &Call::default())
        .now_or_never()
        .expect("it does not wait");
    assert_eq!(configured.expect("a configured provider"), []);
    server
}

struct Declarations {
    by_hand: fn() -> Vec<Box<dyn Resource<Context>>>,
    specs: &'static [&'static Spec],
    data_sources: fn() -> Vec<Box<dyn DataSource<Context>>>,
    context: Mutex<Option<Context>>,
}

#[async_trait]
impl Provider for Declarations {
    type Data = Context;

    fn name(&self) -> &str {
        crate::declare::words::PROVIDER
    }

    fn resources(&self) -> Vec<Box<dyn Resource<Context>>> {
        let one =
            |spec: &&'static Spec| Box::new(Declared::new(spec)) as Box<dyn Resource<Context>>;
        let declared = self.specs.iter().map(one);
        declared.chain((self.by_hand)()).collect()
    }

    fn data_sources(&self) -> Vec<Box<dyn DataSource<Context>>> {
        (self.data_sources)()
    }

    fn list_resources(&self) -> Vec<Box<dyn ListResource<Context>>> {
        let one = |spec: &&'static Spec| {
            Box::new(DeclaredList::new(spec)) as Box<dyn ListResource<Context>>
        };
        self.specs.iter().map(one).collect()
    }

    async fn configure(&self, _: ConfigureRequest<'_>) -> Result<ConfigureResponse<Context>> {
        let context = self.context.lock().expect("no panic holds it").take();
        let context = context.expect("it is configured once");
        let place = self.specs.iter().find_map(|spec| spec.provided());
        let defaults = match (context.project(), place) {
            (Project::Known(project), Some(attr)) => {
                Defaults::from([(attr.name.to_owned(), Value::string(project))])
            }
            _ => Defaults::new(),
        };
        Ok(ConfigureResponse::new(context).defaults(defaults))
    }
}
