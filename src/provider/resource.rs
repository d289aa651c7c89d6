//! What a resource type is.

use async_trait::async_trait;

use super::{
    ApplyError, CreateRequest, CreateResponse, DeleteRequest, DeleteResponse, IdentitySchema,
    ImportRequest, ImportResponse, ModifyPlanRequest, ModifyPlanResponse, MoveStateRequest,
    MoveStateResponse, ReadRequest, ReadResponse, Result, UpdateRequest, UpdateResponse,
    UpgradeRequest, UpgradeResponse,
};
use crate::engine::{Diagnostic, PathError, Schema};

/// A resource type. `D` is what the configured provider gives it, [`Provider::Data`].
///
/// A [`TypedResource`] is one, too, and is shorter: this trait is for whoever wants to see values
/// as Terraform has them, and for types whose schemas are made at run time.
///
/// ```
/// use appservices_provider::engine::{Attribute, Schema, Value};
/// use appservices_provider::provider::*;
///
/// /// Something that exists only in the state.
/// struct Note;
///
/// #[async_trait]
/// impl Resource for Note {
///     fn type_name(&self) -> &str {
///         "notes_note"
///     }
///
///     fn schema(&self) -> Schema {
///         Schema::new([Attribute::string("text").required()])
///     }
///
///     async fn create(&self, request: CreateRequest<'_>) -> Created {
///         Ok(request.planned.clone().into())
///     }
///
///     async fn read(&self, request: ReadRequest<'_>) -> Refreshed {
///         Ok(Some(request.state.clone().into()))
///     }
///
///     async fn update(&self, request: UpdateRequest<'_>) -> Updated {
///         Ok(request.planned.clone().into())
///     }
///
///     async fn delete(&self, _: DeleteRequest<'_>) -> Deleted {
///         Ok(DeleteResponse::new())
///     }
/// }
/// ```
///
/// [`Provider::Data`]: super::Provider::Data
/// [`TypedResource`]: super::TypedResource
#[async_trait]
pub trait Resource<D: Send + Sync + 'static = ()>: Send + Sync + 'static {
    /// Returns the whole name: `appservices_secret`.
    #[doc(alias = "Metadata")]
    fn type_name(&self) -> &str;

    /// Returns its schema. Asked once.
    fn schema(&self) -> Schema;

    /// Modifies a plan where the schema cannot: refuses, warns, replaces, makes values known,
    /// writes private state, or defers. The result must depend on the arguments alone, because core
    /// plans twice and refuses a different plan. Also called for a destruction (`planned` is null
    /// then).
    ///
    /// # Errors
    /// Returns an error to refuse the change. What was modified until then is discarded.
    fn modify_plan(
        &self,
        request: &ModifyPlanRequest<'_, D>,
        response: &mut ModifyPlanResponse,
    ) -> Result<()> {
        let _ = (request, response);
        Ok(())
    }

    /// Makes the object that is planned.
    ///
    /// # Errors
    /// Returns an error if the object was not made, or not as planned.
    /// [`ApplyError::with_state`] says what was made nevertheless, and keeps it in the state.
    async fn create(&self, request: CreateRequest<'_, D>) -> Result<CreateResponse, ApplyError>;

    /// Returns the object's state, or `None` if it is certainly gone.
    ///
    /// # Errors
    /// Returns an error if that cannot be determined.
    async fn read(&self, request: ReadRequest<'_, D>) -> Result<Option<ReadResponse>>;

    /// Turns the prior state into the planned one.
    ///
    /// # Errors
    /// Returns an error if the object is not as planned. [`ApplyError::with_state`] says what it is;
    /// otherwise it is as before.
    async fn update(&self, request: UpdateRequest<'_, D>) -> Result<UpdateResponse, ApplyError>;

    /// Deletes the object. It is no error if the object is gone already.
    ///
    /// # Errors
    /// Returns an error if it may still be there; the state is kept.
    async fn delete(&self, request: DeleteRequest<'_, D>) -> Result<DeleteResponse>;

    /// Returns the state of the object that the user names by id or by identity. Terraform reads it
    /// again afterwards, so attributes that only a read can fill may be null.
    /// [`ImportResponse::passthrough`] is enough where the id is an attribute.
    ///
    /// # Errors
    /// Returns an error if there is none, or the id is not in the resource's form. By default,
    /// nothing can be imported.
    #[doc(alias = "ImportState")]
    async fn import(&self, request: ImportRequest<'_, D>) -> Result<ImportResponse> {
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
    fn move_state(&self, request: &MoveStateRequest) -> Result<Option<MoveStateResponse>> {
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

    /// Returns where the resource's Rust type does not fit its schema. The typed layer answers
    /// this.
    #[doc(hidden)]
    fn misfits(&self, schema: &Schema) -> Vec<PathError> {
        let _ = schema;
        Vec::new()
    }
}

pub(super) fn unsupported(type_name: &str, what: &str) -> Diagnostic {
    Diagnostic::error(
        format!("{what} is not supported"),
        format!("{type_name} has no import."),
    )
}

pub(super) fn no_upgrade(type_name: &str, what: &str, request: &UpgradeRequest) -> Diagnostic {
    Diagnostic::bug(format!(
        "{type_name} has no upgrade from {what} version {}",
        request.version
    ))
}
