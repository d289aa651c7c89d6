//! Files in requests and responses.

use super::refusal::Refusal;

/// A file that a request uploads or a response gives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl File {
    /// Returns the file in the part of this name of a `multipart/form-data` body, whose first line is its
    /// boundary.
    pub(crate) fn of_form(body: &[u8], part: &str) -> Result<Self, Refusal> {
        let wrong = || Refusal::invalid(format!("the body must be a form with the file '{part}'"));
        let end = find(body, b"\r\n").ok_or_else(wrong)?;
        let boundary = body.get(..end).filter(|line| line.starts_with(b"--"));
        let boundary = boundary.ok_or_else(wrong)?;
        let mut rest = &body[end + 2..];
        loop {
            let head = find(rest, b"\r\n\r\n").ok_or_else(wrong)?;
            let header = String::from_utf8_lossy(&rest[..head]).into_owned();
            let content = &rest[head + 4..];
            let border = [b"\r\n", boundary].concat();
            let length = find(content, &border).ok_or_else(wrong)?;
            if parameter(&header, "name") == Some(part) {
                let name = parameter(&header, "filename").unwrap_or_default();
                return Ok(Self {
                    name: name.to_owned(),
                    bytes: content[..length].to_vec(),
                });
            }
            rest = content.get(length + border.len() + 2..).ok_or_else(wrong)?;
        }
    }
}

/// Returns a parameter of the header `content-disposition` among a part's headers.
fn parameter<'a>(headers: &'a str, name: &str) -> Option<&'a str> {
    let start = format!("; {name}=\"");
    let (_, rest) = headers.split_once(&start)?;
    rest.split('"').next()
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_among_the_parts_of_a_form() {
        let body = b"--b\r\ncontent-disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"package.json\"\r\ncontent-type: application/json\r\n\r\n{}\r\n\r\n--b--\r\n";
        let file = File::of_form(body, "file").expect("a file");
        assert_eq!(file.name, "package.json");
        assert_eq!(file.bytes, b"{}\r\n");
        for wrong in [
            &b""[..],
            b"{}",
            b"--b\r\n\r\n",
            b"--b\r\nx: y\r\n\r\nno end",
        ] {
            assert!(File::of_form(wrong, "file").is_err());
        }
    }
}
