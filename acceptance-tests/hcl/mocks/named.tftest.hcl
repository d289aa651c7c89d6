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
