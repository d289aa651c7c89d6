//! Where the journal of creations is.

use std::path::{Path, PathBuf};

use super::host::Host;
use crate::declare::shape::decode;

/// The environment variable that names another folder, or switches the journal off.
const JOURNAL: &str = "APPSERVICES_JOURNAL";

/// Returns the folder of the journal for the directory in which Terraform runs. Returns `None` if
/// none is kept.
pub(super) fn journal_folder(host: &Host) -> Option<PathBuf> {
    let set = |name: &str| (host.environment)(name).filter(|value| !value.is_empty());
    let root = match set(JOURNAL) {
        Some(word) if matches!(word.as_str(), "off" | "none" | "false" | "0") => return None,
        Some(folder) => PathBuf::from(folder),
        None => state_folder(&set)?,
    };
    let directory = host.working_directory.as_ref()?;
    // A relative folder is meant from where Terraform runs.
    let root = directory
        .join(root)
        .join("terraform-provider-appservices/journal");
    Some(root.join(name_of(directory, &workspace(directory, &set))))
}

/// Returns the platform's folder for what programs remember: `XDG_STATE_HOME`, or its default.
fn state_folder(set: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let named = set("XDG_STATE_HOME").map(PathBuf::from);
    // The specification of these variables ignores relative paths.
    if let Some(folder) = named.filter(|folder| folder.is_absolute()) {
        return Some(folder);
    }
    if cfg!(windows) {
        return set("LOCALAPPDATA").map(PathBuf::from);
    }
    let below_home = match cfg!(target_os = "macos") {
        true => "Library/Application Support",
        false => ".local/state",
    };
    Some(PathBuf::from(set("HOME")?).join(below_home))
}

/// Returns the workspace that Terraform has selected in the directory. Each has a state of its own.
fn workspace(directory: &Path, set: &dyn Fn(&str) -> Option<String>) -> String {
    let data = set("TF_DATA_DIR").unwrap_or_else(|| ".terraform".to_owned());
    let selected = || std::fs::read_to_string(directory.join(data).join("environment")).ok();
    set("TF_WORKSPACE").or_else(selected).unwrap_or_default()
}

/// Returns a name for the directory and the workspace that fits into a path.
fn name_of(directory: &Path, workspace: &str) -> String {
    let directory = directory.as_os_str().as_encoded_bytes();
    decode::hash([directory, &[0], workspace.trim().as_bytes()].concat())
}

#[cfg(all(test, unix))]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::appservices::testing::bare_host;

    fn folder(variables: &'static [(&str, &str)], directory: Option<&str>) -> Option<String> {
        let read = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let host = Host {
            environment: Arc::new(read),
            working_directory: directory.map(PathBuf::from),
            ..bare_host()
        };
        journal_folder(&host).map(|folder| folder.display().to_string())
    }

    #[test]
    fn the_journal_is_in_the_users_state_folder() {
        let own = "/terraform-provider-appservices/journal/";
        for (variables, place) in [
            (
                &[("XDG_STATE_HOME", "/s"), ("HOME", "/h")][..],
                Some(format!("/s{own}")),
            ),
            (
                &[("APPSERVICES_JOURNAL", "/j"), ("HOME", "/h")],
                Some(format!("/j{own}")),
            ),
            (
                &[("APPSERVICES_JOURNAL", "j")],
                Some(format!("/here/j{own}")),
            ),
            (&[("APPSERVICES_JOURNAL", "off"), ("HOME", "/h")], None),
            (&[], None),
        ] {
            let found = folder(variables, Some("/here"));
            let parent = found.map(|found| found[..=found.rfind('/').unwrap_or(0)].to_owned());
            assert_eq!(parent, place, "{variables:?}");
        }
        let home = &[("HOME", "/h"), ("XDG_STATE_HOME", "relative")];
        assert!(folder(home, Some("/here")).is_some_and(|found| found.starts_with("/h/")));
        assert_eq!(folder(home, None), None);
        assert_ne!(folder(home, Some("/here")), folder(home, Some("/other")));
        let other = &[("HOME", "/h"), ("TF_WORKSPACE", "test")];
        assert_ne!(folder(home, Some("/here")), folder(other, Some("/here")));
    }
}
