//! A whole provider: files in a folder as resources.
//!
//! ```hcl
//! provider "files" { folder = "./notes" }
//! resource "files_file" "hello" {
//!   name    = "hello.txt"
//!   content = "Hello!"
//! }
//! ```

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use std::{fs, io};

use appservices_provider::engine::timeouts::{self, Timeouts};
use appservices_provider::engine::{
    Attribute, Context as _, Diagnostic, Diagnostics, Field, Path, Schema, validators,
};
use appservices_provider::plugin;
use appservices_provider::provider::*;
use serde::{Deserialize, Serialize};

fn main() -> ExitCode {
    plugin::run(Files, "example/files")
}

struct Files;

/// The provider block, and what each resource gets.
#[derive(Deserialize)]
struct Folder {
    folder: PathBuf,
}

#[async_trait]
impl Provider for Files {
    type Data = Folder;

    fn name(&self) -> &str {
        "files"
    }

    fn schema(&self) -> Schema {
        Schema::new([Attribute::string("folder")
            .required()
            .describe("Where the files are.")])
    }

    fn resources(&self) -> Vec<Box<dyn Resource<Folder>>> {
        vec![Box::new(File)]
    }

    async fn configure(&self, request: ConfigureRequest<'_>) -> Result<ConfigureResponse<Folder>> {
        let settings: Folder = request.config_as()?;
        fs::create_dir_all(&settings.folder)
            .context("The folder cannot be made")
            .at("folder")?;
        Ok(ConfigureResponse::new(settings))
    }
}

struct File;

/// The plan and the state of a file.
#[derive(Serialize, Deserialize)]
struct FileState {
    path: Field<PathBuf>,
    name: String,
    content: String,
    timeouts: Option<Timeouts>,
}

#[async_trait]
impl TypedResource<Folder> for File {
    type State = FileState;

    fn type_name(&self) -> &str {
        "files_file"
    }

    fn schema(&self) -> Schema {
        let plain = validators::matches("a name without a slash", |name| !name.contains('/'));
        Schema::new([
            Attribute::string("path")
                .computed()
                .describe("The file's path."),
            Attribute::string("name")
                .required()
                .requires_replace()
                .validate(plain),
            Attribute::string("content")
                .default("")
                .describe("What is in it."),
            timeouts::attribute(&["create", "update"]),
        ])
    }

    fn modify_plan(
        &self,
        request: &ModifyPlanRequest<'_, Folder>,
        response: &mut ModifyPlanResponse,
    ) -> Result<()> {
        let Some(data) = request.data.filter(|_| !request.is_destruction(response)) else {
            return Ok(());
        };
        if let Field::Known(name) = response.get::<Field<String>>("name")? {
            response.set("path", &data.folder.join(name))?;
        }
        Ok(())
    }

    async fn create(
        &self,
        request: CreateRequest<'_, Folder, FileState>,
    ) -> Result<CreateResponse<FileState>, ApplyError<FileState>> {
        Ok(write(request.data, request.planned, "create").await?.into())
    }

    async fn read(
        &self,
        request: ReadRequest<'_, Folder, FileState>,
    ) -> Result<Option<ReadResponse<FileState>>> {
        match fs::read_to_string(request.data.folder.join(&request.state.name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            content => {
                let content = content.with_context(|| failed("read", &request.state.name))?;
                Ok(Some(
                    FileState {
                        content,
                        ..request.state
                    }
                    .into(),
                ))
            }
        }
    }

    async fn update(
        &self,
        request: UpdateRequest<'_, Folder, FileState>,
    ) -> Result<UpdateResponse<FileState>, ApplyError<FileState>> {
        Ok(write(request.data, request.planned, "update").await?.into())
    }

    async fn delete(
        &self,
        request: DeleteRequest<'_, Folder, FileState>,
    ) -> Result<DeleteResponse> {
        match fs::remove_file(request.data.folder.join(&request.state.name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            removed => removed.with_context(|| failed("removed", &request.state.name))?,
        }
        Ok(DeleteResponse::new())
    }

    async fn import(
        &self,
        request: ImportRequest<'_, Folder>,
    ) -> Result<ImportResponse<FileState>> {
        let name = request.id()?.to_owned();
        let path = request.data.folder.join(&name);
        let content = fs::read_to_string(&path).with_context(|| failed("read", &name))?;
        Ok(FileState {
            path: path.into(),
            name,
            content,
            timeouts: None,
        }
        .into())
    }
}

async fn write(data: &Folder, file: FileState, operation: &str) -> Result<FileState, Diagnostics> {
    let path = data.folder.join(&file.name);
    let limit = file.timeouts.clone().unwrap_or_default();
    let limit = limit.get(operation, Duration::from_secs(60));
    let writing = tokio::fs::write(&path, file.content.clone());
    match tokio::time::timeout(limit, writing).await {
        Ok(written) => written.with_context(|| failed("written", &file.name))?,
        Err(_) => {
            let detail = format!("It took longer than {limit:?}; raise timeouts.{operation}.");
            let late = Diagnostic::error(failed("written", &file.name), detail);
            return Err(late.at(Path::attribute("timeouts")).into());
        }
    }
    Ok(FileState {
        path: path.into(),
        ..file
    })
}

fn failed(what: &str, name: &str) -> String {
    format!("The file {name:?} cannot be {what}")
}
