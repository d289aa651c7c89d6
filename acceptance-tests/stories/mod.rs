//! Whole stories: what people do with the provider, from end to end.

mod debugging;
mod library;
mod mocks;
mod modules;
mod newer;
mod noise;
mod planning;
mod quickstart;
mod secrets;
mod torture;

use crate::Story;

pub(crate) const STORIES: &[Story] = &[
    Story { name: "the quickstart, twice in one folder", needs: (1, 5), run: quickstart::runs },
    Story { name: "a write-only secret is nowhere to be found", needs: (1, 11), run: secrets::write_only },
    Story { name: "generated configurations plan, of a secret too", needs: (1, 11), run: secrets::generated },
    Story { name: "an ephemeral token lives for one run", needs: (1, 11), run: secrets::ephemeral_token },
    Story { name: "keys and tokens stay out of logs", needs: (1, 5), run: secrets::logs },
    Story { name: "two aliases share one local_path", needs: (1, 5), run: modules::aliases },
    Story { name: "terraform test of a module over local_path", needs: (1, 6), run: modules::test },
    Story { name: "terraform test of a module over mocked providers", needs: (1, 7), run: mocks::mocked },
    Story { name: "validate without credentials, with unknowns", needs: (1, 5), run: modules::validate },
    Story { name: "values that are unknown until apply", needs: (1, 5), run: planning::unknown_values },
    Story { name: "a provider that is configured by another resource", needs: (1, 5), run: planning::unknown_provider },
    Story { name: "states without a project, as other tools write them", needs: (1, 5), run: planning::unplaced_states },
    Story { name: "an app that is protected from deletion", needs: (1, 5), run: planning::deletion_protection },
    Story { name: "other spellings of the same plan nothing", needs: (1, 5), run: planning::other_spellings },
    Story { name: "every example of the documentation", needs: (1, 11), run: planning::examples },
    Story { name: "data sources find apps", needs: (1, 5), run: planning::data_sources },
    Story { name: "an access list entry beside 0.0.0.0/0 warns", needs: (1, 5), run: planning::open_list },
    Story { name: "a provider of somebody else: files in a folder", needs: (1, 5), run: library::files },
    Story { name: "a provider that uses everything, 600 generated resources", needs: (1, 11), run: torture::torture },
    Story { name: "modifiers, meanings, rules and validators", needs: (1, 11), run: torture::words },
    Story { name: "the provider in a debugger, by reattach", needs: (1, 5), run: debugging::reattach },
    Story { name: "what only newer cores ask, over mutual TLS", needs: (1, 0), run: newer::newer_core },
    Story { name: "a provider that uses everything, with a newer core", needs: (1, 0), run: newer::torture },
    Story { name: "what is not known yet is put off", needs: (1, 0), run: newer::deferral },
    Story { name: "messages of 256 MiB, and deep ones", needs: (1, 0), run: newer::large_messages },
    Story { name: "actions tell how far they are", needs: (1, 0), run: newer::actions },
    Story { name: "functions of somebody else's provider", needs: (1, 8), run: torture::functions },
    Story { name: "noise in every call", needs: (1, 0), run: noise::noise },
    Story { name: "a provider whose host was killed ends by itself", needs: (1, 0), run: debugging::orphan },
];

/// The provider block over a folder beside the configuration.
pub(crate) const LOCAL: &str = "provider \"appservices\" {\n  local_path = \"./data\"\n}\n\n";

/// A resource of each kind that can stand beside the others.
pub(crate) const ONE_OF_EACH: &str = r#"
resource "appservices_app" "a" {
  name = "a"
}

resource "appservices_app" "b" {
  name = "b"
}

resource "appservices_api_key" "k" {
  app_id = appservices_app.a.id
  name   = "k"
}

resource "appservices_function" "f" {
  app_id       = appservices_app.a.id
  name         = "f"
  source       = "exports = () => 1;"
  can_evaluate = jsonencode({ "%%true" = true })
}

resource "appservices_secret" "s" {
  app_id = appservices_app.a.id
  name   = "token"
  value  = "canary-7f3a9c51"
}

resource "appservices_endpoint" "e" {
  app_id      = appservices_app.a.id
  route       = "/e"
  http_method = "GET"
  function_id = appservices_function.f.id
}

resource "appservices_ip_access_list" "l" {
  app_id  = appservices_app.b.id
  entries = [{ address = "192.0.2.0/24", comment = "office" }]
}

resource "appservices_log_forwarder" "l" {
  app_id       = appservices_app.a.id
  name         = "l"
  log_types    = ["function"]
  log_statuses = ["error"]
  policy       = { type = "single" }
  action       = { function = { name = appservices_function.f.name } }
}
"#;
