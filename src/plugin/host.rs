//! What the host process says in the plugin's environment (protocol.md 3.1).

use std::path::PathBuf;

/// The part of the environment that a plugin goes by.
#[derive(Clone, Debug, Default)]
pub struct Host {
    /// `TF_PLUGIN_MAGIC_COOKIE`: tells that the program was started as a plugin.
    pub magic_cookie: Option<String>,
    /// `PLUGIN_PROTOCOL_VERSIONS`: the major versions that the host speaks; none from very old hosts.
    pub protocol_versions: Option<Vec<u32>>,
    /// `PLUGIN_CLIENT_CERT`: the host's certificate, as PEM; without it the connection is plain.
    pub client_certificate: Option<String>,
    /// `PLUGIN_UNIX_SOCKET_DIR`: where the socket is made.
    pub socket_dir: Option<PathBuf>,
    /// `PLUGIN_MULTIPLEX_GRPC`: the host wants to hear whether the broker can share a connection.
    pub multiplexing: bool,
    /// `TF_LOG_PROVIDER_<NAME>`, `TF_LOG_PROVIDER` or `TF_LOG`, the first that is set.
    pub log_level: Option<String>,
}

impl Host {
    /// Reads the process's environment; `name` is the provider's, for its own log level.
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
