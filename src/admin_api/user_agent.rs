//! The header `User-Agent`.

/// Returns the header: this program, and the Terraform or OpenTofu that runs it. OpenTofu, too,
/// sends its version as Terraform's.
pub(super) fn user_agent(terraform_version: &str) -> String {
    let own = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
    // The version comes over the wire, and a header allows only some characters.
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    match terraform_version
        .chars()
        .filter(is_plain)
        .collect::<String>()
    {
        version if version.is_empty() => own.to_owned(),
        version => format!("{own} Terraform/{version}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_versions_are_told() {
        let own = format!(
            "terraform-provider-appservices/{}",
            env!("CARGO_PKG_VERSION")
        );
        for (version, agent) in [
            ("1.11.4", format!("{own} Terraform/1.11.4")),
            (
                "1.17.0-alpha20260107+dev",
                format!("{own} Terraform/1.17.0-alpha20260107+dev"),
            ),
            (
                "1.11.4\r\nX-Evil: 1",
                format!("{own} Terraform/1.11.4X-Evil1"),
            ),
            ("", own.clone()),
        ] {
            assert_eq!(user_agent(version), agent);
        }
    }
}
