//! `terraform test` with mocked providers: no account, no folder, no request.

use anyhow::{Result, ensure};

use crate::terraform::Program;

/// A module that uses one object's computed values in another, as modules do.
const MODULE: &str = r#"
variable "project_id" {
  type    = string
  default = null
}

resource "appservices_app" "this" {
  name       = "shop"
  project_id = var.project_id
}

resource "appservices_function" "hello" {
  app_id       = appservices_app.this.id
  project_id   = appservices_app.this.project_id
  name         = "hello"
  source       = "exports = () => 1;"
  can_evaluate = jsonencode({ "%%user.id" = appservices_app.this.id })
}

resource "appservices_secret" "token" {
  app_id = appservices_app.this.id
  name   = "token"
  value  = "hush"
}

resource "appservices_endpoint" "hello" {
  app_id            = appservices_app.this.id
  route             = "/${appservices_function.hello.name}"
  http_method       = "POST"
  function_id       = appservices_function.hello.id
  validation_method = "VERIFY_PAYLOAD"
  secret_id         = appservices_secret.token.id
}

resource "appservices_api_key" "backend" {
  app_id = appservices_app.this.id
  name   = "backend"
}

# Copies of what is computed: whatever a mock makes up goes into every kind of attribute.
resource "appservices_function" "copy" {
  app_id         = data.appservices_app.other.id
  project_id     = data.appservices_apps.all.project_id
  name           = appservices_endpoint.hello.function_name
  source         = appservices_api_key.backend.key
  run_as_user_id = appservices_app.this.provider_region
  private        = appservices_endpoint.hello.disabled
  can_evaluate   = appservices_app.this.domain_id
}

resource "appservices_endpoint" "copy" {
  app_id      = appservices_app.this.id
  route       = appservices_app.this.location
  http_method = "GET"
  function_id = appservices_function.copy.id
}

resource "appservices_secret" "copy" {
  app_id = appservices_app.this.id
  name   = appservices_app.this.client_app_id
  value  = appservices_api_key.backend.key
}

resource "appservices_ip_access_list" "this" {
  app_id  = data.appservices_app.other.id
  entries = [{ address = appservices_endpoint.hello.url }]
}

resource "appservices_log_forwarder" "errors" {
  app_id       = appservices_app.this.id
  name         = appservices_function.hello.id
  log_types    = [for app in data.appservices_apps.all.apps : app.name]
  log_statuses = ["error"]
  policy       = { type = "single" }
  action       = { function = { name = appservices_function.hello.id } }
}

data "appservices_app" "other" {
  id         = appservices_app.this.id
  project_id = appservices_app.this.project_id
}

data "appservices_apps" "all" {
  project_id = appservices_app.this.project_id
  product    = appservices_app.this.product
}

output "function_id" {
  value = appservices_endpoint.hello.function_id
}
"#;

/// Bare mocks: every computed value is made up.
const BARE: &str = r#"
mock_provider "appservices" {}

run "plans" {
  command = plan
}

run "applies" {
  assert {
    condition     = output.function_id != "" && appservices_endpoint.hello.function_id == appservices_function.hello.id
    error_message = "the endpoint runs another function"
  }
}

run "applies_again" {
  assert {
    condition     = length(appservices_app.this.id) > 0
    error_message = "nothing was mocked"
  }
}
"#;

/// Mocks with their author's own values, and overrides.
const NAMED: &str = r#"
mock_provider "appservices" {
  mock_resource "appservices_app" {
    defaults = {
      id            = "my-app"
      project_id    = "my-project"
      client_app_id = "my-app-abcde"
      product       = "atlas"
    }
  }

  mock_resource "appservices_function" {
    defaults = {
      id = "my-function"
    }
  }

  mock_resource "appservices_secret" {
    defaults = {
      id = "my-secret"
    }
  }

  mock_data "appservices_app" {
    defaults = {
      id = "my-app"
    }
  }

  mock_data "appservices_apps" {
    defaults = {
      project_id = "my-project"
    }
  }
}

run "applies_with_named_objects" {
  override_resource {
    target = appservices_endpoint.hello
    values = {
      url           = "192.0.2.0/24"
      function_name = "hello"
    }
  }

  variables {
    project_id = "my-project"
  }

  assert {
    condition     = output.function_id == "my-function"
    error_message = "the mock's id is not there"
  }
}
"#;

pub(super) fn mocked(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(MODULE)?;
    std::fs::write(workspace.path().join("bare.tftest.hcl"), BARE)?;
    std::fs::write(workspace.path().join("named.tftest.hcl"), NAMED)?;
    let text = workspace.succeed(&["test", "-no-color"])?;
    ensure!(
        text.contains("4 passed, 0 failed"),
        "terraform test says:\n{text}"
    );
    Ok(())
}
