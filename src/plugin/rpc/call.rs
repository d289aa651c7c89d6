//! What all calls have in common: each runs in a task of its own, its log lines name its subject,
//! and its failures become answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use tonic::{Request, Response, Status};
use tracing::Instrument as _;

use super::function;
use crate::engine::{Diagnostic, Value};
use crate::plugin::alive::Counter;
use crate::plugin::convert;
use crate::plugin::proto::tfplugin6 as proto;
use crate::provider::{Call, ClientCapabilities, FunctionError, HostConnection, Result, Server};

/// The service over one provider.
pub(in crate::plugin) struct Rpc {
    server: Arc<Server>,
    running: Counter,
}

impl Rpc {
    /// Returns the service. Each call counts in `running` while it lasts, also when nobody waits
    /// for its answer any more.
    pub(in crate::plugin) const fn new(server: Arc<Server>, running: Counter) -> Self {
        Self { server, running }
    }

    pub(super) const fn server(&self) -> &Arc<Server> {
        &self.server
    }

    pub(super) const fn running(&self) -> &Counter {
        &self.running
    }

    /// Runs one call.
    pub(super) async fn answer<Q, A, F>(
        &self,
        name: &'static str,
        request: Request<Q>,
        call: impl FnOnce(Arc<Server>, Q) -> F,
    ) -> std::result::Result<Response<A>, Status>
    where
        Q: About,
        A: Answer + Send + 'static,
        F: Future<Output = Result<A>> + Send + 'static,
    {
        let connection = connection(&request);
        let request = request.into_inner();
        let span = span(name, &request);
        let subject = request.about().map(|(_, subject)| subject.to_owned());
        let call = call(Arc::clone(&self.server), request);
        let running = self.running.enter();
        let work = async move {
            let _running = running;
            let started = Instant::now();
            let answer = call.await;
            let milliseconds = started.elapsed().as_millis() as u64;
            tracing::debug!(milliseconds, "answered");
            answer
        };
        let task = tokio::spawn(CONNECTION.scope(connection, work.instrument(span)));
        Ok(Response::new(match task.await {
            Ok(Ok(answer)) => answer,
            Ok(Err(diagnostics)) => A::failed(convert::diagnostics(diagnostics)),
            Err(_) => A::failed(convert::diagnostics([panicked(name, subject.as_deref())])),
        }))
    }
}

tokio::task_local! {
    pub(super) static CONNECTION: HostConnection;
}

/// Returns the connection over which a request came.
pub(super) fn connection<Q>(request: &Request<Q>) -> HostConnection {
    let connection = request.extensions().get::<HostConnection>();
    connection.cloned().unwrap_or_default()
}

/// Returns what the call of this task carries.
pub(super) fn call(
    server: &Server,
    client: Option<proto::ClientCapabilities>,
    meta: Value,
) -> Call {
    Call {
        cancellation: server.cancellation(),
        connection: CONNECTION.try_with(Clone::clone).unwrap_or_default(),
        capabilities: capabilities(client),
        meta,
    }
}

/// Returns what the host can do. An old host does not say, and can do nothing of it.
pub(super) fn capabilities(client: Option<proto::ClientCapabilities>) -> ClientCapabilities {
    let client = client.unwrap_or_default();
    ClientCapabilities {
        deferral_allowed: client.deferral_allowed,
        write_only_attributes_allowed: client.write_only_attributes_allowed,
        computed_blocks_allowed: client.computed_blocks_allowed,
        store_planned_private: client.store_planned_private,
    }
}

/// Returns the span of a call. Its fields stand in all log lines of the call, under the names that
/// Terraform's own libraries use.
pub(super) fn span(name: &'static str, request: &impl About) -> tracing::Span {
    static CALLS: AtomicU64 = AtomicU64::new(1);
    let tf_req_id = format!(
        "{:x}-{:x}",
        std::process::id(),
        CALLS.fetch_add(1, Ordering::Relaxed)
    );
    // At the highest level, so that no filter removes the fields from the call's lines.
    let span = tracing::error_span!(
        "call",
        tf_rpc = name,
        tf_req_id,
        tf_resource_type = tracing::field::Empty,
        tf_data_source_type = tracing::field::Empty,
        tf_ephemeral_resource_type = tracing::field::Empty,
        tf_list_resource_type = tracing::field::Empty,
        tf_action_type = tracing::field::Empty,
        tf_function = tracing::field::Empty,
    );
    if let Some((kind, subject)) = request.about() {
        span.record(kind, subject);
    }
    span
}

/// Returns the diagnostic of a panic in a call about a type, or about none.
pub(super) fn panicked(rpc: &str, subject: Option<&str>) -> Diagnostic {
    let place = subject.map_or_else(|| rpc.to_owned(), |subject| format!("{rpc} of {subject}"));
    let next = match rpc {
        "OpenEphemeralResource" | "RenewEphemeralResource" | "CloseEphemeralResource" => {
            "What it opened is not in the state and may still be open: run Terraform again, which opens a \
             new one."
        }
        _ => "What it did until then is not in the state: review the plan before you apply again.",
    };
    Diagnostic::bug(format!(
        "The provider panicked in {place}. {next}\nSet TF_LOG_PROVIDER=ERROR to see the place in the log."
    ))
}

/// A request with a subject.
pub(super) trait About {
    /// Returns the name of the span's field and the name of the type that the request is about.
    fn about(&self) -> Option<(&'static str, &str)> {
        None
    }
}

macro_rules! about {
    ($($module:ident $(: $kind:literal $field:ident)?),* $(,)?) => {
        $(impl About for proto::$module::Request {
            $(fn about(&self) -> Option<(&'static str, &str)> {
                Some(($kind, &self.$field))
            })?
        })*
    };
}

about!(
    get_metadata,
    get_provider_schema,
    get_resource_identity_schemas,
    validate_provider_config,
    configure_provider,
    get_functions,
    validate_resource_config: "tf_resource_type" type_name,
    upgrade_resource_state: "tf_resource_type" type_name,
    read_resource: "tf_resource_type" type_name,
    plan_resource_change: "tf_resource_type" type_name,
    apply_resource_change: "tf_resource_type" type_name,
    import_resource_state: "tf_resource_type" type_name,
    move_resource_state: "tf_resource_type" target_type_name,
    upgrade_resource_identity: "tf_resource_type" type_name,
    generate_resource_config: "tf_resource_type" type_name,
    validate_data_resource_config: "tf_data_source_type" type_name,
    read_data_source: "tf_data_source_type" type_name,
    validate_ephemeral_resource_config: "tf_ephemeral_resource_type" type_name,
    open_ephemeral_resource: "tf_ephemeral_resource_type" type_name,
    renew_ephemeral_resource: "tf_ephemeral_resource_type" type_name,
    close_ephemeral_resource: "tf_ephemeral_resource_type" type_name,
    validate_list_resource_config: "tf_list_resource_type" type_name,
    list_resource: "tf_list_resource_type" type_name,
    validate_action_config: "tf_action_type" type_name,
    plan_action: "tf_action_type" action_type,
    invoke_action: "tf_action_type" action_type,
    call_function: "tf_function" name,
);

/// An answer that can carry diagnostics.
pub(super) trait Answer {
    /// Returns the answer of a call that failed.
    fn failed(diagnostics: Vec<proto::Diagnostic>) -> Self;
}

macro_rules! answers {
    ($($module:ident),* $(,)?) => {
        $(impl Answer for proto::$module::Response {
            fn failed(diagnostics: Vec<proto::Diagnostic>) -> Self {
                let mut answer = Self::default();
                answer.diagnostics = diagnostics;
                answer
            }
        })*
    };
}

answers!(
    get_metadata,
    get_provider_schema,
    get_resource_identity_schemas,
    validate_provider_config,
    validate_resource_config,
    validate_data_resource_config,
    upgrade_resource_state,
    configure_provider,
    read_resource,
    plan_resource_change,
    apply_resource_change,
    import_resource_state,
    read_data_source,
    move_resource_state,
    upgrade_resource_identity,
    generate_resource_config,
    validate_ephemeral_resource_config,
    open_ephemeral_resource,
    renew_ephemeral_resource,
    close_ephemeral_resource,
    validate_list_resource_config,
    plan_action,
    validate_action_config,
    get_functions,
);

impl Answer for proto::call_function::Response {
    /// Joins the diagnostics, because a function has one error.
    fn failed(diagnostics: Vec<proto::Diagnostic>) -> Self {
        let text = diagnostics
            .into_iter()
            .map(|one| format!("{}: {}", one.summary, one.detail))
            .collect::<Vec<_>>()
            .join("\n");
        function::failed(FunctionError::new(text))
    }
}
