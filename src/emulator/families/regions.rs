//! Where apps can run: `GET /provider_regions`.

use serde_json::json;

use super::call::Call;
use crate::emulator::model::{Answer, Response};

pub(super) const PATH: &str = "/provider_regions";

/// Id, place, country, and the location that apps in it have. The description names ids and
/// locations. Choice: a region without a location of its own belongs to the nearest.
const REGIONS: &[(&str, &str, &str, &str)] = &[
    ("aws-us-east-1", "Virginia", "usa", "US-VA"),
    ("aws-us-west-2", "Oregon", "usa", "US-OR"),
    ("aws-us-east-2", "Ohio", "usa", "US-VA"),
    ("aws-eu-central-1", "Frankfurt", "germany", "DE-FF"),
    ("aws-eu-west-1", "Ireland", "ireland", "IE"),
    ("aws-eu-west-2", "London", "uk", "IE"),
    ("aws-ap-southeast-1", "Singapore", "singapore", "SG"),
    ("aws-ap-southeast-2", "Sydney", "australia", "AU"),
    ("aws-ap-south-1", "Mumbai", "india", "IN-MB"),
    ("aws-sa-east-1", "Sao Paulo", "brazil", "BR-SP"),
    ("azure-eastus2", "Virginia", "usa", "US-VA"),
    ("azure-westus", "California", "usa", "US-OR"),
    ("azure-westeurope", "Netherlands", "netherlands", "DE-FF"),
    ("azure-eastasia", "Hong Kong", "china", "SG"),
    ("azure-southeastasia", "Singapore", "singapore", "SG"),
    ("gcp-us-central1", "Iowa", "usa", "US-VA"),
    ("gcp-us-east4", "Virginia", "usa", "US-VA"),
    ("gcp-us-west1", "Oregon", "usa", "US-OR"),
    ("gcp-europe-west1", "Belgium", "belgium", "DE-FF"),
    ("gcp-asia-south1", "Mumbai", "india", "IN-MB"),
];

/// The ids of all regions.
pub(super) const IDS: &[&str] = &{
    let mut ids = [""; REGIONS.len()];
    let mut at = 0;
    while at < ids.len() {
        ids[at] = REGIONS[at].0;
        at += 1;
    }
    ids
};

/// The locations of apps.
pub(super) const LOCATIONS: &[&str] = &[
    "US-VA", "US-OR", "DE-FF", "IE", "AU", "IN-MB", "SG", "BR-SP",
];

/// Returns the location of a region.
pub(super) fn location_of(region: &str) -> &'static str {
    REGIONS
        .iter()
        .find(|known| known.0 == region)
        .map_or("US-VA", |known| known.3)
}

/// Returns the first region of a location.
pub(super) fn region_in(location: &str) -> &'static str {
    REGIONS
        .iter()
        .find(|known| known.3 == location)
        .map_or("aws-us-east-1", |known| known.0)
}

/// Lists the regions.
pub(super) fn list(_: &Call<'_>) -> Answer {
    let regions = REGIONS.iter().map(|(id, place, country, _)| {
        let (cloud, region) = id.split_once('-').unwrap_or((id, ""));
        json!({
            "id": id,
            "name": format!("{place} ({region})"),
            "cloud_provider": cloud,
            "country": country,
            "deployment_models": ["GLOBAL", "LOCAL"],
        })
    });
    Ok(Response::ok(regions.collect()))
}
