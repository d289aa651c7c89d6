//! Resources over a Rust struct.

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{read, read_state, write};
use crate::engine::{
    Diagnostics, PathError, RustShape, Schema, Value, misfits, to_value_in_part, unfilled,
};
use crate::provider::resource::{no_upgrade, unsupported};
use crate::provider::{
    ApplyError, CreateRequest, CreateResponse, DeleteRequest, DeleteResponse, IdentitySchema,
    ImportRequest, ImportResponse, ModifyPlanRequest, ModifyPlanResponse, MoveStateRequest,
    MoveStateResponse, ReadRequest, ReadResponse, Resource, Result, UpdateRequest, UpdateResponse,
    UpgradeRequest, UpgradeResponse,
};

/// A [`Resource`] whose plans and states are a Rust struct.
///
/// ```
/// use appservices_provider::engine::{Attribute, Field, Schema};
/// use appservices_provider::provider::*;
/// use serde::{Deserialize, Serialize};
///
/// struct Greeting;
///
/// #[derive(Serialize, Deserialize)]
/// struct GreetingState {
///     name: String,
///     text: Field<String>,
/// }
///
/// fn greet(name: String) -> GreetingState {
///     GreetingState { text: format!("Hello, {name}!").into(), name }
/// }
///
/// #[async_trait]
/// impl TypedResource for Greeting {
///     type State = GreetingState;
///
///     fn type_name(&self) -> &str {
///         "greetings_greeting"
///     }
///
///     fn schema(&self) -> Schema {
///         Schema::new([
///             Attribute::string("name").required(),
///             Attribute::string("text").computed().recompute_on_change_of(["name"]),
///         ])
///     }
///
///     async fn create(&self, request: CreateRequest<'_, (), GreetingState>) -> Created<GreetingState> {
///         Ok(greet(request.planned.name).into())
///     }
///
///     async fn read(&self, request: ReadRequest<'_, (), GreetingState>) -> Refreshed<GreetingState> {
///         Ok(Some(greet(request.state.name).into()))
///     }
///
///     async fn update(&self, request: UpdateRequest<'_, (), GreetingState>) -> Updated<GreetingState> {
///         Ok(greet(request.planned.name).into())
///     }
///
///     async fn delete(&self, _: DeleteRequest<'_, (), GreetingState>) -> Deleted {
///         Ok(DeleteResponse::new())
///     }
///
///     async fn import(&self, request: ImportRequest<'_>) -> Imported<GreetingState> {
///         Ok(greet(request.id()?.to_owned()).into())
///     }
/// }
/// ```
#[async_trait]
pub trait TypedResource<D: Send + Sync + 'static = ()>: Send + Sync + 'static {
    /// The struct: a field for each attribute and block of the schema, which serde writes and reads
    /// by the attribute's name. Fields of computed attributes are [`Field`](crate::engine::Field)s,
    /// because plans have unknown values there. A prior state from before an attribute had its
    /// default is given with the default.
    type State: Serialize + DeserializeOwned + Send + Sync + 'static;

    /// Returns the whole name: `appservices_secret`.
    #[doc(alias = "Metadata")]
    fn type_name(&self) -> &str;

    /// Returns its schema. Asked once.
    fn schema(&self) -> Schema;

    /// Modifies a plan where the schema cannot; see [`Resource::modify_plan`]. A plan is partly
    /// unknown, so its attributes are read and written one by one, by [`ModifyPlanResponse::get`]
    /// and [`ModifyPlanResponse::set`].
    ///
    /// # Errors
    /// Returns an error to refuse the change.
    fn modify_plan(
        &self,
        request: &ModifyPlanRequest<'_, D>,
        response: &mut ModifyPlanResponse,
    ) -> Result<()> {
        let _ = (request, response);
        Ok(())
    }

    /// Makes the object that is planned. Write-only values are in
    /// [`CreateRequest::config_as`] alone.
    ///
    /// # Errors
    /// Returns an error if the object was not made, or not as planned; see [`ApplyError`].
    async fn create(
        &self,
        request: CreateRequest<'_, D, Self::State>,
    ) -> Result<CreateResponse<Self::State>, ApplyError<Self::State>>;

    /// Returns the object's state, or `None` if it is certainly gone.
    ///
    /// # Errors
    /// Returns an error if that cannot be determined.
    async fn read(
        &self,
        request: ReadRequest<'_, D, Self::State>,
    ) -> Result<Option<ReadResponse<Self::State>>>;

    /// Turns the prior state into the planned one.
    ///
    /// # Errors
    /// Returns an error if the object is not as planned; see [`ApplyError`].
    async fn update(
        &self,
        request: UpdateRequest<'_, D, Self::State>,
    ) -> Result<UpdateResponse<Self::State>, ApplyError<Self::State>>;

    /// Deletes the object. It is no error if the object is gone already.
    ///
    /// # Errors
    /// Returns an error if it may still be there; the state is kept.
    async fn delete(&self, request: DeleteRequest<'_, D, Self::State>) -> Result<DeleteResponse>;

    /// Returns the whole state of the object that the user names by id or by identity.
    ///
    /// # Errors
    /// Returns an error if there is none, or the id is not in the resource's form. By default,
    /// nothing can be imported.
    #[doc(alias = "ImportState")]
    async fn import(&self, request: ImportRequest<'_, D>) -> Result<ImportResponse<Self::State>> {
        let _ = request;
        Err(unsupported(self.type_name(), "Import").into())
    }

    /// Returns the schema of its identities; none by default. Asked once.
    fn identity_schema(&self) -> Option<IdentitySchema> {
        None
    }

    /// Brings an identity that an older version wrote into the current form.
    ///
    /// # Errors
    /// Returns an error if that version was never released.
    fn upgrade_identity(&self, request: UpgradeRequest) -> Result<UpgradeResponse> {
        Err(no_upgrade(self.type_name(), "identity", &request).into())
    }

    /// Returns the state of this type that an object of another type becomes (`moved` across
    /// types); `None` when it cannot.
    ///
    /// # Errors
    /// Returns an error if it could, but this one's state cannot be read.
    #[doc(alias = "StateMovers")]
    fn move_state(
        &self,
        request: &MoveStateRequest,
    ) -> Result<Option<MoveStateResponse<Self::State>>> {
        let _ = request;
        Ok(None)
    }

    /// Brings a state that an older version of the schema wrote into the current form, in one step.
    ///
    /// # Errors
    /// Returns an error if that version was never released.
    #[doc(alias = "StateUpgraders")]
    fn upgrade_state(&self, request: UpgradeRequest) -> Result<UpgradeResponse> {
        Err(no_upgrade(self.type_name(), "state", &request).into())
    }
}

#[async_trait]
impl<D: Send + Sync + 'static, T: TypedResource<D>> Resource<D> for T {
    fn type_name(&self) -> &str {
        T::type_name(self)
    }

    fn schema(&self) -> Schema {
        T::schema(self)
    }

    fn modify_plan(
        &self,
        request: &ModifyPlanRequest<'_, D>,
        response: &mut ModifyPlanResponse,
    ) -> Result<()> {
        T::modify_plan(self, request, response)
    }

    async fn create(&self, request: CreateRequest<'_, D>) -> Result<CreateResponse, ApplyError> {
        let name = T::type_name(self);
        let (schema, planned) = (request.schema, request.planned);
        let request = CreateRequest {
            planned: read(name, planned)?,
            data: request.data,
            config: request.config,
            private: request.private,
            schema,
            call: request.call,
        };
        let made = T::create(self, request).await;
        let made = made.map_err(|error| failed(name, schema, planned, error))?;
        let (state, misfits) = write_in_part(name, &made.state, schema, planned);
        let made = made.with_state(state);
        if misfits.has_error() {
            return Err(made.failing(misfits));
        }
        Ok(made)
    }

    async fn read(&self, request: ReadRequest<'_, D>) -> Result<Option<ReadResponse>> {
        let name = T::type_name(self);
        let (schema, stored) = (request.schema, request.state);
        let request = ReadRequest {
            state: read_state(name, stored, schema)?,
            data: request.data,
            identity: request.identity,
            private: request.private,
            schema,
            call: request.call,
        };
        let Some(found) = T::read(self, request).await? else {
            return Ok(None);
        };
        let state = write(name, &found.state, schema)?;
        Ok(Some(found.with_state(unfilled(
            &schema.block,
            stored,
            state,
        ))))
    }

    async fn update(&self, request: UpdateRequest<'_, D>) -> Result<UpdateResponse, ApplyError> {
        let name = T::type_name(self);
        let (schema, prior, planned) = (request.schema, request.prior, request.planned);
        let request = UpdateRequest {
            prior: read_state(name, prior, schema)?,
            planned: read(name, planned)?,
            data: request.data,
            config: request.config,
            identity: request.identity,
            private: request.private,
            schema,
            call: request.call,
        };
        let made = T::update(self, request).await;
        let made = made.map_err(|error| failed(name, schema, prior, error))?;
        let (state, misfits) = write_in_part(name, &made.state, schema, planned);
        let made = made.with_state(state);
        if misfits.has_error() {
            return Err(made.failing(misfits));
        }
        Ok(made)
    }

    async fn delete(&self, request: DeleteRequest<'_, D>) -> Result<DeleteResponse> {
        let request = DeleteRequest {
            state: read_state(T::type_name(self), request.state, request.schema)?,
            data: request.data,
            identity: request.identity,
            private: request.private,
            schema: request.schema,
            call: request.call,
        };
        T::delete(self, request).await
    }

    async fn import(&self, request: ImportRequest<'_, D>) -> Result<ImportResponse> {
        let schema = request.schema;
        let found = T::import(self, request).await?;
        let state = write(T::type_name(self), &found.state, schema)?;
        Ok(found.with_state(state))
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        T::identity_schema(self)
    }

    fn upgrade_identity(&self, request: UpgradeRequest) -> Result<UpgradeResponse> {
        T::upgrade_identity(self, request)
    }

    fn move_state(&self, request: &MoveStateRequest) -> Result<Option<MoveStateResponse>> {
        let Some(found) = T::move_state(self, request)? else {
            return Ok(None);
        };
        Ok(Some(MoveStateResponse {
            state: write(T::type_name(self), &found.state, &T::schema(self))?,
            private: found.private,
            warnings: found.warnings,
        }))
    }

    fn upgrade_state(&self, request: UpgradeRequest) -> Result<UpgradeResponse> {
        T::upgrade_state(self, request)
    }

    fn misfits(&self, schema: &Schema) -> Vec<PathError> {
        misfits::<T::State>(&RustShape::of_state(&schema.block))
    }
}

/// Returns the failure with what is really there as a value. What does not fit the schema is another
/// error.
fn failed<S: Serialize>(
    name: &str,
    schema: &Schema,
    otherwise: &Value,
    error: ApplyError<S>,
) -> ApplyError {
    let mut diagnostics = error.diagnostics;
    let state = error.state.map(|state| {
        let (state, misfits) = write_in_part(name, &*state, schema, otherwise);
        diagnostics.extend(misfits);
        Box::new(state)
    });
    ApplyError {
        diagnostics,
        state,
        private: error.private,
        identity: error.identity,
    }
}

/// Returns a state whose parts that do not fit the schema are as in `otherwise`, and an error for
/// each of them: the object is there, and must not be lost.
fn write_in_part<S: Serialize>(
    name: &str,
    state: &S,
    schema: &Schema,
    otherwise: &Value,
) -> (Value, Diagnostics) {
    let (mut state, misfits) = to_value_in_part(state, &schema.block.ty());
    match (&mut state, otherwise) {
        (Value::Map(values), Value::Map(others)) => {
            for (name, other) in others {
                values.entry(name.clone()).or_insert_with(|| other.clone());
            }
        }
        _ if misfits.is_empty() => {}
        _ => state = otherwise.clone(),
    }
    let misfits = misfits.into_iter().map(|misfit| misfit.diagnostic(name));
    (state, misfits.collect())
}
