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
use appservices_provider::engine::{Attribute, Context as _, Field, Schema, validators};
use appservices_provider::{plugin, provider::*};
use serde::{Deserialize, Serialize};

fn main() -> ExitCode {
    plugin::run(Files, "example/files")
}

struct Files;

/// The provider block, and what each call gets.
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
        Schema::new([Attribute::string("folder").required()])
    }

    fn resources(&self) -> Vec<Box<dyn Resource<Folder>>> {
        vec![Box::new(File)]
    }

    async fn configure(&self, request: ConfigureRequest<'_>) -> Configured<Folder> {
        let data: Folder = request.config_as()?;
        let made = fs::create_dir_all(&data.folder);
        made.context("The folder cannot be made").at("folder")?;
        Ok(ConfigureResponse::new(data))
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
        let name = Attribute::string("name").required().requires_replace();
        Schema::new([
            Attribute::string("path").computed(),
            name.validate(plain).describe("The file's name."),
            Attribute::string("content").default(""),
            timeouts::attribute(&["create", "update"]),
        ])
    }

    /// Shows the path in the plan already.
    fn modify_plan(
        &self,
        request: &ModifyPlanRequest<'_, Folder>,
        response: &mut ModifyPlanResponse,
    ) -> Result<()> {
        let name: Field<String> = response.get("name")?;
        if let (Some(data), Field::Known(name)) = (request.data, name) {
            response.set("path", &data.folder.join(name))?;
        }
        Ok(())
    }

    async fn create(&self, request: CreateRequest<'_, Folder, FileState>) -> Created<FileState> {
        Ok(write(request.data, request.planned, "create").await?.into())
    }

    async fn read(&self, request: ReadRequest<'_, Folder, FileState>) -> Refreshed<FileState> {
        let mut file = request.state;
        match fs::read_to_string(request.data.folder.join(&file.name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            content => file.content = content.with_context(|| failed("read", &file.name))?,
        }
        Ok(Some(file.into()))
    }

    async fn update(&self, request: UpdateRequest<'_, Folder, FileState>) -> Updated<FileState> {
        Ok(write(request.data, request.planned, "update").await?.into())
    }

    async fn delete(&self, request: DeleteRequest<'_, Folder, FileState>) -> Deleted {
        let name = &request.state.name;
        match fs::remove_file(request.data.folder.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            removed => removed.with_context(|| failed("removed", name))?,
        }
        Ok(DeleteResponse::new())
    }

    async fn import(&self, request: ImportRequest<'_, Folder>) -> Imported<FileState> {
        let name = request.id()?.to_owned();
        let path = request.data.folder.join(&name);
        let content = fs::read_to_string(&path).with_context(|| failed("read", &name))?;
        let file = FileState {
            path: path.into(),
            name,
            content,
            timeouts: None,
        };
        Ok(file.into())
    }
}

/// Writes a file, for as long as the configuration allows.
async fn write(data: &Folder, mut file: FileState, operation: &str) -> Result<FileState> {
    let path = data.folder.join(&file.name);
    let timeouts = file.timeouts.clone().unwrap_or_default();
    let limit = timeouts.get(operation, Duration::from_secs(60));
    let writing = tokio::fs::write(&path, &file.content);
    let in_time = tokio::time::timeout(limit, writing).await;
    let failed = || failed("written", &file.name);
    let written = in_time.with_context(failed).at("timeouts")?;
    written.with_context(failed)?;
    file.path = path.into();
    Ok(file)
}

fn failed(what: &str, name: &str) -> String {
    format!("The file {name:?} cannot be {what}")
}
