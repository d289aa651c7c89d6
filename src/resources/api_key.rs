//! `appservices_api_key`: a key with which servers authenticate with an app.
//!
//! Quirks of the API: the key itself is only in the answer that creates it. A key is never changed.
//! It is enabled and disabled by calls of their own, and a new key is always enabled.

use super::common::{APP_ID, ID, PROJECT_ID};
use crate::declare::words::{
    Change, Check, Lifecycle, Listed, Returned, Sent, Spec, boolean, text,
};

pub(crate) const SPEC: Spec = Spec {
    name: "api_key",
    title: "API key",
    doc: "Manages a server API key, which backends use to authenticate with an app.\n\nThe API returns the key only when it creates the key. The key is then stored in the state.",
    parent: Some(&super::app::SPEC),
    collection: "/groups/{project_id}/apps/{app_id}/api_keys",
    lifecycle: Lifecycle { listed: Listed::Whole, change: Change::Never, ..Lifecycle::COLLECTION },
    attrs: &[
        PROJECT_ID,
        APP_ID,
        ID,
        text("name")
            .required()
            .doc("The key's name.")
            .replaces()
            .checks(&[Check::NotEmpty])
            .samples(r#""backend""#, r#""renamed""#),
        boolean("disabled")
            .doc("Whether the key is disabled. A disabled key cannot authenticate.")
            .off()
            .sent(Sent::Switch),
        text("key")
            .computed()
            .doc("The key itself. The API returns the key only when it creates the key, so this value is null after an import.")
            .sensitive()
            .returned(Returned::AtCreate),
    ],
    ..Spec::COLLECTION
}
.checked();
