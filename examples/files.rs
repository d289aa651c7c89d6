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
use std::sync::{Arc, OnceLock};
use std::{fs, io};

use appservices_provider::engine::{
    Attribute, Block, Diagnostic, Path, Recompute, Replace, Schema, Type, Usage, Value, from_value,
    to_value,
};
use appservices_provider::plugin;
use appservices_provider::provider::{
    Applied, Change, Configuration, Current, Found, Outcome, Provider, Resource,
};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

fn main() -> ExitCode {
    let folder = Arc::new(OnceLock::new());
    let text = |name, usage, description| Attribute::new(name, Type::String, usage, description);
    let id = Attribute {
        recompute: Recompute::Never,
        ..text("id", Usage::Computed, "The file's path.")
    };
    let name = Attribute {
        replace: Replace::OnChange,
        ..text("name", Usage::Required, "The file's name in the folder.")
    };
    let content = text("content", Usage::Required, "What is in it.");
    let file = Schema {
        block: Block {
            attributes: vec![id, name, content],
            ..Block::default()
        },
        ..Schema::default()
    };
    let provider = Schema {
        block: Block {
            attributes: vec![text("folder", Usage::Required, "Where the files are.")],
            ..Block::default()
        },
        ..Schema::default()
    };
    plugin::run(
        Files {
            schema: provider,
            resources: vec![Box::new(File {
                schema: file,
                folder: Arc::clone(&folder),
            })],
            folder,
        },
        "example/files",
    )
}

struct Files {
    schema: Schema,
    resources: Vec<Box<dyn Resource>>,
    folder: Arc<OnceLock<PathBuf>>,
}

#[async_trait]
impl Provider for Files {
    fn name(&self) -> &str {
        "files"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn resources(&self) -> &[Box<dyn Resource>] {
        &self.resources
    }

    async fn configure(&self, configuration: &Configuration) -> Outcome<Vec<Diagnostic>> {
        let folder = PathBuf::from(configuration.config.get("folder").as_str().unwrap_or("."));
        fs::create_dir_all(&folder).map_err(|error| {
            vec![
                Diagnostic::error("The folder cannot be made", error.to_string())
                    .at(Path::attribute("folder")),
            ]
        })?;
        self.folder.get_or_init(|| folder);
        Ok(Vec::new())
    }

    fn stop(&self) {}
}

struct File {
    schema: Schema,
    folder: Arc<OnceLock<PathBuf>>,
}

/// The state of a file.
#[derive(Serialize, Deserialize)]
struct FileState {
    id: Option<String>,
    name: String,
    content: String,
}

impl File {
    fn path(&self, name: &str) -> PathBuf {
        self.folder
            .get()
            .map_or_else(PathBuf::new, Clone::clone)
            .join(name)
    }

    fn state(&self, name: &str, content: String) -> Outcome<Value> {
        let state = FileState {
            id: Some(self.path(name).display().to_string()),
            name: name.to_owned(),
            content,
        };
        to_value(&state, &self.schema.block.ty())
            .map_err(|error| vec![error.diagnostic("files_file")])
    }

    fn write(&self, change: &Change<'_>) -> Outcome<Value> {
        let wanted: FileState =
            from_value(change.config).map_err(|error| vec![error.diagnostic("files_file")])?;
        fs::write(self.path(&wanted.name), &wanted.content)
            .map_err(|error| vec![failed("written", &wanted.name, &error)])?;
        self.state(&wanted.name, wanted.content)
    }
}

#[async_trait]
impl Resource for File {
    fn type_name(&self) -> &str {
        "files_file"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn create(&self, change: &Change<'_>) -> Applied {
        self.write(change)
            .map_or_else(|errors| Applied::failed(change, errors), Applied::done)
    }

    async fn read(&self, current: &Current<'_>) -> Outcome<Option<Found>> {
        let name = current.state.get("name").as_str().unwrap_or_default();
        match fs::read_to_string(self.path(name)) {
            Ok(content) => Ok(Some(Found::new(self.state(name, content)?))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(vec![failed("read", name, &error)]),
        }
    }

    async fn update(&self, change: &Change<'_>) -> Applied {
        self.create(change).await
    }

    async fn delete(&self, current: &Current<'_>) -> Outcome<Vec<Diagnostic>> {
        let name = current.state.get("name").as_str().unwrap_or_default();
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(vec![failed("removed", name, &error)])
            }
            _ => Ok(Vec::new()),
        }
    }

    async fn import(&self, id: &str) -> Outcome<Found> {
        let content =
            fs::read_to_string(self.path(id)).map_err(|error| vec![failed("read", id, &error)])?;
        Ok(Found::new(self.state(id, content)?))
    }
}

fn failed(what: &str, name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error(
        format!("The file {name:?} cannot be {what}"),
        error.to_string(),
    )
}
