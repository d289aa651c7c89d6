//! The folder of a quickstart: who may use it, what an earlier quickstart left in it, and its
//! files.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;

use super::folder::{make_private, names_in, remove, temporary_folder, write};
use super::install::place;
use super::plugins::{own_program, provider_path};
use super::screen::pasted;

const CONFIGURATION: &str = include_str!("../../examples/quickstart/main.tf");
const MAIN: &str = "main.tf";
pub(super) const CLI_CONFIGURATION: &str = "quickstart.tfrc";
/// The folder that the provider block of the example names.
pub(super) const DATA: &str = "appservices-data";
/// The plan that is saved when drift is found, and applied to heal it.
pub(super) const PLAN: &str = "heal.tfplan";
const PLUGINS: &str = "plugins";
const IGNORE: &str = ".gitignore";
const STATE: &str = "terraform.tfstate";
/// The folder, with a number after it, to which `--force` moves what the user made of an earlier
/// quickstart.
const EARLIER: &str = "earlier-";

const ELSEWHERE: &str = "To work elsewhere, give --dir a new or empty folder of your own, or leave --dir out to use a temporary one";

/// The names that a quickstart and Terraform leave in the folder, beside those that begin with
/// `terraform.tfstate` or `earlier-`.
const OURS: [&str; 10] = [
    MAIN,
    CLI_CONFIGURATION,
    DATA,
    PLAN,
    PLUGINS,
    IGNORE,
    ".terraform",
    ".terraform.lock.hcl",
    ".terraform.tfstate.lock.info",
    ".DS_Store",
];

/// A folder with the configuration of the example, this program as the provider, and a CLI
/// configuration that finds the provider there.
pub(super) struct Playground {
    path: PathBuf,
    /// Removes the folder at the end. `None` for a folder that the user named.
    temporary: Option<TempDir>,
}

impl Playground {
    /// Prepares the folder that the user named, or a temporary one, for the program that looks for
    /// providers under `host`.
    ///
    /// # Errors
    /// Refuses a folder with other files in it, and without `force` one whose `main.tf` was edited.
    pub(super) fn prepare(wanted: Option<&Path>, force: bool, host: &str) -> Result<Self> {
        let Some(wanted) = wanted else {
            let temporary = temporary_folder()?;
            let path = fs::canonicalize(temporary.path())?;
            fill(&path, host)?;
            return Ok(Self {
                path,
                temporary: Some(temporary),
            });
        };
        if let Err(error) = fs::create_dir_all(wanted) {
            bail!(
                "the folder {} cannot be created: {error}\n{ELSEWHERE}",
                wanted.display()
            );
        }
        let path = fs::canonicalize(wanted)?;
        let names = names_in(&path)?;
        if names.is_empty() {
            // The state holds secrets.
            if let Err(error) = make_private(&path) {
                bail!(
                    "{} will hold a state with secrets and cannot be made readable by you alone: {error}\n{ELSEWHERE}",
                    path.display()
                );
            }
        } else {
            refuse_others(&path, &names)?;
            start_over(&path, force)?;
        }
        match fill(&path, host) {
            Ok(()) => Ok(Self {
                path,
                temporary: None,
            }),
            Err(error) => bail!("{error:#}\n{ELSEWHERE}"),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) const fn is_temporary(&self) -> bool {
        self.temporary.is_some()
    }

    /// Keeps the folder, so that the user can find out what went wrong, and returns its path.
    pub(super) fn keep(self) -> PathBuf {
        if let Some(temporary) = self.temporary {
            let _: PathBuf = temporary.keep();
        }
        self.path
    }

    /// Removes the saved plan, or a temporary folder as a whole.
    pub(super) fn clean_up(self) -> Result<()> {
        match self.temporary {
            Some(temporary) => temporary
                .close()
                .with_context(|| format!("{} cannot be removed", self.path.display())),
            None => remove(&self.path.join(PLAN)),
        }
    }
}

/// Refuses a folder with a file that no quickstart made. Terraform would read the file as a part of
/// the configuration, or the user would lose it.
fn refuse_others(folder: &Path, names: &[String]) -> Result<()> {
    let ours =
        |name: &str| OURS.contains(&name) || name.starts_with(STATE) || name.starts_with(EARLIER);
    let other = match names.iter().find(|name| !ours(name)) {
        None if names.iter().any(|name| name == CLI_CONFIGURATION) => return Ok(()),
        None => &names[0],
        Some(other) => other,
    };
    bail!(
        "{} is not empty: {other} in it was not made by a quickstart\n{ELSEWHERE}",
        folder.display()
    )
}

/// Removes what an earlier quickstart left. With `force`, what the user made of it is moved aside
/// and never removed.
fn start_over(folder: &Path, force: bool) -> Result<()> {
    let main = folder.join(MAIN);
    let edited = match fs::read(&main) {
        Ok(there) => there != CONFIGURATION.as_bytes(),
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) => {
            return Err(error).with_context(|| format!("{} cannot be read", main.display()));
        }
    };
    if edited && !force {
        bail!(
            "{} was edited since an earlier quickstart wrote it, or is of another version\nTo start over, with this file, the state and the data moved to a folder {EARLIER}… beside them:\n\n  {} quickstart --dir {} --force\n\n{ELSEWHERE}",
            main.display(),
            pasted(&own_program()?),
            pasted(folder)
        );
    }
    if edited {
        move_aside(folder, &[MAIN, STATE, DATA])?;
    }
    for left in [
        ".terraform.lock.hcl",
        STATE,
        "terraform.tfstate.backup",
        PLAN,
    ] {
        remove(&folder.join(left))?;
    }
    for left in [DATA, PLUGINS] {
        let left = folder.join(left);
        match fs::remove_dir_all(&left) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| {
                    format!(
                        "{} of an earlier quickstart cannot be removed",
                        left.display()
                    )
                });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Moves files to the first of the folders `earlier-1`, `earlier-2` and so on that does not exist.
fn move_aside(folder: &Path, names: &[&str]) -> Result<()> {
    let mut number = 1;
    let aside = loop {
        let aside = folder.join(format!("{EARLIER}{number}"));
        match fs::create_dir(&aside) {
            Ok(()) => break aside,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("{} cannot be created", aside.display()));
            }
        }
    };
    for name in names {
        match fs::rename(folder.join(name), aside.join(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| {
                    format!(
                        "{} cannot be moved to {}",
                        folder.join(name).display(),
                        aside.display()
                    )
                });
            }
            _ => {}
        }
    }
    Ok(())
}

fn fill(folder: &Path, host: &str) -> Result<()> {
    let plugins = folder.join(PLUGINS);
    let mirror = plugins.display().to_string().replace('\\', "/");
    // This file comes first, because it marks the folder as that of a quickstart, whatever happens
    // next.
    write(
        &folder.join(CLI_CONFIGURATION),
        &format!(
            "provider_installation {{\n  filesystem_mirror {{\n    path = {mirror:?}\n  }}\n}}\n"
        ),
    )?;
    write(&folder.join(IGNORE), "*\n")?;
    write(&folder.join(MAIN), CONFIGURATION)?;
    let program = fs::read(own_program()?).context("this program cannot read its own file")?;
    place(&program, &provider_path(&plugins, host))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "registry.terraform.io";

    fn prepared(folder: &Path, force: bool) -> Result<(), String> {
        Playground::prepare(Some(folder), force, HOST)
            .map(|_| ())
            .map_err(|error| format!("{error:#}"))
    }

    fn text(file: &Path) -> String {
        fs::read_to_string(file).expect("a file")
    }

    #[test]
    fn an_edited_configuration_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let main = folder.path().join(MAIN);
        let state = folder.path().join(STATE);
        prepared(folder.path(), false).expect("an empty folder is taken");
        fs::write(&state, "an old state").expect("a state");
        prepared(folder.path(), false).expect("an untouched quickstart starts over");
        assert!(!state.exists(), "the state of an untouched quickstart goes");
        for (round, edit) in ["# mine\n", "# mine, too\n"].into_iter().enumerate() {
            fs::write(&main, edit).expect("an edit");
            fs::write(&state, edit).expect("a state");
            let refused = prepared(folder.path(), false).expect_err("edits are not overwritten");
            assert!(
                refused.contains("was edited") && refused.contains("--force"),
                "{refused}"
            );
            assert_eq!([text(&main), text(&state)], [edit, edit]);
            prepared(folder.path(), true).expect("--force starts over");
            let aside = folder.path().join(format!("{EARLIER}{}", round + 1));
            assert_eq!(
                [text(&aside.join(MAIN)), text(&aside.join(STATE))],
                [edit, edit]
            );
            assert_eq!(
                (text(&main).as_str(), state.exists()),
                (CONFIGURATION, false)
            );
        }
    }

    #[test]
    fn files_of_other_origin_are_left_alone() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let refused = prepared(file.path(), false).expect_err("it is a file");
        assert!(
            refused.contains(&file.path().display().to_string()) && refused.contains(ELSEWHERE),
            "{refused}"
        );
        for (before, name) in [(false, "thesis.txt"), (false, MAIN), (true, "extra.tf")] {
            let folder = tempfile::tempdir().expect("a folder");
            if before {
                prepared(folder.path(), false).expect("an empty folder is taken");
            }
            fs::write(folder.path().join(name), "three years of work").expect("a file");
            let names = names_in(folder.path()).expect("names");
            for force in [false, true] {
                let refused =
                    prepared(folder.path(), force).expect_err("it is not the quickstart's");
                assert!(
                    refused.contains(name) && refused.contains("is not empty"),
                    "{refused}"
                );
            }
            assert_eq!(text(&folder.path().join(name)), "three years of work");
            assert_eq!(names_in(folder.path()).expect("names"), names);
        }
    }

    #[test]
    fn one_copy_of_the_program_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        for host in ["registry.opentofu.org", HOST] {
            Playground::prepare(Some(folder.path()), false, host).expect("a folder");
            assert_eq!(
                names_in(&folder.path().join(PLUGINS)).expect("plugins"),
                [host]
            );
        }
    }

    #[test]
    fn a_temporary_folder_goes_unless_it_is_kept() {
        let playground = Playground::prepare(None, false, HOST).expect("a temporary folder");
        let path = playground.path().to_owned();
        assert!(path.join(MAIN).exists() && playground.is_temporary());
        playground.clean_up().expect("it goes");
        assert!(!path.exists());
        let kept = Playground::prepare(None, false, HOST)
            .expect("a temporary folder")
            .keep();
        assert!(kept.join(MAIN).exists());
        fs::remove_dir_all(kept).expect("it goes");
    }

    #[cfg(unix)]
    #[test]
    fn the_folder_is_the_users_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let mode =
            |folder: &Path| fs::metadata(folder).expect("a folder").permissions().mode() & 0o777;
        let above = tempfile::tempdir().expect("a folder");
        fs::set_permissions(above.path(), fs::Permissions::from_mode(0o755)).expect("a mode");
        let folder = above.path().join("new");
        prepared(&folder, false).expect("a new folder");
        assert_eq!((mode(&folder), mode(above.path())), (0o700, 0o755));
        assert_eq!(text(&folder.join(IGNORE)), "*\n");
        // A mode that the user chose stays.
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o750)).expect("a mode");
        prepared(&folder, false).expect("the same folder");
        assert_eq!(mode(&folder), 0o750);
    }
}
