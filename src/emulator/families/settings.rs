//! What an app has one of: allowed request origins, the refresh token's expiration, access from outside of
//! a private network, how changes are deployed.

use serde_json::{Value as Json, json};

use super::call::Call;
use super::family::{Codes, Family, Kind, Says, Shows, Verb};
use crate::emulator::model::{Fields, Refusal};

pub(super) static ALLOWED_REQUEST_ORIGINS: Family = Family {
    path: "~/security/allowed_request_origins",
    parent: None,
    collection: "allowed_request_origins",
    noun: "allowed request origin",
    codes: NONE,
    kind: Kind::List { accept: origin },
    drafted: true,
    verbs: &[Verb::Get(Shows::All), Verb::Create(Says::Nothing)],
    more: &[],
}
.checked();

pub(super) static REFRESH_TOKEN_EXPIRATION: Family = Family {
    path: "~/security/refresh_token_expiration",
    parent: None,
    collection: "refresh_token_expiration",
    noun: "refresh token expiration",
    codes: NONE,
    kind: Kind::One {
        default: || json!({ "expiration_time_seconds": 5_184_000 }),
        accept: expiration,
    },
    drafted: true,
    verbs: &[Verb::Get(Shows::All), Verb::Put(Says::Nothing)],
    more: &[],
}
.checked();

/// There is no GET.
pub(super) static NON_VPC_ACCESS: Family = Family {
    path: "~/security/allow_non_vpc_client_requests",
    parent: None,
    collection: "allow_non_vpc_client_requests",
    noun: "access from outside of a private network",
    codes: NONE,
    kind: Kind::One {
        default: || json!({ "allow_non_vpc_client_requests": true }),
        accept: |_, fields| {
            let allows = fields.bool("allow_non_vpc_client_requests")?;
            Ok(json!({ "allow_non_vpc_client_requests": allows }))
        },
    },
    drafted: false,
    verbs: &[Verb::Create(Says::Nothing)],
    more: &[],
}
.checked();

pub(super) static DEPLOY_CONFIG: Family = Family {
    path: "~/deploy/config",
    parent: None,
    collection: "deploy_config",
    noun: "deployment configuration",
    codes: NONE,
    kind: Kind::One {
        default: || json!({ "ui_drafts_disabled": false, "automatic_deployment": { "enabled": false } }),
        accept: deploy_config,
    },
    drafted: false,
    verbs: &[Verb::Get(Shows::All), Verb::Patch(Says::Nothing)],
    more: &[],
}
.checked();

const NONE: Codes = Codes {
    not_found: "AppNotFound",
    duplicate: "InvalidParameter",
};

/// The form is the description's: `<scheme>://<host>[:port]`.
fn origin(_: &Call<'_>, given: &Json) -> Result<Json, Refusal> {
    let text = given.as_str().unwrap_or_default();
    let host = text.split_once("://").filter(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    });
    let is_host = |host: &str| {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !host.ends_with(']') => (name, Some(port)),
            _ => (host, None),
        };
        let is_name = |byte: u8| byte.is_ascii_graphic() && !b"/?#@\\".contains(&byte);
        !name.is_empty()
            && name.bytes().all(is_name)
            && port.is_none_or(|port| port.parse::<u16>().is_ok())
    };
    match host {
        Some((_, host)) if is_host(host) => Ok(text.into()),
        _ => Err(Refusal::invalid(format!(
            "'{text}' is no origin of the form <scheme>://<host>[:port]"
        ))),
    }
}

fn expiration(_: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
    fields.required("expiration_time_seconds")?;
    let seconds = fields
        .optional_whole("expiration_time_seconds")?
        .unwrap_or_default();
    if !(1_800..=15_552_000).contains(&seconds) {
        return Err(Refusal::invalid(
            "'expiration_time_seconds' must be from 1800 to 15552000",
        ));
    }
    Ok(json!({ "expiration_time_seconds": seconds }))
}

fn deploy_config(call: &Call<'_>, fields: &Fields<'_>) -> Result<Json, Refusal> {
    fields.ignore(&["last_modified"]);
    let disabled = fields.bool("ui_drafts_disabled")?;
    let given = fields.object("automatic_deployment")?;
    let mut automatic = json!({ "enabled": given.optional_bool("enabled")?.unwrap_or(false) });
    if let Some(provider) = given.optional_one_of("provider", &["github"])? {
        automatic["provider"] = provider.into();
    }
    if let Some(ids) = given.optional_strings("installation_ids")? {
        automatic["installation_ids"] = ids.into();
    }
    given.finish()?;
    Ok(json!({
        "ui_drafts_disabled": disabled,
        "automatic_deployment": automatic,
        "last_modified": call.now(),
    }))
}
