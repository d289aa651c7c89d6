//! Samples of declarations, which are written in HCL, as JSON.

use hcl_text::eval::{Context, Evaluate as _, FuncArgs, FuncDef, ParamType};
use serde_json::Value as Json;

/// Returns the value of a sample. `refer` returns the value of a reference such as
/// `appservices_app.parent.id`, by its type, label and attribute.
///
/// # Panics
/// If the sample is not HCL.
pub(crate) fn value_of(sample: &str, refer: impl Fn(&str, &str, &str) -> String) -> Json {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let mut text = String::new();
    for piece in sample.split_inclusive(|c| !is_word(c)) {
        let core = piece.trim_end_matches(|c| !is_word(c));
        match core.split('.').collect::<Vec<_>>().as_slice() {
            [of, label, attribute] if of.starts_with("appservices_") => {
                text += &format!("{:?}", refer(of, label, attribute));
            }
            _ => text += core,
        }
        text += &piece[core.len()..];
    }
    let encode = |args: FuncArgs| -> Result<hcl_text::Value, String> {
        let json = serde_json::to_string(&args[0]).map_err(|error| error.to_string())?;
        Ok(hcl_text::Value::from(json))
    };
    let mut context = Context::new();
    let jsonencode = FuncDef::builder().param(ParamType::Any).build(encode);
    context.declare_func("jsonencode", jsonencode);
    let expression: hcl_text::Expression = text
        .parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    let value = expression.evaluate(&context);
    let value = value.unwrap_or_else(|error| panic!("{text}: {error}"));
    serde_json::to_value(value).expect("JSON")
}
