//! When the form of a value is judged.

use crate::engine::Value;

use crate::appservices::catalog::spec;
use crate::appservices::testing::{Nothing, object};
use crate::declare::context::{Configured, Context, Process, Project};
use crate::declare::shape::judge::*;
use crate::declare::shape::schema::block;
use crate::declare::testing::served;
use crate::engine::{Attribute, Nesting, Shape, Type, timeouts};
use crate::provider::{Call, ListOptions};
use crate::resources::SPECS;

/// Why a configuration that sets this attribute alone has a wrong form.
fn complaints(name: &str, stage: Stage, attribute: &str, value: &Value) -> Vec<String> {
    let block = block(spec(name), stage);
    let refusals = refusals(&block, &object(&block, &[(attribute, value.clone())]));
    refusals
        .into_iter()
        .filter(|refusal| refusal.summary.starts_with("Invalid "))
        .map(|refusal| refusal.detail)
        .collect()
}

#[test]
fn forms_are_judged_in_the_plan() {
    let too_long = "x".repeat(501);
    let empty = Value::Set(Vec::new());
    for (name, attribute, value, at_validation, in_plan) in [
        ("app", "name", "vhyeqptx".into(), true, true),
        ("app", "name", "1shop".into(), true, false),
        ("app", "name", "1 shop".into(), false, false),
        ("app", "name", "".into(), false, false),
        ("app", "environment", "vhyeqptx".into(), true, true),
        ("secret", "app_id", "vhyeqptx".into(), true, false),
        ("secret", "app_id", "my-app".into(), true, false),
        ("secret", "app_id", "".into(), false, false),
        (
            "secret",
            "app_id",
            "64f0aa64f0aa64f0aa64f0aa".into(),
            true,
            true,
        ),
        ("secret", "project_id", "my project".into(), true, false),
        ("secret", "name", "_s".into(), false, false),
        ("secret", "value", too_long.as_str().into(), true, false),
        (
            "secret",
            "value",
            format!("{too_long}-").as_str().into(),
            false,
            false,
        ),
        ("endpoint", "route", "hello".into(), true, false),
        ("endpoint", "route", "hello/there".into(), false, false),
        ("endpoint", "function_id", "my-function".into(), true, false),
        ("endpoint", "secret_id", "my-secret".into(), true, false),
        ("function", "name", "".into(), false, false),
        ("function", "can_evaluate", "vhyeqptx".into(), true, false),
        (
            "function",
            "can_evaluate",
            "{ not json".into(),
            false,
            false,
        ),
        ("function", "can_evaluate", "[]".into(), false, false),
        (
            "ip_access_list_entry",
            "address",
            "vhyeqptx".into(),
            true,
            false,
        ),
        (
            "ip_access_list_entry",
            "address",
            "the office".into(),
            false,
            false,
        ),
        ("ip_access_list", "entries", empty.clone(), true, true),
        ("log_forwarder", "log_types", empty, true, false),
    ] {
        let accepted = [Stage::Validate, Stage::Plan]
            .map(|stage| complaints(name, stage, attribute, &value).is_empty());
        assert_eq!(
            accepted,
            [at_validation, in_plan],
            "{name}.{attribute} = {:?}",
            value.as_str()
        );
    }
}

#[test]
fn what_is_in_objects_is_judged_alike() {
    let entry = |address: &str| {
        Value::Set(vec![Value::object([
            ("address", address.into()),
            ("comment", Value::Null),
        ])])
    };
    let source = |config: &str| {
        Value::object([
            ("name", "m".into()),
            ("type", "mongodb-atlas".into()),
            ("config", config.into()),
        ])
    };
    for (name, attribute, value) in [
        ("ip_access_list", "entries", entry("vhyeqptx")),
        ("app", "data_source", source("vhyeqptx")),
    ] {
        assert_eq!(
            complaints(name, Stage::Validate, attribute, &value),
            [""; 0],
            "{name}"
        );
        assert_eq!(
            complaints(name, Stage::Plan, attribute, &value).len(),
            1,
            "{name}"
        );
    }
}

#[test]
fn whatever_a_mock_makes_up_is_valid() {
    let mut tried = 0;
    for spec in SPECS {
        let attributes = block(spec, Stage::Validate).attributes;
        // Timeouts are not computed, and nobody refers to another object for one.
        let made_up = |attribute: &&Attribute| attribute.name != timeouts::NAME;
        for attribute in attributes.iter().filter(made_up) {
            for value in mocks(&attribute.shape) {
                assert_eq!(
                    complaints(spec.name, Stage::Validate, &attribute.name, &value),
                    [""; 0],
                    "{}.{}",
                    spec.name,
                    attribute.name
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "only {tried} values were tried");
}

/// What Terraform and OpenTofu make of a computed attribute of this shape, and what it may be inside a written one.
fn mocks(shape: &Shape) -> Vec<Value> {
    match shape {
        Shape::Plain(Type::String) => vec![
            "vhyeqptx".into(),
            "a1B2c".into(),
            "aB3dE6gH9jK2mN5pQ8sT".into(),
            "0".into(),
        ],
        Shape::Plain(Type::Bool) => vec![Value::Bool(false)],
        Shape::Plain(Type::Number) => vec![0.into()],
        Shape::Plain(_) | Shape::Nested(Nesting::Set, _) => vec![Value::Set(Vec::new())],
        // No declared object is computed; the first text of a written one may be.
        Shape::Nested(_, attributes) => {
            let mut object: Vec<_> = attributes
                .iter()
                .map(|one| (one.name.as_str(), Value::Null))
                .collect();
            object.extend(
                attributes
                    .first()
                    .map(|first| (first.name.as_str(), "vhyeqptx".into())),
            );
            vec![Value::object(object)]
        }
    }
}

/// The API is out of reach here, so a request would be another error.
#[tokio::test]
async fn forms_are_judged_before_anything_is_read() {
    let context = Context::new(Process::new(SPECS), Configured::Partly(Project::None));
    let server = served(SPECS, super::data_sources, context);
    let call = Call::default();
    let refused = async |source: &str, set: &[(&str, Value)]| {
        let source = server.data_source(source).expect(source);
        let config = object(&source.schema().block, set);
        assert_eq!(refusals(&source.schema().block, &config), [], "validation");
        let read = server.read_data_source(source, &config, &call).await;
        read.err()
            .map(|errors| errors[0].summary.clone())
            .unwrap_or_default()
    };
    assert_eq!(
        refused(
            "appservices_app",
            &[("project_id", "my-project".into()), ("name", "shop".into())]
        )
        .await,
        "Invalid project_id"
    );
    assert_eq!(
        refused("appservices_apps", &[("project_id", "vhyeqptx".into())]).await,
        "Invalid project_id"
    );
    assert_eq!(
        refused("appservices_apps", &[("product", "vhyeqptx".into())]).await,
        "Unknown product"
    );
    let list = server.list_resource("appservices_secret").expect("a list");
    let config = object(&list.schema().block, &[("app_id", "my-app".into())]);
    assert_eq!(refusals(&list.schema().block, &config), [], "validation");
    let options = ListOptions::default();
    let listed = server
        .list_objects(list, &config, options, &mut Nothing, &call)
        .await;
    assert_eq!(
        listed
            .err()
            .map(|errors| errors[0].summary.clone())
            .as_deref(),
        Some("Invalid app_id")
    );
}
