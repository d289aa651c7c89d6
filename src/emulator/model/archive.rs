//! Archives of files in requests and responses: zip, tar, and tar in gzip.
//!
//! An archive comes from outside, so nothing of it is written to a disk. It is read one file at a time,
//! and refused with 413 as soon as it exceeds its [`Limits`].

use std::cell::Cell;
use std::io::{Cursor, Read, Write as _};

use flate2::read::MultiGzDecoder;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::file::File;
use super::refusal::Refusal;

/// How large an archive may be, unpacked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) entries: usize,
    pub(crate) bytes: u64,
}

/// Is called with the path of each file of an archive, whose parts are separated by `/`, and with the
/// file's content, which need not be read.
pub(crate) type Visit<'a> = dyn FnMut(&str, &mut dyn Read) -> Result<(), Refusal> + 'a;

/// The formats of archives that are read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Format {
    Zip,
    Tar,
    TarGz,
}

impl Format {
    /// Returns the format that the ending of a file's name stands for.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        if ends(&[".zip"]) {
            Some(Self::Zip)
        } else if ends(&[".tar"]) {
            Some(Self::Tar)
        } else if ends(&[".tgz", ".tar.gz"]) {
            Some(Self::TarGz)
        } else {
            None
        }
    }
}

/// Visits each file of an archive. Folders and links are left out.
pub(crate) fn visit(
    file: &File,
    format: Format,
    limits: Limits,
    visit: &mut Visit<'_>,
) -> Result<(), Refusal> {
    let bytes = file.bytes.as_slice();
    match format {
        Format::Zip => visit_zip(bytes, limits, visit),
        Format::Tar => visit_tar(bytes, limits, visit),
        Format::TarGz => visit_tar(MultiGzDecoder::new(bytes), limits, visit),
    }
}

/// Returns a zip of files. The same files give the same bytes.
pub(crate) fn zip(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, Refusal> {
    let mistake = |_| Refusal::mistake();
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        writer.start_file(path, options).map_err(mistake)?;
        writer.write_all(bytes).map_err(|_| Refusal::mistake())?;
    }
    Ok(writer.finish().map_err(mistake)?.into_inner())
}

fn visit_zip(bytes: &[u8], limits: Limits, visit: &mut Visit<'_>) -> Result<(), Refusal> {
    // The directory of a zip is read as a whole, so its entries are counted before.
    let starts = bytes.windows(4).filter(|start| *start == b"PK\x01\x02");
    limits.check_entries(starts.count())?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    limits.check_entries(archive.len())?;
    let declared = archive.decompressed_size().unwrap_or(u128::MAX);
    if declared > u128::from(limits.bytes) {
        return Err(limits.too_large());
    }
    // What is declared may be wrong.
    let left = Cell::new(limits.bytes);
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(unreadable)?;
        if !entry.is_file() {
            continue;
        }
        let name = entry.name().map_err(unreadable)?.into_owned();
        let path = safe(&name)?;
        let mut content = Bounded::new(entry, &left);
        let visited = visit(&path, &mut content);
        content.finish(limits, visited)?;
    }
    Ok(())
}

fn visit_tar(bytes: impl Read, limits: Limits, visit: &mut Visit<'_>) -> Result<(), Refusal> {
    let left = Cell::new(limits.bytes);
    let mut bounded = Bounded::new(bytes, &left);
    let visited = visit_entries(&mut bounded, limits, visit);
    bounded.finish(limits, visited)
}

fn visit_entries(bytes: impl Read, limits: Limits, visit: &mut Visit<'_>) -> Result<(), Refusal> {
    let mut archive = tar::Archive::new(bytes);
    for (at, entry) in archive.entries().map_err(unreadable)?.enumerate() {
        let mut entry = entry.map_err(unreadable)?;
        limits.check_entries(at + 1)?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = safe(&String::from_utf8_lossy(&entry.path_bytes()))?;
        visit(&path, &mut entry)?;
    }
    Ok(())
}

impl Limits {
    fn check_entries(self, entries: usize) -> Result<(), Refusal> {
        if entries <= self.entries {
            return Ok(());
        }
        let error = format!("the archive has more than {} files", self.entries);
        Err(Refusal::new(413, error))
    }

    fn too_large(self) -> Refusal {
        let error = format!("the archive has more than {} bytes, unpacked", self.bytes);
        Refusal::new(413, error)
    }
}

/// A reader that fails when more is read than is left, whatever the archive declares.
struct Bounded<'a, R> {
    bytes: R,
    left: &'a Cell<u64>,
    is_exceeded: bool,
}

impl<'a, R> Bounded<'a, R> {
    const fn new(bytes: R, left: &'a Cell<u64>) -> Self {
        Self {
            bytes,
            left,
            is_exceeded: false,
        }
    }

    /// Returns what came of reading: a failure for lack of room is a refusal of its own.
    fn finish(self, limits: Limits, read: Result<(), Refusal>) -> Result<(), Refusal> {
        match self.is_exceeded {
            true => Err(limits.too_large()),
            false => read,
        }
    }
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.bytes.read(buffer)?;
        match self.left.get().checked_sub(count as u64) {
            Some(left) => {
                self.left.set(left);
                Ok(count)
            }
            None => {
                self.is_exceeded = true;
                Err(std::io::Error::other("the archive is too large"))
            }
        }
    }
}

/// Returns a path without empty parts. Refuses a path that leads out of the archive.
fn safe(path: &str) -> Result<String, Refusal> {
    let is_outside = path.starts_with(['/', '\\'])
        || path.split(['/', '\\']).any(|part| part == "..")
        || path.contains('\0');
    if is_outside {
        let error = format!("the archive's path {path:?} leads out of it");
        return Err(Refusal::invalid(error));
    }
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
    Ok(parts.collect::<Vec<_>>().join("/"))
}

fn unreadable(error: impl std::error::Error) -> Refusal {
    Refusal::invalid(format!("the archive cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        entries: 3,
        bytes: 20_000,
    };

    fn tar_of(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (path, bytes) in files {
            let mut header = tar::Header::new_gnu();
            // The library refuses `..`, which strangers do not.
            header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append(&header, *bytes).expect("it is written");
        }
        builder.into_inner().expect("a tar")
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).expect("it is written");
        encoder.finish().expect("a gzip")
    }

    /// The files in each format.
    fn archives(files: &[(&str, &[u8])]) -> [(Format, Vec<u8>); 3] {
        let tar = tar_of(files);
        let files = files.iter();
        let files = files.map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()));
        let zip = zip(&files.collect::<Vec<_>>()).expect("a zip");
        let gzip = gzip(&tar);
        [
            (Format::Zip, zip),
            (Format::Tar, tar),
            (Format::TarGz, gzip),
        ]
    }

    /// What a visit sees, or the status and the error of its refusal.
    fn seen(format: Format, bytes: Vec<u8>) -> Result<Vec<(String, String)>, (u16, String)> {
        let mut seen = Vec::new();
        let file = File {
            name: String::new(),
            bytes,
        };
        let visited = visit(&file, format, LIMITS, &mut |path, content| {
            let mut text = String::new();
            content.read_to_string(&mut text).map_err(unreadable)?;
            seen.push((path.to_owned(), text));
            Ok(())
        });
        match visited {
            Ok(()) => Ok(seen),
            Err(refusal) => Err((refusal.status(), refusal.error().to_owned())),
        }
    }

    #[test]
    fn each_format_gives_the_same_files() {
        for (format, bytes) in archives(&[("./a/b.json", b"{}"), ("c", b"text")]) {
            let expected = [("a/b.json", "{}"), ("c", "text")];
            let expected = expected.map(|(path, text)| (path.to_owned(), text.to_owned()));
            assert_eq!(
                seen(format, bytes).as_deref(),
                Ok(&expected[..]),
                "{format:?}"
            );
        }
    }

    #[test]
    fn an_archive_that_unpacks_to_too_much_is_refused() {
        let zeros = vec![0; 30_000];
        for (format, bytes) in archives(&[("zeros", &zeros)]) {
            let (status, error) = seen(format, bytes).expect_err("it is too large");
            assert_eq!(
                (status, &*error),
                (413, "the archive has more than 20000 bytes, unpacked"),
                "{format:?}"
            );
        }
    }

    /// A zip that declares less than it holds is found out while it is read.
    #[test]
    fn a_zip_that_declares_too_little_is_refused() {
        let zeros = vec![0; 30_000];
        let [(_, mut bytes), ..] = archives(&[("zeros", &zeros)]);
        let size = 30_000_u32.to_le_bytes();
        while let Some(at) = bytes.windows(4).position(|window| window == size) {
            bytes[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
        }
        assert!(seen(Format::Zip, bytes).is_err());
    }

    #[test]
    fn an_archive_of_too_many_files_is_refused() {
        let files: Vec<(&str, &[u8])> = ["a", "b", "c", "d"].map(|name| (name, &b""[..])).into();
        for (format, bytes) in archives(&files) {
            let (status, error) = seen(format, bytes).expect_err("there are too many");
            assert_eq!(
                (status, &*error),
                (413, "the archive has more than 3 files"),
                "{format:?}"
            );
        }
    }

    #[test]
    fn a_path_that_leads_out_of_the_archive_is_refused() {
        for path in ["../a", "a/../../b", "/etc/passwd", "a\\..\\b"] {
            for (format, bytes) in archives(&[(path, b"x")]) {
                let (status, error) = seen(format, bytes).expect_err("it leads out");
                assert_eq!(status, 400, "{format:?} {path}");
                assert!(error.contains("leads out of it"), "{error}");
            }
        }
    }

    #[test]
    fn an_archive_that_is_broken_is_refused() {
        for (format, bytes) in archives(&[("a", b"some text"), ("b", b"more text")]) {
            let half = bytes[..bytes.len() / 5].to_vec();
            for broken in [half, b"no archive at all".to_vec()] {
                let (status, error) = seen(format, broken).expect_err("it is broken");
                assert_eq!(status, 400, "{format:?}");
                assert!(error.starts_with("the archive cannot be read: "), "{error}");
            }
        }
    }

    #[test]
    fn the_ending_of_a_name_says_the_format() {
        for (name, format) in [
            ("node_modules.zip", Some(Format::Zip)),
            ("node_modules.TAR", Some(Format::Tar)),
            ("node_modules.tgz", Some(Format::TarGz)),
            ("node_modules.tar.gz", Some(Format::TarGz)),
            ("node_modules.7z", None),
        ] {
            assert_eq!(Format::of(name), format, "{name}");
        }
    }
}
