//! The handshake: one line on stdout, which tells the host where the plugin listens.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::error::ServeError;
use super::host::Host;

/// The value of `TF_PLUGIN_MAGIC_COOKIE`, which Terraform sets for every plugin that it starts.
pub const MAGIC_COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// The version of Terraform's plugin protocol that is served, and the only one.
pub(super) const PROTOCOL: u32 = 6;

/// Checks that a host started this process. A host that does not offer our protocol version gets
/// the line all the same, as it does from Go plugins: its own error then names both versions, where
/// a plugin without a line counts as broken.
pub(super) fn check(host: &Host) -> Result<(), ServeError> {
    if host.magic_cookie.as_deref() != Some(MAGIC_COOKIE) {
        return Err(ServeError::NotStartedByTerraform);
    }
    if let Some(versions) = host
        .protocol_versions
        .as_ref()
        .filter(|versions| !versions.contains(&PROTOCOL))
    {
        tracing::error!(
            ?versions,
            "the host does not speak plugin protocol {PROTOCOL}: use Terraform 1.0 or newer"
        );
    }
    Ok(())
}

/// Returns the line without its line break. The certificate has no base64 padding, because the host
/// refuses a padded one.
pub(super) fn line(
    network: &str,
    address: &str,
    certificate: Option<&[u8]>,
    host: &Host,
) -> String {
    let certificate = certificate
        .map(|der| STANDARD_NO_PAD.encode(der))
        .unwrap_or_default();
    // A host that did not ask for the seventh field reads it as part of the sixth.
    let multiplexing = if host.multiplexing { "|false" } else { "" };
    format!("1|{PROTOCOL}|{network}|{address}|grpc|{certificate}{multiplexing}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_has_six_fields_and_no_padding() {
        assert_eq!(
            line("unix", "/tmp/x", None, &Host::default()),
            "1|6|unix|/tmp/x|grpc|"
        );
        assert_eq!(
            line("tcp", "127.0.0.1:1", Some(b"a"), &Host::default()),
            "1|6|tcp|127.0.0.1:1|grpc|YQ"
        );
        let asked = Host {
            multiplexing: true,
            ..Host::default()
        };
        assert_eq!(
            line("unix", "/s", Some(b"ab"), &asked),
            "1|6|unix|/s|grpc|YWI|false"
        );
    }

    #[test]
    fn every_host_gets_the_line_and_nobody_else_does() {
        let host = |versions: Option<Vec<u32>>| Host {
            magic_cookie: Some(MAGIC_COOKIE.into()),
            protocol_versions: versions,
            ..Host::default()
        };
        assert!(check(&host(Some(vec![6, 5]))).is_ok());
        assert!(check(&host(None)).is_ok());
        assert!(check(&host(Some(vec![5]))).is_ok());
        assert!(matches!(
            check(&Host::default()),
            Err(ServeError::NotStartedByTerraform)
        ));
    }
}
