//! The environment that the host gives to a plugin.

use std::path::PathBuf;

/// The variables that a plugin reads.
#[derive(Clone, Debug, Default)]
pub struct Host {
    /// `TF_PLUGIN_MAGIC_COOKIE`: whether a host started the program as a plugin.
    pub magic_cookie: Option<String>,
    /// `PLUGIN_PROTOCOL_VERSIONS`: the major protocol versions that the host speaks. Very old hosts
    /// do not set it.
    pub protocol_versions: Option<Vec<u32>>,
    /// `PLUGIN_CLIENT_CERT`: the host's certificate, as PEM. Without it the connection is plain.
    pub client_certificate: Option<String>,
    /// `PLUGIN_UNIX_SOCKET_DIR`: the folder for the socket.
    pub socket_dir: Option<PathBuf>,
    /// `PLUGIN_MULTIPLEX_GRPC`: whether the handshake line must say if the broker can share a
    /// connection.
    pub multiplexing: bool,
    /// `TF_LOG_PROVIDER_<NAME>`, `TF_LOG_PROVIDER` or `TF_LOG`: the first of these that is set.
    pub log_level: Option<String>,
}

impl Host {
    /// Reads the process's environment. `name` is the provider's name, for the log level of its
    /// own.
    #[expect(
        clippy::disallowed_methods,
        reason = "the handshake is made of environment variables"
    )]
    pub fn from_environment(name: &str) -> Self {
        let variable = |key: &str| std::env::var(key).ok().filter(|value| !value.is_empty());
        let versions = |list: String| {
            list.split(',')
                .filter_map(|version| version.trim().parse().ok())
                .collect()
        };
        let own_level = format!("TF_LOG_PROVIDER_{}", name.to_uppercase());
        Self {
            magic_cookie: variable("TF_PLUGIN_MAGIC_COOKIE"),
            protocol_versions: variable("PLUGIN_PROTOCOL_VERSIONS").map(versions),
            client_certificate: variable("PLUGIN_CLIENT_CERT"),
            socket_dir: variable("PLUGIN_UNIX_SOCKET_DIR").map(PathBuf::from),
            multiplexing: variable("PLUGIN_MULTIPLEX_GRPC").is_some(),
            log_level: [own_level.as_str(), "TF_LOG_PROVIDER", "TF_LOG"]
                .into_iter()
                .find_map(variable),
        }
    }
}
