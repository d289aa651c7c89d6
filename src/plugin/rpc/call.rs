//! What is the same for every call: it runs in a task of its own, its logs say what it is about, and failures become answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use tonic::{Request, Response, Status};
use tracing::Instrument as _;

use super::{Rpc, convert, function, proto};
use crate::engine::Diagnostic;
use crate::provider::{FunctionError, HostConnection, Outcome, Provider};

impl Rpc {
    /// Runs one call. It is counted as running while it lasts, also when nobody waits for its answer any more.
    pub(super) async fn answer<Q, A, F>(
        &self,
        name: &'static str,
        request: Request<Q>,
        call: impl FnOnce(Arc<dyn Provider>, Q) -> F,
    ) -> Result<Response<A>, Status>
    where
        Q: About,
        A: Answer + Send + 'static,
        F: Future<Output = Outcome<A>> + Send + 'static,
    {
        let connection = request
            .extensions()
            .get::<HostConnection>()
            .cloned()
            .unwrap_or_default();
        let request = request.into_inner();
        let span = span(name, &request);
        let subject = request.about().map(|(_, subject)| subject.to_owned());
        let (call, counted) = (
            call(Arc::clone(&self.provider), request),
            self.running.enter(),
        );
        let counting = async move {
            let started = Instant::now();
            let answer = call.await;
            tracing::debug!(
                milliseconds = started.elapsed().as_millis() as u64,
                "answered"
            );
            drop(counted);
            answer
        };
        let answer =
            match tokio::spawn(CONNECTION.scope(connection, counting.instrument(span))).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(diagnostics)) => A::failed(convert::diagnostics(diagnostics)),
                Err(_) => A::failed(convert::diagnostics([panicked(name, subject.as_deref())])),
            };
        Ok(Response::new(answer))
    }
}

tokio::task_local! {
    static CONNECTION: HostConnection;
}

/// The connection over which the call came that this task runs.
pub(super) fn connection() -> HostConnection {
    CONNECTION.try_with(Clone::clone).unwrap_or_default()
}

/// What all log lines of a call carry, under the names that Terraform's own libraries use.
pub(super) fn span(name: &'static str, request: &impl About) -> tracing::Span {
    static CALLS: AtomicU64 = AtomicU64::new(1);
    let tf_req_id = format!(
        "{:x}-{:x}",
        std::process::id(),
        CALLS.fetch_add(1, Ordering::Relaxed)
    );
    // As loud as the loudest line, so that no level takes it away.
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

/// What is said of a panic in a call about a type, or about none.
pub(super) fn panicked(rpc: &str, subject: Option<&str>) -> Diagnostic {
    let place = subject.map_or_else(|| rpc.to_owned(), |subject| format!("{rpc} of {subject}"));
    let next = match rpc {
        "OpenEphemeralResource" | "RenewEphemeralResource" | "CloseEphemeralResource" => {
            "No state has what it opened, and it may be open still: run Terraform again, which opens a new one."
        }
        _ => {
            "What it had done until then is not in the state: look at the plan before applying again."
        }
    };
    Diagnostic::bug(format!(
        "The provider panicked in {place}. {next}\nWith TF_LOG_PROVIDER=ERROR the log says where."
    ))
}

/// What a request is about: the name of a span's field, and the type's name.
pub(super) trait About {
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
    /// A function has one error, and no diagnostics.
    fn failed(diagnostics: Vec<proto::Diagnostic>) -> Self {
        let text = diagnostics
            .into_iter()
            .map(|one| format!("{}: {}", one.summary, one.detail))
            .collect::<Vec<_>>()
            .join("\n");
        function::failed(FunctionError::new(text))
    }
}
