//! What processes in one directory tell each other, over real files.

use std::fs;

use tempfile::TempDir;

use super::*;

fn creation(name: &str) -> Creation {
    Creation {
        api: "http://127.0.0.1:1".to_owned(),
        collection: "/groups/g/apps/a/functions".to_owned(),
        name: name.to_owned(),
    }
}

fn content() -> Content {
    Content::from([("source".to_owned(), "1a2b".to_owned())])
}

const NOW: Option<u64> = Some(1_700_000_000);

const TIME: Option<RangeInclusive<u64>> = Some(1_700_000_000..=1_700_000_300);

fn process(folder: &TempDir) -> Journal {
    Journal::in_folder(Some(folder.path().join("journal/d")))
}

fn files(folder: &TempDir) -> usize {
    fs::read_dir(folder.path().join("journal/d")).map_or(0, |files| files.count())
}

/// Returns the IDs of what an earlier process may have made; `None` for what has no answer.
fn past(journal: &Journal, name: &str) -> Vec<Option<String>> {
    match journal.find(&creation(name), NOW) {
        Some(Found::Past(entries)) => entries.into_iter().map(|entry| entry.id).collect(),
        Some(Found::Alive) => panic!("nobody is alive"),
        None => Vec::new(),
    }
}

#[tokio::test]
async fn a_process_that_ended_leaves_what_it_began() {
    let folder = TempDir::new().expect("a folder");
    let first = process(&folder);
    first.begin(&creation("a"), content(), TIME).await;
    first
        .begin(&creation("b"), content(), TIME)
        .await
        .made("64b");
    first.begin(&creation("c"), content(), TIME).await.ended();
    assert!(
        past(&first, "a").is_empty(),
        "its own entries are not those of others"
    );
    drop(first);
    let second = process(&folder);
    assert_eq!(past(&second, "a"), [None]);
    assert_eq!(past(&second, "b"), [Some("64b".to_owned())]);
    assert!(past(&second, "c").is_empty() && past(&second, "d").is_empty());
    let day = NOW.map(|now| now + 24 * 60 * 60 + 1);
    assert!(second.find(&creation("a"), day).is_none(), "a day is over");
}

#[tokio::test]
async fn a_state_that_holds_the_object_ends_the_entry() {
    let folder = TempDir::new().expect("a folder");
    let first = process(&folder);
    first.begin(&creation("a"), content(), TIME).await;
    first
        .begin(&creation("b"), content(), TIME)
        .await
        .made("64b");
    drop(first);
    let second = process(&folder);
    second.holds("64b", || Some(creation("b")));
    assert!(second.is_held("64b") && !second.is_held("64a"));
    assert!(past(&second, "b").is_empty());
    drop(second);
    let third = process(&folder);
    assert!(past(&third, "b").is_empty(), "it is written down");
    assert_eq!(past(&third, "a"), [None]);
    third.holds("64a", || Some(creation("a")));
    assert_eq!(files(&folder), 0, "a file without entries is removed");
}

#[tokio::test]
async fn a_process_that_is_alive_is_seen() {
    let folder = TempDir::new().expect("a folder");
    let (first, second) = (process(&folder), process(&folder));
    let a = creation("a");
    let begun = first.begin(&a, content(), TIME).await;
    let is_alive = |name| matches!(second.find(&creation(name), NOW), Some(Found::Alive));
    assert!(is_alive("a") && !is_alive("b"));
    begun.ended();
    assert!(!is_alive("a"));
    first.begin(&creation("a"), content(), TIME).await;
    drop(first);
    assert_eq!(past(&second, "a"), [None]);
    second.replace(&creation("a"));
    assert!(past(&second, "a").is_empty());
}

#[tokio::test]
async fn many_creations_share_a_file_and_its_syncs() {
    let folder = TempDir::new().expect("a folder");
    let first = process(&folder);
    let names: Vec<String> = (0..200).map(|at| at.to_string()).collect();
    let creations: Vec<_> = names.iter().map(|name| creation(name)).collect();
    let begun = creations
        .iter()
        .map(|one| first.begin(one, content(), TIME));
    futures_util::future::join_all(begun).await;
    drop(first);
    let second = process(&folder);
    assert!(names.iter().all(|name| past(&second, name).len() == 1));
    assert_eq!(files(&folder), 1);
}

#[tokio::test]
async fn damaged_files_are_read_as_far_as_they_go() {
    let folder = TempDir::new().expect("a folder");
    let first = process(&folder);
    first.begin(&creation("a"), content(), TIME).await;
    drop(first);
    let dir = folder.path().join("journal/d");
    let path = fs::read_dir(&dir)
        .expect("it is there")
        .next()
        .expect("a file")
        .expect("it")
        .path();
    let mut text = fs::read_to_string(&path).expect("text");
    text.insert_str(0, "{\"later\":[1]}\n\n");
    text.push_str("{\"begin\":[1,{\"api\":");
    fs::write(&path, text).expect("it is written");
    fs::write(dir.join("other.txt"), "not ours").expect("it is written");
    fs::write(dir.join("binary.journal"), [0xff, 0xfe]).expect("it is written");
    let second = process(&folder);
    assert_eq!(past(&second, "a"), [None]);
    assert_eq!(past(&second, "b"), [] as [Option<String>; 0]);
}

/// No journal is better than no work.
#[tokio::test]
async fn where_nothing_can_be_written_nothing_fails() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("journal"), "a file").expect("it is written");
    for journal in [process(&folder), Journal::off()] {
        journal
            .begin(&creation("a"), content(), TIME)
            .await
            .made("64a");
        journal.holds("64b", || None);
        assert!(journal.find(&creation("a"), NOW).is_none());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_reads_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = TempDir::new().expect("a folder");
    let journal = process(&folder);
    journal.begin(&creation("a"), content(), TIME).await;
    let mode = |path: &std::path::Path| {
        fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode()
            & 0o777
    };
    let dir = folder.path().join("journal/d");
    assert_eq!(mode(&dir), 0o700);
    for file in fs::read_dir(&dir).expect("it is there") {
        assert_eq!(mode(&file.expect("a file").path()), 0o600);
    }
}

/// What a run that ended in good order made is in its state, and nobody else's to take.
#[tokio::test]
async fn a_run_that_ends_in_good_order_leaves_only_what_was_not_answered() {
    let folder = TempDir::new().expect("a folder");
    let first = process(&folder);
    first
        .begin(&creation("a"), content(), TIME)
        .await
        .made("64a");
    first.begin(&creation("b"), content(), TIME).await;
    first.close();
    first
        .begin(&creation("c"), content(), TIME)
        .await
        .made("64c");
    drop(first);
    let second = process(&folder);
    assert!(past(&second, "a").is_empty());
    assert_eq!(past(&second, "b"), [None]);
    assert_eq!(
        past(&second, "c"),
        [Some("64c".to_owned())],
        "another run of a debugger"
    );
}

/// A folder that the user named may have anything in it.
#[tokio::test]
async fn nothing_but_old_journals_is_removed() {
    use std::time::{Duration, SystemTime};
    let folder = TempDir::new().expect("a folder");
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let mut kept = Vec::new();
    for (directory, file, stays) in [
        ("documents", "letter.txt", true),
        ("0123456789abcdef01234567", "letter.txt", true),
        (
            "0123456789abcdef01234567",
            "0123456789abcdef.journal",
            false,
        ),
        ("0123456789abcdef01234567", ".0123456789abcdef", false),
        ("0123456789abcdef", "0123456789abcdef.journal", true),
    ] {
        let directory = folder.path().join("journal").join(directory);
        fs::create_dir_all(&directory).expect("a folder");
        let path = directory.join(file);
        let made = fs::File::create(&path).expect("a file");
        made.set_modified(old).expect("it is old");
        kept.push((path, stays));
    }
    process(&folder)
        .begin(&creation("a"), content(), TIME)
        .await;
    for (path, stays) in kept {
        assert_eq!(path.exists(), stays, "{}", path.display());
    }
}
