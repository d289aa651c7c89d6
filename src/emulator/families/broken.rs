//! Whether the objects of an app refer to what is there.

use serde_json::Value as Json;

use super::call::Call;
use super::data_sources::DATA_SOURCES;
use super::family::Family;
use super::functions::FUNCTIONS;
use super::secrets::SECRETS;
use super::triggers::TRIGGERS;
use super::values::VALUES;
use crate::emulator::model::Refusal;

/// Returns what is wrong with the app as its draft has it: the first object that refers to one that is
/// not there.
pub(super) fn reference(call: &Call<'_>) -> Result<Option<String>, Refusal> {
    for trigger in TRIGGERS.all(call)? {
        let name = trigger.text("name").unwrap_or_default();
        let function = trigger.text("function_id").unwrap_or_default();
        let is_missing =
            |family: &Family, id: &str| Ok::<_, Refusal>(family.look_up(call, id)?.is_none());
        if !function.bytes().all(|byte| byte == b'0') && is_missing(&FUNCTIONS, function)? {
            return Ok(Some(format!(
                "invalid event processor config for trigger '{name}', function '{function}' does not exist"
            )));
        }
        if let Some(service) = trigger["config"]["service_id"].as_str()
            && is_missing(&DATA_SOURCES, service)?
        {
            return Ok(Some(format!(
                "invalid config for trigger '{name}', service '{service}' does not exist"
            )));
        }
    }
    for value in VALUES.all(call)? {
        let secret = value["value"].as_str().unwrap_or_default();
        if value["from_secret"] == Json::Bool(true) && SECRETS.named(call, secret)?.is_none() {
            let name = value.text("name").unwrap_or_default();
            return Ok(Some(format!(
                "invalid value '{name}', secret '{secret}' does not exist"
            )));
        }
    }
    Ok(None)
}
