//! Imports of a name in place of an id.

use serde_json::json;

use crate::appservices::testing::{APP, FakeApi, PROJECT, resource};
use crate::provider::{Call, ImportBy};

/// Two apps, one of which is called like a client app id.
async fn api() -> FakeApi {
    let apps = json!([
        { "_id": APP, "name": "shop", "client_app_id": "shop-abcde" },
        { "_id": "64000000000000000000bbbc", "name": "my-apple", "client_app_id": "my-apple-fghij" },
    ]);
    let list =
        format!("GET /groups/{PROJECT}/apps?product=standard%2Catlas%2Cdata-api%2Cdevice-sync");
    FakeApi::start(&[(&list, 200, apps)])
}

#[tokio::test]
async fn the_name_of_an_app_is_answered_with_its_client_app_id() {
    let api = api().await;
    let provider = api.provider(Some(PROJECT)).await;
    let secret_form = "The id has the form <project_id>/<app>/<secret id or name>.";
    let shop = |rest: &str| {
        format!(
            "\"shop\" is the name of an app, and its client app id is \"shop-abcde\". Use:\n  {PROJECT}/shop-abcde{rest}\n"
        )
    };
    for (name, id, detail) in [
        (
            "secret",
            "shop/key".to_owned(),
            format!("{}{secret_form}", shop("/key")),
        ),
        (
            "secret",
            format!("{PROJECT}/shop/key"),
            format!("{}{secret_form}", shop("/key")),
        ),
        (
            "endpoint",
            "shop/GET /a/b".to_owned(),
            format!(
                "{}The id has the form <project_id>/<app>/<endpoint id or http_method route>.",
                shop("/GET /a/b")
            ),
        ),
        (
            "app",
            "shop".to_owned(),
            format!("{}The id has the form <project_id>/<app>.", shop("")),
        ),
        (
            "secret",
            "my-apple/key".to_owned(),
            format!(
                "\"my-apple\" is the name of an app, and its client app id is \"my-apple-fghij\". Use:\n  {PROJECT}/my-apple-fghij/key\n{secret_form}"
            ),
        ),
        // No app is called so, and the first mistake is named.
        (
            "secret",
            "store/key".to_owned(),
            format!(
                "The first part, \"store\", is neither a project (24 hexadecimal digits) nor an app (such as \"myapp-abcde\").\n{secret_form} The project may be left out, as the provider has one."
            ),
        ),
    ] {
        let by = ImportBy::Id(&id);
        let errors = provider
            .import_resource(resource(&provider, name), by, &Call::default())
            .await
            .expect_err(&id);
        assert_eq!(errors[0].detail, detail, "{id}");
    }
}

#[tokio::test]
async fn an_id_that_is_wrong_stays_wrong_where_the_apps_cannot_be_had() {
    let api = FakeApi::start(&[]);
    let provider = api.provider(None).await;
    let secret = resource(&provider, "secret");
    let call = Call::default();
    let id = format!("{PROJECT}/shop/key");
    let errors = provider
        .import_resource(secret, ImportBy::Id(&id), &call)
        .await;
    assert!(
        errors.expect_err("no app")[0]
            .detail
            .starts_with("The second part, \"shop\", is no app")
    );
    let errors = provider
        .import_resource(secret, ImportBy::Id("prj/shop/key"), &call)
        .await;
    assert!(
        errors.expect_err("no project")[0]
            .detail
            .starts_with("The first part, \"prj\", is no project")
    );
}
