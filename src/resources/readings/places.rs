//! What the API tells of where apps run.

use super::common::{NAME, OF_AN_APP, told};
use crate::declare::words::{Reading, Spec, Tells, Ty, list, list_of, text};
use crate::resources::common::{APP_ID, PROJECT_ID};

pub(super) const REGIONS: Reading = Reading {
    tells: Tells::List("regions"),
    spec: Spec {
        name: "provider_regions",
        title: "provider regions",
        doc: "Reads the regions that apps can be deployed in.",
        parent: None,
        collection: "/provider_regions",
        attrs: &[told(list_of(
            "regions",
            &[
                told(text("id"))
                    .at(&["id"])
                    .doc("The ID, as in an app's `provider_region`."),
                NAME,
                told(text("cloud_provider")).doc("The cloud provider."),
                told(text("country")).doc("The country."),
                told(list("deployment_models", &Ty::Text))
                    .doc("The deployment models of apps in the region."),
            ],
        ))
        .doc("The regions.")],
        ..OF_AN_APP
    },
};

pub(super) const SERVICES: Reading = Reading {
    tells: Tells::List("services"),
    spec: Spec {
        name: "private_endpoint_services",
        title: "private endpoint services",
        doc: "Reads the services in AWS that private endpoints of an app connect to.",
        collection: "/groups/{project_id}/apps/{app_id}/security/private_endpoint_service_infos",
        attrs: &[
            PROJECT_ID,
            APP_ID,
            told(list_of(
                "services",
                &[
                    told(text("cloud_provider_region")).doc("The region."),
                    told(text("service_name")).doc("The name of the service in AWS."),
                    told(text("endpoint_type"))
                        .doc("The type of the endpoints that connect to it."),
                ],
            ))
            .doc("The services."),
        ],
        ..OF_AN_APP
    },
};
